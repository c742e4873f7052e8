/* The command gate: the same facts, made for pipelines. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"
#include "commands/command.h"
#include "commands/outputs.h"
#include "commands/run.h"
#include "report/changes.h"

#include <stddef.h>
#include <string.h>

/* A pipeline that waits is a pipeline that somebody takes the gate out of. */
enum { BASELINE_BYTES_MAX = 512 * 1024 * 1024, TIMEOUT_SECONDS = 10 * 60 };

struct gate_options {
    const char *fail_on;    /* NULL: the policy's */
    const char *on_unknown; /* NULL: the policy's */
    const char *baseline;   /* NULL: none */
    bool allow_empty;
};

/* In the order of enum gate_fail_on and enum gate_unknown. */
static const char *const fail_on_words[] = {"stale", "due", "never", NULL};
static const char *const unknown_words[] = {"fail", "warn", "ignore", NULL};

static const struct option_row gate_rows[] = {
    {"fail-on", 0, OPTION_CHOICE, "STATUS", "stale, due or never, over the policy's",
     offsetof(struct gate_options, fail_on), fail_on_words, "Exit status"},
    {"on-unknown", 0, OPTION_CHOICE, "WHAT", "fail, warn or ignore, over the policy's",
     offsetof(struct gate_options, on_unknown), unknown_words, NULL},
    {"baseline", 0, OPTION_FILE, "FILE",
     "fail only on what is new since FILE, a JSON report of an earlier run",
     offsetof(struct gate_options, baseline), NULL, NULL},
    {"allow-empty", 0, OPTION_FLAG, NULL, "finding no image at all is no trouble",
     offsetof(struct gate_options, allow_empty), NULL, NULL},
    {0},
};

static const struct option_row *const tables[] = {
    source_rows, settings_rows, facts_rows, outputs_rows, gate_rows, talk_rows, NULL,
};

static int word_at(const char *const *words, const char *word)
{
    int i = 0;
    while (words[i] != NULL && strcmp(words[i], word) != 0)
        i++;
    return i;
}

/* The policy's gate with what the command line says for this run. */
static void apply(const struct gate_options *options, const struct audit_options *audit,
                  struct gate_rules *gate)
{
    if (options->fail_on != NULL)
        gate->fail_on = (enum gate_fail_on)word_at(fail_on_words, options->fail_on);
    if (options->on_unknown != NULL)
        gate->unknown = (enum gate_unknown)word_at(unknown_words, options->on_unknown);
    if (audit->has_tiers)
        memcpy(gate->tiers, audit->tiers, sizeof gate->tiers);
}

/* What the baseline knew, read before anything is asked; nothing without one. */
static bool read_baseline(const struct gate_options *options, struct arena *arena,
                          struct past *ret_past, struct error *err)
{
    if (options->baseline == NULL)
        return true;
    AUTO_TEXT bytes;
    text_init(&bytes, BASELINE_BYTES_MAX);
    if (file_read(options->baseline, &bytes, err) &&
        past_read_report(bytes.bytes, bytes.length, arena, ret_past, err))
        return true;
    err->code = ERROR_USAGE;
    return error_within(err, "--baseline %s", options->baseline);
}

/* The verdicts that count: with a baseline those that are new since. */
static struct verdicts counted(struct run *run, const struct gate_options *options,
                               const struct past *past)
{
    struct verdicts verdicts = run->audit.verdicts;
    if (options->baseline == NULL)
        return verdicts;
    struct changes *changes = arena_alloc(run->arena, sizeof *changes);
    changes_find(&run->report, past, run->arena, changes);
    run->report.changes = changes;
    verdicts.findings = (struct finding_list){0};
    for (size_t i = 0; i < run->audit.verdicts.findings.count; i++) {
        const struct finding *finding = &run->audit.verdicts.findings.items[i];
        if (changes_is_new(changes, &run->report, finding))
            *LIST_ADD(run->arena, &verdicts.findings) = *finding;
    }
    return verdicts;
}

static int gate_main(const struct command *command, int argc, char *const *argv,
                     struct command_context *context, struct error *err)
{
    struct run_options options;
    struct outputs_options outputs_options = {0};
    struct gate_options own = {0};
    void *const values[] = {
        &options.sources, &options.settings, &options.facts, &outputs_options, &own,
        &options.talk};
    struct text_list operands = {0};
    struct output_list outputs;
    struct past past = {0};
    AUTO_RUN run = {0};
    AUTO_ARENA *arena = arena_new();
    run_init(&options);
    options.facts.timeout_seconds = TIMEOUT_SECONDS;
    if (!options_parse(command->options, argc, argv, values, arena, &operands, err) ||
        !command_no_operands(&operands, err) ||
        !outputs_read(&outputs_options, arena, &outputs, err) ||
        !read_baseline(&own, arena, &past, err) ||
        !run_open(&run, &options, false, context, err))
        return -1;
    apply(&own, &run.audit_options, &run.settings.policy.gate);
    if (!run_audit(&run, err) || run_is_empty(&run, own.allow_empty, err))
        return -1;
    run.report.is_gate = true;
    struct verdicts verdicts = counted(&run, &own, &past);
    run.report.gate = gate_judge(&verdicts, &run.settings.policy.gate);
    int status = run.report.gate.exit_status;
    if (status == 0 && !run.audit.is_complete)
        status = 3;
    /* A report that was not written must not hide a finding: 1 goes before 3. */
    if (!outputs_write(&outputs, &run.report, context->out, err)) {
        if (status != 1)
            return -1;
        out_warn(context->out, "%s", err->text);
    }
    return status;
}

const struct command gate_command = {
    .name = "gate",
    .summary = "the same facts for a pipeline: exit 1 on what the policy fails",
    .usage = "[OPTION]...",
    .description =
        "Judges what audit judges and fails when something at or above the policy's "
        "gate\n"
        "is found in the gated tiers. An image given by --image is gated in every "
        "tier.\n\n"
        "Exit status: 0 clean; 1 findings; 2 usage, policy or catalogue error, before\n"
        "any network use; 3 feeds or clusters failed where they decide (worth a "
        "retry).\n",
    .examples =
        "  helm template my-chart | stalemark gate -f -\n"
        "  stalemark gate --image traefik:v1.7.9\n"
        "  stalemark gate -f manifests/ --fail-on due --kubernetes-version 1.30\n"
        "  stalemark gate --baseline last-week.json\n",
    .options = tables,
    .run = gate_main,
};
