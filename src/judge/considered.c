/* Says again, release by release, what the ladder made of an upstream. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/considered.h"

#include <stdint.h>
#include <string.h>

#include "feeds/repository_tags.h"
#include "judge/ladder.h"

static enum step step_of_rung(const struct ladder *ladder, size_t rung)
{
    if (rung == 0)
        return STEP_PATCH;
    return ladder->rungs.items[rung].major == 0 ? STEP_MINOR : STEP_MAJOR;
}

/* The rung that a release in ladder.releases belongs to, cut off or not. */
static size_t rung_of(const struct ladder *ladder, size_t release)
{
    size_t rung = 0;
    while (rung + 1 < ladder->rungs.count &&
           ladder->rungs.items[rung + 1].begin <= release)
        rung++;
    return rung;
}

static const char *standing_name(enum standing standing)
{
    switch (standing) {
    case STANDING_ABSENT:
        return "later";
    case STANDING_UNCLEAR:
        return "undated";
    case STANDING_SOAKING:
        return "soaking";
    case STANDING_COUNTED:
        break;
    }
    return NULL;
}

/* Why a release is not in ladder.releases. */
static const char *left_out_by(const struct ladder *ladder,
                               const struct shelf_release *at)
{
    if (at->standing == STANDING_ABSENT)
        return standing_name(at->standing);
    if (at->release->is_prerelease)
        return tag_reason_name(TAG_REASON_PRERELEASE);
    enum tag_reason reason = ladder_reason_against(ladder, at);
    if (reason != TAG_REASON_NONE)
        return tag_reason_name(reason);
    if (at->release->is_withdrawn)
        return "withdrawn";
    const char *name = standing_name(at->standing);
    /* What a floating tag moves over is no step for it. */
    return name != NULL ? name : tag_reason_name(TAG_REASON_FLOATING);
}

static void place(const struct finding *finding, size_t release,
                  struct considered *considered)
{
    const struct ladder *ladder = finding->ladder;
    size_t rung = rung_of(ladder, release);
    considered->step = step_of_rung(ladder, rung);
    if (release >= ladder->rungs.items[rung].end)
        considered->left_out = "not-pullable";
    else if (rung > finding->steps[considered->step].last_rung)
        considered->left_out = "beyond-pin";
}

void considered_releases(const struct finding *finding, struct arena *arena,
                         struct considered_list *ret_releases)
{
    *ret_releases = (struct considered_list){0};
    const struct ladder *ladder = finding->ladder;
    if (ladder == NULL)
        return;
    const struct shelf *shelf = ladder->shelf;
    size_t next = 0; /* into ladder.releases, which keeps the order of the shelf */
    for (size_t i = shelf_above(shelf, &ladder->running); i < shelf->count; i++) {
        const struct shelf_release *at = &shelf->releases[i];
        const struct release *release = at->release;
        char number[VERSION_TEXT_BYTES];
        struct considered *considered = LIST_ADD(arena, ret_releases);
        *considered = (struct considered){
            .version = arena_copy(arena, version_text(&release->version, number)),
            .day = at->standing == STANDING_ABSENT ? release->day : at->day,
            .is_least_age = at->day != release->day || release_day_is_bound(release),
            .counts_from_day = at->counts_from_day,
            .day_gap = release->day_gap};
        if (next < ladder->releases.count && ladder->releases.items[next] == at)
            place(finding, next++, considered);
        else
            considered->left_out = left_out_by(ladder, at);
    }
}

void considered_tags(const struct finding *finding, struct arena *arena,
                     struct considered_tags *ret_tags)
{
    *ret_tags = (struct considered_tags){0};
    const struct upstream *upstream = finding->upstream;
    if (upstream == NULL || !finding->subject->is_valid || upstream->tags.count == 0)
        return;
    struct version_list list = {0};
    repository_tags(upstream, finding->subject->upstream, arena, &list);
    const struct version *tags = list.items;
    size_t count = list.count;
    /* Without a version no tag can be compared, whatever the list may teach. */
    const struct tag_view *view =
        finding->ladder != NULL
            ? finding->ladder->view
            : tag_view_new(upstream->reader, &finding->subject->running, 0, tags, count,
                           NULL, 0, arena);
    ret_tags->total = count;
    for (size_t i = 0; i < count; i++) {
        struct tag_relation relation = tag_relate(view, &tags[i]);
        ret_tags->newer += relation.relation == RELATION_NEWER;
        ret_tags->older += relation.relation == RELATION_OLDER;
        ret_tags->same += relation.relation == RELATION_SAME;
        if (relation.relation != RELATION_INCOMPARABLE)
            continue;
        ret_tags->rejected++;
        *LIST_ADD(arena, &ret_tags->by_reason[relation.reason]) = tags[i].text;
    }
}
