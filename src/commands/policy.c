/* The commands about policies: check and show. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"
#include "commands/command.h"
#include "commands/settings.h"
#include "commands/talk.h"

#include <stdio.h>

extern const struct command policy_check_command;
extern const struct command policy_show_command;

enum { EXIT_WRONG = 2, SHOWN_BYTES_MAX = 4 * 1024 * 1024 };

static void print_complaint(struct out *out, const struct error *err)
{
    AUTO_TEXT shown;
    text_init(&shown, 8 * sizeof err->text);
    out_add_printable(&shown, err->text);
    fprintf(out->problems, "%s\n", shown.bytes);
}

static void say_good(struct out *out, const char *file)
{
    if (out->verbosity >= 0)
        fprintf(out->normal, "%s: good\n", file);
}

static void warn_of(struct out *out, struct origin at, const char *what, int until_day)
{
    char until[DAY_TEXT_BYTES];
    out_warn(out, "%s:%d:%d: %s ended on %s", at.file, at.line, at.column, what,
             day_format(until_day, until));
}

/* What is not wrong, but cannot be meant any more. */
static void warn_of_ended(struct out *out, const struct policy *policy, int today)
{
    for (size_t i = 0; i < policy->exceptions.count; i++) {
        const struct exception *exception = &policy->exceptions.items[i];
        if (exception->until_day < today)
            warn_of(out, exception->origin, "the exception", exception->until_day);
    }
    for (size_t i = 0; i < policy->products.count; i++) {
        const struct product_rule *rule = &policy->products.items[i];
        if (rule->line != NULL && rule->until_day < today)
            warn_of(out, rule->line_origin, "the pin", rule->until_day);
    }
}

/* One file laid over the default and the --policy files: what CI wants to know. */
static bool check_file(const char *file, const struct settings_options *options,
                       const struct settings *settings, struct command_context *context,
                       struct arena *arena)
{
    struct text_list paths = {0};
    struct policy policy;
    struct error err = {0};
    for (size_t i = 0; i < options->policies.count; i++)
        *LIST_ADD(arena, &paths) = options->policies.items[i];
    *LIST_ADD(arena, &paths) = file;
    if (!policy_load(settings->default_path, &paths, &settings->catalog, arena, &policy,
                     &err)) {
        print_complaint(context->out, &err);
        return false;
    }
    warn_of_ended(context->out, &policy, day_of_seconds(context->now));
    say_good(context->out, file);
    return true;
}

static int check_found(const struct settings_options *options,
                       struct command_context *context, struct arena *arena,
                       struct error *err)
{
    struct settings settings = {0};
    if (!settings_load(options, arena, &settings, err))
        return -1;
    warn_of_ended(context->out, &settings.policy, day_of_seconds(context->now));
    for (size_t i = 0; i < settings.policy.files.count; i++)
        say_good(context->out, settings.policy.files.items[i].path);
    return 0;
}

static int run_check(const struct command *command, int argc, char *const *argv,
                     struct command_context *context, struct error *err)
{
    (void)command;
    AUTO_ARENA *arena = arena_new();
    struct settings_options options = {0};
    struct settings settings = {0};
    struct text_list files = {0};
    bool is_good = true;
    if (!settings_parse(argc, argv, context->out, arena, &options, &files, err))
        return -1;
    if (files.count == 0)
        return check_found(&options, context, arena, err);
    if (!settings_load_catalog(&options, arena, &settings, err))
        return -1;
    for (size_t i = 0; i < files.count; i++)
        if (!check_file(files.items[i], &options, &settings, context, arena))
            is_good = false;
    return is_good ? 0 : EXIT_WRONG;
}

static int run_show(const struct command *command, int argc, char *const *argv,
                    struct command_context *context, struct error *err)
{
    (void)command;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT shown;
    text_init(&shown, SHOWN_BYTES_MAX);
    struct settings_options options = {0};
    struct settings settings = {0};
    struct text_list operands = {0};
    if (!settings_parse(argc, argv, context->out, arena, &options, &operands, err))
        return -1;
    if (operands.count != 0) {
        error_set(err, ERROR_USAGE,
                  "policy show takes no FILE, did you mean --policy?");
        return -1;
    }
    if (!settings_load(&options, arena, &settings, err))
        return -1;
    policy_show(&settings.policy, &shown);
    fputs(shown.bytes, context->out->normal);
    return 0;
}

const struct command policy_check_command = {
    .name = "policy check",
    .summary = "find what is wrong in a policy, with file, line and column",
    .usage = "[OPTION]... [FILE]...",
    .description =
        "Reads each FILE as it would be used, laid over the default policy, and says\n"
        "what is wrong with it and where. Without FILE: the policy that would be "
        "used,\n"
        "and the catalogue. Exceptions and pins that have ended are named too.\n"
        "\n"
        "Exit status: 0 all is good, 2 something is wrong.\n",
    .examples = "  stalemark policy check policy.yaml\n"
                "  stalemark policy check --policy company.yaml teams/*.yaml\n",
    .options = settings_tables,
    .run = run_check,
};

const struct command policy_show_command = {
    .name = "policy show",
    .summary = "print the policy in effect, each line with its origin",
    .usage = "[OPTION]...",
    .description =
        "Prints the effective policy: the default with the other files laid over it.\n"
        "Behind each line stands the file and line that wrote it; what it prints is a\n"
        "policy file by itself.\n",
    .examples = "  stalemark policy show\n"
                "  stalemark policy show --policy policy.yaml\n",
    .options = settings_tables,
    .run = run_show,
};
