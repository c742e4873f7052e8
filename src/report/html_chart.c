/* Charts of the HTML page as inline SVG: bars, drawn from the findings. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"
#include "report/html_parts.h"

#include <string.h>

enum {
    WIDTH = 560,
    ROW = 30,
    BAR = 14,
    LABEL = 190, /* where bars begin */
    VALUE = 80,  /* room for the number behind a bar */
    BARS_MOST = 10,
    LABEL_POINTS = 21,
    LABEL_ROOM = 4096,
};

/* The step that has been out longest, NULL when no day is known. */
static const struct finding_step *longest_step(const struct finding *finding)
{
    const struct finding_step *longest = NULL;
    for (enum step step = STEP_PATCH; step < STEP_COUNT; step++) {
        const struct finding_step *found = &finding->steps[step];
        if (!found->applies || found->is_off || found->exposed_days == METER_NONE)
            continue;
        if (longest == NULL || found->exposed_days > longest->exposed_days)
            longest = found;
    }
    return longest;
}

/* The bars' findings, the longest first; returns how many there are. */
static size_t pick_longest(const struct report *report,
                           const struct finding *ret_picked[BARS_MOST])
{
    const struct finding_list *findings = &report->verdicts->findings;
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        const struct finding_step *step = longest_step(finding);
        if (step == NULL || !finding_is_shown(finding))
            continue;
        size_t at = count;
        while (at != 0 &&
               longest_step(ret_picked[at - 1])->exposed_days < step->exposed_days)
            at--;
        if (at == BARS_MOST)
            continue;
        if (count < BARS_MOST)
            count++;
        memmove(&ret_picked[at + 1], &ret_picked[at],
                (count - at - 1) * sizeof ret_picked[0]);
        ret_picked[at] = finding;
    }
    return count;
}

static void add_label(struct text *text, int y, struct text *raw)
{
    size_t fitting = utf8_cut(slice_of(raw->bytes), LABEL_POINTS);
    if (fitting != raw->length) {
        raw->length = fitting;
        raw->bytes[fitting] = '\0';
        text_add(raw, "\xE2\x80\xA6");
    }
    text_addf(text, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">", LABEL - 10,
              y + BAR - 2);
    html_add(text, raw->bytes);
    text_add(text, "</text>");
}

static void add_bar(struct text *text, int y, const struct finding *finding,
                    int longest_days)
{
    const struct finding_step *step = longest_step(finding);
    int room = WIDTH - LABEL - VALUE;
    int width = step->exposed_days * room / (longest_days == 0 ? 1 : longest_days);
    AUTO_TEXT raw;
    text_init(&raw, LABEL_ROOM);
    words_component(&raw, finding);
    text_add_char(&raw, ' ');
    words_running(&raw, finding);
    add_label(text, y, &raw);
    text_addf(text,
              "<rect class=\"track\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" "
              "rx=\"3\"/><rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" "
              "height=\"%d\" rx=\"3\"/>",
              LABEL, y, room, BAR, status_name(finding->status), LABEL, y,
              width < 2 ? 2 : width, BAR);
    if (step->leeway != NULL && step->leeway->days != METER_NONE &&
        step->leeway->days <= longest_days) {
        int limit =
            LABEL + step->leeway->days * room / (longest_days == 0 ? 1 : longest_days);
        text_addf(text,
                  "<line class=\"limit\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
                  limit, y - 3, limit, y + BAR + 3);
    }
    text_addf(text, "<text x=\"%d\" y=\"%d\">%d days</text>\n", LABEL + room + 10,
              y + BAR - 2, step->exposed_days);
}

static void add_exposure(struct text *text, const struct report *report)
{
    const struct finding *picked[BARS_MOST + 1] = {NULL};
    size_t count = pick_longest(report, picked);
    if (count == 0)
        return;
    int longest_days = longest_step(picked[0])->exposed_days;
    text_addf(
        text,
        "<figure>\n<figcaption><b>How long an update has been out, unused</b>"
        "Days since the first newer release; the mark is the policy's leeway."
        "</figcaption>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" "
        "aria-labelledby=\"exposure-title\">"
        "<title id=\"exposure-title\">Days that updates have been out, the longest "
        "%d</title>\n",
        WIDTH, (int)count * ROW + 4, longest_days);
    for (size_t i = 0; i < count; i++)
        add_bar(text, (int)i * ROW + 6, picked[i], longest_days);
    text_add(text, "</svg>\n</figure>\n");
}

static const enum status stack_order[] = {STATUS_STALE, STATUS_UNKNOWN, STATUS_DUE,
                                          STATUS_EXEMPT, STATUS_FRESH};

static void add_stack(struct text *text, int y, enum role role,
                      const size_t counts[STATUS_COUNT], size_t total, size_t most)
{
    int room = WIDTH - LABEL - VALUE;
    size_t before = 0;
    AUTO_TEXT raw;
    text_init(&raw, LABEL_ROOM);
    text_add(&raw, role_title(role));
    add_label(text, y, &raw);
    for (size_t i = 0; i < COUNT_OF(stack_order); i++) {
        size_t count = counts[stack_order[i]];
        if (count == 0)
            continue;
        int from = (int)(before * (size_t)room / most);
        int to = (int)((before + count) * (size_t)room / most);
        text_addf(text,
                  "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" "
                  "height=\"%d\"><title>%zu %s</title></rect>",
                  status_name(stack_order[i]), LABEL + from, y,
                  to - from > 1 ? to - from - 1 : 1, BAR, count,
                  status_name(stack_order[i]));
        before += count;
    }
    text_addf(text, "<text x=\"%d\" y=\"%d\">%zu</text>\n",
              LABEL + (int)(total * (size_t)room / most) + 8, y + BAR - 2, total);
}

static void add_roles(struct text *text, const struct report *report)
{
    const struct finding_list *findings = &report->verdicts->findings;
    size_t counts[ROLE_COUNT][STATUS_COUNT] = {{0}};
    size_t totals[ROLE_COUNT] = {0};
    size_t most = 0;
    int rows = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->is_folded)
            continue;
        counts[finding->role][finding->status]++;
        rows += totals[finding->role]++ == 0;
        if (totals[finding->role] > most)
            most = totals[finding->role];
    }
    if (rows == 0)
        return;
    text_addf(text,
              "<figure>\n<figcaption><b>By role</b>What the components do for the "
              "cluster, and how they stand.</figcaption>\n<svg viewBox=\"0 0 %d %d\" "
              "role=\"img\" aria-labelledby=\"role-title\"><title "
              "id=\"role-title\">Findings by role and status</title>\n",
              WIDTH, rows * ROW + 4);
    int y = 6;
    for (enum role role = ROLE_LOAD_BALANCER; role < ROLE_COUNT; role++) {
        if (totals[role] == 0)
            continue;
        add_stack(text, y, role, counts[role], totals[role], most);
        y += ROW;
    }
    text_add(text, "</svg>\n<ul class=\"legend\">");
    for (size_t i = 0; i < COUNT_OF(stack_order); i++) {
        text_add(text, "<li>");
        html_add_badge(text, stack_order[i]);
        text_add(text, "</li>");
    }
    text_add(text, "</ul>\n</figure>\n");
}

void html_add_charts(struct text *text, const struct report *report)
{
    AUTO_TEXT charts;
    text_init(&charts, text->max);
    add_exposure(&charts, report);
    add_roles(&charts, report);
    if (charts.length == 0)
        return;
    text_add(text, "<section class=\"card\" aria-labelledby=\"charts\">\n"
                   "<h2 id=\"charts\">At a glance</h2>\n<div class=\"charts\">\n");
    text_add_bytes(text, charts.bytes, charts.length);
    text_add(text, "</div>\n</section>\n");
}
