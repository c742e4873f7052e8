/* One Slack message in Block Kit, within Slack's limits: the digest of a run. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_writer.h"
#include "base/utf8.h"
#include "report/changes.h"
#include "report/escape.h"
#include "report/slack_parts.h"
#include "report/words.h"
#include "report/writers.h"

#include <string.h>

/* Slack's limits, in characters; its sizes are ours in bytes, which are never fewer. */
enum {
    FINDINGS_SHOWN = 10,
    HEADER_MAX = 150,
    FALLBACK_MAX = 3000,
    PIECE_POINTS_MAX = 60, /* of a name or version */
    REMARK_POINTS_MAX = 160,
    MESSAGE_MAX = 12000, /* all blocks: above 13,200 Slack refuses them */
    TAIL_MAX = 4500,     /* what may follow the findings */
    FOOT_MAX = 2500,     /* what follows all sections, and what JSON adds */
};

/* Cuts raw words to a number of code points: before they are escaped. */
static void cut(struct text *raw, size_t points)
{
    size_t fitting = utf8_cut(slice_of(raw->bytes), points);
    if (fitting == raw->length)
        return;
    raw->length = utf8_cut(slice_of(raw->bytes), points - 1);
    raw->bytes[raw->length] = '\0';
    text_add(raw, "\xE2\x80\xA6");
}

void slack_add_code(struct text *text, struct text *raw)
{
    cut(raw, PIECE_POINTS_MAX);
    escape_slack_code(text, raw->bytes);
}

void slack_add_plain(struct text *text, struct text *raw)
{
    cut(raw, REMARK_POINTS_MAX);
    escape_slack(text, raw->bytes);
}

/* verbatim keeps Slack from making links and mentions out of what it finds. */
static void write_mrkdwn(struct json_writer *json, const char *key, const char *markup)
{
    json_write_object(json, key);
    json_write_text(json, "type", "mrkdwn");
    json_write_text(json, "text", markup);
    json_write_flag(json, "verbatim", true);
    json_write_end(json);
}

bool slack_write_section(struct json_writer *json, const struct text *markup)
{
    if (markup->length == 0 || text_overflowed(markup) ||
        json->text->length + markup->length > MESSAGE_MAX - FOOT_MAX)
        return false;
    json_write_object(json, NULL);
    json_write_text(json, "type", "section");
    write_mrkdwn(json, "text", markup->bytes);
    json_write_end(json);
    return true;
}

static void write_context(struct json_writer *json, const char *markup)
{
    json_write_object(json, NULL);
    json_write_text(json, "type", "context");
    json_write_list(json, "elements");
    write_mrkdwn(json, NULL, markup);
    json_write_end(json);
    json_write_end(json);
}

static void write_header(struct json_writer *json, const struct report *report)
{
    AUTO_TEXT raw, shown;
    text_init(&raw, SECTION_MAX);
    text_init(&shown, SECTION_MAX);
    words_title(&raw, report);
    escape_terminal(&shown, raw.bytes);
    cut(&shown, HEADER_MAX);
    json_write_object(json, NULL);
    json_write_text(json, "type", "header");
    json_write_object(json, "text");
    json_write_text(json, "type", "plain_text");
    json_write_text(json, "text", shown.bytes);
    json_write_flag(json, "emoji", false);
    json_write_end(json);
    json_write_end(json);
}

/* "*STALE* load balancer `traefik` `1.7.9` → `1.7.30`". */
static void add_first_line(struct text *text, const struct finding *finding)
{
    AUTO_TEXT raw;
    text_init(&raw, SECTION_MAX);
    text_addf(text, "*%s* ",
              finding->status == STATUS_STALE ? "STALE" : status_name(finding->status));
    words_role(text, finding->role);
    text_add_char(text, ' ');
    words_component(&raw, finding);
    slack_add_code(text, &raw);
    text_add_char(text, ' ');
    text_reset(&raw);
    words_running(&raw, finding);
    slack_add_code(text, &raw);
    if (finding->recommended == NULL)
        return;
    text_add(text, " \xE2\x86\x92 ");
    text_reset(&raw);
    text_add(&raw, finding->recommended);
    slack_add_code(text, &raw);
}

/* "21 releases behind since 2019-03-28 · 2.x out since ... · kube-system ...". */
static void add_second_line(struct text *text, const struct report *report,
                            const struct finding *finding)
{
    AUTO_TEXT raw;
    char day[DAY_TEXT_BYTES];
    text_init(&raw, SECTION_MAX);
    size_t start = text->length;
    enum step shown = finding_step_shown(finding);
    if (shown != STEP_COUNT) {
        const struct finding_step *step = &finding->steps[shown];
        text_add(text, step->is_complete ? "" : "at least ");
        words_many(text, (size_t)step->lag, "release");
        text_add(text, " behind");
        if (step->exposed_since_day != DAY_NONE)
            text_addf(text, " since %s", day_format(step->exposed_since_day, day));
    }
    words_remark(&raw, report, finding);
    if (raw.length != 0 && text->length != start)
        text_add(text, " \xC2\xB7 ");
    slack_add_plain(text, &raw);
    text_reset(&raw);
    words_place(&raw, report, finding);
    text_add(text, text->length == start ? "" : " \xC2\xB7 ");
    slack_add_plain(text, &raw);
}

/* After the first run people are told what is new; the rest is listed shortly. */
static bool is_told(const struct report *report, const struct finding *finding)
{
    return finding_is_shown(finding) &&
           (report->changes == NULL ||
            changes_is_new(report->changes, report, finding));
}

static size_t write_findings(struct json_writer *json, const struct report *report,
                             size_t *ret_left)
{
    const struct finding_list *findings = &report->verdicts->findings;
    AUTO_TEXT markup;
    text_init(&markup, SECTION_MAX);
    size_t shown = 0;
    *ret_left = 0;
    for (size_t i = 0; i < findings->count; i++) {
        if (!is_told(report, &findings->items[i]))
            continue;
        text_reset(&markup);
        add_first_line(&markup, &findings->items[i]);
        text_add_char(&markup, '\n');
        add_second_line(&markup, report, &findings->items[i]);
        bool is_room = shown < FINDINGS_SHOWN && *ret_left == 0 &&
                       json->text->length + markup.length < MESSAGE_MAX - TAIL_MAX;
        if (is_room && slack_write_section(json, &markup))
            shown++;
        else
            (*ret_left)++;
    }
    return shown;
}

/* A run that did not see everything says so before it says anything else. */
static void write_troubles(struct json_writer *json, const struct report *report)
{
    enum { CLUSTERS_SHOWN = 5 };
    const struct cluster_list *clusters = &report->inventory->clusters;
    AUTO_TEXT raw, markup;
    text_init(&raw, SECTION_MAX);
    text_init(&markup, SECTION_MAX);
    size_t failed = 0;
    for (size_t i = 0; i < clusters->count; i++) {
        const struct cluster *cluster = &clusters->items[i];
        if (cluster->is_complete || failed++ >= CLUSTERS_SHOWN)
            continue;
        text_reset(&raw);
        text_addf(&raw, "%s was not listed whole: %s", cluster->name,
                  cluster->failure == NULL ? "reason not known" : cluster->failure);
        text_add(&markup, markup.length == 0 ? "*Incomplete* " : "\n");
        slack_add_plain(&markup, &raw);
    }
    if (failed > CLUSTERS_SHOWN)
        text_addf(&markup, "\nand %zu clusters more", failed - CLUSTERS_SHOWN);
    slack_write_section(json, &markup);
}

static void write_nothing(struct json_writer *json, const struct report *report,
                          const struct tally *tally)
{
    AUTO_TEXT markup;
    text_init(&markup, SECTION_MAX);
    text_add(&markup, words_nothing(report, tally));
    slack_write_section(json, &markup);
}

/* "3 fresh · 212 images of no known product · all feeds answered · policy default". */
static void write_tail(struct json_writer *json, const struct report *report,
                       const struct tally *tally, size_t left)
{
    AUTO_TEXT raw, markup;
    text_init(&raw, SECTION_MAX);
    text_init(&markup, SECTION_MAX);
    if (left != 0) {
        text_addf(&markup, "and %zu more in the full report", left);
        write_context(json, markup.bytes);
        text_reset(&markup);
    }
    text_addf(&raw, "%zu fresh", tally->counts[STATUS_FRESH]);
    if (count_subjects(tally->folded) != 0) {
        text_add(&raw, " \xC2\xB7 ");
        words_subjects(&raw, tally->folded);
        text_add(&raw, " of no known product");
    }
    text_add(&raw, " \xC2\xB7 ");
    words_feeds(&raw, report);
    size_t before_stored = raw.length;
    text_add(&raw, " \xC2\xB7 ");
    words_stored(&raw, report);
    if (raw.length == before_stored + strlen(" \xC2\xB7 "))
        raw.bytes[raw.length = before_stored] = '\0';
    escape_slack(&markup, raw.bytes);
    write_context(json, markup.bytes);
}

static void write_foot(struct json_writer *json, const struct report *report)
{
    char day[DAY_TEXT_BYTES];
    AUTO_TEXT raw, markup;
    text_init(&raw, SECTION_MAX);
    text_init(&markup, SECTION_MAX);
    if (report->changes == NULL)
        text_add(&raw, "first run \xC2\xB7 ");
    text_addf(&raw, "as of %s \xC2\xB7 stalemark %s \xC2\xB7 policy ",
              day_format(report->as_of_day, day), report->tool_version);
    words_policy(&raw, report);
    cut(&raw, REMARK_POINTS_MAX);
    escape_slack(&markup, raw.bytes);
    write_context(json, markup.bytes);
}

/* What notifications and screen readers show in place of the blocks. */
static void write_fallback(struct json_writer *json, const struct report *report)
{
    AUTO_TEXT raw, markup;
    text_init(&raw, FALLBACK_MAX);
    text_init(&markup, FALLBACK_MAX);
    text_add(&raw, "stalemark: ");
    words_title(&raw, report);
    cut(&raw, HEADER_MAX);
    escape_slack(&markup, raw.bytes);
    json_write_text(json, "text", markup.bytes);
}

static bool write_slack(const struct report *report, const struct report_look *look,
                        struct text *ret_bytes, struct error *err)
{
    (void)look;
    struct json_writer json;
    struct tally tally;
    size_t left;
    report_tally(report, &tally);
    json_writer_init(&json, ret_bytes, false);
    json_write_object(&json, NULL);
    write_fallback(&json, report);
    json_write_list(&json, "blocks");
    write_header(&json, report);
    write_troubles(&json, report);
    if (report->changes != NULL)
        slack_write_changes(&json, report);
    size_t told = write_findings(&json, report, &left);
    if (report->changes != NULL)
        slack_write_rest(&json, report);
    else if (told == 0)
        write_nothing(&json, report, &tally);
    write_tail(&json, report, &tally, left);
    write_foot(&json, report);
    json_write_end(&json);
    json_write_end(&json);
    text_add_char(ret_bytes, '\n');
    return report_finish(ret_bytes, err);
}

const struct report_writer slack_report = {
    .name = "slack",
    .summary = "one Block Kit message: what --notify slack posts",
    .write = write_slack,
};
