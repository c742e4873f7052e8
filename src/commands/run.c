/* One run: what is opened before it, and the report that comes out of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/run.h"

#include "identify/image_ref.h"

#include <string.h>

/* ALIKE_MAX: more feeds of a kind that say the same are one entry of the report. */
enum { ALIKE_MAX = 3, SECONDS_A_DAY = 86400 };

void run_init(struct run_options *options)
{
    *options = (struct run_options){0};
    facts_init(&options->facts);
}

static bool open_services(struct run *run, const struct run_options *options,
                          bool records, struct out *out, struct error *err)
{
    const struct fetch_limits limits = {
        .run_ms = (unsigned)options->facts.timeout_seconds * 1000};
    run->services.out = out;
    run->services.fetcher = fetcher_new(&limits, options->facts.ca_file, out, err);
    if (run->services.fetcher == NULL)
        return false;
    /* With a snapshot nothing that only this machine knows gets into a verdict. */
    run->services.cache =
        options->facts.snapshot.place != NULL ? cache_forgetful(out) : cache_open(out);
    if (!records)
        return true;
    struct error why = {0};
    run->services.history = history_open(out, &why);
    if (run->services.history == NULL)
        out_warn(out, "this run is not recorded: %s", why.text);
    return true;
}

/* The time that is judged: the first second of a past day, else now. */
static long long audit_time(const struct audit_options *audit)
{
    return audit->is_past ? (long long)audit->as_of_day * SECONDS_A_DAY : audit->now;
}

bool run_add_image(struct run *run, const char *reference, struct error *err)
{
    struct image_ref ref;
    struct error why = {0};
    if (!image_ref_parse(reference, run->arena, &ref, &why))
        return error_set(err, ERROR_USAGE, "%s", why.text);
    *LIST_ADD(run->arena, &run->audit_options.sources.references) = reference;
    return true;
}

/* A reference given by hand that is none is a slip of the hand: told before all else.
 */
static bool add_sources(struct run *run, const struct inventory_sources *sources,
                        struct error *err)
{
    run->audit_options.sources = *sources;
    run->audit_options.sources.nodes = true;
    run->audit_options.sources.references = (struct text_list){0};
    for (size_t i = 0; i < sources->references.count; i++)
        if (!run_add_image(run, sources->references.items[i], err))
            return error_within(err, "--image");
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
    if (!add_sources(run, &options->sources.sources, err))
        return false;
    const struct audit_options *audit = &run->audit_options;
    bool recording = records && !audit->is_past && !audit->is_replay;
    run->audit_options.keep_first_seen = recording;
    return open_services(run, options, recording, context->out, err) &&
           snapshot_options_read(&options->facts.snapshot, run->services.fetcher,
                                 audit_time(audit), run->arena,
                                 &run->audit_options.snapshot, err);
}

static void add_error(struct run *run, const char *about, const char *message)
{
    *LIST_ADD(run->arena, &run->report.errors) =
        (struct report_error){.about = about, .message = message};
}

/* The answers with something to tell, each once though products share them. */
LIST(told_list, const struct answer *);

static bool same_failure(const struct answer *a, const struct answer *b)
{
    return strcmp(a->feed, b->feed) == 0 && strcmp(a->failure, b->failure) == 0;
}

static void add_told(struct told_list *told, const struct answer *answer,
                     struct arena *arena)
{
    for (size_t i = 0; i < told->count; i++)
        if (same_failure(told->items[i], answer) &&
            strcmp(told->items[i]->about, answer->about) == 0)
            return;
    *LIST_ADD(arena, told) = answer;
}

/* What many feeds of a kind say alike (a limit, no token, no network) is told once. */
static void list_feed(struct run *run, const struct told_list *told, size_t at)
{
    const struct answer *answer = told->items[at];
    size_t alike = 0;
    bool is_first = true;
    for (size_t i = 0; i < told->count; i++) {
        if (!same_failure(told->items[i], answer))
            continue;
        alike++;
        is_first = is_first && i >= at;
    }
    if (alike <= ALIKE_MAX)
        add_error(run,
                  arena_format(run->arena, "feed %s %s", answer->feed, answer->about),
                  answer->failure);
    else if (is_first)
        add_error(run,
                  arena_format(run->arena, "feed %s %s and %zu more", answer->feed,
                               answer->about, alike - 1),
                  answer->failure);
}

/* The gaps of a run, as the report lists them: clusters first, then feeds. */
static void list_errors(struct run *run)
{
    const struct cluster_list *clusters = &run->audit.inventory.clusters;
    if (run->audit.clock != NULL)
        add_error(run, "clock", run->audit.clock);
    for (size_t i = 0; i < clusters->count; i++)
        if (clusters->items[i].failure != NULL)
            add_error(run,
                      arena_format(run->arena, "cluster %s", clusters->items[i].name),
                      clusters->items[i].failure);
    for (size_t i = 0; i < clusters->count; i++)
        if (clusters->items[i].nodes_failure != NULL)
            add_error(run,
                      arena_format(run->arena, "nodes of %s", clusters->items[i].name),
                      clusters->items[i].nodes_failure);
    for (size_t i = 0; i < clusters->count; i++)
        if (clusters->items[i].charts_failure != NULL)
            add_error(run,
                      arena_format(run->arena, "charts of %s", clusters->items[i].name),
                      clusters->items[i].charts_failure);
    struct told_list told = {0};
    for (size_t i = 0; i < run->audit.upstreams.count; i++) {
        const struct answer_list *answers = &run->audit.upstreams.items[i].answers;
        for (size_t j = 0; j < answers->count; j++)
            if (answers->items[j].failure != NULL &&
                !answer_tells_its_part(&answers->items[j]))
                add_told(&told, &answers->items[j], run->arena);
    }
    for (size_t i = 0; i < told.count; i++)
        list_feed(run, &told, i);
}

static void make_report(struct run *run)
{
    const struct audit_options *options = &run->audit_options;
    run->report = (struct report){
        .tool_version = VERSION,
        .generated_at = options->is_past || options->is_replay
                            ? (long long)options->as_of_day * SECONDS_A_DAY
                            : options->now,
        .as_of_day = options->as_of_day,
        .is_past = options->is_past,
        .inventory = &run->audit.inventory,
        .policy = options->policy,
        .verdicts = &run->audit.verdicts,
        .feeds_asked = run->audit.feeds_asked,
        .feeds_failed = run->audit.feeds_failed,
        .is_complete = run->audit.is_complete,
        .pulls = run->audit.pulls,
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

static bool has_any_workload(const struct inventory *inventory)
{
    for (size_t i = 0; i < inventory->parts.count; i++)
        if (inventory->parts.items[i].kind == SUBJECT_CHART)
            return true;
    return inventory->images.count != 0;
}

bool run_is_empty(const struct run *run, bool allow_empty, struct error *err)
{
    /* What could not be listed is no emptiness: the report says why. */
    size_t judged = 0;
    for (enum subject_kind kind = SUBJECT_IMAGE; kind < SUBJECT_KIND_COUNT; kind++)
        judged += run->audit.verdicts.parts[kind];
    /* Every cluster has an API server and nodes, the emptiest too. */
    bool has_workload = has_any_workload(&run->audit.inventory);
    if (allow_empty || (has_workload && judged != 0) || !run->audit.is_complete)
        return false;
    error_set(err, ERROR_OUTSIDE,
              !has_workload
                  ? "nothing was found to judge: no image runs in what was listed; "
                    "--allow-empty accepts that"
                  : "nothing was left to judge: the filters leave no image; "
                    "--allow-empty accepts that");
    return true;
}
