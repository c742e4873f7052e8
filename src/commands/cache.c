/* The commands about the store of answers: cache stats, prune and clear. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "store/cache.h"

#include "base/day.h"
#include "base/json_writer.h"
#include "commands/command.h"
#include "commands/talk.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

extern const struct command cache_stats_command;
extern const struct command cache_prune_command;
extern const struct command cache_clear_command;

enum { PRINTED_BYTES_MAX = 64 * 1024, AGE_NONE = -1 };

struct cache_options {
    const char *format;     /* NULL: text */
    int older_than_seconds; /* AGE_NONE: not given */
};

static const char *const formats[] = {"text", "json", NULL};

#define OUTPUT_ROW                                                                     \
    {                                                                                  \
        "output", 'o', OPTION_CHOICE, "FORMAT", "text or json",                        \
            offsetof(struct cache_options, format), formats, "What comes out"          \
    }

static const struct option_row cache_rows[] = {OUTPUT_ROW, {0}};

static const struct option_row prune_rows[] = {
    {"older-than", 0, OPTION_DURATION_SECONDS, "DURATION",
     "remove answers fetched longer ago than this (required)",
     offsetof(struct cache_options, older_than_seconds), NULL, "Which answers"},
    OUTPUT_ROW,
    {0},
};

static const struct option_row *const tables[] = {cache_rows, talk_rows, NULL};
static const struct option_row *const prune_tables[] = {prune_rows, talk_rows, NULL};

static void cache_clear_variable(struct cache **cache)
{
    cache_close(*cache);
}
#define AUTO_CACHE CLEANUP(cache_clear_variable) struct cache

static bool parse(const struct command *command, int argc, char *const *argv,
                  struct out *out, struct cache_options *ret_options, struct error *err)
{
    AUTO_ARENA *arena = arena_new();
    struct talk_options talk = {0};
    struct cache_options options = {.older_than_seconds = AGE_NONE};
    void *const values[] = {&options, &talk};
    struct text_list operands = {0};
    if (!options_parse(command->options, argc, argv, values, arena, &operands, err) ||
        !command_no_operands(&operands, err))
        return false;
    talk_apply(&talk, out);
    *ret_options = options;
    return true;
}

/* Looks into the store; false when there is none to be had. */
static bool count(struct cache *cache, struct cache_counts *ret_counts,
                  struct error *err)
{
    cache_count(cache, ret_counts);
    return ret_counts->path != NULL ||
           error_set(err, ERROR_OUTSIDE, "there is no store of answers to look at");
}

static bool print(const struct text *text, struct out *out, struct error *err)
{
    return fputs(text->bytes, out->normal) >= 0 ||
           error_set(err, ERROR_OUTSIDE, "writing the answer");
}

static bool is_json(const struct cache_options *options)
{
    return options->format != NULL && strcmp(options->format, "json") == 0;
}

static void add_time(struct text *text, const char *label, long long seconds)
{
    char time[TIME_TEXT_BYTES];
    text_addf(text, "%-8s  %s\n", label, time_format(seconds, time));
}

static void stats_text(const struct cache_counts *counts, struct text *text)
{
    text_add(text, "path      ");
    out_add_printable(text, counts->path);
    text_addf(text, "\nanswers   %zu\nbytes     %zu\n", counts->answers, counts->bytes);
    if (counts->answers == 0)
        return;
    add_time(text, "oldest", counts->oldest_at);
    add_time(text, "newest", counts->newest_at);
}

static void stats_json(const struct cache_counts *counts, struct text *text)
{
    struct json_writer writer;
    json_writer_init(&writer, text, true);
    json_write_object(&writer, NULL);
    json_write_text(&writer, "path", counts->path);
    json_write_number(&writer, "answers", (long long)counts->answers);
    json_write_number(&writer, "bytes", (long long)counts->bytes);
    if (counts->answers != 0) {
        json_write_time(&writer, "oldest", counts->oldest_at);
        json_write_time(&writer, "newest", counts->newest_at);
    } else {
        json_write_null(&writer, "oldest");
        json_write_null(&writer, "newest");
    }
    json_write_end(&writer);
    text_add_char(text, '\n');
}

static int run_stats(const struct command *command, int argc, char *const *argv,
                     struct command_context *context, struct error *err)
{
    struct cache_options options;
    struct cache_counts counts;
    if (!parse(command, argc, argv, context->out, &options, err))
        return -1;
    AUTO_CACHE *cache = cache_open(context->out);
    if (!count(cache, &counts, err))
        return -1;
    AUTO_TEXT text;
    text_init(&text, PRINTED_BYTES_MAX);
    if (is_json(&options))
        stats_json(&counts, &text);
    else
        stats_text(&counts, &text);
    return print(&text, context->out, err) ? 0 : -1;
}

/* What went and what is left, after prune and clear. */
static bool print_removed(struct cache *cache, size_t removed,
                          const struct cache_options *options, struct out *out,
                          struct error *err)
{
    struct cache_counts left;
    if (!count(cache, &left, err))
        return false;
    AUTO_TEXT text;
    text_init(&text, PRINTED_BYTES_MAX);
    if (!is_json(options)) {
        text_addf(&text, "%zu answers removed, %zu left\n", removed, left.answers);
        return print(&text, out, err);
    }
    struct json_writer writer;
    json_writer_init(&writer, &text, true);
    json_write_object(&writer, NULL);
    json_write_text(&writer, "path", left.path);
    json_write_number(&writer, "removed", (long long)removed);
    json_write_number(&writer, "answers", (long long)left.answers);
    json_write_number(&writer, "bytes", (long long)left.bytes);
    json_write_end(&writer);
    text_add_char(&text, '\n');
    return print(&text, out, err);
}

static int run_prune(const struct command *command, int argc, char *const *argv,
                     struct command_context *context, struct error *err)
{
    struct cache_options options;
    if (!parse(command, argc, argv, context->out, &options, err))
        return -1;
    if (options.older_than_seconds == AGE_NONE) {
        error_set(err, ERROR_USAGE,
                  "how old? name it, as in 'stalemark cache prune --older-than 30d'");
        return -1;
    }
    AUTO_CACHE *cache = cache_open(context->out);
    size_t removed = cache_prune(cache, context->now - options.older_than_seconds);
    return print_removed(cache, removed, &options, context->out, err) ? 0 : -1;
}

static int run_clear(const struct command *command, int argc, char *const *argv,
                     struct command_context *context, struct error *err)
{
    struct cache_options options;
    if (!parse(command, argc, argv, context->out, &options, err))
        return -1;
    AUTO_CACHE *cache = cache_open(context->out);
    size_t removed = cache_clear(cache);
    return print_removed(cache, removed, &options, context->out, err) ? 0 : -1;
}

const struct command cache_stats_command = {
    .name = "cache stats",
    .summary = "how many answers of feeds are stored, where, how old",
    .usage = "[OPTION]...",
    .description = "Looks at the file in which answers of feeds are kept: how many "
                   "there are, how\n"
                   "many bytes, when the oldest and the newest came.\n\n"
                   "Exit status: 0 done, 2 usage, 3 there is no such file to be had.\n",
    .examples = "  stalemark cache stats -o json\n",
    .options = tables,
    .run = run_stats,
};

const struct command cache_prune_command = {
    .name = "cache prune",
    .summary = "remove stored answers that are older than a time",
    .usage = "--older-than DURATION [OPTION]...",
    .description =
        "Removes the answers that no feed has confirmed for so long, and gives their\n"
        "room back to the disk. What is needed again is asked again.\n\n"
        "Exit status: 0 done, 2 usage, 3 there is no such file to be had.\n",
    .examples = "  stalemark cache prune --older-than 30d\n",
    .options = prune_tables,
    .run = run_prune,
};

const struct command cache_clear_command = {
    .name = "cache clear",
    .summary = "remove all stored answers",
    .usage = "[OPTION]...",
    .description =
        "Removes all stored answers of feeds. First-seen days, runs and findings are\n"
        "kept in another file, which this leaves alone.\n\n"
        "Exit status: 0 done, 2 usage, 3 there is no such file to be had.\n",
    .examples = NULL,
    .options = tables,
    .run = run_clear,
};
