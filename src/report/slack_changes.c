/* The Slack message after the first run: new, fixed, still stale. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/changes.h"
#include "report/slack_parts.h"
#include "report/words.h"

enum { LINES_SHOWN = 8, DAYS_SHOWN_MOST = 13, TITLE_MAX = 40 };

/* "`traefik` `1.7.9` kube-system Deployment/traefik". */
static void add_past_use(struct text *text, const struct past_use *use)
{
    AUTO_TEXT raw;
    text_init(&raw, SECTION_MAX);
    text_add(&raw, use->component);
    slack_add_code(text, &raw);
    text_add_char(text, ' ');
    text_reset(&raw);
    text_add(&raw, use->version == NULL ? "?" : use->version);
    slack_add_code(text, &raw);
    text_add_char(text, ' ');
    text_reset(&raw);
    text_add(&raw, use->place);
    slack_add_plain(text, &raw);
}

/* A section of short lines under one word, as many as fit. */
struct lines {
    struct text markup;
    size_t shown;
    size_t left;
};

static void add_line(struct lines *lines, const char *title, const struct text *line)
{
    if (lines->shown == LINES_SHOWN || text_overflowed(line) ||
        lines->markup.length + line->length + TITLE_MAX > SECTION_MAX) {
        lines->left++;
        return;
    }
    text_add(&lines->markup, lines->shown++ == 0 ? title : "\n");
    text_add(&lines->markup, line->bytes);
}

static void write_lines(struct json_writer *json, struct lines *lines)
{
    if (lines->left != 0)
        text_addf(&lines->markup, "\nand %zu more", lines->left);
    slack_write_section(json, &lines->markup);
    text_clear(&lines->markup);
}

static void write_fixed(struct json_writer *json, const struct changes *changes)
{
    struct lines lines = {0};
    AUTO_TEXT line;
    text_init(&line, SECTION_MAX);
    text_init(&lines.markup, SECTION_MAX);
    for (size_t i = 0; i < changes->fixed.count; i++) {
        text_reset(&line);
        add_past_use(&line, &changes->fixed.items[i]);
        add_line(&lines, "*Fixed* ", &line);
    }
    write_lines(json, &lines);
}

/* "for 14 weeks": since the day after its last good one. */
static void add_time(struct text *text, const struct report *report,
                     const struct finding *finding)
{
    if (finding->due_day == DAY_NONE || finding->due_day >= report->as_of_day)
        return;
    int days = report->as_of_day - finding->due_day;
    text_add(text, " for ");
    if (days <= DAYS_SHOWN_MOST)
        words_many(text, (size_t)days, "day");
    else
        words_many(text, (size_t)days / 7, "week");
}

static void add_still(struct text *text, const struct report *report,
                      const struct finding *finding)
{
    AUTO_TEXT raw;
    text_init(&raw, SECTION_MAX);
    words_component(&raw, finding);
    slack_add_code(text, &raw);
    text_add_char(text, ' ');
    text_reset(&raw);
    words_running(&raw, finding);
    slack_add_code(text, &raw);
    add_time(text, report, finding);
}

static void write_still(struct json_writer *json, const struct report *report)
{
    const struct finding_list *findings = &report->verdicts->findings;
    struct lines lines = {0};
    AUTO_TEXT line;
    text_init(&line, SECTION_MAX);
    text_init(&lines.markup, SECTION_MAX);
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->status != STATUS_STALE || finding->is_folded ||
            changes_is_new(report->changes, report, finding))
            continue;
        text_reset(&line);
        add_still(&line, report, finding);
        add_line(&lines, "*Still stale* ", &line);
    }
    write_lines(json, &lines);
}

/* Those that end soon or have ended: the one thing here that a calendar brings. */
static void write_exceptions(struct json_writer *json, const struct report *report)
{
    const struct exception_result_list *results = &report->verdicts->exceptions;
    struct lines lines = {0};
    AUTO_TEXT raw, line;
    text_init(&raw, SECTION_MAX);
    text_init(&line, SECTION_MAX);
    text_init(&lines.markup, SECTION_MAX);
    for (size_t i = 0; i < results->count; i++) {
        text_reset(&raw);
        text_reset(&line);
        if ((!results->items[i].is_ending && !results->items[i].is_expired) ||
            !words_exception(&raw, &results->items[i]))
            continue;
        slack_add_plain(&line, &raw);
        add_line(&lines, "*Exceptions* ", &line);
    }
    write_lines(json, &lines);
}

void slack_write_changes(struct json_writer *json, const struct report *report)
{
    AUTO_TEXT raw, markup;
    text_init(&raw, SECTION_MAX);
    text_init(&markup, SECTION_MAX);
    words_changes(&raw, report);
    slack_add_plain(&markup, &raw);
    slack_write_section(json, &markup);
}

/* Where nothing changed one line says it all: a list seen weekly is read by none. */
void slack_write_rest(struct json_writer *json, const struct report *report)
{
    const struct changes *changes = report->changes;
    if (changes->new_count != 0 || changes->fixed.count != 0) {
        write_fixed(json, changes);
        write_still(json, report);
    }
    write_exceptions(json, report);
}
