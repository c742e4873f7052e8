/* The report as GitHub flavoured Markdown: for pull requests and wikis. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/escape.h"
#include "report/words.h"
#include "report/writers.h"

#include <string.h>

/* A comment on GitHub holds 65,536 characters: rows stop before, what follows fits. */
enum { ROWS_BYTES_MAX = 50000, LIST_MOST = 20, LINE_MAX_BYTES = 16384 };

/* Raw words made into a piece of Markdown. */
static void add_words(struct text *text, const struct text *raw)
{
    escape_markdown(text, raw->bytes);
}

static void add_cell(struct text *text, const struct text *raw)
{
    text_add(text, " ");
    add_words(text, raw);
    text_add(text, " |");
}

static void add_head(struct text *text, const struct report *report)
{
    char day[DAY_TEXT_BYTES];
    AUTO_TEXT raw;
    text_init(&raw, LINE_MAX_BYTES);
    words_title(&raw, report);
    text_add(text, "## ");
    add_words(text, &raw);
    text_add(text, "\n\n");
    text_reset(&raw);
    text_addf(&raw,
              "As of %s, stalemark %s, policy: ", day_format(report->as_of_day, day),
              report->tool_version);
    words_policy(&raw, report);
    text_add(&raw, ", ");
    words_feeds(&raw, report);
    add_words(text, &raw);
    text_add(text, ".\n\n");
}

static void add_incomplete(struct text *text, const struct report *report)
{
    const struct cluster_list *clusters = &report->inventory->clusters;
    AUTO_TEXT raw;
    text_init(&raw, LINE_MAX_BYTES);
    for (size_t i = 0; i < clusters->count; i++) {
        const struct cluster *cluster = &clusters->items[i];
        if (cluster->is_complete)
            continue;
        text_reset(&raw);
        text_addf(&raw, "%s was not listed whole: %s", cluster->name,
                  cluster->failure == NULL ? "reason not known" : cluster->failure);
        text_add(text, "**Incomplete:** ");
        add_words(text, &raw);
        text_add(text, "\n\n");
    }
}

static void add_row(struct text *text, const struct report *report,
                    const struct finding *finding)
{
    char day[DAY_TEXT_BYTES];
    AUTO_TEXT raw;
    text_init(&raw, LINE_MAX_BYTES);
    enum step shown = finding_step_shown(finding);
    int since =
        shown == STEP_COUNT ? DAY_NONE : finding->steps[shown].exposed_since_day;
    text_addf(text, finding->status == STATUS_STALE ? "| **%s** |" : "| %s |",
              status_name(finding->status));
    text_add(text, " **");
    words_component(&raw, finding);
    add_words(text, &raw);
    text_addf(text, "**, %s |", role_title(finding->role));
    text_reset(&raw);
    words_running(&raw, finding);
    add_cell(text, &raw);
    text_reset(&raw);
    text_add(&raw, finding->recommended == NULL ? "-" : finding->recommended);
    add_cell(text, &raw);
    text_reset(&raw);
    words_behind(&raw, finding);
    add_cell(text, &raw);
    text_addf(text, " %s |", day_format(since, day));
    text_reset(&raw);
    words_place(&raw, report, finding);
    add_cell(text, &raw);
    text_reset(&raw);
    words_remark(&raw, report, finding);
    add_cell(text, &raw);
    text_add(text, "\n");
}

static void add_table(struct text *text, const struct report *report,
                      const struct tally *tally)
{
    const struct finding_list *findings = &report->verdicts->findings;
    size_t shown = 0;
    size_t left = 0;
    for (size_t i = 0; i < findings->count; i++) {
        if (!finding_is_shown(&findings->items[i]))
            continue;
        if (text->length > ROWS_BYTES_MAX) {
            left++;
            continue;
        }
        if (shown++ == 0)
            text_add(text,
                     "| Status | Component | Runs | Step | Behind | Since | Where "
                     "| Remarks |\n"
                     "|---|---|---|---|---:|---|---|---|\n");
        add_row(text, report, &findings->items[i]);
    }
    if (shown == 0)
        text_addf(text, "%s\n", words_nothing(report, tally));
    if (left != 0)
        text_addf(text, "\nand %zu more: the HTML and JSON reports have them all.\n",
                  left);
    text_add(text, "\n");
}

/* One item of the list under the table; nothing for empty words. */
static void add_item(struct text *text, const struct text *raw)
{
    if (raw->length == 0)
        return;
    text_add(text, "- ");
    add_words(text, raw);
    text_add(text, "\n");
}

static void add_counts(struct text *text, const struct report *report,
                       const struct tally *tally)
{
    AUTO_TEXT raw;
    text_init(&raw, LINE_MAX_BYTES);
    text_addf(&raw, "%zu fresh, ", tally->counts[STATUS_FRESH]);
    words_counts(&raw, tally);
    add_item(text, &raw);
    text_reset(&raw);
    if (count_subjects(tally->folded) != 0) {
        words_subjects(&raw, tally->folded);
        text_add(&raw, " of no known product: stalemark images --unrecognised");
        add_item(text, &raw);
    }
    text_reset(&raw);
    if (report->verdicts->own != 0) {
        words_many(&raw, report->verdicts->own, "image");
        text_add(&raw, " of your own, left out");
        add_item(text, &raw);
    }
    text_reset(&raw);
    words_changes(&raw, report);
    add_item(text, &raw);
    text_reset(&raw);
    words_stored(&raw, report);
    add_item(text, &raw);
    text_reset(&raw);
    words_pulls(&raw, report);
    add_item(text, &raw);
    text_reset(&raw);
    words_fit(&raw, report);
    add_item(text, &raw);
}

static void add_versions(struct text *text, const struct report *report)
{
    AUTO_ARENA *scratch = arena_new();
    struct text_list lines = {0};
    words_versions(report, scratch, &lines);
    for (size_t i = 0; i < lines.count && i < LIST_MOST; i++) {
        text_add(text, "- ");
        escape_markdown(text, lines.items[i]);
        text_add(text, "\n");
    }
}

static void add_troubles(struct text *text, const struct report *report)
{
    const struct exception_result_list *exceptions = &report->verdicts->exceptions;
    AUTO_TEXT raw;
    text_init(&raw, LINE_MAX_BYTES);
    for (size_t i = 0; i < exceptions->count && i < LIST_MOST; i++) {
        text_reset(&raw);
        if (words_exception(&raw, &exceptions->items[i]))
            add_item(text, &raw);
    }
    for (size_t i = 0; i < report->errors.count && i < LIST_MOST; i++) {
        text_reset(&raw);
        text_addf(&raw, "%s: %s", report->errors.items[i].about,
                  report->errors.items[i].message);
        add_item(text, &raw);
    }
    if (report->errors.count > LIST_MOST)
        text_addf(text, "- and %zu errors more\n", report->errors.count - LIST_MOST);
}

static void add_gate(struct text *text, const struct report *report)
{
    AUTO_TEXT raw;
    text_init(&raw, LINE_MAX_BYTES);
    words_gate(&raw, report);
    text_add(text, "\n**");
    add_words(text, &raw);
    text_add(text, "**\n");
    text_reset(&raw);
    words_outside(&raw, report);
    if (raw.length == 0)
        return;
    text_add(text, "\n");
    add_words(text, &raw);
    text_add(text, "\n");
}

static bool write_markdown(const struct report *report, const struct report_look *look,
                           struct text *ret_bytes, struct error *err)
{
    (void)look;
    struct tally tally;
    report_tally(report, &tally);
    add_head(ret_bytes, report);
    add_incomplete(ret_bytes, report);
    add_table(ret_bytes, report, &tally);
    add_counts(ret_bytes, report, &tally);
    add_versions(ret_bytes, report);
    add_troubles(ret_bytes, report);
    if (report->is_gate)
        add_gate(ret_bytes, report);
    return report_finish(ret_bytes, err);
}

const struct report_writer markdown_report = {
    .name = "markdown",
    .summary = "a table for pull requests and wikis",
    .write = write_markdown,
};
