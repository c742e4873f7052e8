/* Asks the feeds of all products and merges what they say. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/feeds.h"

#include "feeds/answer_tags.h"
#include "feeds/asking.h"
#include "feeds/digests.h"
#include "feeds/first_seen.h"
#include "feeds/plan.h"
#include "feeds/regression.h"
#include "feeds/session.h"
#include "feeds/snapshot.h"
#include "feeds/tag_list.h"

#include <stdlib.h>
#include <string.h>

static bool read_release_files(const struct feeds_options *options, struct plan *plan,
                               struct error *err)
{
    for (size_t i = 0; i < options->release_files.count; i++) {
        struct release_record_list records = {0};
        struct error why = {0};
        if (!release_file_read(options->release_files.items[i], plan->arena, &records,
                               &why))
            return error_set(err, ERROR_USAGE, "%s", why.text);
        if (!plan_records(plan, &records, options->catalog, err))
            return false;
    }
    return true;
}

/* Lists are asked at a stand: the wanted ones do not move from here on. */
static void ask_all(struct feed_run *run, struct plan *plan)
{
    struct index_list order = plan_order(plan);
    for (size_t i = 0; i < order.count; i++) {
        struct wanted *wanted = &plan->wanted.items[order.items[i]];
        if (wanted->driver == &registry_feed)
            tag_list_ask(run, &wanted->answer);
        else
            feed_ask(run, wanted->driver, wanted->argument, wanted->reader,
                     &wanted->answer);
    }
}

/*
 * Answers are held against what the store remembers of earlier ones. What is new is
 * written once, for all of them: a disk may take longer to commit than a registry to
 * answer.
 */
static void compare_one(const struct feed_run *run, struct wanted *wanted)
{
    struct answer *answer = &wanted->answer;
    if (!regression_applies(answer) && !first_seen_applies(run, answer))
        return;
    AUTO_ARENA *scratch = arena_new();
    answer_read_tags(answer, wanted->reader, run->arena);
    struct version_texts texts = versions_of(answer, wanted->reader, scratch);
    regression_check(run, &texts, answer);
    first_seen_note(run, &texts, answer);
}

static void compare_with_store(const struct feed_run *run, struct plan *plan)
{
    for (size_t i = 0; i < plan->wanted.count; i++)
        compare_one(run, &plan->wanted.items[i]);
    struct error err = {0};
    if (run->history != NULL && !history_flush(run->history, &err))
        out_warn(run->out, "first-seen days are not kept: %s", err.text);
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

static void gather(const struct feeds_options *options, const struct plan *plan,
                   struct planned *planned)
{
    struct answer_list *answers = &planned->upstream.answers;
    for (size_t i = 0; i < planned->needs.count; i++) {
        const struct answer *answer =
            &plan->wanted.items[planned->needs.items[i]].answer;
        if (is_missed(options, planned, answer))
            *LIST_ADD(plan->arena, answers) = *answer;
    }
    for (size_t i = 0; i < planned->file_answers.count; i++)
        *LIST_ADD(plan->arena, answers) = planned->file_answers.items[i];
}

static void merge_all(const struct feeds_options *options, struct plan *plan,
                      struct upstream_list *upstreams)
{
    for (size_t i = 0; i < plan->planned.count; i++) {
        struct planned *planned = &plan->planned.items[i];
        gather(options, plan, planned);
        upstream_merge(&planned->upstream, plan->arena);
        *LIST_ADD(plan->arena, upstreams) = planned->upstream;
    }
    upstreams_sort(upstreams);
}

/* Asks all feeds, then what the tags that they listed point at. */
static bool fetch_planned(struct feed_run *run, struct out *out, struct plan *plan,
                          const struct subject_list *subjects, struct error *err)
{
    out_progress(out, "asking %zu feeds", plan->wanted.count);
    ask_all(run, plan);
    bool asked = run->options->offline || fetch_all(run->fetcher, err);
    if (asked && digests_ask(run, plan, subjects)) {
        out_progress(out, "asking for digests");
        asked = fetch_all(run->fetcher, err);
    }
    out_progress_end(out);
    return asked || error_within(err, "asking the feeds");
}

static bool read_planned(struct feed_run *run, struct out *out, struct plan *plan,
                         const struct subject_list *subjects,
                         struct upstream_list *ret_upstreams, struct error *err)
{
    const struct feeds_options *options = run->options;
    if (options->snapshot != NULL)
        plan_known_records(plan, &options->snapshot->records);
    if (!read_release_files(options, plan, err))
        return false;
    if (!fetch_planned(run, out, plan, subjects, err))
        return false;
    compare_with_store(run, plan);
    merge_all(options, plan, ret_upstreams);
    return true;
}

static void close_session(struct feed_session *session)
{
    feed_session_close(session);
}

bool feeds_read(const struct feeds_options *options,
                const struct subject_list *subjects, struct fetcher *fetcher,
                struct cache *cache, struct history *history, struct out *out,
                struct arena *arena, struct upstream_list *ret_upstreams,
                struct error *err)
{
    CLEANUP(close_session)
    struct feed_session session = {.run = {.options = options,
                                           .fetcher = fetcher,
                                           .cache = cache,
                                           .history = history,
                                           .out = out,
                                           .arena = arena}};
    if (!feed_session_open(&session, err))
        return false;
    CLEANUP(plan_clear) struct plan plan;
    plan_init(&plan, arena);
    plan_subjects(&plan, subjects, options->judge_unrecognised);
    struct upstream_list upstreams = {0};
    if (!read_planned(&session.run, out, &plan, subjects, &upstreams, err))
        return false;
    *ret_upstreams = upstreams;
    return true;
}
