/* One finding as the members of a JSON object. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"
#include "report/writers.h"

static void write_optional_number(struct json_writer *json, const char *key, int value)
{
    if (value == METER_NONE)
        json_write_null(json, key);
    else
        json_write_number(json, key, value);
}

void json_report_rule(struct json_writer *json, const struct origin *origin)
{
    AUTO_TEXT text;
    text_init(&text, 8192);
    words_origin(&text, origin);
    if (text.length != 0)
        json_write_text(json, "rule", text.bytes);
}

static void write_reasons(struct json_writer *json, const struct finding *finding)
{
    json_write_list(json, "reasons");
    for (size_t i = 0; i < finding->reasons.count; i++)
        json_write_text(json, NULL, reason_name(finding->reasons.items[i].reason));
    json_write_end(json);
}

/* What each reason does by itself, for those who want to recompute the verdict. */
static void write_reason_details(struct json_writer *json,
                                 const struct finding *finding)
{
    json_write_list(json, "reason_details");
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        json_write_object(json, NULL);
        json_write_text(json, "reason", reason_name(reason->reason));
        json_write_text(json, "status", status_name(reason->status));
        json_write_flag(json, "exempt", reason->is_exempt);
        json_write_day(json, "due", reason->due_day);
        json_write_text(json, "message", reason->message);
        json_report_rule(json, &reason->rule);
        json_write_end(json);
    }
    json_write_end(json);
}

void json_report_uses(struct json_writer *json, const struct inventory *inventory,
                      const struct use_list *uses)
{
    static const char *const kinds[] = {NULL, "init", "ephemeral", "volume"};
    json_write_list(json, "uses");
    for (size_t i = 0; i < uses->count; i++) {
        const struct use *use = &uses->items[i];
        json_write_object(json, NULL);
        json_write_text(json, "cluster", inventory->clusters.items[use->cluster].name);
        if (use->namespace[0] != '\0')
            json_write_text(json, "namespace", use->namespace);
        if (use->workload[0] != '\0')
            json_write_text(json, "workload", use->workload);
        if (use->container != NULL && use->container[0] != '\0')
            json_write_text(json, "container", use->container);
        if (use->kind != CONTAINER_MAIN && use->kind < CONTAINER_NODE)
            json_write_text(json, "kind", kinds[use->kind]);
        if (use->kind != CONTAINER_NONE)
            json_write_number(json, use->kind == CONTAINER_NODE ? "nodes" : "pods",
                              (long long)use->pods);
        if (use->is_finished)
            json_write_flag(json, "finished", true);
        json_write_end(json);
    }
    json_write_end(json);
}

static void write_step(struct json_writer *json, enum step name,
                       const struct finding_step *step)
{
    json_write_object(json, step_name(name));
    json_write_text(json, "status", status_name(step->status));
    if (step->is_off)
        json_write_flag(json, "off", true);
    json_write_text(json, "newest", step->newest);
    json_write_day(json, "released", step->released_day);
    json_write_number(json, "lag", step->lag);
    if (name != STEP_PATCH)
        json_write_number(json, "lines", step->lines_behind);
    json_write_text(json, "first", step->first);
    json_write_day(json, "exposed_since", step->exposed_since_day);
    write_optional_number(json, "exposed_days", step->exposed_days);
    json_write_day(json, "due", step->due_day);
    json_write_flag(json, "complete", step->is_complete);
    if (step->soaking != NULL) {
        json_write_text(json, "soaking", step->soaking);
        json_write_day(json, "soaking_until", step->soaking_until_day);
    }
    json_write_end(json);
}

static void write_rebuild(struct json_writer *json, const struct finding *finding)
{
    json_write_object(json, "rebuild");
    json_write_text(json, "newest", finding->rebuild.newest);
    json_write_number(json, "count", finding->rebuild.count);
    json_write_end(json);
}

static void write_kubernetes(struct json_writer *json, const struct report *report,
                             const struct finding *finding)
{
    if (finding->kubernetes.count == 0)
        return;
    json_write_list(json, "kubernetes");
    for (size_t i = 0; i < finding->kubernetes.count; i++) {
        const struct finding_fit *fit = &finding->kubernetes.items[i];
        json_write_object(json, NULL);
        json_write_text(json, "cluster",
                        report->inventory->clusters.items[fit->cluster].name);
        json_write_text(json, "version", fit->version);
        json_write_text(json, "fit", fit->fit == FIT_NONE ? NULL : fit_name(fit->fit));
        json_write_text(json, "next", fit->next);
        json_write_text(json, "next_fit",
                        fit->next_fit == FIT_NONE ? NULL : fit_name(fit->next_fit));
        if (fit->why != NULL)
            json_write_text(json, "why", fit->why);
        if (fit->source != NULL)
            json_write_text(json, "source", fit->source);
        json_write_end(json);
    }
    json_write_end(json);
}

static void write_evidence(struct json_writer *json, const struct finding *finding)
{
    json_write_list(json, "evidence");
    for (size_t i = 0; i < finding->evidence.count; i++) {
        const struct evidence *evidence = &finding->evidence.items[i];
        json_write_object(json, NULL);
        json_write_text(json, "fact", evidence->fact);
        if (evidence->feed != NULL) {
            json_write_text(json, "feed", evidence->feed);
            if (evidence->fetched_at == 0)
                json_write_null(json, "fetched");
            else
                json_write_time(json, "fetched", evidence->fetched_at);
            json_write_flag(json, "complete", evidence->is_complete);
        }
        json_report_rule(json, &evidence->rule);
        json_write_end(json);
    }
    json_write_end(json);
}

static void write_image(struct json_writer *json, const struct finding *finding)
{
    const struct subject *subject = finding->subject;
    json_write_text(json, "image", finding->image);
    json_write_text(json, "digest", subject->image->digest);
}

static void write_component(struct json_writer *json, const struct finding *finding)
{
    enum { NODES_MOST = 100 };
    const struct part *part = finding->subject->part;
    json_write_object(json, "component");
    json_write_text(json, "name", part->name);
    json_write_text(json, "stated", part->stated);
    if (part->kind == SUBJECT_NODE) {
        json_write_list(json, "nodes");
        for (size_t i = 0; i < part->nodes.count && i < NODES_MOST; i++)
            json_write_text(json, NULL, part->nodes.items[i]);
        json_write_end(json);
    }
    json_write_end(json);
}

/* What a chart says of itself, and what the software in it would be. */
static void write_chart(struct json_writer *json, const struct finding *finding)
{
    const struct part *part = finding->subject->part;
    json_write_object(json, "chart");
    json_write_text(json, "name", part->name);
    json_write_text(json, "app_version", part->app_version);
    if (finding->recommended != NULL)
        json_write_text(json, "recommended_app_version", finding->recommended_app);
    if (finding->target != NULL)
        json_write_text(json, "target_app_version", finding->target_app);
    json_write_flag(json, "deprecated", part->is_deprecated);
    json_write_list(json, "sources");
    for (size_t i = 0; i < part->sources.count; i++)
        json_write_text(json, NULL, part->sources.items[i]);
    json_write_end(json);
    json_write_end(json);
}

static void write_identity(struct json_writer *json, const struct finding *finding)
{
    const struct subject *subject = finding->subject;
    json_write_text(json, "id", finding->id);
    json_write_text(json, "subject", subject_kind_name(subject->kind));
    json_write_text(json, "status", status_name(finding->status));
    write_reasons(json, finding);
    json_write_text(json, "product",
                    subject->product == NULL ? NULL : subject->product->name);
    json_write_text(json, "role", role_name(finding->role));
    json_write_text(json, "tier", tier_name(finding->tier));
    if (subject->kind == SUBJECT_IMAGE)
        write_image(json, finding);
    else if (subject->kind == SUBJECT_CHART)
        write_chart(json, finding);
    else
        write_component(json, finding);
    json_write_text(json, "version", finding->version);
    json_write_text(json, "variant", finding->variant);
    json_write_day(json, "released", finding->released_day);
    json_write_text(json, "line", finding->line);
    json_write_day(json, "line_end", finding->line_end_day);
    if (finding->is_line_end_known)
        json_write_flag(json, "line_ended", finding->has_line_ended);
    else
        json_write_null(json, "line_ended");
    if (finding->is_line_presumed)
        json_write_flag(json, "line_end_presumed", true);
    write_optional_number(json, "behind", finding->behind);
}

/* A target that is the same as recommended does not apply (judging.md section 6). */
static void write_advice(struct json_writer *json, const struct finding *finding)
{
    json_write_day(json, "due", finding->due_day);
    json_write_text(json, "recommended", finding->recommended);
    if (finding->subject->kind == SUBJECT_IMAGE)
        json_write_text(json, "recommended_image", finding->recommended_image);
    if (finding->target != NULL || finding->recommended == NULL)
        json_write_text(json, "target", finding->target);
    if (finding->libyears < 0)
        json_write_null(json, "libyears");
    else
        json_write_real(json, "libyears", finding->libyears, 1);
}

void json_report_finding_members(struct json_writer *json, const struct report *report,
                                 const struct finding *finding)
{
    write_identity(json, finding);
    json_report_uses(json, report->inventory, &finding->uses);
    for (enum step step = STEP_PATCH; step < STEP_COUNT; step++)
        if (finding->steps[step].applies)
            write_step(json, step, &finding->steps[step]);
    write_rebuild(json, finding);
    write_advice(json, finding);
    write_kubernetes(json, report, finding);
    json_write_text(json, "message", finding->message);
    write_reason_details(json, finding);
    write_evidence(json, finding);
}

void report_finding_json(const struct report *report, const struct finding *finding,
                         struct text *ret_json)
{
    struct json_writer json;
    json_writer_init(&json, ret_json, false);
    json_write_object(&json, NULL);
    json_report_finding_members(&json, report, finding);
    json_write_end(&json);
}
