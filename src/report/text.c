/* The report for a terminal: head, table worst first, what was counted. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/screen.h"
#include "report/text_table.h"
#include "report/words.h"
#include "report/writers.h"

#include <string.h>

enum { ERRORS_SHOWN = 10, VERSIONS_SHOWN = 5 };

static void add_head(struct text *text, const struct report *report,
                     const struct report_look *look)
{
    AUTO_TEXT tool, where, policy;
    char day[DAY_TEXT_BYTES];
    text_init(&tool, 256);
    text_init(&where, 4096);
    text_init(&policy, 4096);
    text_addf(&tool, "stalemark %s", report->tool_version);
    words_clusters(&where, report);
    text_addf(&where, ", as of %s", day_format(report->as_of_day, day));
    text_add(&policy, "policy: ");
    words_policy(&policy, report);
    const char *const pieces[] = {tool.bytes, where.bytes, policy.bytes};
    screen_add_pieces(text, pieces, COUNT_OF(pieces), 0, look->columns);
}

/* A verdict on half a cluster must not look like one on the whole: before the table. */
static void add_incomplete(struct text *text, const struct report *report,
                           const struct report_look *look)
{
    const struct cluster_list *clusters = &report->inventory->clusters;
    AUTO_TEXT line;
    text_init(&line, 8192);
    for (size_t i = 0; i < clusters->count; i++) {
        const struct cluster *cluster = &clusters->items[i];
        if (cluster->is_complete)
            continue;
        text_reset(&line);
        text_addf(&line, "INCOMPLETE: %s was not listed whole: %s", cluster->name,
                  cluster->failure == NULL ? "reason not known" : cluster->failure);
        screen_add_wrapped(text, line.bytes, 2, look->columns);
    }
}

static bool add_table(struct text *text, const struct report *report,
                      const struct report_look *look)
{
    const struct finding_list *findings = &report->verdicts->findings;
    struct table_widths widths = table_fit(report, look);
    bool has_rows = false;
    for (size_t i = 0; i < findings->count; i++) {
        if (!table_has_row(report, look, &findings->items[i]))
            continue;
        if (!has_rows)
            table_add_headings(text, &widths);
        has_rows = true;
        table_add_finding(text, report, &widths, look, &findings->items[i]);
    }
    return has_rows;
}

/* "3 fresh   212 images of no known product: ...   12 images of your own". */
static void add_left_out(struct text *text, const struct report *report,
                         const struct report_look *look, const struct tally *tally)
{
    AUTO_TEXT fresh, folded, own;
    text_init(&fresh, 256);
    text_init(&folded, 256);
    text_init(&own, 256);
    text_addf(&fresh, "%zu fresh", tally->counts[STATUS_FRESH]);
    if (count_subjects(tally->folded) != 0) {
        words_subjects(&folded, tally->folded);
        text_add(&folded, " of no known product: stalemark images --unrecognised");
    }
    if (report->verdicts->own != 0) {
        words_many(&own, report->verdicts->own, "image");
        text_add(&own, " of your own");
    }
    const char *const pieces[] = {fresh.bytes, folded.bytes, own.bytes};
    screen_add_pieces(text, pieces, COUNT_OF(pieces), 2, look->columns);
}

static void add_counts(struct text *text, const struct report *report,
                       const struct report_look *look, const struct tally *tally)
{
    AUTO_TEXT counts, feeds, changes, stored, pulls, fit;
    text_init(&counts, 256);
    text_init(&feeds, 256);
    text_init(&changes, 256);
    text_init(&stored, 256);
    text_init(&pulls, 4096);
    text_init(&fit, 4096);
    words_counts(&counts, tally);
    words_feeds(&feeds, report);
    words_changes(&changes, report);
    words_stored(&stored, report);
    words_pulls(&pulls, report);
    words_fit(&fit, report);
    const char *const pieces[] = {counts.bytes, feeds.bytes, changes.bytes,
                                  stored.bytes, pulls.bytes, fit.bytes};
    screen_add_pieces(text, pieces, COUNT_OF(pieces), 2, look->columns);
}

static void add_exceptions(struct text *text, const struct report *report,
                           const struct report_look *look)
{
    const struct exception_result_list *exceptions = &report->verdicts->exceptions;
    AUTO_TEXT line;
    text_init(&line, 8192);
    for (size_t i = 0; i < exceptions->count; i++) {
        text_reset(&line);
        if (words_exception(&line, &exceptions->items[i]))
            screen_add_wrapped(text, line.bytes, 2, look->columns);
    }
}

static void add_versions(struct text *text, const struct report *report,
                         const struct report_look *look)
{
    AUTO_ARENA *scratch = arena_new();
    struct text_list lines = {0};
    words_versions(report, scratch, &lines);
    for (size_t i = 0; i < lines.count && (i < VERSIONS_SHOWN || look->is_verbose); i++)
        screen_add_wrapped(text, lines.items[i], 2, look->columns);
    if (lines.count > VERSIONS_SHOWN && !look->is_verbose)
        text_addf(text, "  and %zu products more in several versions, all with -v\n",
                  lines.count - VERSIONS_SHOWN);
}

static void add_errors(struct text *text, const struct report *report,
                       const struct report_look *look)
{
    size_t shown = report->errors.count;
    if (shown > ERRORS_SHOWN && !look->is_verbose)
        shown = ERRORS_SHOWN;
    AUTO_TEXT line;
    text_init(&line, 8192);
    for (size_t i = 0; i < shown; i++) {
        const struct report_error *error = &report->errors.items[i];
        text_reset(&line);
        text_addf(&line, "%s: %s", error->about, error->message);
        screen_add_wrapped(text, line.bytes, 2, look->columns);
    }
    if (shown < report->errors.count)
        text_addf(text, "  and %zu errors more, all with -v\n",
                  report->errors.count - shown);
}

static void add_gate(struct text *text, const struct report *report,
                     const struct report_look *look)
{
    AUTO_TEXT line;
    text_init(&line, 1024);
    words_gate(&line, report);
    screen_add_wrapped(text, line.bytes, 2, look->columns);
    text_reset(&line);
    words_outside(&line, report);
    if (line.length != 0)
        screen_add_wrapped(text, line.bytes, 2, look->columns);
}

static bool write_text(const struct report *report, const struct report_look *look,
                       struct text *ret_bytes, struct error *err)
{
    struct tally tally;
    report_tally(report, &tally);
    add_head(ret_bytes, report, look);
    add_incomplete(ret_bytes, report, look);
    text_add_char(ret_bytes, '\n');
    if (!add_table(ret_bytes, report, look))
        screen_add_wrapped(ret_bytes,
                           report->is_gate ? "Nothing fails the gate."
                                           : words_nothing(report, &tally),
                           2, look->columns);
    text_add_char(ret_bytes, '\n');
    add_left_out(ret_bytes, report, look, &tally);
    add_counts(ret_bytes, report, look, &tally);
    if (!report->is_gate) {
        add_versions(ret_bytes, report, look);
        add_exceptions(ret_bytes, report, look);
    }
    add_errors(ret_bytes, report, look);
    if (report->is_gate)
        add_gate(ret_bytes, report, look);
    return report_finish(ret_bytes, err);
}

const struct report_writer text_report = {
    .name = "text",
    .summary = "a table for a terminal, worst first",
    .write = write_text,
};
