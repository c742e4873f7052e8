/* Subjects to findings: what is judged, in which contexts, and what is counted. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judge.h"

#include <stdint.h>
#include <string.h>

#include "judge/judging.h"

/* What uses of one image differ by; uses that share it share a verdict. */
struct context {
    size_t cluster;
    const char *kubernetes;
    const char *silent;
    const char *wanted_line;
    struct excuse excuse;
    size_t finding; /* into the verdicts' findings */
};
LIST(context_list, struct context);

/* One run of judge_all. */
struct court {
    const struct judge_facts *facts;
    struct arena *arena;
    struct shelf **shelves; /* one for each upstream; NULL: not needed so far */
    struct verdicts *verdicts;
};

static struct shelf *shelf_for(struct court *court, const struct subject *subject)
{
    const struct upstream_list *upstreams = court->facts->upstreams;
    const struct upstream *upstream = upstream_of(upstreams, subject);
    if (upstream == NULL)
        return NULL;
    struct shelf **shelf = &court->shelves[upstream - upstreams->items];
    if (*shelf == NULL)
        *shelf = shelf_new(upstream, court->facts, court->arena);
    return *shelf;
}

static const char *annotation_of(const struct use *use, const char *key)
{
    for (size_t i = 0; use != NULL && i < use->annotations.count; i++) {
        if (strcmp(use->annotations.items[i].key, key) == 0)
            return use->annotations.items[i].value;
    }
    return NULL;
}

static bool same_context(const struct context *a, const struct context *b)
{
    return text_same(a->kubernetes, b->kubernetes) && text_same(a->silent, b->silent) &&
           text_same(a->wanted_line, b->wanted_line) &&
           memcmp(&a->excuse, &b->excuse, sizeof a->excuse) == 0;
}

/* What holds wherever the image runs. */
static void judging_begin(struct court *court, const struct subject *subject,
                          struct judging *ret_judging)
{
    struct shelf *shelf = subject->is_valid ? shelf_for(court, subject) : NULL;
    struct judging judging = {.facts = court->facts,
                              .arena = court->arena,
                              .subject = subject,
                              .shelf = shelf};
    if (subject->product != NULL)
        judging.rule = policy_product(court->facts->policy, subject->product->name);
    digest_resolve(&judging);
    bool is_pinned = subject->ref.digest != NULL;
    bool is_word = subject->is_valid && subject->running.kind == TAG_FLOATING_WORD;
    judging.has_floating_tag = !is_pinned && is_word;
    if (shelf != NULL && judging.running.kind == TAG_VERSION) {
        judging.ladder = ladder_of(shelf, &judging.running, court->arena);
        const struct ladder *of_tag = judging.ladder;
        if (subject->running.kind == TAG_VERSION &&
            judging.running.text != subject->running.text)
            of_tag = ladder_of(shelf, &subject->running, court->arena);
        if (!is_word && subject->running.kind == TAG_VERSION)
            judging.has_floating_tag = !is_pinned && of_tag->is_floating;
    }
    *ret_judging = judging;
}

/* What depends on where it runs. */
static void judging_enter(struct judging *judging, const struct context *context)
{
    judging->kubernetes = context->kubernetes;
    judging->silent = context->silent;
    judging->wanted_line = context->wanted_line;
    judging->excuse = &context->excuse;
    pin_find(judging);
    judging->line = (struct line_state){.end_day = DAY_NONE};
    if (judging->ladder != NULL)
        line_state_of(judging, 0, &judging->line);
    steps_judge(judging);
    builds_judge(judging);
}

static struct context context_of(const struct judging *judging, const struct use *use)
{
    const struct cluster_list *clusters = &judging->facts->inventory->clusters;
    struct context context = {0};
    if (use != NULL && use->cluster < clusters->count) {
        context.cluster = use->cluster;
        const struct cluster *cluster = &clusters->items[use->cluster];
        context.kubernetes = cluster->version;
        if (cluster->kind == CLUSTER_API && cluster->version == NULL)
            context.silent = cluster->name;
    }
    context.wanted_line = annotation_of(use, "line");
    excuse_find(judging, use, &context.excuse);
    return context;
}

/* The uses of one verdict may be on several clusters: each has its own fit. */
static void add_use(const struct judging *judging, const struct use *use,
                    const struct context *context, struct finding *finding)
{
    struct arena *arena = judging->arena;
    *LIST_ADD(arena, &finding->uses) = *use;
    for (size_t i = 0; i < finding->kubernetes.count; i++) {
        if (finding->kubernetes.items[i].cluster == context->cluster)
            return;
    }
    struct finding_fit fit = fit_describe(judging, context->cluster);
    if (fit.fit != FIT_NONE || fit.next_fit != FIT_NONE)
        *LIST_ADD(arena, &finding->kubernetes) = fit;
}

/* The finding for a context: one with the same verdict, or a new one. */
static size_t finding_for(struct court *court, struct judging *judging,
                          struct context_list *contexts, const struct context *context)
{
    for (size_t i = 0; i < contexts->count; i++) {
        if (same_context(&contexts->items[i], context))
            return contexts->items[i].finding;
    }
    struct finding_list *findings = &court->verdicts->findings;
    struct finding finding;
    judging_enter(judging, context);
    finding_make(judging, context->cluster, &court->verdicts->exceptions, &finding);
    pins_report(judging, &court->verdicts->exceptions);
    size_t at = findings->count;
    for (size_t i = 0; i < contexts->count && at == findings->count; i++) {
        size_t other = contexts->items[i].finding;
        if (finding_same_verdict(&findings->items[other], &finding))
            at = other;
    }
    if (at == findings->count)
        *LIST_ADD(court->arena, findings) = finding;
    struct context *kept = LIST_ADD(court->arena, contexts);
    *kept = *context;
    kept->finding = at;
    return at;
}

static void judge_subject(struct court *court, const struct subject *subject)
{
    struct judging judging;
    struct context_list contexts = {0};
    judging_begin(court, subject, &judging);
    const struct use_list *uses = &subject->image->uses;
    for (size_t i = 0; i < uses->count; i++) {
        const struct use *use = &uses->items[i];
        if (use->is_finished) /* 7.5 */
            continue;
        struct context context = context_of(&judging, use);
        size_t at = finding_for(court, &judging, &contexts, &context);
        judging.kubernetes = context.kubernetes;
        add_use(&judging, use, &context, &court->verdicts->findings.items[at]);
    }
    if (uses->count == 0) {
        struct context context = context_of(&judging, NULL);
        finding_for(court, &judging, &contexts, &context);
    }
}

static bool is_only_finished(const struct subject *subject)
{
    const struct use_list *uses = &subject->image->uses;
    for (size_t i = 0; i < uses->count; i++) {
        if (!uses->items[i].is_finished)
            return false;
    }
    return uses->count > 0;
}

static bool is_asked_for(const struct judge_facts *facts, const struct subject *subject)
{
    return (!facts->has_roles || facts->roles[subject->role]) &&
           (!facts->has_tiers || facts->tiers[subject->tier]);
}

/* One result for each exception and pin, to be marked while judging. */
static void list_exceptions(struct court *court)
{
    const struct policy *policy = court->facts->policy;
    struct exception_result_list *results = &court->verdicts->exceptions;
    for (size_t i = 0; i < policy->exceptions.count; i++)
        LIST_ADD(court->arena, results)->exception = &policy->exceptions.items[i];
    for (size_t i = 0; i < policy->products.count; i++) {
        const struct product_rule *rule = &policy->products.items[i];
        if (rule->line == NULL)
            continue;
        struct exception_result *result = LIST_ADD(court->arena, results);
        result->pin = rule;
        result->is_expired =
            rule->until_day != DAY_NONE && court->facts->as_of_day > rule->until_day;
    }
}

/* 8.4: what a filter may have hidden is not called unused. */
static void drop_unused(struct court *court)
{
    struct exception_result_list *results = &court->verdicts->exceptions;
    size_t kept = 0;
    for (size_t i = 0; i < results->count; i++) {
        const struct exception_result *result = &results->items[i];
        if (result->is_used || result->is_expired || court->facts->is_unfiltered)
            results->items[kept++] = *result;
    }
    results->count = kept;
}

static void count_subject(struct verdicts *verdicts, const struct subject *subject)
{
    if (subject->kind == SUBJECT_CHART) {
        verdicts->charts++;
        return;
    }
    verdicts->images++;
    if (subject->product == NULL && subject->lookalike == NULL)
        verdicts->unrecognised++;
}

void judge_all(const struct judge_facts *facts, struct arena *arena,
               struct verdicts *ret_verdicts)
{
    *ret_verdicts = (struct verdicts){0};
    struct court court = {.facts = facts, .arena = arena, .verdicts = ret_verdicts};
    court.shelves =
        arena_alloc_many(arena, facts->upstreams->count, sizeof(struct shelf *));
    list_exceptions(&court);
    for (size_t i = 0; i < facts->subjects->count; i++) {
        const struct subject *subject = &facts->subjects->items[i];
        if (subject->is_own) {
            ret_verdicts->own++;
        } else if (is_only_finished(subject)) {
            ret_verdicts->finished++;
        } else if (is_asked_for(facts, subject)) {
            judge_subject(&court, subject);
            count_subject(ret_verdicts, subject);
        }
    }
    drop_unused(&court);
    findings_order(ret_verdicts, facts, arena);
    for (size_t i = 0; i < ret_verdicts->findings.count; i++)
        ret_verdicts->counts[ret_verdicts->findings.items[i].status]++;
}
