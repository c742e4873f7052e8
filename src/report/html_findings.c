/* The tables of findings of the HTML page. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html_parts.h"

enum { WORDS_MAX = 16384 };

static void add_component(struct text *text, const struct finding *finding,
                          struct text *raw)
{
    text_reset(raw);
    words_component(raw, finding);
    text_add(text, "<th scope=\"row\" class=\"wide\">");
    html_add(text, raw->bytes);
    text_addf(text, "<small>%s, %s tier</small></th>", role_title(finding->role),
              tier_name(finding->tier));
}

static void add_where(struct text *text, const struct report *report,
                      const struct finding *finding, struct text *raw)
{
    text_add(text, "<td class=\"wide\">");
    if (finding->uses.count == 0) {
        text_add(text, "-</td>");
        return;
    }
    const struct use *use = &finding->uses.items[0];
    bool has_workload = use->workload[0] != '\0';
    text_reset(raw);
    if (has_workload)
        words_workload(raw, use);
    else
        words_namespace(raw, report, use);
    html_add(text, raw->bytes);
    text_add(text, "<small>");
    text_reset(raw);
    if (has_workload) {
        words_namespace(raw, report, use);
        text_add(raw, ", ");
    }
    words_pods(raw, finding);
    html_add(text, raw->bytes);
    text_add(text, "</small></td>");
}

static void add_row(struct text *text, const struct report *report, size_t number,
                    const struct finding *finding, struct text *raw)
{
    enum step shown = finding_step_shown(finding);
    text_addf(text, "<tr id=\"finding-%zu\"><td>", number);
    html_add_badge(text, finding->status);
    text_add(text, "</td>");
    add_component(text, finding, raw);
    text_add(text, "<td class=\"version\">");
    text_reset(raw);
    words_running(raw, finding);
    html_add(text, raw->bytes);
    text_add(text, "</td><td class=\"version step\">");
    html_add(text, finding->recommended == NULL ? "-" : finding->recommended);
    text_add(text, "</td><td class=\"number\">");
    text_reset(raw);
    words_behind(raw, finding);
    html_add(text, raw->bytes);
    text_add(text, "</td><td class=\"day\">");
    html_add_day(text, shown == STEP_COUNT ? DAY_NONE
                                           : finding->steps[shown].exposed_since_day);
    text_add(text, "</td>");
    add_where(text, report, finding, raw);
    text_add(text, "</tr>\n");
}

static void add_more(struct text *text, const struct report *report,
                     const struct finding *finding)
{
    text_add(text, "<tr class=\"more\"><td></td><td colspan=\"6\" class=\"wide\">");
    html_add(text, finding->message == NULL ? "" : finding->message);
    html_add_details(text, report, finding);
    text_add(text, "</td></tr>\n");
}

static void add_open_table(struct text *text, const struct report *report)
{
    const struct finding_list *findings = &report->verdicts->findings;
    AUTO_TEXT raw;
    text_init(&raw, WORDS_MAX);
    text_add(
        text,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"Table of findings\">\n<table class=\"findings\">\n"
        "<caption>Worst first, infrastructure first. &#8220;Step&#8221; is the "
        "smallest update that helps, &#8220;behind&#8221; the releases it "
        "spans, &#8220;since&#8221; the day the first of them came out."
        "</caption>\n<colgroup><col class=\"c1\"><col class=\"c2\"><col "
        "class=\"c3\"><col "
        "class=\"c4\"><col class=\"c5\"><col class=\"c6\"><col "
        "class=\"c7\"></colgroup>\n<thead><tr><th scope=\"col\">Status</th><th "
        "scope=\"col\">"
        "Component</th><th scope=\"col\">Runs</th><th scope=\"col\">Step</th><th "
        "scope=\"col\" class=\"number\">Behind</th><th scope=\"col\">Since</th><th "
        "scope=\"col\">Where</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < findings->count; i++) {
        if (!finding_is_shown(&findings->items[i]))
            continue;
        add_row(text, report, i + 1, &findings->items[i], &raw);
        add_more(text, report, &findings->items[i]);
    }
    text_add(text, "</tbody>\n</table>\n</div>\n");
}

static bool has_shown(const struct report *report)
{
    const struct finding_list *findings = &report->verdicts->findings;
    for (size_t i = 0; i < findings->count; i++)
        if (finding_is_shown(&findings->items[i]))
            return true;
    return false;
}

static void add_fresh(struct text *text, const struct report *report,
                      const struct tally *tally)
{
    const struct finding_list *findings = &report->verdicts->findings;
    AUTO_TEXT raw;
    text_init(&raw, WORDS_MAX);
    if (tally->counts[STATUS_FRESH] == 0)
        return;
    text_addf(
        text,
        "<section class=\"card\" aria-labelledby=\"fresh\">\n<h2 id=\"fresh\">"
        "Fresh</h2>\n<details><summary>Show all %zu</summary>\n"
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"Table of fresh components\">\n<table "
        "class=\"fresh-ones\">\n<caption>Nothing "
        "newer counts and all rules hold.</caption>\n<colgroup><col class=\"c1\"><col "
        "class=\"c2\"><col class=\"c3\"><col class=\"c4\"></colgroup>\n<thead><tr><th "
        "scope=\"col\">Component</th><th scope=\"col\">Runs</th><th "
        "scope=\"col\">Released</th><th scope=\"col\">Where</th></tr></thead>\n"
        "<tbody>\n",
        tally->counts[STATUS_FRESH]);
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->status != STATUS_FRESH)
            continue;
        text_add(text, "<tr>");
        add_component(text, finding, &raw);
        text_add(text, "<td class=\"version\">");
        text_reset(&raw);
        words_running(&raw, finding);
        html_add(text, raw.bytes);
        text_add(text, "</td><td class=\"day\">");
        html_add_day(text, finding->released_day);
        text_add(text, "</td>");
        add_where(text, report, finding, &raw);
        text_add(text, "</tr>\n");
    }
    text_add(text, "</tbody>\n</table>\n</div>\n</details>\n</section>\n");
}

void html_add_findings(struct text *text, const struct report *report,
                       const struct tally *tally)
{
    text_add(text, "<section class=\"card\" aria-labelledby=\"findings\">\n"
                   "<h2 id=\"findings\">Findings</h2>\n");
    if (has_shown(report))
        add_open_table(text, report);
    else
        text_addf(text, "<p>%s</p>\n", words_nothing(report, tally));
    if (count_subjects(tally->folded) != 0) {
        text_add(text, "<p>Besides, ");
        words_subjects(text, tally->folded);
        text_add(text, count_subjects(tally->folded) == 1 ? " is" : " are");
        text_add(text, " of no known product: <code>stalemark images "
                       "--unrecognised</code> lists them.</p>\n");
    }
    text_add(text, "</section>\n");
    add_fresh(text, report, tally);
}
