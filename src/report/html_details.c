/* What stands behind one finding of the HTML page: facts, steps, rules, evidence. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html_parts.h"

enum { WORDS_MAX = 16384, USES_MOST = 50 };

static void add_fact(struct text *text, const char *name, const char *value)
{
    if (value == NULL || value[0] == '\0')
        return;
    text_addf(text, "<dt>%s</dt><dd><code>", name);
    html_add(text, value);
    text_add(text, "</code></dd>");
}

static void add_day_fact(struct text *text, const char *name, int day)
{
    if (day == DAY_NONE)
        return;
    text_addf(text, "<dt>%s</dt><dd>", name);
    html_add_day(text, day);
    text_add(text, "</dd>");
}

static void add_facts(struct text *text, const struct finding *finding)
{
    text_add(text, "<dl>");
    add_fact(text, "Image", finding->image);
    add_fact(text, "Digest", finding->subject->image->digest);
    add_fact(text, "Pull instead", finding->recommended_image);
    add_fact(text, "Then to", finding->target);
    add_day_fact(text, "Released", finding->released_day);
    add_fact(text, "Line", finding->line);
    add_day_fact(text, finding->is_line_presumed ? "Line presumed ended" : "Line ends",
                 finding->line_end_day);
    if (finding->libyears > 0)
        text_addf(text, "<dt>Years behind</dt><dd>%.1f</dd>", finding->libyears);
    text_add(text, "</dl>");
}

static void add_step(struct text *text, enum step name, const struct finding_step *step)
{
    text_addf(text, "<tr><th scope=\"row\">%s</th><td>%s%s</td><td class=\"version\">",
              step_name(name), status_name(step->status),
              step->is_off ? ", informs only" : "");
    html_add(text, step->newest == NULL ? "-" : step->newest);
    text_addf(text, "</td><td class=\"number\">%d%s</td><td class=\"version\">",
              step->lag, step->is_complete ? "" : "+");
    html_add(text, step->first == NULL ? "-" : step->first);
    text_add(text, "</td><td>");
    html_add_day(text, step->exposed_since_day);
    if (step->exposed_days != METER_NONE)
        text_addf(text, ", %d days", step->exposed_days);
    text_add(text, "</td><td>");
    html_add_day(text, step->due_day);
    text_add(text, "</td></tr>");
}

static void add_steps(struct text *text, const struct finding *finding)
{
    bool has_steps = false;
    for (enum step step = STEP_PATCH; step < STEP_COUNT; step++) {
        if (!finding->steps[step].applies)
            continue;
        if (!has_steps)
            text_add(text,
                     "<table><caption>Steps</caption><thead><tr><th "
                     "scope=\"col\">Step</th><th "
                     "scope=\"col\">Status</th><th scope=\"col\">Newest</th><th "
                     "scope=\"col\" class=\"number\">Behind</th><th "
                     "scope=\"col\">First</th><th scope=\"col\">Out since</th><th "
                     "scope=\"col\">Last good day</th></tr></thead><tbody>");
        has_steps = true;
        add_step(text, step, &finding->steps[step]);
    }
    if (has_steps)
        text_add(text, "</tbody></table>");
}

static void add_rule(struct text *text, const struct origin *origin)
{
    if (origin->file == NULL)
        return;
    text_add(text, " (<code>");
    html_add(text, origin->file);
    text_addf(text, ":%d</code>)", origin->line);
}

static void add_reasons(struct text *text, const struct finding *finding)
{
    if (finding->reasons.count == 0)
        return;
    text_add(text, "<h3>Reasons</h3><ul>");
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        text_addf(text, "<li><code>%s</code> %s%s: ", reason_name(reason->reason),
                  status_name(reason->status), reason->is_exempt ? ", exempt" : "");
        html_add(text, reason->message == NULL ? "" : reason->message);
        add_rule(text, &reason->rule);
        text_add(text, "</li>");
    }
    text_add(text, "</ul>");
}

static void add_fits(struct text *text, const struct report *report,
                     const struct finding *finding)
{
    if (finding->kubernetes.count == 0)
        return;
    text_add(text, "<h3>Kubernetes</h3><ul>");
    for (size_t i = 0; i < finding->kubernetes.count; i++) {
        const struct finding_fit *fit = &finding->kubernetes.items[i];
        text_add(text, "<li>");
        html_add(text, report->inventory->clusters.items[fit->cluster].name);
        if (fit->fit != FIT_NONE && fit->version != NULL) {
            text_add(text, ": ");
            html_add(text, fit->version);
            text_addf(text, " %s", fit_name(fit->fit));
        }
        if (fit->next_fit != FIT_NONE && fit->next != NULL) {
            text_add(text, ", next ");
            html_add(text, fit->next);
            text_addf(text, " %s", fit_name(fit->next_fit));
        }
        if (fit->why != NULL) {
            text_add(text, ": ");
            html_add(text, fit->why);
        }
        text_add(text, "</li>");
    }
    text_add(text, "</ul>");
}

static void add_evidence(struct text *text, const struct finding *finding)
{
    if (finding->evidence.count == 0)
        return;
    text_add(text, "<h3>Evidence</h3><ul>");
    for (size_t i = 0; i < finding->evidence.count; i++) {
        const struct evidence *evidence = &finding->evidence.items[i];
        text_add(text, "<li>");
        html_add(text, evidence->fact);
        if (evidence->feed != NULL) {
            text_add(text, ", from ");
            html_add(text, evidence->feed);
            text_add(text, evidence->is_complete ? "" : ", not whole");
            if (evidence->fetched_at != 0) {
                text_add(text, ", fetched ");
                html_add_day(text, day_of_seconds(evidence->fetched_at));
            }
        }
        add_rule(text, &evidence->rule);
        text_add(text, "</li>");
    }
    text_add(text, "</ul>");
}

static void add_uses(struct text *text, const struct report *report,
                     const struct finding *finding)
{
    if (finding->uses.count < 2)
        return;
    AUTO_TEXT raw;
    text_init(&raw, WORDS_MAX);
    text_add(text, "<h3>Runs in</h3><ul>");
    for (size_t i = 0; i < finding->uses.count && i < USES_MOST; i++) {
        const struct use *use = &finding->uses.items[i];
        text_reset(&raw);
        words_namespace(&raw, report, use);
        if (use->workload[0] != '\0') {
            text_add_char(&raw, ' ');
            words_workload(&raw, use);
        }
        if (use->kind != CONTAINER_NODE && use->kind != CONTAINER_NONE)
            text_addf(&raw, ", container %s", use->container);
        if (use->kind != CONTAINER_NONE) {
            text_add(&raw, ", ");
            words_many(&raw, use->pods, use->kind == CONTAINER_NODE ? "node" : "pod");
        }
        text_add(text, "<li>");
        html_add(text, raw.bytes);
        text_add(text, "</li>");
    }
    if (finding->uses.count > USES_MOST)
        text_addf(text, "<li>and %zu more, in the JSON report</li>",
                  finding->uses.count - USES_MOST);
    text_add(text, "</ul>");
}

void html_add_details(struct text *text, const struct report *report,
                      const struct finding *finding)
{
    text_add(text, "<details><summary>Evidence</summary><div class=\"inner\">");
    add_facts(text, finding);
    add_steps(text, finding);
    add_reasons(text, finding);
    add_fits(text, report, finding);
    add_uses(text, report, finding);
    add_evidence(text, finding);
    text_add(text, "</div></details>");
}
