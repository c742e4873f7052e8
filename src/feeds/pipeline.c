/* Merges upstreams as their answers come in, and lets go of what is not needed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/pipeline.h"

#include "feeds/answer_tags.h"
#include "feeds/digests.h"
#include "feeds/first_seen.h"
#include "feeds/kept_upstream.h"
#include "feeds/regression.h"
#include "feeds/tag_list.h"

#include <string.h>

/* Of answers that wait for their turn. */
enum { WAITING_BYTES_MAX = 1024 * 1024 };

/* One question or upstream as its callbacks know it. In the run's arena. */
struct errand {
    struct pipeline *pipeline;
    size_t at;
};

static struct errand *errand_new(struct pipeline *pipeline, size_t at)
{
    struct errand *errand = arena_alloc(pipeline->run->arena, sizeof *errand);
    *errand = (struct errand){pipeline, at};
    return errand;
}

static const struct feeds_sink *sink_of(const struct pipeline *pipeline)
{
    return pipeline->run->options->sink;
}

/* An answer is held against what the store remembers of earlier ones. */
static void compare_with_store(const struct feed_run *run, struct wanted *wanted)
{
    struct answer *answer = &wanted->answer;
    if (!regression_applies(answer) && !first_seen_applies(run, answer))
        return;
    AUTO_ARENA *scratch = arena_new();
    struct feed_run of_answer = *run;
    of_answer.arena = wanted->arena != NULL ? wanted->arena : run->arena;
    answer_read_tags(answer, wanted->reader, of_answer.arena);
    struct version_texts texts = versions_of(answer, wanted->reader, scratch);
    regression_check(&of_answer, &texts, answer);
    first_seen_note(&of_answer, &texts, answer);
}

/*
 * Offline a release file stands in for feeds: one that could tell no more than the file
 * does is not missed.
 */
static bool is_missed(const struct feeds_options *options,
                      const struct planned *planned, const struct answer *answer)
{
    if (!options->offline || answer->state != ANSWER_FAILED)
        return true;
    unsigned told = 0;
    for (size_t i = 0; i < planned->file_answers.count; i++)
        if (planned->file_answers.items[i].state != ANSWER_FAILED)
            told |= planned->file_answers.items[i].covers;
    return (answer->covers & ~told) != 0;
}

static void gather(const struct pipeline *pipeline, struct planned *planned)
{
    struct arena *arena = pipeline->run->arena;
    struct answer_list *answers = &planned->upstream.answers;
    for (size_t i = 0; i < planned->needs.count; i++) {
        const struct answer *answer =
            &pipeline->plan->wanted.items[planned->needs.items[i]].answer;
        if (is_missed(pipeline->run->options, planned, answer))
            *LIST_ADD(arena, answers) = *answer;
    }
    for (size_t i = 0; i < planned->file_answers.count; i++)
        *LIST_ADD(arena, answers) = planned->file_answers.items[i];
}

static void hand_over(struct pipeline *pipeline, struct planned *planned)
{
    const struct feeds_sink *sink = sink_of(pipeline);
    const struct upstream *kept =
        kept_upstream_new(&planned->upstream, pipeline->run->arena);
    sink->take(&planned->upstream, &planned->subjects, kept, sink->context);
    planned->upstream = *kept;
    arena_free(planned->arena);
    planned->arena = NULL;
}

static void let_go(struct pipeline *pipeline, const struct planned *planned)
{
    for (size_t i = 0; i < planned->needs.count; i++) {
        struct wanted *wanted = &pipeline->plan->wanted.items[planned->needs.items[i]];
        if (--wanted->users_left != 0)
            continue;
        arena_free(wanted->arena);
        wanted->arena = NULL;
        wanted->answer.tags = (struct text_list){0};
        wanted->answer.releases = (struct feed_release_list){0};
        wanted->answer.lines = (struct feed_line_list){0};
    }
}

static struct arena *arena_of(const struct pipeline *pipeline,
                              const struct planned *planned)
{
    return planned->arena != NULL ? planned->arena : pipeline->run->arena;
}

/* What is merged takes more room than what it is made of, and hundreds may wait. */
static void forget_merged(struct planned *planned)
{
    struct upstream *upstream = &planned->upstream;
    upstream->answers = (struct answer_list){0};
    upstream->releases = (struct release_list){0};
    upstream->tags = (struct version_list){0};
    upstream->lines = (struct line_list){0};
    upstream->tag_order = NULL;
    arena_free(planned->arena);
    planned->arena = NULL;
}

static void on_more(void *context);

/* Merges what the feeds tell, and asks for the dates that verdicts still hang on. */
static void ask_for_dates(struct pipeline *pipeline, size_t at)
{
    struct planned *planned = &pipeline->plan->planned.items[at];
    planned->is_dated = true;
    if (sink_of(pipeline) != NULL)
        planned->arena = arena_new();
    gather(pipeline, planned);
    upstream_merge(&planned->upstream, arena_of(pipeline, planned));
    planned->under_way++; /* questions may end before all are asked */
    planned->dates =
        dates_ask(pipeline->run, &pipeline->budget, planned, pipeline->subjects,
                  on_more, errand_new(pipeline, at), &planned->under_way);
    planned->under_way--;
    if (planned->under_way != 0 && planned->arena != NULL)
        forget_merged(planned);
}

/* With the dates it is merged once more; from here on nothing is added to it. */
static void finish(struct pipeline *pipeline, struct planned *planned)
{
    planned->is_merged = true;
    if (sink_of(pipeline) != NULL && planned->arena == NULL) {
        planned->arena = arena_new();
        gather(pipeline, planned);
    }
    if (planned->dates.count != 0) {
        dates_add(&planned->dates, pipeline->run->arena, &planned->upstream);
        upstream_merge(&planned->upstream, arena_of(pipeline, planned));
    }
    if (sink_of(pipeline) != NULL)
        hand_over(pipeline, planned);
    *LIST_ADD(pipeline->run->arena, &pipeline->upstreams) = planned->upstream;
    let_go(pipeline, planned);
}

static bool is_of(const struct planned *planned, const char *name)
{
    const struct product *product = planned->upstream.product;
    return product != NULL && strcmp(product->name, name) == 0;
}

/* Verdicts on what is bound to versions of Kubernetes look at the ends of its lines. */
static bool waits_for_kubernetes(const struct pipeline *pipeline,
                                 const struct planned *planned)
{
    const struct product *product = planned->upstream.product;
    if (product == NULL || product->kubernetes.count == 0 ||
        is_of(planned, "kubernetes"))
        return false;
    for (size_t i = 0; i < pipeline->plan->planned.count; i++)
        if (is_of(&pipeline->plan->planned.items[i], "kubernetes"))
            return !pipeline->plan->planned.items[i].is_merged;
    return false;
}

/* Goes on with an upstream that waits for nothing: digests, merge, dates, the end. */
static void go_on(struct pipeline *pipeline, size_t at)
{
    struct planned *planned = &pipeline->plan->planned.items[at];
    if (planned->under_way != 0 || planned->is_merged)
        return;
    if (!planned->is_asked) {
        planned->is_asked = true;
        planned->under_way++; /* searches may end before all are started */
        digests_ask(pipeline->run, pipeline->plan, planned, pipeline->subjects, on_more,
                    errand_new(pipeline, at), &planned->under_way);
        planned->under_way--;
        if (planned->under_way != 0)
            return;
    }
    if (waits_for_kubernetes(pipeline, planned))
        return;
    if (!planned->is_dated)
        ask_for_dates(pipeline, at);
    if (planned->under_way != 0 || planned->is_merged)
        return;
    finish(pipeline, planned);
    if (!is_of(planned, "kubernetes"))
        return;
    for (size_t i = 0; i < pipeline->plan->planned.count; i++)
        if (pipeline->plan->planned.items[i].is_asked)
            go_on(pipeline, i);
}

static void on_more(void *context)
{
    const struct errand *errand = context;
    struct planned *planned = &errand->pipeline->plan->planned.items[errand->at];
    planned->under_way--;
    go_on(errand->pipeline, errand->at);
}

static void take_answer(struct pipeline *pipeline, size_t at)
{
    struct wanted *wanted = &pipeline->plan->wanted.items[at];
    compare_with_store(pipeline->run, wanted);
    struct index_list users = wanted->users; /* the last of them lets the answer go */
    for (size_t i = 0; i < users.count; i++) {
        pipeline->plan->planned.items[users.items[i]].under_way--;
        go_on(pipeline, users.items[i]);
    }
}

static size_t bytes_of(const struct pipeline *pipeline, size_t at)
{
    const struct wanted *wanted = &pipeline->plan->wanted.items[at];
    return wanted->arena != NULL ? arena_bytes(wanted->arena) : 0;
}

static void take_next(struct pipeline *pipeline)
{
    size_t at = pipeline->answered.items[pipeline->next++];
    pipeline->waiting_bytes -= bytes_of(pipeline, at);
    take_answer(pipeline, at);
}

/* While others are on their way their next pages come first, as long as what waits does
 * not fill the memory. */
static void on_answer(void *context)
{
    const struct errand *errand = context;
    struct pipeline *pipeline = errand->pipeline;
    if (!pipeline->is_waiting) {
        take_answer(pipeline, errand->at);
        return;
    }
    *LIST_ADD(pipeline->run->arena, &pipeline->answered) = errand->at;
    pipeline->waiting_bytes += bytes_of(pipeline, errand->at);
    while (pipeline->waiting_bytes > WAITING_BYTES_MAX &&
           pipeline->next != pipeline->answered.count)
        take_next(pipeline);
}

bool pipeline_work(void *context)
{
    struct pipeline *pipeline = context;
    if (pipeline->next == pipeline->answered.count) {
        cache_commit(pipeline->run->cache);
        if (pipeline->run->history != NULL)
            history_pause(pipeline->run->history);
        return false;
    }
    take_next(pipeline);
    return true;
}

static void prepare(struct pipeline *pipeline)
{
    struct plan *plan = pipeline->plan;
    for (size_t i = 0; i < plan->planned.count; i++)
        plan->planned.items[i].under_way = plan->planned.items[i].needs.count;
    for (size_t i = 0; i < plan->wanted.count; i++) {
        struct wanted *wanted = &plan->wanted.items[i];
        wanted->users_left = wanted->users.count;
        if (wanted->driver == &helm_feed)
            *LIST_ADD(pipeline->run->arena, &pipeline->run->helm) = wanted->argument;
        if (sink_of(pipeline) != NULL)
            wanted->arena = arena_new();
    }
    for (size_t i = 0; i < pipeline->subjects->count; i++) {
        struct planned *planned = plan_find(plan, &pipeline->subjects->items[i]);
        if (planned != NULL)
            *LIST_ADD(plan->arena, &planned->subjects) = i;
    }
}

/* Lists are asked at a stand: the wanted ones do not move from here on. */
void pipeline_start(struct pipeline *pipeline)
{
    struct feed_run *run = pipeline->run;
    prepare(pipeline);
    struct index_list order = plan_order(pipeline->plan);
    for (size_t i = 0; i < order.count; i++) {
        size_t at = order.items[i];
        struct wanted *wanted = &pipeline->plan->wanted.items[at];
        const struct answer_place place = {
            .answer = &wanted->answer,
            .arena = wanted->arena != NULL ? wanted->arena : run->arena,
            .ended = on_answer,
            .context = errand_new(pipeline, at)};
        if (wanted->driver == &registry_feed)
            tag_list_ask(run, &place);
        else
            feed_ask(run, wanted->driver, wanted->argument, wanted->reader, &place);
    }
    pipeline->is_waiting = true;
}

void pipeline_finish(struct pipeline *pipeline)
{
    for (size_t i = 0; i < pipeline->plan->planned.count; i++)
        go_on(pipeline, i);
}

void pipeline_clear(struct pipeline *pipeline)
{
    for (size_t i = 0; i < pipeline->plan->planned.count; i++) {
        arena_free(pipeline->plan->planned.items[i].arena);
        pipeline->plan->planned.items[i].arena = NULL;
    }
    for (size_t i = 0; i < pipeline->plan->wanted.count; i++) {
        arena_free(pipeline->plan->wanted.items[i].arena);
        pipeline->plan->wanted.items[i].arena = NULL;
    }
}
