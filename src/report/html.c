/* The report as one self-contained page: no script, nothing fetched. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"
#include "report/escape.h"
#include "report/html_parts.h"
#include "report/writers.h"

#include <string.h>

enum { WORDS_MAX = 16384, FIRST_SHOWN = 3 };

void html_add(struct text *text, const char *foreign)
{
    escape_html(text, foreign);
}

void html_add_day(struct text *text, int day)
{
    char buffer[DAY_TEXT_BYTES];
    if (day == DAY_NONE) {
        text_add(text, "-");
        return;
    }
    day_format(day, buffer);
    text_addf(text, "<time datetime=\"%s\">%s</time>", buffer, buffer);
}

void html_add_badge(struct text *text, enum status status)
{
    static const char *const shapes[STATUS_COUNT] = {[STATUS_STALE] = "&#9650;",
                                                     [STATUS_UNKNOWN] = "?",
                                                     [STATUS_DUE] = "&#9670;",
                                                     [STATUS_EXEMPT] = "&#8211;",
                                                     [STATUS_FRESH] = "&#10003;"};
    text_addf(text,
              "<span class=\"badge %s\"><span aria-hidden=\"true\">%s</span> %s</span>",
              status_name(status), shapes[status], status_name(status));
}

/* The policy comes before everything that it is to govern. */
static void add_start(struct text *text, const struct report *report)
{
    char hash[SHA256_BASE64_BYTES];
    AUTO_TEXT title;
    text_init(&title, WORDS_MAX);
    words_title(&title, report);
    sha256_base64(html_style, strlen(html_style), hash);
    text_addf(text,
              "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
              "'none'; style-src 'sha256-%s'; img-src data:; base-uri 'none'; "
              "form-action 'none'\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, "
              "initial-scale=1\">\n"
              "<meta name=\"color-scheme\" content=\"light dark\">\n"
              "<meta name=\"robots\" content=\"noindex\">\n<title>stalemark: ",
              hash);
    html_add(text, title.bytes);
    text_addf(text, "</title>\n<style>%s</style>\n</head>\n<body>\n", html_style);
}

/* "1 stale component in prod", "Nothing is stale in prod". */
static void add_headline(struct text *text, const struct report *report,
                         const struct tally *tally)
{
    AUTO_TEXT where;
    text_init(&where, WORDS_MAX);
    for (size_t i = 0; i < report->inventory->clusters.count && i < FIRST_SHOWN; i++)
        text_addf(&where, "%s%s", i == 0 ? "" : ", ",
                  report->inventory->clusters.items[i].name);
    if (report->inventory->clusters.count > FIRST_SHOWN)
        text_addf(&where, " and %zu more",
                  report->inventory->clusters.count - FIRST_SHOWN);
    if (tally->counts[STATUS_STALE] != 0)
        words_many(text, tally->counts[STATUS_STALE], "stale component");
    else
        text_add(text, "Nothing found stale");
    if (where.length != 0)
        text_add(text, " in ");
    html_add(text, where.bytes);
}

static void add_header(struct text *text, const struct report *report,
                       const struct tally *tally)
{
    AUTO_TEXT raw;
    text_init(&raw, WORDS_MAX);
    text_add(text, "<a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n"
                   "<header>\n<p class=\"name\">stalemark report</p>\n<h1>");
    add_headline(text, report, tally);
    text_add(text, "</h1>\n<p class=\"facts\">As of ");
    html_add_day(text, report->as_of_day);
    text_add(text, " &#183; ");
    words_clusters(&raw, report);
    html_add(text, raw.bytes);
    text_add(text, " &#183; policy ");
    text_reset(&raw);
    words_policy(&raw, report);
    html_add(text, raw.bytes);
    text_add(text, " &#183; ");
    text_reset(&raw);
    words_feeds(&raw, report);
    html_add(text, raw.bytes);
    text_reset(&raw);
    words_changes(&raw, report);
    if (raw.length != 0)
        text_add(text, " &#183; ");
    html_add(text, raw.bytes);
    text_add(text, "</p>\n</header>\n<main>\n");
}

static void add_incomplete(struct text *text, const struct report *report)
{
    const struct cluster_list *clusters = &report->inventory->clusters;
    AUTO_TEXT line;
    text_init(&line, WORDS_MAX);
    for (size_t i = 0; i < clusters->count; i++) {
        const struct cluster *cluster = &clusters->items[i];
        if (cluster->is_complete)
            continue;
        text_reset(&line);
        text_addf(&line, "%s was not listed whole: %s.", cluster->name,
                  cluster->failure == NULL ? "reason not known" : cluster->failure);
        text_add(text, "<p class=\"card warning\"><strong>Incomplete.</strong> ");
        html_add(text, line.bytes);
        text_add(text, " What it runs besides is not in this report.</p>\n");
    }
}

static void add_gate(struct text *text, const struct report *report)
{
    AUTO_TEXT raw;
    text_init(&raw, WORDS_MAX);
    words_gate(&raw, report);
    text_addf(text, "<p class=\"card%s\"><strong>",
              report->gate.exit_status == 0 ? "" : " warning");
    html_add(text, raw.bytes);
    text_add(text, "</strong> ");
    text_reset(&raw);
    words_outside(&raw, report);
    html_add(text, raw.bytes);
    text_add(text, "</p>\n");
}

static void add_tiles(struct text *text, const struct tally *tally)
{
    static const char *const meanings[STATUS_COUNT] = {
        [STATUS_STALE] = "A rule of the policy is broken: update.",
        [STATUS_UNKNOWN] = "A needed fact could not be learnt: find out.",
        [STATUS_DUE] = "Behind, within the leeway: plan the update.",
        [STATUS_EXEMPT] = "Covered by an exception that has an end.",
        [STATUS_FRESH] = "Nothing newer counts, all rules hold."};
    text_add(text, "<ul class=\"tiles\">\n");
    for (enum status status = STATUS_STALE; status < STATUS_COUNT; status++) {
        text_addf(text, "<li class=\"tile %s\"><b>%zu</b>", status_name(status),
                  tally->counts[status]);
        html_add_badge(text, status);
        text_addf(text, "<small>%s</small></li>\n", meanings[status]);
    }
    text_add(text, "</ul>\n");
}

/* The first findings in a sentence each: what a reader in a hurry takes away. */
static void add_first_steps(struct text *text, const struct report *report)
{
    const struct finding_list *findings = &report->verdicts->findings;
    AUTO_TEXT raw;
    text_init(&raw, WORDS_MAX);
    size_t shown = 0;
    for (size_t i = 0; i < findings->count && shown < FIRST_SHOWN; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->status != STATUS_STALE || !finding_is_shown(finding))
            continue;
        if (shown++ == 0)
            text_add(text, "<section class=\"card\" aria-labelledby=\"first\">\n"
                           "<h2 id=\"first\">Start here</h2>\n<ul>\n");
        text_reset(&raw);
        words_component(&raw, finding);
        text_addf(text, "<li><a href=\"#finding-%zu\">", i + 1);
        html_add(text, raw.bytes);
        text_addf(text, "</a>, %s", role_title(finding->role));
        if (finding->uses.count != 0) {
            text_reset(&raw);
            words_namespace(&raw, report, &finding->uses.items[0]);
            text_add(text, " in ");
            html_add(text, raw.bytes);
        }
        text_add(text, ": ");
        html_add(text, finding->message == NULL ? "" : finding->message);
        text_add(text, "</li>\n");
    }
    if (shown != 0)
        text_add(text, "</ul>\n</section>\n");
}

static void add_footer(struct text *text, const struct report *report)
{
    char made[TIME_TEXT_BYTES];
    time_format(report->generated_at, made);
    text_addf(text,
              "</main>\n<footer>\n<p>Made by stalemark %s, <time "
              "datetime=\"%s\">%s</time>. Days are UTC. Statuses come from the policy "
              "above; every verdict can be recomputed from its evidence.</p>\n"
              "</footer>\n</body>\n</html>\n",
              report->tool_version, made, made);
}

static bool write_html(const struct report *report, const struct report_look *look,
                       struct text *ret_bytes, struct error *err)
{
    (void)look;
    struct tally tally;
    report_tally(report, &tally);
    add_start(ret_bytes, report);
    add_header(ret_bytes, report, &tally);
    add_incomplete(ret_bytes, report);
    if (report->is_gate)
        add_gate(ret_bytes, report);
    add_tiles(ret_bytes, &tally);
    add_first_steps(ret_bytes, report);
    html_add_charts(ret_bytes, report);
    html_add_findings(ret_bytes, report, &tally);
    html_add_about(ret_bytes, report, &tally);
    add_footer(ret_bytes, report);
    return report_finish(ret_bytes, err);
}

const struct report_writer html_report = {
    .name = "html",
    .summary = "one page that needs nothing else: tables, charts, evidence",
    .write = write_html,
};
