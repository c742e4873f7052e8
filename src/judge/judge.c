/* Subjects to findings: what is judged, in which contexts, and what is counted. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judge.h"

#include <stdint.h>
#include <string.h>

#include "judge/doubt.h"
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

/* Those of one subject. */
struct heard {
    bool is_heard;
    struct finding_list findings;
};

struct court {
    const struct judge_facts *facts;
    struct arena *arena;   /* of the verdicts */
    struct arena *scratch; /* of the upstream that is being judged; may be the same */
    struct heard *heard;   /* one for each subject */
    struct verdicts verdicts;
};

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
                          struct shelf *shelf, struct judging *ret_judging)
{
    struct judging judging = {.facts = court->facts,
                              .arena = court->scratch,
                              .subject = subject,
                              .shelf = shelf};
    if (subject->product != NULL)
        judging.rule = policy_product(court->facts->policy, subject->product->name);
    digest_resolve(&judging);
    bool is_pinned = subject->ref.digest != NULL;
    bool is_word = subject->is_valid && subject->running.kind == TAG_FLOATING_WORD;
    judging.has_floating_tag = !is_pinned && is_word;
    if (shelf != NULL && judging.running.kind == TAG_VERSION) {
        judging.ladder = ladder_of(shelf, &judging.running, court->scratch);
        const struct ladder *of_tag = judging.ladder;
        if (subject->running.kind == TAG_VERSION &&
            judging.running.text != subject->running.text)
            of_tag = ladder_of(shelf, &subject->running, court->scratch);
        if (!is_word && subject->running.kind == TAG_VERSION)
            judging.has_floating_tag = !is_pinned && of_tag->is_floating;
    }
    *ret_judging = judging;
}

/* What depends on where it runs. */
static void judging_enter(struct judging *judging, const struct context *context)
{
    judging->kubernetes = context->kubernetes;
    judging->next = fit_next(judging->kubernetes, judging->arena);
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
                          struct context_list *contexts, const struct context *context,
                          struct finding_list *findings)
{
    for (size_t i = 0; i < contexts->count; i++) {
        if (same_context(&contexts->items[i], context))
            return contexts->items[i].finding;
    }
    struct finding finding;
    judging_enter(judging, context);
    finding_make(judging, context->cluster, &court->verdicts.exceptions, &finding);
    pins_report(judging, &court->verdicts.exceptions);
    size_t at = findings->count;
    for (size_t i = 0; i < contexts->count && at == findings->count; i++) {
        size_t other = contexts->items[i].finding;
        if (finding_same_verdict(&findings->items[other], &finding))
            at = other;
    }
    if (at == findings->count)
        *LIST_ADD(court->scratch, findings) = finding;
    struct context *kept = LIST_ADD(court->scratch, contexts);
    *kept = *context;
    kept->finding = at;
    return at;
}

static void judge_subject(struct court *court, const struct subject *subject,
                          struct shelf *shelf, struct finding_list *findings)
{
    struct judging judging;
    struct context_list contexts = {0};
    judging_begin(court, subject, subject->is_valid ? shelf : NULL, &judging);
    const struct use_list *uses = &subject->image->uses;
    for (size_t i = 0; i < uses->count; i++) {
        const struct use *use = &uses->items[i];
        if (use->is_finished) /* 7.5 */
            continue;
        struct context context = context_of(&judging, use);
        size_t at = finding_for(court, &judging, &contexts, &context, findings);
        judging.kubernetes = context.kubernetes;
        add_use(&judging, use, &context, &findings->items[at]);
    }
    if (uses->count == 0) {
        struct context context = context_of(&judging, NULL);
        finding_for(court, &judging, &contexts, &context, findings);
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
    return subject_may_be_any(subject) ||
           ((!facts->has_roles || facts->roles[subject->role]) &&
            (!facts->has_tiers || facts->tiers[subject->tier]));
}

/* One result for each exception and pin, to be marked while judging. */
static void list_exceptions(struct court *court)
{
    const struct policy *policy = court->facts->policy;
    struct exception_result_list *results = &court->verdicts.exceptions;
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
    struct exception_result_list *results = &court->verdicts.exceptions;
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
    verdicts->parts[subject->kind]++;
    if (subject->kind != SUBJECT_IMAGE)
        return;
    verdicts->images++;
    if (subject->product == NULL && subject->lookalike == NULL)
        verdicts->unrecognised++;
}

struct court *judge_begin(const struct judge_facts *facts, struct arena *arena)
{
    struct court *court = arena_alloc(arena, sizeof *court);
    *court = (struct court){.facts = facts, .arena = arena, .scratch = arena};
    court->heard =
        arena_alloc_many(arena, facts->subjects->count, sizeof *court->heard);
    list_exceptions(court);
    return court;
}

/* shelf NULL: nothing was asked about it. */
static void hear(struct court *court, size_t at, struct shelf *shelf)
{
    const struct subject *subject = &court->facts->subjects->items[at];
    struct heard *heard = &court->heard[at];
    if (heard->is_heard)
        return;
    heard->is_heard = true;
    if (subject->is_own) {
        court->verdicts.own++;
    } else if (is_only_finished(subject)) {
        court->verdicts.finished++;
    } else if (is_asked_for(court->facts, subject)) {
        judge_subject(court, subject, shelf, &heard->findings);
        count_subject(&court->verdicts, subject);
    }
}

void judge_hear(struct court *court, const struct index_list *subjects,
                const struct upstream *upstream, const struct upstream *kept)
{
    if (subjects->count == 0)
        return;
    AUTO_ARENA *scratch = arena_new();
    court->scratch = scratch;
    struct shelf *shelf = shelf_new(upstream, court->facts, scratch);
    for (size_t i = 0; i < subjects->count; i++) {
        struct finding_list *findings = &court->heard[subjects->items[i]].findings;
        hear(court, subjects->items[i], shelf);
        finding_list_keep(findings, kept, court->arena);
    }
    court->scratch = court->arena;
}

/* In the order of the subjects, whatever the order in which they were judged. */
static void collect_findings(struct court *court)
{
    struct finding_list *all = &court->verdicts.findings;
    size_t count = 0;
    for (size_t i = 0; i < court->facts->subjects->count; i++)
        count += court->heard[i].findings.count;
    *all = (struct finding_list){
        .items = arena_alloc_many(court->arena, count, sizeof *all->items),
        .room = count};
    for (size_t i = 0; i < court->facts->subjects->count; i++) {
        const struct finding_list *findings = &court->heard[i].findings;
        for (size_t k = 0; k < findings->count; k++)
            all->items[all->count++] = findings->items[k];
    }
}

void judge_end(struct court *court, struct verdicts *ret_verdicts)
{
    for (size_t i = 0; i < court->facts->subjects->count; i++)
        hear(court, i, NULL);
    collect_findings(court);
    drop_unused(court);
    struct verdicts *verdicts = &court->verdicts;
    const char *doubt = court->facts->doubt;
    for (size_t i = 0; doubt != NULL && i < verdicts->findings.count; i++)
        finding_doubt(&verdicts->findings.items[i], doubt, court->arena);
    findings_order(verdicts, court->facts, court->arena);
    for (size_t i = 0; i < verdicts->findings.count; i++)
        verdicts->counts[verdicts->findings.items[i].status]++;
    *ret_verdicts = *verdicts;
}

void judge_all(const struct judge_facts *facts, struct arena *arena,
               struct verdicts *ret_verdicts)
{
    const struct upstream_list *upstreams = facts->upstreams;
    struct court *court = judge_begin(facts, arena);
    struct shelf **shelves =
        arena_alloc_many(arena, upstreams->count, sizeof(struct shelf *));
    for (size_t i = 0; i < facts->subjects->count; i++) {
        const struct upstream *upstream =
            upstream_of(upstreams, &facts->subjects->items[i]);
        size_t at = upstream == NULL ? 0 : (size_t)(upstream - upstreams->items);
        if (upstream != NULL && shelves[at] == NULL)
            shelves[at] = shelf_new(upstream, facts, arena);
        hear(court, i, upstream == NULL ? NULL : shelves[at]);
    }
    judge_end(court, ret_verdicts);
}
