/* The command audit: crawl, judge, report. Exit 0 whatever it finds. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/command.h"
#include "commands/notify.h"
#include "commands/outputs.h"
#include "commands/record.h"
#include "commands/run.h"

#include <stddef.h>

struct audit_command_options {
    bool strict;
    bool allow_empty;
};

static const struct option_row audit_rows[] = {
    {"strict", 0, OPTION_FLAG, NULL, "exit 3 when a finding is unknown",
     offsetof(struct audit_command_options, strict), NULL, "Exit status"},
    {"allow-empty", 0, OPTION_FLAG, NULL, "finding no image at all is no trouble",
     offsetof(struct audit_command_options, allow_empty), NULL, NULL},
    {0},
};

static const struct option_row *const tables[] = {
    source_rows, settings_rows, facts_rows, outputs_rows,
    record_rows, audit_rows,    talk_rows,  NULL,
};

/* All that the command line may say. */
struct audit_command_line {
    struct run_options run;
    struct outputs_options outputs;
    struct record_options record;
    struct audit_command_options own;
};

static bool read_command_line(const struct command *command, int argc,
                              char *const *argv, struct arena *arena,
                              struct audit_command_line *line, struct error *err)
{
    void *const values[] = {&line->run.sources, &line->run.settings, &line->run.facts,
                            &line->outputs,     &line->record,       &line->own,
                            &line->run.talk};
    struct text_list operands = {0};
    *line = (struct audit_command_line){0};
    run_init(&line->run);
    return options_parse(command->options, argc, argv, values, arena, &operands, err) &&
           command_no_operands(&operands, err);
}

static int audit_status(const struct run *run, const struct audit_command_options *own)
{
    if (!run->audit.is_complete)
        return 3;
    if (own->strict && run->audit.verdicts.counts[STATUS_UNKNOWN] != 0)
        return 3;
    return 0;
}

/* A run of a past day is not recorded, yet it remembers whom it has told. */
static bool notify(struct run *run, const struct notify_target_list *targets,
                   const struct record_options *options, struct error *err)
{
    struct audit_services *services = &run->services;
    struct history *opened = NULL;
    struct error why = {0};
    if (targets->count == 0)
        return true;
    if (services->history == NULL)
        opened = history_open(services->out, &why);
    bool ok = notify_send(targets, &run->report, services->fetcher,
                          opened != NULL ? opened : services->history, options->again,
                          services->out, err);
    history_close(opened);
    return ok;
}

/* Writes, records and notifies; each goes on when the one before failed. */
static bool deliver(struct run *run, const struct output_list *outputs,
                    const struct notify_target_list *targets,
                    const struct record_options *options, struct error *err)
{
    struct audit_services *services = &run->services;
    bool ok = outputs_write(outputs, &run->report, services->out, err);
    if (services->history != NULL && !run->audit.is_clock_wrong)
        ok = record_run(services->history, &run->report, run->audit_options.now,
                        run->arena, err) &&
             ok;
    return notify(run, targets, options, err) && ok;
}

static int audit_main(const struct command *command, int argc, char *const *argv,
                      struct command_context *context, struct error *err)
{
    struct audit_command_line line;
    struct output_list outputs;
    struct notify_target_list targets = {0};
    AUTO_RUN run = {0};
    AUTO_ARENA *arena = arena_new();
    if (!read_command_line(command, argc, argv, arena, &line, err) ||
        !outputs_read(&line.outputs, arena, &outputs, err) ||
        !notify_find(&line.record.notify, context->environment, arena, &targets, err) ||
        !run_open(&run, &line.run, true, context, err) || !run_audit(&run, err) ||
        run_is_empty(&run, line.own.allow_empty, err))
        return -1;
    run.report.series = record_series(&line.record, &line.run, arena);
    if (run.services.history != NULL)
        record_compare(run.services.history, &run.report, run.audit_options.now,
                       context->out, arena);
    if (!deliver(&run, &outputs, &targets, &line.record, err))
        return -1;
    return audit_status(&run, &line.own);
}

const struct command audit_command = {
    .name = "audit",
    .summary = "crawl, judge, report; for cron: exit 0 whatever it finds",
    .usage = "[OPTION]...",
    .description =
        "Lists the images that run, compares them with upstream release feeds and the\n"
        "policy, and reports what is stale. Without a source option it looks at the\n"
        "current context of the kubeconfig, or, inside a cluster, at that cluster.\n\n"
        "Exit status: 0 done, whatever was found; 2 usage, policy or catalogue error,\n"
        "before any network use; 3 could not be audited fully.\n",
    .examples = "  stalemark audit\n"
                "  stalemark audit -o text -o html=report.html -o json=report.json\n"
                "  stalemark audit --all-contexts --notify slack\n"
                "  stalemark audit -f pods.json --as-of 2021-04-12\n",
    .options = tables,
    .run = audit_main,
};
