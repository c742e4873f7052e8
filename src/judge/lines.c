/* How a release line stands: ended, ending, quiet, long-term (judging.md 4). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <stdint.h>
#include <string.h>

/* The first release of any later line, soaked or not; false: none has a day. */
static bool later_line_opened(const struct ladder *ladder, size_t rung, int *ret_day)
{
    *ret_day = DAY_NONE;
    for (size_t i = rung + 1; i < ladder->rungs.count; i++) {
        int day = ladder->rungs.items[i].opened_day;
        if (day != DAY_NONE && (*ret_day == DAY_NONE || day < *ret_day))
            *ret_day = day;
    }
    return *ret_day != DAY_NONE;
}

static bool line_is_in_force(const struct judging *judging, const struct line *line)
{
    /* 1.6: an end counts from the day on which it was known. */
    return line != NULL && line->has_end &&
           (line->known_day == DAY_NONE ||
            line->known_day <= judging->facts->as_of_day);
}

/* 4.6: extended support counts only where the policy says that it is bought. */
static int end_day_of(const struct judging *judging, const struct line *line)
{
    const struct product_rule *rule = judging->rule;
    if (rule != NULL && rule->extended_support && line->extended_end_day != DAY_NONE)
        return line->extended_end_day;
    return line->end_day;
}

/* 4.3: true without a day counts from known, else from the day it was fetched. */
static bool has_ended_undated(const struct judging *judging, const struct line *line)
{
    if (!line->is_ended)
        return false;
    if (line->known_day != DAY_NONE || !judging->facts->is_past)
        return true;
    return line->answer != NULL && line->answer->fetched_at != 0 &&
           day_of_seconds(line->answer->fetched_at) <= judging->facts->as_of_day;
}

/*
 * 4.2: there is somewhere to go: a counted release of a line that lasts longer. By
 * unclear: one that may count.
 */
static bool later_line_lasts(const struct judging *judging, size_t rung, int end_day,
                             bool by_unclear)
{
    const struct ladder *ladder = judging->ladder;
    for (size_t i = rung + 1; i < ladder->rungs.count; i++) {
        const struct rung *later = &ladder->rungs.items[i];
        if (by_unclear ? later->unclear == NULL : later->begin == later->end)
            continue;
        if (!line_is_in_force(judging, later->line))
            return true;
        int later_end = end_day_of(judging, later->line);
        if (later_end == DAY_NONE ? !has_ended_undated(judging, later->line)
                                  : later_end > end_day)
            return true;
    }
    return false;
}

static void judge_told_end(const struct judging *judging, size_t rung,
                           struct line_state *state)
{
    const struct line_end_rules *rules = &judging->facts->policy->line_end;
    int as_of_day = judging->facts->as_of_day;
    if (as_of_day > state->end_day) {
        int opened_day;
        state->has_ended = true;
        state->due_day = state->end_day;
        /* 4.1: whoever had nowhere to go before the end gets the grace, counted from
         * the day on which there was somewhere. */
        if (later_line_opened(judging->ladder, rung, &opened_day) &&
            opened_day + rules->grace_days > state->end_day)
            state->due_day = opened_day + rules->grace_days;
        state->ended = as_of_day > state->due_day ? STATUS_STALE : STATUS_DUE;
    } else if (state->end_day - as_of_day <= rules->warn_days) {
        if (later_line_lasts(judging, rung, state->end_day, false)) {
            state->ending = STATUS_DUE;
            state->due_day = state->end_day;
        } else {
            state->lacks_later = later_line_lasts(judging, rung, state->end_day, true);
        }
    }
}

/* Whether an answer was there on the day: one of today proves nothing of the past. */
static bool was_known(const struct judging *judging, const struct answer *answer)
{
    return !judging->facts->is_past ||
           (answer->fetched_at != 0 &&
            day_of_seconds(answer->fetched_at) <= judging->facts->as_of_day);
}

/* Below a line that a feed names, and no shorter name of it: 5 is not below 5.6. */
static bool is_below_line(const struct judging *judging, const struct version *version,
                          const char *name)
{
    char numbers[VERSION_TEXT_BYTES];
    struct version line = version_read(judging->shelf->upstream->reader, name);
    return line.kind == TAG_VERSION && version_compare_numbers(version, &line) < 0 &&
           !version_on_line(version, name) &&
           !version_on_line(&line, version_number_text(version, numbers));
}

static bool feed_line_has_ended(const struct judging *judging,
                                const struct feed_line *line)
{
    return line->is_ended ||
           (line->end_day != DAY_NONE && line->end_day < judging->facts->as_of_day);
}

/*
 * 4.4: older than every line of a complete answer that tells all lines. ret_is_over:
 * one of those has ended too, so this one has for certain.
 */
static bool is_below_all_lines(const struct judging *judging,
                               const struct version *version, bool *ret_is_over)
{
    const struct upstream *upstream = judging->shelf->upstream;
    for (size_t i = 0; i < upstream->answers.count; i++) {
        const struct answer *answer = &upstream->answers.items[i];
        if (answer->state != ANSWER_COMPLETE || !answer->has_lines_complete ||
            !was_known(judging, answer) || answer->lines.count == 0)
            continue;
        bool is_below = true;
        bool is_over = false;
        for (size_t j = 0; j < answer->lines.count && is_below; j++) {
            const struct feed_line *line = &answer->lines.items[j];
            is_below = is_below_line(judging, version, line->name);
            is_over = is_over || feed_line_has_ended(judging, line);
        }
        *ret_is_over = is_over;
        if (is_below)
            return true;
    }
    return false;
}

/* What is known of whether a line fell silent while a later one went on. */
enum silence {
    SILENCE_NONE,
    SILENCE_UNKNOWN,
    SILENCE_OF_ONE, /* it did; whether a later one went on is not known */
    SILENCE_PROVEN
};

/* A release without a date may be the last one: it keeps a line from being silent. */
static enum silence silence_of(const struct judging *judging, size_t index)
{
    const struct ladder *ladder = judging->ladder;
    const struct rung *rung = &ladder->rungs.items[index];
    int quiet_days = judging->facts->policy->line_end.quiet_days;
    bool is_outlived = false;
    bool may_be_outlived = false;
    if (quiet_days <= 0 || index + 1 == ladder->rungs.count)
        return SILENCE_NONE;
    if (rung->has_undated || rung->last_day == DAY_NONE)
        return SILENCE_UNKNOWN;
    if (judging->facts->as_of_day - rung->last_day <= quiet_days)
        return SILENCE_NONE;
    for (size_t i = index + 1; i < ladder->rungs.count; i++) {
        const struct rung *later = &ladder->rungs.items[i];
        is_outlived = is_outlived || later->last_day > rung->last_day;
        may_be_outlived = may_be_outlived || later->has_undated;
    }
    if (is_outlived) /* that nothing came is proven by a whole list alone */
        return judging->shelf->trust.list != NULL ? SILENCE_PROVEN : SILENCE_NONE;
    return may_be_outlived ? SILENCE_OF_ONE : SILENCE_NONE;
}

/* 4.4: nobody tells an end, and the line fell silent while a later one went on. */
static void judge_quiet(const struct judging *judging, size_t index,
                        struct line_state *state)
{
    const struct rung *rung = &judging->ladder->rungs.items[index];
    enum silence silence = silence_of(judging, index);
    bool is_over = false;
    state->lacks_dates = silence == SILENCE_UNKNOWN || silence == SILENCE_OF_ONE;
    if (silence == SILENCE_OF_ONE)
        state->silent_since_day = rung->last_day;
    if (silence != SILENCE_PROVEN &&
        !is_below_all_lines(judging, rung->version, &is_over))
        return;
    state->has_ended = true;
    state->is_presumed = true;
    state->ended = STATUS_DUE;
    /* Without dates for the silence, the end of a younger line is proof enough. */
    if (state->lacks_dates && is_over)
        state->ended = STATUS_STALE;
    if (silence != SILENCE_PROVEN)
        return;
    state->last_day = rung->last_day;
    state->due_day = rung->last_day + 2 * judging->facts->policy->line_end.quiet_days;
    if (judging->facts->as_of_day > state->due_day)
        state->ended = STATUS_STALE;
}

static bool is_marked_lts(const struct judging *judging, const struct rung *rung)
{
    const struct product *product = judging->subject->product;
    for (size_t i = 0; product != NULL && i < product->lts.count; i++) {
        if (version_on_line(rung->version, product->lts.items[i]))
            return true;
    }
    return rung->line != NULL && rung->line->is_lts &&
           (rung->line->lts_day == DAY_NONE ||
            rung->line->lts_day <= judging->facts->as_of_day);
}

void line_state_of(const struct judging *judging, size_t index,
                   struct line_state *ret_state)
{
    const struct rung *rung = &judging->ladder->rungs.items[index];
    struct line_state state = {.name = rung->name,
                               .end_day = DAY_NONE,
                               .last_day = DAY_NONE,
                               .due_day = DAY_NONE,
                               .silent_since_day = DAY_NONE,
                               .ended = STATUS_FRESH,
                               .ending = STATUS_FRESH};
    if (line_is_in_force(judging, rung->line)) {
        state.is_told = true;
        state.end_day = end_day_of(judging, rung->line);
        if (state.end_day != DAY_NONE) {
            judge_told_end(judging, index, &state);
        } else if (has_ended_undated(judging, rung->line)) {
            state.has_ended = true;
            state.ended = STATUS_STALE;
        } else {
            state.is_told = !rung->line->is_ended;
        }
    }
    /* 7.2: how an image without a product keeps its lines is anybody's guess. */
    if (!state.is_told && judging->subject->product != NULL)
        judge_quiet(judging, index, &state);
    if (!judging->facts->policy->line_end.stale && state.ended == STATUS_STALE)
        state.ended = STATUS_DUE;
    state.is_lts = !state.has_ended && is_marked_lts(judging, rung);
    *ret_state = state;
}

static const char *ended_message(const struct judging *judging)
{
    const struct line_state *line = &judging->line;
    struct arena *arena = judging->arena;
    if (line->is_presumed && line->last_day != DAY_NONE)
        return arena_format(arena,
                            "%s is presumed ended: no release since %s while later "
                            "lines had some",
                            line->name, day_text(line->last_day, arena));
    if (line->is_presumed)
        return arena_format(arena,
                            "%s is presumed ended: it is older than all lines that "
                            "upstream lists",
                            line->name);
    if (line->end_day == DAY_NONE)
        return arena_format(arena, "%s has ended, on a day that is not known",
                            line->name);
    return arena_format(arena, "%s ended on %s", line->name,
                        day_text(line->end_day, arena));
}

void lines_reasons(const struct judging *judging, struct reasons *reasons)
{
    if (judging->ladder == NULL)
        return;
    const struct line_state *line = &judging->line;
    const struct line_end_rules *rules = &judging->facts->policy->line_end;
    const struct trust *trust = &judging->shelf->trust;
    /* 2.1: a feed that would date the line's last release told nothing or a part. */
    if (line->lacks_dates && trust->has_dates_gap && rules->stale)
        reason_missing(reasons, trust->dates_gap, trust->dates_message);
    /* 1.7, 4.4: the presumption needs a day after which a later line had a release. */
    else if (line->silent_since_day != DAY_NONE && line->ended == STATUS_FRESH)
        reason_missing(
            reasons, REASON_NO_DATE,
            arena_format(judging->arena,
                         "%s had no release since %s, and whether a later line had "
                         "one is not known: releases of it have no date",
                         line->name, day_text(line->silent_since_day, judging->arena)));
    if (line->lacks_later)
        reason_missing(
            reasons, REASON_NO_DATE,
            arena_format(judging->arena,
                         "%s ends on %s, and whether a later line was out is "
                         "not known",
                         line->name, day_text(line->end_day, judging->arena)));
    if (line->ended != STATUS_FRESH) {
        struct origin rule = line->is_presumed             ? rules->quiet_origin
                             : line->ended == STATUS_STALE ? rules->origin
                                                           : rules->grace_origin;
        reason_found(reasons,
                     &(struct finding_reason){.reason = REASON_LINE_ENDED,
                                              .status = line->ended,
                                              .due_day = line->due_day,
                                              .message = ended_message(judging),
                                              .rule = rule});
    }
    if (line->ending != STATUS_FRESH)
        reason_found(reasons, &(struct finding_reason){
                                  .reason = REASON_LINE_ENDING,
                                  .status = line->ending,
                                  .due_day = line->due_day,
                                  .message = arena_format(
                                      judging->arena, "%s ends on %s", line->name,
                                      day_text(line->end_day, judging->arena)),
                                  .rule = rules->warn_origin});
}
