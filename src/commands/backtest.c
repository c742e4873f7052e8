/* The command backtest: when would the policy have spoken? */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"
#include "base/file.h"
#include "commands/command.h"
#include "commands/run.h"
#include "judge/tag_views.h"
#include "report/timeline.h"

#include <stddef.h>
#include <stdio.h>

enum { TIMELINE_BYTES_MAX = 64 * 1024 * 1024, DAYS_MAX = 36500 };

struct backtest_options {
    int since_day;
    int until_day;
    int step_days;
    const char *svg; /* file, NULL: none */
};

static const struct option_row backtest_rows[] = {
    {"since", 0, OPTION_DAY, "DATE", "the first day to look at (required)",
     offsetof(struct backtest_options, since_day), NULL, "Which days"},
    {"until", 0, OPTION_DAY, "DATE", "the last one (default today)",
     offsetof(struct backtest_options, until_day), NULL, NULL},
    {"step", 0, OPTION_DURATION_DAYS, "DURATION", "every so many days (default 1d)",
     offsetof(struct backtest_options, step_days), NULL, NULL},
    {"svg", 0, OPTION_TEXT, "FILE", "draw the days as a picture too",
     offsetof(struct backtest_options, svg), NULL, NULL},
    {0},
};

static const struct option_row *const tables[] = {
    backtest_rows, source_rows, settings_rows, facts_rows, talk_rows, NULL,
};

static bool check_days(struct backtest_options *own, const struct run_options *options,
                       long long now, struct error *err)
{
    if (options->facts.as_of_day != DAY_NONE)
        return error_set(err, ERROR_USAGE,
                         "--as-of is one day; backtest takes --since and --until");
    if (own->since_day == DAY_NONE)
        return error_set(err, ERROR_USAGE, "backtest needs --since DATE");
    if (own->until_day == DAY_NONE)
        own->until_day = day_of_seconds(now);
    if (own->until_day < own->since_day)
        return error_set(err, ERROR_USAGE, "--until lies before --since");
    if (own->step_days < 1 || own->until_day - own->since_day > DAYS_MAX)
        return error_set(err, ERROR_USAGE,
                         "--step is at least one day, and there are at most %d days",
                         DAYS_MAX);
    return true;
}

/* Judges one day over the records that were read once. */
static void add_day(struct run *run, int day, int today, struct timeline *timeline)
{
    struct verdicts verdicts = {0};
    AUTO_ARENA *arena = arena_new();
    run->audit_options.as_of_day = day;
    run->audit_options.is_past = day < today;
    audit_judge(&run->audit_options, &run->audit, arena, &verdicts);
    const struct report report = {
        .as_of_day = day,
        .inventory = &run->audit.inventory,
        .policy = run->audit_options.policy,
        .verdicts = &verdicts,
    };
    timeline_add(timeline, &report, day, run->arena);
}

static bool deliver(const struct timeline *timeline, const struct backtest_options *own,
                    struct out *out, struct error *err)
{
    AUTO_TEXT text;
    text_init(&text, TIMELINE_BYTES_MAX);
    timeline_write_text(timeline, &text);
    out_progress_end(out);
    if (fwrite(text.bytes, 1, text.length, out->normal) != text.length)
        return error_set(err, ERROR_OUTSIDE, "writing the table");
    if (own->svg == NULL)
        return true;
    text_reset(&text);
    timeline_write_svg(timeline, &text);
    return file_replace(own->svg, text.bytes, text.length, err);
}

static int backtest_main(const struct command *command, int argc, char *const *argv,
                         struct command_context *context, struct error *err)
{
    struct run_options options;
    struct backtest_options own = {DAY_NONE, DAY_NONE, 1, NULL};
    void *const values[] = {&own, &options.sources, &options.settings, &options.facts,
                            &options.talk};
    struct text_list operands = {0};
    AUTO_RUN run = {0};
    AUTO_ARENA *arena = arena_new();
    run_init(&options);
    if (!options_parse(command->options, argc, argv, values, arena, &operands, err) ||
        !command_no_operands(&operands, err) ||
        !check_days(&own, &options, context->now, err) ||
        (own.svg != NULL && !file_is_replaceable(own.svg, err)) ||
        !run_open(&run, &options, false, context, err) ||
        !audit_read(&run.audit_options, &run.services, run.arena, &run.audit, err))
        return -1;
    run.audit.views = tag_views_new(run.arena);
    struct timeline timeline = {own.since_day, own.until_day, own.step_days, {0}};
    for (int day = own.since_day; day <= own.until_day; day += own.step_days) {
        out_progress(context->out, "judging day %d of %d", day - own.since_day + 1,
                     own.until_day - own.since_day + 1);
        add_day(&run, day, day_of_seconds(context->now), &timeline);
    }
    timeline_finish(&timeline);
    if (!deliver(&timeline, &own, context->out, err))
        return -1;
    return run.audit.is_complete ? 0 : 3;
}

const struct command backtest_command = {
    .name = "backtest",
    .summary = "the policy replayed over past days: when would it have spoken?",
    .usage = "--since DATE [--until DATE] [OPTION]...",
    .description =
        "Judges what runs as of each day of a time, from what was known on that day,\n"
        "and says from which day each component was due and from which it was stale.\n"
        "A day before the running release came out is left out.\n\n"
        "Exit status: 0 done; 2 usage, policy or catalogue error; 3 not fully.\n",
    .examples =
        "  stalemark backtest --since 2019-02-11 --until 2021-04-14 -f pods.yaml \\\n"
        "      --releases releases.jsonl --svg timeline.svg\n",
    .options = tables,
    .run = backtest_main,
};
