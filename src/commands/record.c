/* The options --series, --notify and --again; and a run put into the history. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/record.h"

#include "base/digest.h"
#include "report/changes.h"

#include <stddef.h>

enum { SERIES_BYTES_MAX = 64 * 1024, FINDING_BYTES_MAX = 16 * 1024 * 1024 };

/* The first half of a hash is plenty to tell series apart, and short enough to type. */
enum { SERIES_DIGITS = 16 };

const struct option_row record_rows[] = {
    {"notify", 0, OPTION_LIST, "WHOM",
     "tell slack: the webhook in STALEMARK_SLACK_WEBHOOK or "
     "STALEMARK_SLACK_WEBHOOK_FILE (repeatable)",
     offsetof(struct record_options, notify), NULL, "Who is told"},
    {"series", 0, OPTION_TEXT, "NAME",
     "the series of runs that this one continues (default: from sources and policy)",
     offsetof(struct record_options, series), NULL, NULL},
    {"again", 0, OPTION_FLAG, NULL, "notify although the series was notified today",
     offsetof(struct record_options, again), NULL, NULL},
    {0},
};

static void add_list(struct text *text, const char *name, const struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        text_addf(text, "%s=%s\n", name, list->items[i]);
}

const char *record_series(const struct record_options *options,
                          const struct run_options *run, struct arena *arena)
{
    if (options->series != NULL)
        return options->series;
    char digest[SHA256_TEXT_BYTES];
    AUTO_TEXT text;
    text_init(&text, SERIES_BYTES_MAX);
    const struct inventory_sources *sources = &run->sources.sources;
    text_addf(&text, "kubeconfig=%s all=%d\n",
              sources->kubeconfig == NULL ? "" : sources->kubeconfig,
              sources->all_contexts);
    add_list(&text, "context", &sources->contexts);
    add_list(&text, "file", &sources->files);
    add_list(&text, "image", &sources->references);
    add_list(&text, "namespace", &sources->namespaces);
    add_list(&text, "excluded", &sources->excluded_namespaces);
    add_list(&text, "policy", &run->settings.policies);
    add_list(&text, "role", &run->facts.roles);
    add_list(&text, "tier", &run->facts.tiers);
    sha256_hex(text.bytes, text.length, digest);
    return arena_copy_slice(arena, (struct slice){digest, SERIES_DIGITS});
}

void record_compare(struct history *history, struct report *report, long long now,
                    struct out *out, struct arena *arena)
{
    struct history_run last;
    struct history_finding_list findings = {0};
    struct error err = {0};
    if (!history_last(history, report->series, now, arena, &last, &findings))
        return;
    struct past past = {.as_of_day = last.as_of_day};
    for (size_t i = 0; i < findings.count; i++) {
        if (past_add_finding(&past, findings.items[i].json, arena, &err))
            continue;
        out_warn(out, "run %lld of the history cannot be read: %s", last.id, err.text);
        return;
    }
    struct changes *changes = arena_alloc(arena, sizeof *changes);
    changes_find(report, &past, arena, changes);
    report->changes = changes;
}

static const char *finding_json(const struct report *report,
                                const struct finding *finding, struct arena *arena)
{
    AUTO_TEXT bytes;
    text_init(&bytes, FINDING_BYTES_MAX);
    report_finding_json(report, finding, &bytes);
    return arena_copy(arena, bytes.bytes);
}

const char *record_policy_hash(const struct policy *policy, struct arena *arena)
{
    char digest[SHA256_TEXT_BYTES];
    AUTO_TEXT text;
    text_init(&text, SERIES_BYTES_MAX);
    for (size_t i = 0; i < policy->files.count; i++)
        text_addf(&text, "%s\n", policy->files.items[i].sha256);
    return arena_copy(arena, sha256_hex(text.bytes, text.length, digest));
}

bool record_run(struct history *history, const struct report *report, long long now,
                struct arena *arena, struct error *err)
{
    const struct finding_list *findings = &report->verdicts->findings;
    struct history_finding_list recorded = {0};
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        *LIST_ADD(arena, &recorded) = (struct history_finding){
            .id = finding->id,
            .status = status_name(finding->status),
            .json = finding_json(report, finding, arena),
        };
    }
    const struct history_run run = {
        .series = report->series,
        .as_of_day = report->as_of_day,
        .started_at = now,
        .is_complete = report->is_complete,
        .policy_sha256 = record_policy_hash(report->policy, arena),
    };
    if (!history_record(history, &run, &recorded, err))
        return error_within(err, "recording the run");
    return true;
}
