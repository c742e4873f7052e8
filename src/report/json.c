/* The JSON report: the contract of all others (docs/schema/report.schema.json). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/changes.h"
#include "report/words.h"
#include "report/writers.h"

void json_report_clusters(struct json_writer *json, const struct inventory *inventory)
{
    static const char *const kinds[] = {[CLUSTER_API] = "api",
                                        [CLUSTER_FILE] = "file",
                                        [CLUSTER_BY_HAND] = "command-line"};
    const struct cluster_list *clusters = &inventory->clusters;
    json_write_list(json, "clusters");
    for (size_t i = 0; i < clusters->count; i++) {
        const struct cluster *cluster = &clusters->items[i];
        json_write_object(json, NULL);
        json_write_text(json, "name", cluster->name);
        json_write_text(json, "version", cluster->version);
        json_write_flag(json, "complete", cluster->is_complete);
        if (!cluster->is_complete)
            json_write_text(json, "failure", cluster->failure);
        json_write_text(json, "kind", kinds[cluster->kind]);
        json_write_number(json, "pods", (long long)cluster->pods);
        if (cluster->charts_failure != NULL)
            json_write_text(json, "charts_failure", cluster->charts_failure);
        if (cluster->nodes_failure != NULL)
            json_write_text(json, "nodes_failure", cluster->nodes_failure);
        json_write_end(json);
    }
    json_write_end(json);
}

static void write_summary(struct json_writer *json, const struct report *report)
{
    static const enum status order[] = {STATUS_FRESH, STATUS_DUE, STATUS_STALE,
                                        STATUS_UNKNOWN, STATUS_EXEMPT};
    const struct verdicts *verdicts = report->verdicts;
    json_write_object(json, "summary");
    for (size_t i = 0; i < COUNT_OF(order); i++)
        json_write_number(json, status_name(order[i]),
                          (long long)verdicts->counts[order[i]]);
    json_write_number(json, "images", (long long)verdicts->images);
    size_t charts = verdicts->parts[SUBJECT_CHART];
    size_t components =
        verdicts->parts[SUBJECT_NODE] + verdicts->parts[SUBJECT_CLUSTER];
    if (charts != 0)
        json_write_number(json, "charts", (long long)charts);
    if (components != 0)
        json_write_number(json, "components", (long long)components);
    json_write_number(json, "own", (long long)verdicts->own);
    json_write_number(json, "unrecognised", (long long)verdicts->unrecognised);
    json_write_number(json, "finished", (long long)verdicts->finished);
    json_write_flag(json, "complete", report->is_complete);
    json_write_number(json, "feeds_asked", (long long)report->feeds_asked);
    json_write_number(json, "feeds_failed", (long long)report->feeds_failed);
    json_write_end(json);
}

/* Absent where no registry told. */
static void write_pulls(struct json_writer *json, const struct report *report)
{
    if (report->pulls.count == 0)
        return;
    json_write_list(json, "pulls");
    for (size_t i = 0; i < report->pulls.count; i++) {
        const struct pulls_left *pulls = &report->pulls.items[i];
        json_write_object(json, NULL);
        json_write_text(json, "registry", pulls->registry);
        json_write_number(json, "left", (long long)pulls->left);
        json_write_number(json, "limit", (long long)pulls->limit);
        if (pulls->window_seconds != 0)
            json_write_number(json, "window_seconds", (long long)pulls->window_seconds);
        json_write_flag(json, "low", pulls->is_low);
        json_write_end(json);
    }
    json_write_end(json);
}

static void write_gate(struct json_writer *json, const struct report *report)
{
    const struct gate_result *gate = &report->gate;
    json_write_object(json, "gate");
    json_write_number(json, "exit_status", gate->exit_status);
    json_write_number(json, "failing", (long long)gate->failing);
    json_write_number(json, "retrying", (long long)gate->retrying);
    json_write_object(json, "outside");
    for (enum status status = STATUS_STALE; status < STATUS_COUNT; status++)
        json_write_number(json, status_name(status), (long long)gate->outside[status]);
    json_write_end(json);
    json_write_end(json);
}

static void write_policy(struct json_writer *json, const struct report *report)
{
    const struct policy_file_list *files = &report->policy->files;
    json_write_list(json, "policy");
    for (size_t i = 0; i < files->count; i++) {
        json_write_object(json, NULL);
        json_write_text(json, "file", files->items[i].path);
        json_write_text(json, "sha256", files->items[i].sha256);
        json_write_end(json);
    }
    json_write_end(json);
}

void json_report_origin(struct json_writer *json, const struct report *report)
{
    json_write_text(json, "schema_version", "1.0");
    json_write_object(json, "tool");
    json_write_text(json, "name", "stalemark");
    json_write_text(json, "version", report->tool_version);
    json_write_end(json);
    json_write_time(json, "generated_at", report->generated_at);
    json_write_day(json, "as_of", report->as_of_day);
}

void json_report_head(struct json_writer *json, const struct report *report)
{
    json_report_origin(json, report);
    if (report->series != NULL)
        json_write_text(json, "series", report->series);
    json_report_clusters(json, report->inventory);
    write_summary(json, report);
    write_pulls(json, report);
    if (report->is_gate)
        write_gate(json, report);
    write_policy(json, report);
}

/* A member that does not apply where it is not stated. */
static void write_stated(struct json_writer *json, const char *key, const char *value)
{
    if (value != NULL)
        json_write_text(json, key, value);
}

void json_report_exception(struct json_writer *json, const struct exception *exception)
{
    json_write_text(json, "kind", "exception");
    write_stated(json, "product", exception->product);
    write_stated(json, "image", exception->image);
    write_stated(json, "cluster", exception->cluster);
    write_stated(json, "namespace", exception->namespace);
    write_stated(json, "workload", exception->workload);
    write_stated(json, "version", exception->version);
    json_write_list(json, "reasons");
    for (enum reason reason = REASON_BEHIND_PATCH; reason < REASON_COUNT; reason++)
        if (exception->reasons[reason])
            json_write_text(json, NULL, reason_name(reason));
    json_write_end(json);
    json_write_text(json, "owner", exception->owner);
    write_stated(json, "ticket", exception->ticket);
    json_write_text(json, "why", exception->why);
    json_write_day(json, "granted", exception->granted_day);
    json_write_day(json, "until", exception->until_day);
    json_report_rule(json, &exception->origin);
}

void json_report_pin(struct json_writer *json, const struct product_rule *pin)
{
    json_write_text(json, "kind", "pin");
    json_write_text(json, "product", pin->product);
    json_write_text(json, "line", pin->line);
    json_write_text(json, "owner", pin->owner);
    json_write_text(json, "why", pin->why);
    json_write_day(json, "until", pin->until_day);
    json_report_rule(json, &pin->line_origin);
}

void json_report_exceptions(struct json_writer *json, const struct report *report)
{
    const struct exception_result_list *results = &report->verdicts->exceptions;
    json_write_list(json, "exceptions");
    for (size_t i = 0; i < results->count; i++) {
        const struct exception_result *result = &results->items[i];
        json_write_object(json, NULL);
        if (result->pin != NULL)
            json_report_pin(json, result->pin);
        else
            json_report_exception(json, result->exception);
        json_write_flag(json, "used", result->is_used);
        json_write_flag(json, "expired", result->is_expired);
        json_write_flag(json, "ending", result->is_ending);
        json_write_end(json);
    }
    json_write_end(json);
}

void json_report_errors(struct json_writer *json, const struct report *report)
{
    json_write_list(json, "errors");
    for (size_t i = 0; i < report->errors.count; i++) {
        json_write_object(json, NULL);
        json_write_text(json, "about", report->errors.items[i].about);
        json_write_text(json, "message", report->errors.items[i].message);
        json_write_end(json);
    }
    json_write_end(json);
}

void json_report_changes(struct json_writer *json, const struct report *report)
{
    const struct changes *changes = report->changes;
    const struct finding_list *findings = &report->verdicts->findings;
    if (changes == NULL)
        return;
    json_write_object(json, "changes");
    json_write_day(json, "since", changes->since_day);
    json_write_list(json, "new");
    for (size_t i = 0; i < findings->count; i++)
        if (changes->news[i])
            json_write_text(json, NULL, findings->items[i].id);
    json_write_end(json);
    json_write_list(json, "fixed");
    for (size_t i = 0; i < changes->fixed.count; i++) {
        const struct past_use *use = &changes->fixed.items[i];
        json_write_object(json, NULL);
        json_write_text(json, "cluster", use->cluster);
        json_write_text(json, "component", use->component);
        json_write_text(json, "version", use->version);
        json_write_text(json, "place", use->place);
        json_write_text(json, "was", status_name(use->status));
        json_write_end(json);
    }
    json_write_end(json);
    json_write_number(json, "not_seen", (long long)changes->not_seen);
    json_write_end(json);
}

static bool write_json(const struct report *report, const struct report_look *look,
                       struct text *ret_bytes, struct error *err)
{
    (void)look;
    const struct finding_list *findings = &report->verdicts->findings;
    struct json_writer json;
    json_writer_init(&json, ret_bytes, true);
    json_write_object(&json, NULL);
    json_report_head(&json, report);
    json_report_exceptions(&json, report);
    json_report_changes(&json, report);
    json_write_list(&json, "findings");
    for (size_t i = 0; i < findings->count; i++) {
        json_write_object(&json, NULL);
        json_report_finding_members(&json, report, &findings->items[i]);
        json_write_end(&json);
    }
    json_write_end(&json);
    json_report_errors(&json, report);
    json_write_end(&json);
    text_add_char(ret_bytes, '\n');
    return report_finish(ret_bytes, err);
}

const struct report_writer json_report = {
    .name = "json",
    .summary = "everything, versioned; the source of all others",
    .write = write_json,
};
