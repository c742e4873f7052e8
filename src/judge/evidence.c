/* What a verdict rests on: which release, of which feed, fetched when, which rule. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

/* Feeds that differ by more days about a release are told (judging.md 1.6). */
enum { DAY_GAP_MAX = 7 };

enum { EVIDENCE_BYTES_MAX = 64 * 1024 };

static void add_evidence(const struct judging *judging, struct finding *finding,
                         const char *fact, const struct answer *answer,
                         struct origin rule)
{
    struct evidence *evidence = LIST_ADD(judging->arena, &finding->evidence);
    *evidence = (struct evidence){.fact = fact, .rule = rule};
    if (answer == NULL)
        return;
    evidence->feed = answer_name(answer, judging->arena);
    evidence->fetched_at = answer->fetched_at;
    evidence->is_complete = answer->state == ANSWER_COMPLETE;
}

static const char *release_fact(const struct judging *judging,
                                const struct shelf_release *at)
{
    const char *number = release_number(judging, at);
    struct arena *arena = judging->arena;
    if (at->day == DAY_NONE)
        return arena_format(arena, "release %s without a date", number);
    bool is_dated = at->release->day == at->day && !release_day_is_bound(at->release);
    return arena_format(arena, "release %s of %s%s", number, day_text(at->day, arena),
                        is_dated ? "" : " or before");
}

static void add_release(const struct judging *judging, struct finding *finding,
                        const struct shelf_release *at, struct origin rule)
{
    const struct release *release = at->release;
    const struct answer *answer =
        release->date_answer != NULL ? release->date_answer : release->answer;
    add_evidence(judging, finding, release_fact(judging, at), answer, rule);
    if (release->day_gap > DAY_GAP_MAX)
        add_evidence(judging, finding,
                     arena_format(judging->arena,
                                  "feeds differ by %d days about when %s was released",
                                  release->day_gap, release_number(judging, at)),
                     NULL, (struct origin){0});
}

static struct origin rule_of(const struct finding *finding, enum reason reason)
{
    for (size_t i = 0; i < finding->reasons.count; i++) {
        if (finding->reasons.items[i].reason == reason)
            return finding->reasons.items[i].rule;
    }
    return (struct origin){0};
}

static void add_steps(const struct judging *judging, struct finding *finding)
{
    struct measure measures[STEP_COUNT];
    const struct ladder *ladder = judging->ladder;
    steps_measure(ladder, 0, 0, ladder->rungs.count - 1, measures);
    for (unsigned i = 0; i < STEP_COUNT; i++) {
        if (measures[i].lag == 0)
            continue;
        struct origin rule = rule_of(finding, REASON_BEHIND_PATCH + i);
        if (measures[i].newest != SIZE_MAX)
            add_release(judging, finding, ladder->releases.items[measures[i].newest],
                        rule);
        if (measures[i].first != measures[i].newest)
            add_release(judging, finding, ladder->releases.items[measures[i].first],
                        rule);
    }
}

static void add_line(const struct judging *judging, struct finding *finding)
{
    const struct line *line = judging->ladder->rungs.items[0].line;
    const struct line_state *state = &judging->line;
    struct arena *arena = judging->arena;
    enum reason reason =
        state->ending == STATUS_DUE ? REASON_LINE_ENDING : REASON_LINE_ENDED;
    if (line != NULL && state->is_told) {
        const char *fact = state->end_day != DAY_NONE
                               ? arena_format(arena, "line %s ends %s", line->name,
                                              day_text(state->end_day, arena))
                               : arena_format(arena, "line %s has %s", line->name,
                                              state->has_ended ? "ended" : "no end");
        add_evidence(judging, finding, fact, line->answer, rule_of(finding, reason));
    } else if (state->is_presumed) {
        add_evidence(judging, finding,
                     arena_format(arena, "line %s is presumed ended", state->name),
                     judging->shelf->trust.list, rule_of(finding, reason));
    }
}

/* What did not come as it should, stored answers in their place included. */
static void add_answers(const struct judging *judging, struct finding *finding)
{
    const struct answer_list *answers = &judging->shelf->upstream->answers;
    for (size_t i = 0; i < answers->count; i++) {
        const struct answer *answer = &answers->items[i];
        const char *why = answer->failure == NULL ? "no reason given" : answer->failure;
        const char *fact = NULL;
        if (answer->is_left_out)
            fact = why;
        else if (answer->is_stored && answer->failure == NULL)
            fact = "a stored answer was used"; /* as it was asked for: --offline */
        else if (answer->is_stored)
            fact = arena_format(judging->arena, "a stored answer was used: %s", why);
        else if (answer->state == ANSWER_FAILED)
            fact = arena_format(judging->arena, "the feed failed: %s", why);
        else if (answer->state == ANSWER_PARTIAL)
            fact = arena_format(judging->arena, "the feed told a part only: %s", why);
        if (fact != NULL)
            add_evidence(judging, finding, fact, answer, (struct origin){0});
    }
}

/* Which tags carry the digest that runs: all of them, the one that was chosen too. */
static void add_digest(const struct judging *judging, struct finding *finding)
{
    const struct text_list *tags = &judging->digest.tags;
    const struct answer_list *answers = &judging->shelf->upstream->answers;
    const struct answer *registry = NULL;
    AUTO_TEXT names;
    text_init(&names, EVIDENCE_BYTES_MAX);
    if (tags->count == 0)
        return;
    for (size_t i = 0; i < tags->count; i++)
        text_addf(&names, "%s%s", i == 0 ? "" : ", ", tags->items[i]);
    for (size_t i = 0; registry == NULL && i < answers->count; i++) {
        const char *repository = answers->items[i].repository;
        if (repository != NULL && strcmp(repository, judging->subject->upstream) == 0)
            registry = &answers->items[i];
    }
    add_evidence(
        judging, finding,
        arena_format(judging->arena, "the digest that runs is that of %s", names.bytes),
        registry, (struct origin){0});
}

void evidence_collect(const struct judging *judging, struct finding *finding)
{
    if (judging->shelf == NULL)
        return;
    const struct answer *list = judging->shelf->trust.list;
    add_digest(judging, finding);
    if (judging->ladder != NULL) {
        if (judging->ladder->own != NULL)
            add_release(judging, finding, judging->ladder->own, (struct origin){0});
        add_steps(judging, finding);
        add_line(judging, finding);
        if (judging->ladder->releases.count == 0 && list != NULL)
            add_evidence(judging, finding, "nothing newer in a complete list", list,
                         (struct origin){0});
    }
    add_answers(judging, finding);
}
