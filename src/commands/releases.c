/* Says what the feeds know of one product: stalemark releases PRODUCT|IMAGE. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/command.h"
#include "commands/releases_show.h"
#include "commands/settings.h"
#include "commands/snapshot.h"
#include "commands/sources.h"
#include "commands/subjects.h"
#include "commands/talk.h"
#include "feeds/feeds.h"
#include "identify/identify.h"

#include <stdio.h>
#include <string.h>

extern const struct command releases_command;

enum { EXIT_UNKNOWN = 3, SECONDS_A_DAY = 86400, SHOWN_BYTES_MAX = 64 * 1024 * 1024 };

struct releases_options {
    const char *format; /* NULL: text */
    bool has_all;
    int as_of_day; /* DAY_NONE: today */
    struct text_list release_files;
    struct snapshot_options snapshot;
    bool offline;
    int cache_ttl_seconds;
    const char *ca_file; /* NULL: none */
};

static const char *const formats[] = {"text", "json", NULL};

static const struct option_row releases_rows[] = {
    {"as-of", 0, OPTION_DAY, "DATE", "show what was there on that day",
     offsetof(struct releases_options, as_of_day), NULL, "Which facts"},
    {"releases", 0, OPTION_FILES, "FILE",
     "read releases from a release file too (repeatable)",
     offsetof(struct releases_options, release_files), NULL, NULL},
    SNAPSHOT_ROWS(releases_options),
    {"offline", 0, OPTION_FLAG, NULL, "ask no feed: stored answers and files only",
     offsetof(struct releases_options, offline), NULL, NULL},
    {"cache-ttl", 0, OPTION_DURATION_SECONDS, "DURATION",
     "do not ask again for answers younger than this (default 0: all are revalidated)",
     offsetof(struct releases_options, cache_ttl_seconds), NULL, NULL},
    {"ca", 0, OPTION_FILE, "FILE", "trust these certificates too",
     offsetof(struct releases_options, ca_file), NULL, NULL},
    {"output", 'o', OPTION_CHOICE, "FORMAT", "text or json",
     offsetof(struct releases_options, format), formats, "What comes out"},
    {"all", 0, OPTION_FLAG, NULL, "show each release in the text, newest first",
     offsetof(struct releases_options, has_all), NULL, NULL},
    {0},
};

static const struct option_row *const tables[] = {releases_rows, source_rows,
                                                  settings_rows, talk_rows, NULL};

/* Everything of one run. */
struct run {
    struct arena *arena;
    struct command_context *context;
    struct releases_options options;
    struct source_options sources;
    struct settings_options settings_options;
    struct talk_options talk;
    struct settings settings;
    struct version_list running; /* versions of the product that run */
    int as_of_day;
    bool is_past;
};

static void close_fetcher(struct fetcher **fetcher)
{
    if (*fetcher != NULL)
        fetcher_free(*fetcher);
}

static void close_cache(struct cache **cache)
{
    cache_close(*cache);
}

/* A word without "/", ":" and "@" is a product. */
static bool is_product_name(const char *operand)
{
    return strpbrk(operand, "/:@") == NULL;
}

static bool image_subject(struct run *run, const char *reference,
                          struct subject_list *ret_subjects, struct error *err)
{
    struct inventory inventory = {0};
    struct cluster *cluster = LIST_ADD(run->arena, &inventory.clusters);
    cluster->name = reference;
    cluster->kind = CLUSTER_BY_HAND;
    cluster->is_complete = true;
    struct image *image = LIST_ADD(run->arena, &inventory.images);
    image->reference = reference;
    *LIST_ADD(run->arena, &image->uses) =
        (struct use){.namespace = "", .workload = "", .container = "", .pods = 1};
    if (!identify_all(&inventory, &run->settings.catalog, &run->settings.policy,
                      run->arena, ret_subjects, err))
        return false;
    const struct subject *subject = &ret_subjects->items[0];
    if (!subject->is_valid)
        return error_set(err, ERROR_USAGE, "'%s' is not an image: %s", reference,
                         subject->failure);
    return true;
}

/* A cluster is looked at only where one is named: most questions are about upstream. */
static bool is_source_named(const struct inventory_sources *sources)
{
    return sources->kubeconfig != NULL || sources->all_contexts ||
           sources->contexts.count != 0 || sources->files.count != 0 ||
           sources->references.count != 0;
}

static void add_running(struct run *run, const struct version *version)
{
    if (version->kind != TAG_VERSION)
        return;
    for (size_t i = 0; i < run->running.count; i++)
        if (version_compare_release(&run->running.items[i], version) == 0)
            return;
    *LIST_ADD(run->arena, &run->running) = *version;
}

/* Which versions of the product run: in the sources, and the image's own. */
static bool find_running(struct run *run, struct fetcher *fetcher,
                         const struct subject *asked, struct error *err)
{
    const struct inventory_sources *sources = &run->sources.sources;
    struct inventory inventory = {0};
    struct subject_list subjects = {0};
    add_running(run, &asked->running);
    if (!is_source_named(sources))
        return true;
    if (!inventory_list(sources, fetcher, run->context->out, run->arena, &inventory,
                        err) ||
        !identify_all(&inventory, &run->settings.catalog, &run->settings.policy,
                      run->arena, &subjects, err))
        return error_within(err, "listing the images that run");
    for (size_t i = 0; i < subjects.count; i++)
        if (subjects.items[i].product != NULL &&
            subjects.items[i].product == asked->product)
            add_running(run, &subjects.items[i].running);
    return true;
}

static const struct upstream *
read_upstream(struct run *run, const struct subject_list *subjects, struct error *err)
{
    const struct fetch_limits limits = {0};
    struct out *out = run->context->out;
    CLEANUP(close_fetcher)
    struct fetcher *fetcher = fetcher_new(&limits, run->options.ca_file, out, err);
    if (fetcher == NULL)
        return NULL;
    bool has_snapshot = run->options.snapshot.place != NULL;
    if (!find_running(run, fetcher, &subjects->items[0], err))
        return NULL;
    CLEANUP(close_cache)
    struct cache *cache = has_snapshot ? cache_forgetful(out) : cache_open(out);
    const struct snapshot *snapshot;
    long long at =
        run->is_past ? (long long)run->as_of_day * SECONDS_A_DAY : run->context->now;
    if (!snapshot_options_read(&run->options.snapshot, fetcher, at, run->arena,
                               &snapshot, err))
        return NULL;
    const struct feeds_options options = {
        .snapshot = snapshot,
        .policy = &run->settings.policy,
        .catalog = &run->settings.catalog,
        .release_files = run->options.release_files,
        .offline = run->options.offline || has_snapshot,
        .cache_ttl_seconds = run->options.cache_ttl_seconds,
        .now = run->context->now,
    };
    struct upstream_list upstreams;
    if (!feeds_read(&options, subjects, fetcher, cache, NULL, out, run->arena,
                    &upstreams, err))
        return NULL;
    return upstream_of(&upstreams, &subjects->items[0]);
}

/* All feeds failed, or none is named: nothing is known. */
static bool is_anything_known(const struct upstream *upstream)
{
    for (size_t i = 0; i < upstream->answers.count; i++)
        if (upstream->answers.items[i].state != ANSWER_FAILED)
            return true;
    return false;
}

static int show(struct run *run, const struct upstream *upstream, struct error *err)
{
    struct shown_releases shown = {.upstream = upstream,
                                   .as_of_day = run->as_of_day,
                                   .is_past = run->is_past,
                                   .has_all = run->options.has_all,
                                   .columns = run->context->out->columns,
                                   .running = &run->running};
    AUTO_TEXT text;
    text_init(&text, SHOWN_BYTES_MAX);
    if (run->options.format != NULL && strcmp(run->options.format, "json") == 0)
        releases_show_json(&shown, run->arena, &text);
    else
        releases_show_text(&shown, run->arena, &text);
    if (text_overflowed(&text)) {
        error_set(err, ERROR_OUTSIDE, "the answer is longer than 64 MiB");
        return -1;
    }
    fputs(text.bytes, run->context->out->normal);
    return is_anything_known(upstream) ? 0 : EXIT_UNKNOWN;
}

static bool set_day(struct run *run, struct error *err)
{
    int today = day_of_seconds(run->context->now);
    run->as_of_day =
        run->options.as_of_day == DAY_NONE ? today : run->options.as_of_day;
    run->is_past = run->as_of_day < today;
    if (run->as_of_day > today)
        return error_set(err, ERROR_USAGE, "--as-of: that day has not come yet");
    return true;
}

static int read_and_show(struct run *run, const char *operand, struct error *err)
{
    struct subject_list subjects = {0};
    if (!set_day(run, err) || !snapshot_options_check(&run->options.snapshot, err) ||
        !settings_load(&run->settings_options, run->arena, &run->settings, err))
        return -1;
    bool named =
        is_product_name(operand)
            ? subjects_add_product(&run->settings, operand, run->arena, &subjects, err)
            : image_subject(run, operand, &subjects, err);
    if (!named)
        return -1;
    const struct upstream *upstream = read_upstream(run, &subjects, err);
    return upstream != NULL ? show(run, upstream, err) : -1;
}

static int run_releases(const struct command *command, int argc, char *const *argv,
                        struct command_context *context, struct error *err)
{
    (void)command;
    AUTO_ARENA *arena = arena_new();
    struct run run = {
        .arena = arena, .context = context, .options.as_of_day = DAY_NONE};
    void *const values[] = {&run.options, &run.sources, &run.settings_options,
                            &run.talk};
    struct text_list operands = {0};
    if (!options_parse(tables, argc, argv, values, arena, &operands, err))
        return -1;
    if (operands.count != 1) {
        error_set(err, ERROR_USAGE,
                  "name one product or one image, as in "
                  "'stalemark releases traefik'");
        return -1;
    }
    talk_apply(&run.talk, context->out);
    return read_and_show(&run, operands.items[0], err);
}

const struct command releases_command = {
    .name = "releases",
    .summary = "what the feeds say of a product: lines, newest, days, ends",
    .usage = "[OPTION]... PRODUCT|IMAGE",
    .description =
        "Asks the feeds that the catalogue names for PRODUCT, or the registry of an\n"
        "IMAGE that no product claims, and shows its release lines: the first day of\n"
        "each, its newest release, how many there are, when it ends, and, with a\n"
        "source, which versions run on it. A word without '/', ':' and '@' is a "
        "product.\n"
        "\n"
        "Exit status: 0 done, 2 usage, 3 no feed answered.\n",
    .examples = "  stalemark releases traefik\n"
                "  stalemark releases traefik --context prod\n"
                "  stalemark releases --all -o json registry.k8s.io/pause:3.9\n"
                "  stalemark releases traefik --releases mirror.jsonl --offline\n",
    .options = tables,
    .run = run_releases,
};
