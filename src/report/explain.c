/* Puts together why a verdict is what it is and what would change it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/explain.h"

#include "feeds/releases.h"
#include "report/words.h"

#include <string.h>

const char *explain_feed_name(const struct answer *answer, struct arena *arena)
{
    if (answer->about == NULL || answer->about[0] == '\0')
        return answer->feed;
    return arena_format(arena, "%s %s", answer->feed, answer->about);
}

static bool same_feed(const struct answer *a, const struct answer *b)
{
    return strcmp(a->feed, b->feed) == 0 && text_same(a->about, b->about);
}

size_t explain_feed_number(const struct finding *finding, const char *name)
{
    AUTO_ARENA *scratch = arena_new();
    size_t number = 0;
    for (size_t i = 0;
         finding->upstream != NULL && i < finding->upstream->answers.count; i++) {
        const struct answer *answers = finding->upstream->answers.items;
        bool is_new = true;
        for (size_t j = 0; j < i; j++)
            is_new = is_new && !same_feed(&answers[i], &answers[j]);
        number += is_new;
        if (name != NULL && is_new &&
            strcmp(explain_feed_name(&answers[i], scratch), name) == 0)
            return number;
    }
    return 0;
}

/* A finding is as bad as the worst of its reasons: those hold it there. */
static void divide_reasons(struct arena *arena, struct explanation *explanation)
{
    const struct finding *finding = explanation->finding;
    explanation->without = STATUS_FRESH;
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        bool holds =
            reason->status == finding->status && finding->status != STATUS_FRESH;
        *LIST_ADD(arena, holds ? &explanation->held_by : &explanation->others) =
            *reason;
        if (!holds && reason->status < explanation->without)
            explanation->without = reason->status;
    }
    for (size_t i = 0; i < finding->set_aside.count; i++) {
        if (finding->set_aside.items[i].status < explanation->without)
            explanation->without = finding->set_aside.items[i].status;
    }
}

static bool same_origin(const struct origin *a, const struct origin *b)
{
    return a->line == b->line && text_same(a->file, b->file);
}

/* Exceptions leave their line of the policy in the reasons that they touch. */
static void find_exceptions(struct arena *arena, struct explanation *explanation)
{
    const struct policy *policy = explanation->report->policy;
    const struct finding *finding = explanation->finding;
    for (size_t i = 0; i < policy->exceptions.count; i++) {
        const struct exception *exception = &policy->exceptions.items[i];
        bool is_used = false;
        for (size_t j = 0; j < finding->reasons.count; j++) {
            const struct finding_reason *reason = &finding->reasons.items[j];
            is_used =
                is_used ||
                ((reason->is_exempt || reason->reason == REASON_EXCEPTION_EXPIRED) &&
                 same_origin(&reason->rule, &exception->origin));
        }
        if (is_used)
            *LIST_ADD(arena, &explanation->exceptions) = *exception;
    }
    const struct product *product = finding->subject->product;
    const struct product_rule *rule =
        product == NULL ? NULL : policy_product(policy, product->name);
    explanation->pin = rule != NULL && rule->line != NULL ? rule : NULL;
}

static struct explained_change *add_change(struct arena *arena,
                                           struct explanation *explanation,
                                           const char *by, const char *what)
{
    struct explained_change *change = LIST_ADD(arena, &explanation->changes);
    *change = (struct explained_change){
        .by = by, .day = DAY_NONE, .then = STATUS_COUNT, .what = what};
    return change;
}

static void add_moves(struct arena *arena, struct explanation *explanation)
{
    const struct finding *finding = explanation->finding;
    struct explained_change *move;
    if (finding->recommended != NULL) {
        move = add_change(arena, explanation, "move", "the smallest step that helps");
        move->version = finding->recommended;
        move->image = finding->recommended_image;
        move->then = finding->recommended_status;
    }
    if (finding->target != NULL) {
        move = add_change(arena, explanation, "move",
                          "the nearest release that leaves nothing stale");
        move->version = finding->target;
        move->then = finding->target_status;
    }
}

static void add_times(struct arena *arena, struct explanation *explanation)
{
    const struct finding *finding = explanation->finding;
    struct explained_change *time;
    if (finding->status == STATUS_DUE && finding->due_day != DAY_NONE) {
        time = add_change(arena, explanation, "time", "with nothing done");
        time->day = finding->due_day + 1;
        time->then = STATUS_STALE;
    }
    for (int i = 0; i < STEP_COUNT; i++) {
        const struct finding_step *step = &finding->steps[i];
        if (step->soaking == NULL)
            continue;
        time = add_change(arena, explanation, "time",
                          arena_format(arena, "%s starts to count, a %s step",
                                       step->soaking, step_name((enum step)i)));
        time->day = step->soaking_until_day;
    }
    if (finding->line_end_day != DAY_NONE && !finding->has_line_ended) {
        time = add_change(
            arena, explanation, "time",
            arena_format(arena, "the end of line %s has passed", finding->line));
        time->day = finding->line_end_day + 1;
    }
    for (size_t i = 0; i < explanation->exceptions.count; i++) {
        const struct exception *exception = &explanation->exceptions.items[i];
        if (exception->until_day < explanation->report->as_of_day)
            continue;
        time = add_change(arena, explanation, "time", "the exception is over");
        time->day = exception->until_day + 1;
    }
}

/* What mends a reason that no other version mends. */
static const char *const remedies[REASON_COUNT] = {
    [REASON_RETIRED] = "a move to another product: this one is retired",
    [REASON_UNTESTED] = "a release that is tested on this Kubernetes",
    [REASON_FLOATING] = "a tag that names one release, in place of one that moves",
    [REASON_NO_PRODUCT] = "an entry for the image in a catalogue (--catalog)",
    [REASON_NO_VERSION] = "a tag that names one release, or a digest that is one's",
    [REASON_NO_FEED] = "a feed that tells its releases",
    [REASON_FEED_FAILED] = "a run in which the feed answers",
    [REASON_FEED_PARTIAL] = "a run in which the feed's list is whole",
    [REASON_DATA_TOO_OLD] = "a run with younger facts",
    [REASON_NO_DATE] = "a feed that tells the missing date",
    [REASON_NO_MATCH] =
        "a list that has the running version, or a release of upstream's",
};

static bool has_reason(const struct finding *finding, enum reason reason)
{
    for (size_t i = 0; i < finding->reasons.count; i++)
        if (finding->reasons.items[i].reason == reason)
            return true;
    return false;
}

static void add_facts(struct arena *arena, struct explanation *explanation)
{
    const struct finding *finding = explanation->finding;
    for (size_t i = 0; i < finding->reasons.count; i++) {
        enum reason reason = finding->reasons.items[i].reason;
        const char *remedy = remedies[reason];
        /* A tag of one release is what mends a tag that moves: said once. */
        bool is_said =
            reason == REASON_FLOATING && has_reason(finding, REASON_NO_VERSION);
        if (remedy != NULL && !is_said &&
            finding->reasons.items[i].status != STATUS_FRESH)
            add_change(arena, explanation, "fact", remedy);
    }
    if (finding->status == STATUS_FRESH) {
        add_change(arena, explanation, "fact", "a newer release that counts");
        add_change(arena, explanation, "fact",
                   "a run without a list that is whole and young")
            ->then = STATUS_UNKNOWN;
    }
}

static void add_policy(struct arena *arena, struct explanation *explanation)
{
    const struct finding_reason_list *held_by = &explanation->held_by;
    enum status status = explanation->finding->status;
    if (status == STATUS_FRESH || status == STATUS_EXEMPT)
        return;
    AUTO_TEXT names;
    text_init(&names, 1024);
    for (size_t i = 0; i < held_by->count; i++) {
        text_add(&names, i == 0 ? "" : ", ");
        text_add(&names, reason_name(held_by->items[i].reason));
    }
    struct explained_change *change = add_change(
        arena, explanation, "policy",
        arena_format(arena, "an exception for %s, with owner, reason and end",
                     names.bytes));
    change->then =
        explanation->without < STATUS_EXEMPT ? explanation->without : STATUS_EXEMPT;
}

void explain_finding(const struct report *report, const struct finding *finding,
                     struct arena *arena, struct explanation *ret_explanation)
{
    *ret_explanation = (struct explanation){.report = report, .finding = finding};
    considered_releases(finding, arena, &ret_explanation->releases);
    considered_tags(finding, arena, &ret_explanation->tags);
    divide_reasons(arena, ret_explanation);
    find_exceptions(arena, ret_explanation);
    add_moves(arena, ret_explanation);
    add_times(arena, ret_explanation);
    add_facts(arena, ret_explanation);
    add_policy(arena, ret_explanation);
}
