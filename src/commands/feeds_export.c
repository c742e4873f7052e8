/* Writes a snapshot of what the feeds say: stalemark feeds export FILE. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"
#include "base/file.h"
#include "commands/command.h"
#include "commands/record.h"
#include "commands/snapshot.h"
#include "commands/sources.h"
#include "commands/subjects.h"
#include "commands/talk.h"
#include "feeds/feeds.h"

#include <stddef.h>
#include <stdio.h>

extern const struct command feeds_export_command;

enum { VALID_SECONDS = 30 * 24 * 60 * 60 };

struct export_options {
    const char *sign_key; /* NULL: unsigned */
    int expires_seconds;
    struct text_list release_files;
    bool offline;
    int cache_ttl_seconds;
    const char *ca_file; /* NULL: none */
};

static const struct option_row export_rows[] = {
    {"sign-key", 0, OPTION_FILE, "KEY",
     "sign with this private key (PEM, Ed25519) into FILE.sig",
     offsetof(struct export_options, sign_key), NULL, "What comes out"},
    {"expires", 0, OPTION_DURATION_SECONDS, "DURATION",
     "it is not to be used after this time (default 30d)",
     offsetof(struct export_options, expires_seconds), NULL, NULL},
    {"releases", 0, OPTION_FILES, "FILE",
     "read releases from a release file too (repeatable)",
     offsetof(struct export_options, release_files), NULL, "Which facts"},
    {"offline", 0, OPTION_FLAG, NULL, "ask no feed: stored answers and files only",
     offsetof(struct export_options, offline), NULL, NULL},
    {"cache-ttl", 0, OPTION_DURATION_SECONDS, "DURATION",
     "do not ask again for answers younger than this (default 0: all are revalidated)",
     offsetof(struct export_options, cache_ttl_seconds), NULL, NULL},
    {"ca", 0, OPTION_FILE, "FILE", "trust these certificates too",
     offsetof(struct export_options, ca_file), NULL, NULL},
    {0},
};

static const struct option_row *const tables[] = {export_rows, source_rows,
                                                  settings_rows, talk_rows, NULL};

/* Everything of one export. */
struct export
{
    struct arena *arena;
    struct command_context *context;
    struct export_options options;
    struct source_options sources;
    struct settings_options settings_options;
    struct talk_options talk;
    struct settings settings;
    struct text_list operands;
};

static void fetcher_clear_variable(struct fetcher **fetcher)
{
    fetcher_free(*fetcher);
}

static void cache_clear_variable(struct cache **cache)
{
    cache_close(*cache);
}

/* FILE, and behind it products. */
static bool read_command_line(const struct command *command, int argc,
                              char *const *argv, struct export *export,
                              struct error *err)
{
    void *const values[] = {&export->options, &export->sources,
                            &export->settings_options, &export->talk};
    export->options.expires_seconds = VALID_SECONDS;
    if (!options_parse(command->options, argc, argv, values, export->arena,
                       &export->operands, err))
        return false;
    if (export->operands.count == 0)
        return error_set(err, ERROR_USAGE,
                         "name the file to write, as in "
                         "'stalemark feeds export snapshot.jsonl.gz'");
    if (!file_is_replaceable(export->operands.items[0], err))
        return false;
    talk_apply(&export->talk, export->context->out);
    return settings_load(&export->settings_options, export->arena, &export->settings,
                         err);
}

static bool read_feeds(struct export *export, struct upstream_list *ret_upstreams,
                       struct error *err)
{
    const struct fetch_limits limits = {0};
    struct out *out = export->context->out;
    struct text_list products = {export->operands.items + 1, export->operands.count - 1,
                                 0};
    struct subject_list subjects;
    CLEANUP(fetcher_clear_variable)
    struct fetcher *fetcher = fetcher_new(&limits, export->options.ca_file, out, err);
    if (fetcher == NULL ||
        !subjects_choose(&export->settings, &products, &export->sources.sources,
                         fetcher, out, export->arena, &subjects, err))
        return false;
    CLEANUP(cache_clear_variable) struct cache *cache = cache_open(out);
    const struct feeds_options options = {
        .policy = &export->settings.policy,
        .catalog = &export->settings.catalog,
        .release_files = export->options.release_files,
        .offline = export->options.offline,
        .cache_ttl_seconds = export->options.cache_ttl_seconds,
        .judge_unrecognised =
            export->settings.policy.unrecognised == UNRECOGNISED_JUDGE,
        .now = export->context->now,
    };
    return feeds_read(&options, &subjects, fetcher, cache, NULL, out, export->arena,
                      ret_upstreams, err);
}

/* Feeds that should have been asked and did not answer whole. */
static void warn_of_gaps(const struct upstream_list *upstreams, struct out *out)
{
    size_t asked = 0;
    size_t failed = 0;
    for (size_t i = 0; i < upstreams->count; i++) {
        const struct answer_list *answers = &upstreams->items[i].answers;
        asked += answers->count;
        for (size_t j = 0; j < answers->count; j++) {
            const struct answer *answer = &answers->items[j];
            if (answer_tells_its_part(answer))
                continue;
            failed += answer->state != ANSWER_COMPLETE || answer->has_failed;
            if (answer->failure != NULL)
                out_detail(out, "feed %s %s: %s", answer->feed, answer->about,
                           answer->failure);
        }
    }
    if (failed != 0)
        out_warn(out,
                 "%zu of %zu feeds did not tell all; what they lack is unknown in "
                 "every audit from this file (-v names them)",
                 failed, asked);
}

static bool save(struct export *export, const struct upstream_list *upstreams,
                 struct error *err)
{
    const char *path = export->operands.items[0];
    long long now = export->context->now;
    char expires[TIME_TEXT_BYTES];
    size_t bytes;
    AUTO_TEXT lines;
    text_init(&lines, SNAPSHOT_TEXT_MAX);
    struct snapshot_header header = {
        .generated_at = now,
        .expires_at = now + export->options.expires_seconds,
        .policy_sha256 = record_policy_hash(&export->settings.policy, export->arena)};
    snapshot_write(upstreams, &header, &lines);
    if (header.count == 0)
        return error_set(err, ERROR_OUTSIDE,
                         "nothing is known: no feed answered (-v says why)");
    if (!snapshot_save(path, export->options.sign_key, &lines, &bytes, err))
        return false;
    fprintf(export->context->out->normal,
            "%s: %zu of %zu products, %zu bytes, %s, to be used until %s\n", path,
            header.count, upstreams->count, bytes,
            export->options.sign_key != NULL ? "signed" : "not signed",
            time_format(header.expires_at, expires));
    return true;
}

static int run_export(const struct command *command, int argc, char *const *argv,
                      struct command_context *context, struct error *err)
{
    AUTO_ARENA *arena = arena_new();
    struct export export = {.arena = arena, .context = context};
    struct upstream_list upstreams;
    if (!read_command_line(command, argc, argv, &export, err) ||
        !read_feeds(&export, &upstreams, err) || !save(&export, &upstreams, err))
        return -1;
    if (!export.options.offline)
        warn_of_gaps(&upstreams, context->out);
    return 0;
}

const struct command feeds_export_command = {
    .name = "feeds export",
    .summary = "write a signed snapshot of what the feeds say, for offline use",
    .usage = "FILE [PRODUCT]... [OPTION]...",
    .description =
        "Asks the feeds of the products named, else of what runs in the sources "
        "named,\n"
        "else of all the catalogue, and writes what they say to FILE: compressed JSON\n"
        "lines, one for each product. With --sign-key the signature is written beside\n"
        "it, to FILE.sig; openssl pkeyutl -verify -rawin checks it too. Audits read "
        "the\n"
        "file with --snapshot and ask nothing else.\n"
        "\n"
        "Exit status: 0 written; 2 usage, policy or catalogue error; 3 nothing was\n"
        "learnt, or it could not be written.\n",
    .examples =
        "  openssl genpkey -algorithm ed25519 -out key.pem\n"
        "  openssl pkey -in key.pem -pubout -out key.pub\n"
        "  stalemark feeds export all.jsonl.gz --sign-key key.pem\n"
        "  stalemark feeds export ours.jsonl.gz --context prod --sign-key key.pem\n"
        "  stalemark audit --snapshot all.jsonl.gz --snapshot-key key.pub\n",
    .options = tables,
    .run = run_export,
};
