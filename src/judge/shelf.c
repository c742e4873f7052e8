/* Decides which of an upstream's releases count on the day. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/shelf.h"

#include "base/arena.h"

/* 1.7: the merge keeps a first-seen day as a least age when nothing better is known. */
static bool is_dated(const struct release *release)
{
    return release->day != DAY_NONE && !release_day_is_bound(release);
}

bool release_is_dated_well(const struct shelf_release *release)
{
    return release->release->day == release->day &&
           release->release->date_kind <= DATE_TAGGED;
}

/*
 * A day that has not come is that of an announcement, or a wrong one: where no whole
 * list of tags lacks the release, it may be out.
 */
static enum standing standing_of_later(const struct judge_facts *facts,
                                       bool has_whole_list)
{
    return facts->is_past || has_whole_list ? STANDING_ABSENT : STANDING_UNCLEAR;
}

/*
 * Decides one release. bound_day is the least day of the dated higher ones on its line:
 * it was there by then (1.7).
 */
static void place(struct shelf_release *at, int bound_day, bool has_whole_list,
                  const struct judge_facts *facts)
{
    const struct release *release = at->release;
    bool is_listed = release->tags_end > release->tags_begin;
    bool is_later = release->day != DAY_NONE && release->day > facts->as_of_day;
    at->day = DAY_NONE;
    at->counts_from_day = DAY_NONE;
    at->standing = standing_of_later(facts, has_whole_list);
    if (is_later && is_dated(release) && (facts->is_past || !is_listed))
        return;
    if (is_dated(release) && !is_later) {
        at->day = release->day;
        at->counts_from_day = release->day + facts->policy->soak_days;
        at->standing = facts->as_of_day >= at->counts_from_day ? STANDING_COUNTED
                                                               : STANDING_SOAKING;
        return;
    }
    if (release->day != DAY_NONE && !is_later)
        at->day = release->day;
    bool has_own_day = at->day != DAY_NONE;
    if (bound_day != DAY_NONE && (at->day == DAY_NONE || bound_day < at->day))
        at->day = bound_day;
    at->counts_from_day = at->day;
    bool is_there = at->day != DAY_NONE || !facts->is_past;
    bool is_wanted = has_own_day || facts->policy->undated_count;
    at->standing = is_there && is_wanted ? STANDING_COUNTED : STANDING_UNCLEAR;
}

/* From the highest down, so that each line's bound is known when it is needed. */
static void place_all(struct shelf *shelf)
{
    const struct version_reader *reader = shelf->upstream->reader;
    bool has_whole_list = list_home_is_whole(shelf->upstream);
    int bound_day = DAY_NONE;
    for (size_t i = shelf->count; i-- > 0;) {
        struct shelf_release *at = &shelf->releases[i];
        const struct release *release = at->release;
        if (i + 1 < shelf->count &&
            !version_same_line(reader, &release->version,
                               &shelf->releases[i + 1].release->version))
            bound_day = DAY_NONE;
        place(at, bound_day, has_whole_list, shelf->facts);
        bool is_bound = release->day != DAY_NONE &&
                        release->day <= shelf->facts->as_of_day &&
                        !release->is_prerelease;
        if (is_bound && (bound_day == DAY_NONE || release->day < bound_day))
            bound_day = release->day;
    }
}

struct shelf *shelf_new(const struct upstream *upstream,
                        const struct judge_facts *facts, struct arena *arena)
{
    struct shelf *shelf = arena_alloc(arena, sizeof *shelf);
    shelf->arena = arena;
    shelf->upstream = upstream;
    shelf->facts = facts;
    shelf->count = upstream->releases.count;
    shelf->releases = arena_room_many(arena, shelf->count, sizeof *shelf->releases);
    for (size_t i = 0; i < shelf->count; i++)
        shelf->releases[i].release = &upstream->releases.items[i];
    place_all(shelf);
    struct tag_views *views = facts->views;
    shelf->views = tag_views_of(views != NULL ? views : tag_views_new(arena), upstream);
    shelf->fits = arena_alloc(arena, sizeof(struct fit_table *));
    trust_assess(shelf, arena, &shelf->trust);
    return shelf;
}

size_t shelf_above(const struct shelf *shelf, const struct version *version)
{
    size_t low = 0;
    size_t high = shelf->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (version_compare_release(&shelf->releases[middle].release->version,
                                    version) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct shelf_release *shelf_find(const struct shelf *shelf,
                                       const struct version *version)
{
    size_t above = shelf_above(shelf, version);
    if (above == 0)
        return NULL;
    const struct shelf_release *at = &shelf->releases[above - 1];
    return version_compare_release(&at->release->version, version) == 0 ? at : NULL;
}
