/* Says whether a snapshot is to be trusted: stalemark feeds verify FILE. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"
#include "base/file.h"
#include "commands/command.h"
#include "commands/snapshot.h"
#include "commands/talk.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

extern const struct command feeds_verify_command;

struct verify_options {
    struct snapshot_options snapshot; /* place: the operand */
    const char *ca_file;              /* NULL: none */
};

static const struct option_row verify_rows[] = {
    {"snapshot-key", 0, OPTION_TEXT, "PUB",
     "verify it by this public key (PEM, Ed25519)",
     offsetof(struct verify_options, snapshot.key), NULL, "What is trusted"},
    {"snapshot-unsigned", 0, OPTION_FLAG, NULL,
     "look at it as it is, without a signature",
     offsetof(struct verify_options, snapshot.is_unsigned), NULL, NULL},
    {"ca", 0, OPTION_FILE, "FILE", "trust these certificates too",
     offsetof(struct verify_options, ca_file), NULL, NULL},
    {0},
};

static const struct option_row *const tables[] = {verify_rows, talk_rows, NULL};

static void fetcher_clear_variable(struct fetcher **fetcher)
{
    fetcher_free(*fetcher);
}

static bool read_command_line(const struct command *command, int argc,
                              char *const *argv, struct arena *arena, struct out *out,
                              struct verify_options *options, struct error *err)
{
    struct talk_options talk = {0};
    void *const values[] = {options, &talk};
    struct text_list operands = {0};
    if (!options_parse(command->options, argc, argv, values, arena, &operands, err))
        return false;
    if (operands.count != 1)
        return error_set(err, ERROR_USAGE,
                         "name one snapshot, as in 'stalemark feeds verify "
                         "all.jsonl.gz --snapshot-key key.pub'");
    talk_apply(&talk, out);
    options->snapshot.place = operands.items[0];
    if (strstr(options->snapshot.place, "://") == NULL &&
        !file_is_readable(options->snapshot.place, err))
        return false;
    return snapshot_options_check(&options->snapshot, err);
}

static void print(const struct snapshot *snapshot, bool is_unsigned, struct out *out)
{
    char time[TIME_TEXT_BYTES];
    const struct snapshot_header *header = &snapshot->header;
    AUTO_TEXT name;
    text_init(&name, 4096);
    out_add_printable(&name, snapshot->name);
    fprintf(out->normal, "%s: %s\n", name.bytes,
            is_unsigned ? "its signature was not looked at" : "the signature is right");
    fprintf(out->normal, "generated  %s\n", time_format(header->generated_at, time));
    fprintf(out->normal, "expires    %s\n", time_format(header->expires_at, time));
    fprintf(out->normal, "records    %zu\n", header->count);
    fprintf(out->normal, "bytes      %zu\n", snapshot->bytes);
}

static int run_verify(const struct command *command, int argc, char *const *argv,
                      struct command_context *context, struct error *err)
{
    const struct fetch_limits limits = {0};
    struct verify_options options = {0};
    const struct snapshot *snapshot;
    AUTO_ARENA *arena = arena_new();
    if (!read_command_line(command, argc, argv, arena, context->out, &options, err))
        return -1;
    CLEANUP(fetcher_clear_variable)
    struct fetcher *fetcher = fetcher_new(&limits, options.ca_file, context->out, err);
    if (fetcher == NULL || !snapshot_options_read(&options.snapshot, fetcher,
                                                  context->now, arena, &snapshot, err))
        return -1;
    print(snapshot, options.snapshot.is_unsigned, context->out);
    return 0;
}

const struct command feeds_verify_command = {
    .name = "feeds verify",
    .summary = "verify a snapshot: its signature, its age, all its lines",
    .usage = "FILE|URL --snapshot-key PUB [OPTION]...",
    .description =
        "Checks the signature of a snapshot, that it has not expired, and that it can\n"
        "be read to its end: what an audit checks before it uses one.\n"
        "\n"
        "Exit status: 0 it is good; 2 usage, or a key that is none; 3 it is not "
        "good.\n",
    .examples = "  stalemark feeds verify all.jsonl.gz --snapshot-key key.pub\n",
    .options = tables,
    .run = run_verify,
};
