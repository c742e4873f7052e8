/* One run: what is opened before it, and the report that comes out of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/run.h"

#include <string.h>

void run_init(struct run_options *options)
{
    *options = (struct run_options){0};
    facts_init(&options->facts);
}

static bool open_services(struct run *run, const struct run_options *options,
                          bool records, struct out *out, struct error *err)
{
    const struct fetch_limits limits = {0};
    run->services.out = out;
    run->services.fetcher = fetcher_new(&limits, options->facts.ca_file, out, err);
    if (run->services.fetcher == NULL)
        return false;
    run->services.cache = cache_open(out);
    if (!records)
        return true;
    struct error why = {0};
    run->services.history = history_open(out, &why);
    if (run->services.history == NULL)
        out_warn(out, "this run is not recorded: %s", why.text);
    return true;
}

bool run_open(struct run *run, const struct run_options *options, bool records,
              struct command_context *context, struct error *err)
{
    talk_apply(&options->talk, context->out);
    run->arena = arena_new();
    if (!settings_load(&options->settings, run->arena, &run->settings, err))
        return false;
    run->audit_options.catalog = &run->settings.catalog;
    run->audit_options.policy = &run->settings.policy;
    if (!facts_apply(&options->facts, context->now, &run->audit_options, err))
        return false;
    run->audit_options.sources = options->sources.sources;
    bool recording = records && !run->audit_options.is_past;
    run->audit_options.keep_first_seen = recording;
    return open_services(run, options, recording, context->out, err);
}

static void add_error(struct run *run, const char *about, const char *message)
{
    *LIST_ADD(run->arena, &run->report.errors) =
        (struct report_error){.about = about, .message = message};
}

/* The gaps of a run, as the report lists them: clusters first, then feeds. */
static void list_errors(struct run *run)
{
    const struct cluster_list *clusters = &run->audit.inventory.clusters;
    for (size_t i = 0; i < clusters->count; i++)
        if (clusters->items[i].failure != NULL)
            add_error(run,
                      arena_format(run->arena, "cluster %s", clusters->items[i].name),
                      clusters->items[i].failure);
    for (size_t i = 0; i < run->audit.upstreams.count; i++) {
        const struct answer_list *answers = &run->audit.upstreams.items[i].answers;
        for (size_t j = 0; j < answers->count; j++) {
            const struct answer *answer = &answers->items[j];
            if (answer->failure != NULL)
                add_error(
                    run,
                    arena_format(run->arena, "feed %s %s", answer->feed, answer->about),
                    answer->failure);
        }
    }
}

static void make_report(struct run *run)
{
    const struct audit_options *options = &run->audit_options;
    run->report = (struct report){
        .tool_version = VERSION,
        .generated_at =
            options->is_past ? (long long)options->as_of_day * 86400 : options->now,
        .as_of_day = options->as_of_day,
        .is_past = options->is_past,
        .inventory = &run->audit.inventory,
        .policy = options->policy,
        .verdicts = &run->audit.verdicts,
        .feeds_asked = run->audit.feeds_asked,
        .feeds_failed = run->audit.feeds_failed,
        .is_complete = run->audit.is_complete,
        .requests = fetcher_requests(run->services.fetcher),
    };
    list_errors(run);
}

bool run_audit(struct run *run, struct error *err)
{
    if (!audit_run(&run->audit_options, &run->services, run->arena, &run->audit, err))
        return false;
    make_report(run);
    return true;
}

void run_close(struct run *run)
{
    history_close(run->services.history);
    cache_close(run->services.cache);
    fetcher_free(run->services.fetcher);
    arena_free(run->arena);
    *run = (struct run){0};
}

bool run_is_empty(const struct run *run, bool allow_empty, struct error *err)
{
    /* What could not be listed is no emptiness: the report says why. */
    if (allow_empty || run->audit.verdicts.images != 0 || !run->audit.is_complete)
        return false;
    error_set(err, ERROR_OUTSIDE,
              run->audit.inventory.images.count == 0
                  ? "nothing was found to judge: no image runs in what was listed; "
                    "--allow-empty accepts that"
                  : "nothing was left to judge: the filters leave no image; "
                    "--allow-empty accepts that");
    return true;
}
