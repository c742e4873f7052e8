/* What to do: the smallest step that helps, and the nearest fresh line (section 6). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/fit_table.h"
#include "judge/judging.h"

#include <stdint.h>
#include <string.h>

static bool runs_on_cluster(const struct judging *judging,
                            const struct shelf_release *release)
{
    return fit_of_release(judging, release, judging->kubernetes).fit !=
           FIT_INCOMPATIBLE;
}

/* The newest of a rung that runs on the cluster, if it can in the running variant. */
static size_t newest_of(const struct judging *judging, const struct rung *rung)
{
    const struct ladder *ladder = judging->ladder;
    size_t plain = SIZE_MAX;
    for (size_t i = rung->end; i-- > rung->begin;) {
        const struct shelf_release *at = ladder->releases.items[i];
        if (!runs_on_cluster(judging, at))
            continue;
        if (ladder_can_pull_variant(ladder, at))
            return i;
        if (plain == SIZE_MAX && ladder_can_pull(ladder, at))
            plain = i;
    }
    return plain;
}

static enum status worse(enum status a, enum status b)
{
    return a < b ? a : b;
}

/* The highest rung that counts. */
static size_t last_rung(const struct judging *judging)
{
    return judging->pin.line != NULL ? judging->pin.rung
                                     : judging->ladder->rungs.count - 1;
}

/* What the finding would be with that release running; gaps are left out of account. */
static enum status status_with(const struct judging *judging, const struct above *above,
                               size_t rung, size_t release,
                               const struct line_state *line)
{
    const struct ladder *ladder = judging->ladder;
    struct measure measures[STEP_COUNT];
    steps_measure_with(ladder, above, rung, release + 1, last_rung(judging), measures);
    enum status status = worse(line->ended, line->ending);
    for (unsigned i = 0; i < STEP_COUNT; i++) {
        const struct leeway *leeway = judging_leeway(judging, i);
        if (measures[i].lag == 0 || step_informs(judging, line, i))
            continue;
        if (leeway_is_broken(leeway, &measures[i], judging->facts->as_of_day))
            return STATUS_STALE;
        status = worse(status, leeway_lacks_age(leeway, &measures[i]) ? STATUS_UNKNOWN
                                                                      : STATUS_DUE);
    }
    if (ladder->releases.items[release]->release->is_prerelease)
        status = worse(status, STATUS_DUE);
    if (fit_of_release(judging, ladder->releases.items[release], judging->next).fit ==
        FIT_INCOMPATIBLE)
        status = worse(status, STATUS_DUE);
    return status;
}

static bool prefers_lts(const struct judging *judging)
{
    const struct product_rule *rule = judging->rule;
    return rule != NULL && rule->has_lts ? rule->lts_accept
                                         : judging->facts->policy->lts_accept;
}

/* One rung as a place to go to. */
struct candidate {
    size_t release; /* SIZE_MAX: nothing to pull there */
    bool has_ended;
    bool is_lts;
    enum status status;
};

static void weigh(const struct judging *judging, const struct above *above, size_t rung,
                  struct candidate *ret)
{
    *ret = (struct candidate){
        .release = newest_of(judging, &judging->ladder->rungs.items[rung])};
    if (ret->release == SIZE_MAX)
        return;
    struct line_state line;
    line_state_of(judging, rung, &line);
    ret->has_ended = line.has_ended;
    ret->is_lts = line.is_lts;
    ret->status = status_with(judging, above, rung, ret->release, &line);
}

/* The nearest later line that has not ended; long-term lines first (4.5). */
static size_t nearest_line(const struct judging *judging,
                           const struct candidate *candidates, size_t count)
{
    size_t nearest = SIZE_MAX;
    for (size_t i = 1; i < count; i++) {
        if (candidates[i].release == SIZE_MAX || candidates[i].has_ended)
            continue;
        if (candidates[i].is_lts && prefers_lts(judging))
            return i;
        if (nearest == SIZE_MAX)
            nearest = i;
    }
    return nearest;
}

/* The nearest line with which the finding would have the status. */
static size_t nearest_with(const struct judging *judging,
                           const struct candidate *candidates, size_t count,
                           enum status status)
{
    size_t nearest = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (candidates[i].release == SIZE_MAX || candidates[i].status != status)
            continue;
        if (candidates[i].is_lts && prefers_lts(judging))
            return i;
        if (nearest == SIZE_MAX)
            nearest = i;
    }
    return nearest;
}

/* 5: withdrawn with nothing newer: back to the newest that is still good. */
static const struct shelf_release *newest_below(const struct judging *judging)
{
    const struct ladder *ladder = judging->ladder;
    const struct shelf *shelf = judging->shelf;
    if (ladder->own == NULL || !ladder->own->release->is_withdrawn)
        return NULL;
    for (const struct shelf_release *at = ladder->own; at-- > shelf->releases;) {
        if (!at->release->is_prerelease && !at->release->is_withdrawn &&
            at->standing == STANDING_COUNTED && ladder_can_pull_variant(ladder, at) &&
            runs_on_cluster(judging, at))
            return at;
    }
    return NULL;
}

static size_t wanted_rung(const struct judging *judging,
                          const struct candidate *candidates, size_t count)
{
    for (size_t i = 0; judging->wanted_line != NULL && i < count; i++) {
        if (candidates[i].release != SIZE_MAX &&
            version_on_line(judging->ladder->rungs.items[i].version,
                            judging->wanted_line))
            return i;
    }
    return SIZE_MAX;
}

static size_t target_rung(const struct judging *judging,
                          const struct candidate *candidates, size_t count)
{
    /* 8.3: below a pinned line, its newest is the target. */
    if (judging->pin.line != NULL && judging->pin.is_below) {
        size_t rung = judging->pin.rung;
        return rung > 0 && candidates[rung].release != SIZE_MAX ? rung : SIZE_MAX;
    }
    size_t rung = nearest_with(judging, candidates, count, STATUS_FRESH);
    return rung != SIZE_MAX ? rung
                            : nearest_with(judging, candidates, count, STATUS_DUE);
}

void advice_give(const struct judging *judging, struct advice *ret_advice)
{
    *ret_advice = (struct advice){.recommended_status = STATUS_COUNT,
                                  .target_status = STATUS_COUNT};
    if (judging->ladder == NULL)
        return;
    const struct ladder *ladder = judging->ladder;
    AUTO_ARENA *scratch = arena_new();
    size_t count = ladder->rungs.count;
    struct candidate *candidates = arena_alloc_many(scratch, count, sizeof *candidates);
    struct above *above = arena_room_many(scratch, count, sizeof *above);
    steps_above(ladder, last_rung(judging), above);
    for (size_t i = 0; i < count; i++)
        weigh(judging, &above[i], i, &candidates[i]);
    size_t rung = wanted_rung(judging, candidates, count);
    if (rung == SIZE_MAX)
        rung = candidates[0].release != SIZE_MAX
                   ? 0
                   : nearest_line(judging, candidates, count);
    if (rung != SIZE_MAX) {
        ret_advice->rung = rung;
        ret_advice->recommended = ladder->releases.items[candidates[rung].release];
        ret_advice->recommended_status = candidates[rung].status;
    } else {
        ret_advice->recommended = newest_below(judging);
        ret_advice->goes_back = ret_advice->recommended != NULL;
    }
    /* A retired product is stale whatever its version. */
    if (judging->subject->product != NULL && judging->subject->product->is_retired) {
        ret_advice->recommended_status = STATUS_COUNT;
        return;
    }
    rung = target_rung(judging, candidates, count);
    if (rung != SIZE_MAX) {
        ret_advice->target = ladder->releases.items[candidates[rung].release];
        ret_advice->target_status = candidates[rung].status;
    }
    if (ret_advice->target == ret_advice->recommended)
        ret_advice->target = NULL;
}
