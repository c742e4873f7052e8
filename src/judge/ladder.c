/* Sorts what counts above a running version into lines (judging.md 1.1, 1.3, 1.5). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/ladder.h"

#include <stdint.h>
#include <string.h>

#include "base/map.h"

enum { LADDER_BUCKETS = 64 };

bool ladder_takes_tag(const struct ladder *ladder, const struct version *tag)
{
    const struct version *running = &ladder->running;
    struct slice own = version_part(running, running->platform);
    struct slice other = version_part(tag, tag->platform);
    return tag->kind == TAG_VERSION && version_same_prefix(running, tag) &&
           slice_compare(own, other) == 0;
}

bool ladder_can_pull(const struct ladder *ladder, const struct shelf_release *at)
{
    for (size_t i = at->release->tags_begin; i < at->release->tags_end; i++) {
        if (ladder_takes_tag(ladder, shelf_tag(ladder->shelf, i)))
            return true;
    }
    /* 1.1: with the lists out of reach, what is published can be pulled. */
    return ladder->shelf->trust.is_out_of_reach && at->release->is_published;
}

bool ladder_can_pull_variant(const struct ladder *ladder,
                             const struct shelf_release *at)
{
    const struct shelf *shelf = ladder->shelf;
    for (size_t i = at->release->tags_begin; i < at->release->tags_end; i++) {
        const struct version *tag = shelf_tag(shelf, i);
        if (ladder_takes_tag(ladder, tag) &&
            version_variant_fit(shelf->upstream->reader, &ladder->running, tag) !=
                VARIANT_OTHER)
            return true;
    }
    return at->release->tags_begin == at->release->tags_end &&
           ladder_can_pull(ladder, at);
}

/* What a reason against a tag means for the release: a variant does not matter here. */
static bool reason_lets_count(enum tag_reason reason, bool is_published)
{
    switch (reason) {
    case TAG_REASON_NONE:
    case TAG_REASON_VARIANT:
    case TAG_REASON_PRERELEASE:
        return true;
    case TAG_REASON_FLOATING:
        return is_published; /* entries of a release feed never float */
    case TAG_REASON_ARTIFACT:
    case TAG_REASON_NOT_A_VERSION:
    case TAG_REASON_PLATFORM:
    case TAG_REASON_SCHEME:
        break;
    }
    return false;
}

enum tag_reason ladder_reason_against(const struct ladder *ladder,
                                      const struct shelf_release *at)
{
    const struct release *release = at->release;
    struct tag_relation relation = tag_relate(ladder->view, &release->version);
    if (reason_lets_count(relation.reason, release->is_published))
        return TAG_REASON_NONE;
    enum tag_reason reason = relation.reason;
    for (size_t i = at->release->tags_begin; i < at->release->tags_end; i++) {
        relation = tag_relate(ladder->view, shelf_tag(ladder->shelf, i));
        if (reason_lets_count(relation.reason, false))
            return TAG_REASON_NONE;
        if (relation.reason == TAG_REASON_SCHEME)
            reason = relation.reason;
    }
    return reason;
}

/* A floating tag moves over all releases that begin with its numbers. */
static bool floats_over(const struct ladder *ladder, const struct version *version)
{
    char numbers[VERSION_TEXT_BYTES];
    return ladder->is_floating &&
           version_on_line(version, version_number_text(&ladder->running, numbers));
}

static bool stands_in_for(const struct ladder *ladder, const struct version *version)
{
    return version_same_prefix(&ladder->running, version) &&
           version_variant_fit(ladder->shelf->upstream->reader, &ladder->running,
                               version) != VARIANT_OTHER;
}

/* Same variant and prefix, another kind or a leap of majors: may hide what is newer. */
static void note_stray(struct ladder *ladder, const struct shelf_release *at)
{
    const struct version *version = &at->release->version;
    /* What is older than the running release is no news, whatever its number. */
    int own_day = ladder->own == NULL ? DAY_NONE : ladder->own->day;
    bool is_older = own_day != DAY_NONE && at->day != DAY_NONE && at->day <= own_day;
    if (!stands_in_for(ladder, version) || is_older || at->standing == STANDING_ABSENT)
        return;
    ladder->strays++;
    ladder->stray = version->text;
}

/* Tags that belong to no release seem to float; dates among them may be releases. */
static void find_loose_strays(struct ladder *ladder)
{
    const struct shelf *shelf = ladder->shelf;
    const struct version *running = &ladder->running;
    for (size_t i = shelf->upstream->loose_begin; i < shelf->upstream->loose_end; i++) {
        const struct version *tag = shelf_tag(shelf, i);
        if (tag->number_kind == running->number_kind || version_is_prerelease(tag) ||
            tag_relate(ladder->view, tag).reason != TAG_REASON_SCHEME ||
            !stands_in_for(ladder, tag))
            continue;
        ladder->strays++;
        ladder->stray = tag->text;
    }
}

static struct rung *rung_for(struct ladder *ladder, const struct version *version,
                             struct arena *arena)
{
    const struct version_reader *reader = ladder->shelf->upstream->reader;
    struct rung *last = &ladder->rungs.items[ladder->rungs.count - 1];
    if (version_same_line(reader, last->version, version))
        return last;
    size_t major =
        last->major + (version_same_major(reader, last->version, version) ? 0 : 1);
    struct rung *rung = LIST_ADD(arena, &ladder->rungs);
    *rung = (struct rung){.version = version,
                          .major = major,
                          .begin = ladder->releases.count,
                          .end = ladder->releases.count,
                          .waiting_begin = ladder->waiting.count,
                          .waiting_end = ladder->waiting.count,
                          .first_day = DAY_NONE,
                          .opened_day = DAY_NONE,
                          .last_day = DAY_NONE};
    return rung;
}

/* When the line had its first and its last release, counted or not. */
static void note_life(struct rung *rung, const struct shelf_release *at)
{
    if (at->standing == STANDING_ABSENT)
        return;
    /* Below a dated one it is older than that; above all of them it may be the last. */
    if (at->day == DAY_NONE) {
        rung->has_undated = true;
        return;
    }
    if (rung->opened_day == DAY_NONE || at->day < rung->opened_day)
        rung->opened_day = at->day;
    if (at->day > rung->last_day)
        rung->last_day = at->day;
}

static void count_release(struct ladder *ladder, struct rung *rung,
                          const struct shelf_release *at, struct arena *arena)
{
    switch (at->standing) {
    case STANDING_ABSENT:
        return;
    case STANDING_UNCLEAR:
        rung->unclear = at;
        rung->unclear_count++;
        return;
    case STANDING_SOAKING:
        rung->soaking = at;
        if (ladder_can_pull(ladder, at))
            *LIST_ADD(arena, &ladder->waiting) = at;
        rung->waiting_end = ladder->waiting.count;
        return;
    case STANDING_COUNTED:
        break;
    }
    *LIST_ADD(arena, &ladder->releases) = at;
    rung->end = ladder->releases.count;
}

static void climb(struct ladder *ladder, size_t from, struct arena *arena)
{
    const struct shelf *shelf = ladder->shelf;
    for (size_t i = from; i < shelf->count; i++) {
        const struct shelf_release *at = &shelf->releases[i];
        const struct release *release = at->release;
        bool is_step =
            ladder->is_prerelease &&
            version_compare_numbers(&release->version, &ladder->running) == 0;
        if (release->is_prerelease && !is_step)
            continue;
        if (floats_over(ladder, &release->version)) {
            if (ladder->rungs.count == 1)
                note_life(&ladder->rungs.items[0], at);
            continue;
        }
        enum tag_reason reason = ladder_reason_against(ladder, at);
        if (reason != TAG_REASON_NONE) {
            if (reason == TAG_REASON_SCHEME)
                note_stray(ladder, at);
            continue;
        }
        struct rung *rung = rung_for(ladder, &release->version, arena);
        if (!release->is_prerelease)
            note_life(rung, at);
        if (release->is_withdrawn)
            continue;
        count_release(ladder, rung, at, arena);
        if (is_step && !release->is_prerelease && at->standing == STANDING_COUNTED)
            ladder->final = at;
    }
}

/* The running line also has older releases; a renumbered project has lower strays. */
static void look_down(struct ladder *ladder, size_t above)
{
    const struct shelf *shelf = ladder->shelf;
    const struct version_reader *reader = shelf->upstream->reader;
    bool is_on_line = true;
    for (size_t i = above; i-- > 0;) {
        const struct shelf_release *at = &shelf->releases[i];
        const struct version *version = &at->release->version;
        if (at->release->is_prerelease)
            continue;
        is_on_line = is_on_line && version_same_line(reader, &ladder->running, version);
        if (is_on_line)
            note_life(&ladder->rungs.items[0], at);
        else if (version->number_kind != ladder->running.number_kind &&
                 ladder_reason_against(ladder, at) == TAG_REASON_SCHEME)
            note_stray(ladder, at);
    }
}

static void find_pullable(const struct ladder *ladder, struct rung *rung)
{
    rung->newest = SIZE_MAX;
    rung->fitting = SIZE_MAX;
    for (size_t i = rung->end; i-- > rung->begin;) {
        const struct shelf_release *at = ladder->releases.items[i];
        if (rung->newest == SIZE_MAX && ladder_can_pull(ladder, at))
            rung->newest = i;
        if (ladder_can_pull_variant(ladder, at)) {
            rung->fitting = i;
            return;
        }
    }
}

size_t ladder_first(const struct ladder *ladder, size_t begin, size_t end, int *ret_day)
{
    size_t first = begin;
    *ret_day = DAY_NONE;
    for (size_t i = begin; i < end; i++) {
        int day = ladder->releases.items[i]->day;
        if (day != DAY_NONE && (*ret_day == DAY_NONE || day < *ret_day)) {
            *ret_day = day;
            first = i;
        }
    }
    return first;
}

/*
 * 1.1: releases count up to the newest that can be pulled on their step; what stands
 * above it is cut off. Steps are the running line, later lines of its major, the rest.
 */
static void cut_above_pullable(struct ladder *ladder)
{
    bool is_reached[3] = {false, false, false};
    for (size_t i = ladder->rungs.count; i-- > 0;) {
        struct rung *rung = &ladder->rungs.items[i];
        size_t step = i == 0 ? 0 : rung->major == 0 ? 1 : 2;
        find_pullable(ladder, rung);
        bool has_newest = rung->newest != SIZE_MAX;
        if (!is_reached[step])
            rung->end = has_newest ? rung->newest + 1 : rung->begin;
        is_reached[step] = is_reached[step] || has_newest;
        rung->first = ladder_first(ladder, rung->begin, rung->end, &rung->first_day);
    }
}

/* A stray that is younger than all that was accepted: what runs may be renumbered. */
static void find_dated_stray(struct ladder *ladder)
{
    int newest_day = ladder->own == NULL ? DAY_NONE : ladder->own->day;
    for (size_t i = 0; i < ladder->releases.count; i++) {
        if (ladder->releases.items[i]->day > newest_day)
            newest_day = ladder->releases.items[i]->day;
    }
    const struct shelf *shelf = ladder->shelf;
    for (size_t i = 0; newest_day != DAY_NONE && i < shelf->count; i++) {
        const struct shelf_release *at = &shelf->releases[i];
        if (!at->release->is_prerelease && at->standing == STANDING_COUNTED &&
            at->release->day != DAY_NONE && at->day > newest_day &&
            version_same_prefix(&ladder->running, &at->release->version) &&
            ladder_reason_against(ladder, at) == TAG_REASON_SCHEME) {
            ladder->has_dated_stray = true;
            ladder->stray = at->release->version.text;
        }
    }
}

static void find_lines(struct ladder *ladder, struct arena *arena)
{
    const struct line_list *lines = &ladder->shelf->upstream->lines;
    for (size_t i = 0; i < ladder->rungs.count; i++) {
        struct rung *rung = &ladder->rungs.items[i];
        size_t longest = 0;
        char name[VERSION_TEXT_BYTES];
        version_line(ladder->shelf->upstream->reader, rung->version, name);
        rung->name = arena_copy(arena, name);
        for (size_t j = 0; j < lines->count; j++) {
            const char *told = lines->items[j].name;
            if (strlen(told) > longest && version_on_line(rung->version, told)) {
                rung->line = &lines->items[j];
                longest = strlen(told);
            }
        }
    }
}

static struct ladder *ladder_new(const struct shelf *shelf,
                                 const struct version *running, struct arena *arena)
{
    struct ladder *ladder = arena_alloc(arena, sizeof *ladder);
    ladder->tag = running->text;
    ladder->shelf = shelf;
    ladder->running = *running;
    ladder->view = upstream_view(shelf->views, running);
    ladder->is_floating = tag_view_running_is_floating(ladder->view);
    ladder->own = ladder->is_floating ? NULL : shelf_find(shelf, running);
    ladder->is_known = trust_knows(shelf, ladder->own, running);
    ladder->is_prerelease =
        version_is_prerelease(running) ||
        (ladder->own != NULL && ladder->own->release->is_prerelease);
    *LIST_ADD(arena, &ladder->rungs) = (struct rung){.version = &ladder->running,
                                                     .first_day = DAY_NONE,
                                                     .opened_day = DAY_NONE,
                                                     .last_day = DAY_NONE};
    size_t above = shelf_above(shelf, running);
    climb(ladder, above, arena);
    look_down(ladder, above);
    cut_above_pullable(ladder);
    find_loose_strays(ladder);
    find_dated_stray(ladder);
    find_lines(ladder, arena);
    return ladder;
}

const struct ladder *ladder_of(struct shelf *shelf, const struct version *running,
                               struct arena *arena)
{
    if (shelf->ladders == NULL)
        shelf->ladders =
            arena_alloc_many(arena, LADDER_BUCKETS, sizeof *shelf->ladders);
    uint64_t hash = map_hash(running->text, strlen(running->text));
    struct ladder **bucket = &shelf->ladders[hash % LADDER_BUCKETS];
    for (struct ladder *at = *bucket; at != NULL; at = at->next) {
        if (strcmp(at->tag, running->text) == 0)
            return at;
    }
    struct ladder *ladder = ladder_new(shelf, running, arena);
    ladder->next = *bucket;
    *bucket = ladder;
    return ladder;
}
