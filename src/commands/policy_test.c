/* The command policy test: the cases beside a policy, run as its unit tests. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"
#include "commands/command.h"
#include "commands/policy_cases.h"
#include "commands/settings.h"
#include "commands/talk.h"

#include <stdio.h>

extern const struct command policy_test_command;

enum { EXIT_DIFFERS = 1, DIFFERENCES_BYTES_MAX = 64 * 1024 };

static const struct option_row *const tables[] = {settings_rows, talk_rows, NULL};

static void add_heading(struct text *text, const struct policy_case *one)
{
    char day[DAY_TEXT_BYTES];
    text_addf(text, "%s:%d:%d: ", one->origin.file, one->origin.line,
              one->origin.column);
    out_add_printable(text, one->name != NULL ? one->name : one->image);
    text_addf(text, ", as of %s", day_format(one->as_of_day, day));
}

/* Whether the policy says what the case wants; what differs is printed. */
static bool run_case(const struct policy_case *one, const struct settings *settings,
                     struct command_context *context)
{
    AUTO_TEXT heading;
    AUTO_TEXT differences;
    struct error err = {0};
    text_init(&heading, 4096);
    text_init(&differences, DIFFERENCES_BYTES_MAX);
    add_heading(&heading, one);
    if (!policy_case_run(one, settings, context->out, context->now, &differences,
                         &err)) {
        out_add_printable(&differences, err.text);
        fprintf(context->out->normal, "FAIL %s\n  %s\n", heading.bytes,
                differences.bytes);
        return false;
    }
    bool is_good = differences.length == 0;
    if (!is_good)
        fprintf(context->out->normal, "FAIL %s\n%s", heading.bytes, differences.bytes);
    else if (context->out->verbosity > 0)
        fprintf(context->out->normal, "pass %s\n", heading.bytes);
    return is_good;
}

static bool load(int argc, char *const *argv, struct out *out, struct arena *arena,
                 struct settings *ret_settings, struct error *err)
{
    struct settings_options options = {0};
    struct talk_options talk = {0};
    struct text_list files = {0};
    void *const values[] = {&options, &talk};
    if (!options_parse(tables, argc, argv, values, arena, &files, err))
        return false;
    talk_apply(&talk, out);
    for (size_t i = 0; i < files.count; i++)
        *LIST_ADD(arena, &options.policies) = files.items[i];
    return settings_load(&options, arena, ret_settings, err);
}

static int run(const struct command *command, int argc, char *const *argv,
               struct command_context *context, struct error *err)
{
    (void)command;
    AUTO_ARENA *arena = arena_new();
    struct settings settings = {0};
    size_t failed = 0;
    if (!load(argc, argv, context->out, arena, &settings, err))
        return -1;
    const struct policy_case_list *cases = &settings.policy.cases;
    if (cases->count == 0) {
        error_set(err, ERROR_USAGE,
                  "the policy has no cases: write some under 'cases', as "
                  "docs/policy.md shows");
        return -1;
    }
    for (size_t i = 0; i < cases->count; i++)
        if (!run_case(&cases->items[i], &settings, context))
            failed++;
    fprintf(context->out->normal, "%zu cases, %zu failed\n", cases->count, failed);
    return failed == 0 ? 0 : EXIT_DIFFERS;
}

const struct command policy_test_command = {
    .name = "policy test",
    .summary = "run the cases written beside a policy",
    .usage = "[OPTION]... [FILE]...",
    .description =
        "Judges the image of each entry of 'cases' as of its day, from its release "
        "files\n"
        "alone, and compares with the status (and reasons, recommended, target) that "
        "it\n"
        "wants. FILE is laid over the --policy files. Nothing is asked over the "
        "network.\n"
        "\n"
        "Exit status: 0 all cases pass, 1 some do not, 2 the policy is wrong.\n",
    .examples = "  stalemark policy test policy.yaml\n",
    .options = tables,
    .run = run,
};
