/* Asks the feeds of all products and merges what they say. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/feeds.h"

#include "feeds/asking.h"
#include "feeds/pipeline.h"
#include "feeds/plan.h"
#include "feeds/session.h"
#include "feeds/snapshot.h"

#include <stdlib.h>
#include <string.h>

enum { CLOCK_SECONDS_MAX = 86400 };

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

bool feeds_clock_is_wrong(const struct fetcher *fetcher)
{
    return fetcher != NULL && llabs(fetcher_clock_offset(fetcher)) > CLOCK_SECONDS_MAX;
}

/* What is new is written once, for all: a disk may take longer to commit than a
 * registry to answer. */
static void keep_first_seen(const struct feed_run *run)
{
    struct error err = {0};
    /* Days of a wrong clock would be believed for ever. */
    if (run->history != NULL && feeds_clock_is_wrong(run->fetcher))
        history_drop(run->history);
    if (run->history != NULL && !history_flush(run->history, &err))
        out_warn(run->out, "first-seen days are not kept: %s", err.text);
}

static bool fetch_and_work(struct pipeline *pipeline, struct error *err)
{
    struct fetcher *fetcher = pipeline->run->fetcher;
    bool has_worked = true;
    bool asked = true;
    fetcher_set_idle(fetcher, pipeline_work, pipeline);
    while (asked && has_worked) {
        asked = fetch_all(fetcher, err);
        has_worked = false;
        while (asked && pipeline_work(pipeline))
            has_worked = true; /* which may have asked for more */
    }
    fetcher_set_idle(fetcher, NULL, NULL);
    return asked;
}

static bool run_pipeline(struct pipeline *pipeline, struct error *err)
{
    const struct feed_run *run = pipeline->run;
    out_progress(run->out, "asking %zu feeds", pipeline->plan->wanted.count);
    pipeline_start(pipeline);
    bool asked = run->options->offline || fetch_and_work(pipeline, err);
    if (asked)
        pipeline_finish(pipeline);
    out_progress_end(run->out);
    return asked || error_within(err, "asking the feeds");
}

static bool read_planned(struct feed_run *run, struct plan *plan,
                         const struct subject_list *subjects,
                         struct upstream_list *ret_upstreams, struct error *err)
{
    const struct feeds_options *options = run->options;
    if (options->snapshot != NULL)
        plan_known_records(plan, &options->snapshot->records);
    if (!read_release_files(options, plan, err))
        return false;
    CLEANUP(pipeline_clear)
    struct pipeline pipeline = {.run = run, .plan = plan, .subjects = subjects};
    if (!run_pipeline(&pipeline, err))
        return false;
    keep_first_seen(run);
    *ret_upstreams = pipeline.upstreams;
    upstreams_sort(ret_upstreams);
    return true;
}

static int compare_pulls(const void *left, const void *right)
{
    const struct pulls_left *a = left;
    const struct pulls_left *b = right;
    return strcmp(a->registry, b->registry);
}

/* The client ends with the session: what it was told is copied. */
static void note_pulls(const struct registry_client *registries, struct arena *arena,
                       struct pulls_left_list *ret_pulls)
{
    struct registry_budget_list budgets = {0};
    registry_budgets(registries, arena, &budgets);
    for (size_t i = 0; i < budgets.count; i++)
        *LIST_ADD(arena, ret_pulls) =
            (struct pulls_left){.registry = arena_copy(arena, budgets.items[i].host),
                                .left = budgets.items[i].left,
                                .limit = budgets.items[i].limit,
                                .window_seconds = budgets.items[i].window_seconds,
                                .is_low = budgets.items[i].is_low};
    if (ret_pulls->count != 0)
        qsort(ret_pulls->items, ret_pulls->count, sizeof *ret_pulls->items,
              compare_pulls);
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
    if (!read_planned(&session.run, &plan, subjects, &upstreams, err))
        return false;
    *ret_upstreams = upstreams;
    if (options->ret_pulls != NULL && session.run.registries != NULL)
        note_pulls(session.run.registries, arena, options->ret_pulls);
    return true;
}
