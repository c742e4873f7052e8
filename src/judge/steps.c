/* Lag, exposure, leeway and due day of the three steps (judging.md 3). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <stdint.h>
#include <stdlib.h>

static enum step step_to(const struct ladder *ladder, size_t from, size_t to)
{
    const struct rung *rungs = ladder->rungs.items;
    if (to == from)
        return STEP_PATCH;
    return rungs[to].major == rungs[from].major ? STEP_MINOR : STEP_MAJOR;
}

static void measure_first(struct measure *measure, size_t release, int day)
{
    bool is_earlier =
        day != DAY_NONE && (measure->first_day == DAY_NONE || day < measure->first_day);
    if (measure->lag == 0 || is_earlier)
        measure->first = release;
    if (is_earlier)
        measure->first_day = day;
    /* On a line, what stands below a dated release is bound by it, and what stands
     * above is younger: a line tells no age only where none of it is dated. */
    measure->lacks_age = measure->lacks_age || day == DAY_NONE;
}

static void measure_rung(const struct ladder *ladder, const struct rung *rung,
                         size_t begin, struct measure *measure)
{
    if (rung->soaking != NULL)
        measure->soaking = rung->soaking;
    if (rung->unclear != NULL)
        measure->unclear = rung->unclear;
    measure->unclear_count += rung->unclear_count;
    if (begin >= rung->end)
        return;
    size_t first = rung->first;
    int first_day = rung->first_day;
    if (begin != rung->begin)
        first = ladder_first(ladder, begin, rung->end, &first_day);
    measure_first(measure, first, first_day);
    measure->lag += (int)(rung->end - begin);
    if (rung->newest != SIZE_MAX && rung->newest >= begin)
        measure->newest = rung->newest;
}

static struct measure measure_none(void)
{
    return (struct measure){.first_day = DAY_NONE, .newest = SIZE_MAX};
}

/* Adds what was measured on higher rungs. */
static void measure_add(struct measure *measure, const struct measure *higher)
{
    if (higher->soaking != NULL)
        measure->soaking = higher->soaking;
    if (higher->unclear != NULL)
        measure->unclear = higher->unclear;
    measure->unclear_count += higher->unclear_count;
    if (higher->lag == 0)
        return;
    measure_first(measure, higher->first, higher->first_day);
    measure->lacks_age = measure->lacks_age || higher->lacks_age;
    measure->lag += higher->lag;
    measure->lines += higher->lines;
    if (higher->newest != SIZE_MAX)
        measure->newest = higher->newest;
}

/* From the highest down: what stands above a rung is the next one, and what stands
 * above that. */
void steps_above(const struct ladder *ladder, size_t rung_last, struct above *ret_above)
{
    const struct rung *rungs = ladder->rungs.items;
    for (size_t i = ladder->rungs.count; i-- > 0;) {
        struct above *above = &ret_above[i];
        *above = (struct above){measure_none(), measure_none()};
        if (i >= rung_last)
            continue;
        const struct above *over_next = &ret_above[i + 1];
        struct measure next = measure_none();
        measure_rung(ladder, &rungs[i + 1], rungs[i + 1].begin, &next);
        next.lines = next.lag > 0 ? 1 : 0;
        if (rungs[i + 1].major == rungs[i].major) {
            above->minor = next;
            measure_add(&above->minor, &over_next->minor);
            above->major = over_next->major;
        } else {
            above->major = next;
            measure_add(&above->major, &over_next->minor);
            above->major.lines = above->major.lag > 0 ? 1 : 0; /* majors are counted */
            measure_add(&above->major, &over_next->major);
        }
    }
}

void steps_measure_with(const struct ladder *ladder, const struct above *above,
                        size_t rung, size_t after, size_t rung_last,
                        struct measure ret_measures[STEP_COUNT])
{
    ret_measures[STEP_PATCH] = measure_none();
    if (rung <= rung_last)
        measure_rung(ladder, &ladder->rungs.items[rung], after,
                     &ret_measures[STEP_PATCH]);
    ret_measures[STEP_MINOR] = above->minor;
    ret_measures[STEP_MAJOR] = above->major;
}

void steps_measure(const struct ladder *ladder, size_t rung, size_t after,
                   size_t rung_last, struct measure ret_measures[STEP_COUNT])
{
    for (unsigned step = 0; step < STEP_COUNT; step++)
        ret_measures[step] = measure_none();
    size_t last_major = ladder->rungs.items[rung].major;
    for (size_t i = rung; i <= rung_last && i < ladder->rungs.count; i++) {
        const struct rung *at = &ladder->rungs.items[i];
        enum step step = step_to(ladder, rung, i);
        struct measure *measure = &ret_measures[step];
        size_t begin = i == rung ? after : at->begin;
        measure_rung(ladder, at, begin, measure);
        if (begin >= at->end || step == STEP_PATCH)
            continue;
        if (step == STEP_MINOR || at->major != last_major)
            measure->lines++;
        last_major = at->major;
    }
}

bool leeway_is_broken(const struct leeway *leeway, const struct measure *measure,
                      int as_of_day)
{
    if (measure->lag == 0)
        return false;
    return (leeway->days != METER_NONE && measure->first_day != DAY_NONE &&
            as_of_day - measure->first_day > leeway->days) ||
           (leeway->releases != METER_NONE && measure->lag > leeway->releases) ||
           (leeway->lines != METER_NONE && measure->lines > leeway->lines);
}

bool leeway_lacks_age(const struct leeway *leeway, const struct measure *measure)
{
    return measure->lag > 0 && measure->lacks_age && leeway->days != METER_NONE;
}

const struct leeway *judging_leeway(const struct judging *judging, enum step step)
{
    return policy_leeway(judging->facts->policy, judging->subject->product,
                         judging->subject->tier, step);
}

bool step_informs(const struct judging *judging, const struct line_state *line,
                  enum step step)
{
    if (judging_leeway(judging, step)->is_off)
        return true;
    const struct product_rule *rule = judging->rule;
    bool accepts = rule != NULL && rule->has_lts ? rule->lts_accept
                                                 : judging->facts->policy->lts_accept;
    return step != STEP_PATCH && accepts && line->is_lts;
}

static int compare_days(const void *a, const void *b)
{
    const int *left = a;
    const int *right = b;
    return (*left > *right) - (*left < *right);
}

/*
 * The day before the one on which more than allowed had counted; what has no day may
 * have counted before all others.
 */
static int day_exceeded(int *days, size_t count, int allowed)
{
    qsort(days, count, sizeof *days, compare_days);
    if ((size_t)allowed >= count || days[allowed] == DAY_NONE)
        return DAY_NONE;
    return days[allowed] - 1;
}

/* Days from which releases count; by_lines: of each line, or major, the earliest. */
struct counting {
    int *days;
    size_t count;
    bool by_lines;
};

static void add_days(const struct shelf_release_list *releases, size_t begin,
                     size_t end, bool *is_joined, struct counting *counting)
{
    for (size_t i = begin; i < end; i++) {
        int day = releases->items[i]->counts_from_day;
        int *last = counting->days + counting->count;
        if (!counting->by_lines || !*is_joined)
            counting->days[counting->count++] = day;
        else if (day != DAY_NONE && day < last[-1])
            last[-1] = day;
        *is_joined = true;
    }
}

/* All releases of a step, those that still wait too: the day is known on which they do
 * not any more. */
static void collect_days(const struct ladder *ladder, enum step step, size_t rung_last,
                         struct counting *counting)
{
    size_t last_major = 0;
    for (size_t i = 0; i <= rung_last && i < ladder->rungs.count; i++) {
        const struct rung *rung = &ladder->rungs.items[i];
        bool is_empty =
            rung->begin == rung->end && rung->waiting_begin == rung->waiting_end;
        if (step_to(ladder, 0, i) != step || is_empty)
            continue;
        bool is_joined = step == STEP_MAJOR && rung->major == last_major;
        last_major = rung->major;
        add_days(&ladder->releases, rung->begin, rung->end, &is_joined, counting);
        add_days(&ladder->waiting, rung->waiting_begin, rung->waiting_end, &is_joined,
                 counting);
    }
}

/* The last good day by one meter; DAY_NONE: what is published does not break it. */
static int day_of_meter(const struct ladder *ladder, enum step step, size_t rung_last,
                        int allowed, bool by_lines)
{
    size_t most = ladder->releases.count + ladder->waiting.count;
    if (allowed < 0 || most <= (size_t)allowed)
        return DAY_NONE;
    AUTO_ARENA *scratch = arena_new();
    struct counting counting = {arena_alloc_many(scratch, most, sizeof(int)), 0,
                                by_lines};
    collect_days(ladder, step, rung_last, &counting);
    return day_exceeded(counting.days, counting.count, allowed);
}

static int earlier_day(int a, int b)
{
    if (a == DAY_NONE || b == DAY_NONE)
        return a == DAY_NONE ? b : a;
    return a < b ? a : b;
}

/* 3.2: the last good day, by whichever meter ends it first. */
static int due_day_of(const struct judging *judging, enum step step,
                      const struct leeway *leeway, const struct measure *measure,
                      size_t rung_last)
{
    int due_day = DAY_NONE;
    if (leeway->days != METER_NONE && measure->first_day != DAY_NONE)
        due_day = measure->first_day + leeway->days;
    if (leeway->releases != METER_NONE)
        due_day = earlier_day(due_day, day_of_meter(judging->ladder, step, rung_last,
                                                    leeway->releases, false));
    if (leeway->lines != METER_NONE)
        due_day = earlier_day(due_day, day_of_meter(judging->ladder, step, rung_last,
                                                    leeway->lines, true));
    return due_day;
}

static void describe_newest(const struct judging *judging,
                            const struct measure *measure, struct finding_step *step)
{
    if (measure->newest == SIZE_MAX)
        return;
    const struct shelf_release *newest =
        judging->ladder->releases.items[measure->newest];
    step->newest = release_number(judging, newest);
    step->released_day = newest->release->day;
}

static void step_judge(struct judging *judging, enum step which,
                       const struct measure *measure, size_t rung_last, bool is_pinned)
{
    const struct ladder *ladder = judging->ladder;
    const struct leeway *leeway = judging_leeway(judging, which);
    int as_of_day = judging->facts->as_of_day;
    struct finding_step *step = &judging->steps[which];
    step->applies = measure->lag > 0 || measure->soaking != NULL;
    step->leeway = leeway;
    step->last_rung = rung_last;
    step->is_complete = judging->shelf->trust.list != NULL;
    step->is_off = is_pinned || step_informs(judging, &judging->line, which);
    step->lag = measure->lag;
    step->lines_behind = measure->lines;
    if (measure->soaking != NULL) {
        step->soaking = release_number(judging, measure->soaking);
        step->soaking_until_day = measure->soaking->counts_from_day;
    }
    judging->unclear[which] = measure->unclear;
    step->unclear = measure->unclear_count;
    if (measure->lag == 0)
        return;
    describe_newest(judging, measure, step);
    judging->firsts[which] = ladder->releases.items[measure->first];
    step->first = release_number(judging, judging->firsts[which]);
    step->exposed_since_day = measure->first_day;
    if (measure->first_day != DAY_NONE)
        step->exposed_days = as_of_day - measure->first_day;
    if (is_pinned && judging->pin.is_ending &&
        !step_informs(judging, &judging->line, which)) {
        step->status = STATUS_DUE;
        step->due_day = judging->pin.rule->until_day;
    }
    if (step->is_off)
        return;
    step->due_day = due_day_of(judging, which, leeway, measure, rung_last);
    step->status =
        leeway_is_broken(leeway, measure, as_of_day) ? STATUS_STALE : STATUS_DUE;
    step->lacks_date = step->status == STATUS_DUE && leeway_lacks_age(leeway, measure);
}

void steps_judge(struct judging *judging)
{
    for (unsigned i = 0; i < STEP_COUNT; i++)
        judging->steps[i] = (struct finding_step){.status = STATUS_FRESH,
                                                  .released_day = DAY_NONE,
                                                  .exposed_since_day = DAY_NONE,
                                                  .exposed_days = METER_NONE,
                                                  .due_day = DAY_NONE,
                                                  .soaking_until_day = DAY_NONE};
    if (judging->ladder == NULL)
        return;
    struct measure all[STEP_COUNT];
    struct measure pinned[STEP_COUNT];
    size_t last = judging->ladder->rungs.count - 1;
    size_t pin_last = judging->pin.line == NULL ? last : judging->pin.rung;
    steps_measure(judging->ladder, 0, 0, last, all);
    steps_measure(judging->ladder, 0, 0, pin_last, pinned);
    for (unsigned i = 0; i < STEP_COUNT; i++) {
        /* 8.3: what stands beyond the pin informs only. */
        if (pinned[i].lag > 0)
            step_judge(judging, i, &pinned[i], pin_last, false);
        else
            step_judge(judging, i, &all[i], last, pin_last < last && i != STEP_PATCH);
    }
}

/* The line of the policy that decided a step. */
static struct origin step_rule(const struct finding_step *step)
{
    const struct leeway *leeway = step->leeway;
    if (step->is_off)
        return leeway->origin;
    if (leeway->days != METER_NONE && step->exposed_days != METER_NONE &&
        step->exposed_days > leeway->days)
        return leeway->days_origin;
    if (leeway->releases != METER_NONE && step->lag > leeway->releases)
        return leeway->releases_origin;
    if (leeway->lines != METER_NONE && step->lines_behind > leeway->lines)
        return leeway->lines_origin;
    return leeway->days != METER_NONE ? leeway->days_origin : leeway->origin;
}

/* Which meter says what: a reader wants the number and what is tolerated. */
static const char *step_message(const struct judging *judging, enum step which)
{
    const struct finding_step *step = &judging->steps[which];
    const struct leeway *leeway = step->leeway;
    struct arena *arena = judging->arena;
    const char *out =
        step->exposed_days == METER_NONE
            ? arena_format(arena, "%s is out", step->first)
            : arena_format(arena, "%s has been out for %d day%s", step->first,
                           step->exposed_days, step->exposed_days == 1 ? "" : "s");
    if (step->is_off)
        return arena_format(arena, "%s, which informs only", out);
    bool has_days = leeway->days != METER_NONE && step->exposed_days != METER_NONE;
    if (has_days && step->exposed_days > leeway->days)
        return arena_format(arena, "%s, %d are tolerated", out, leeway->days);
    if (leeway->releases != METER_NONE && step->lag > leeway->releases)
        return arena_format(arena, "%d releases behind, %d are tolerated", step->lag,
                            leeway->releases);
    if (leeway->lines != METER_NONE && step->lines_behind > leeway->lines)
        return arena_format(arena, "%d %s behind, %d are tolerated", step->lines_behind,
                            which == STEP_MAJOR ? "majors" : "lines", leeway->lines);
    return has_days ? arena_format(arena, "%s, %d are tolerated", out, leeway->days)
                    : out;
}

void steps_reasons(const struct judging *judging, struct reasons *reasons)
{
    for (unsigned i = 0; i < STEP_COUNT; i++) {
        const struct finding_step *step = &judging->steps[i];
        if (step->lag > 0)
            reason_found(reasons,
                         &(struct finding_reason){.reason = REASON_BEHIND_PATCH + i,
                                                  .status = step->status,
                                                  .due_day = step->due_day,
                                                  .message = step_message(judging, i),
                                                  .rule = step_rule(step)});
        if (step->is_off || step->status == STATUS_STALE)
            continue;
        if (step->lag > 0 && step->leeway->days != METER_NONE)
            reason_missing_date(judging, judging->firsts[i], reasons);
        if (step->lacks_date)
            reason_missing(reasons, REASON_NO_DATE,
                           arena_format(judging->arena,
                                        "%s has no date, so how long it has been out "
                                        "is not known",
                                        step->first));
        else if (judging->unclear[i] != NULL)
            reason_missing(reasons, REASON_NO_DATE,
                           arena_format(judging->arena,
                                        "%s has no date and does not count",
                                        release_number(judging, judging->unclear[i])));
    }
}
