/* Many days of verdicts, put together by component, and told as a table. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/timeline.h"

#include "base/out.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS_BYTES_MAX = 4096 };

static struct timeline_row *row_of(struct timeline *timeline, const char *id)
{
    for (size_t i = 0; i < timeline->rows.count; i++)
        if (strcmp(timeline->rows.items[i].id, id) == 0)
            return &timeline->rows.items[i];
    return NULL;
}

static struct timeline_row *new_row(struct timeline *timeline,
                                    const struct report *report,
                                    const struct finding *finding, struct arena *arena)
{
    AUTO_TEXT component, version, place;
    text_init(&component, WORDS_BYTES_MAX);
    text_init(&version, WORDS_BYTES_MAX);
    text_init(&place, WORDS_BYTES_MAX);
    words_component(&component, finding);
    words_running(&version, finding);
    words_place(&place, report, finding);
    struct timeline_row *row = LIST_ADD(arena, &timeline->rows);
    *row = (struct timeline_row){
        .id = arena_copy(arena, finding->id),
        .role = finding->role,
        .component = arena_copy(arena, component.bytes),
        .version = arena_copy(arena, version.bytes),
        .place = arena_copy(arena, place.bytes),
        .due_day = DAY_NONE,
        .stale_day = DAY_NONE,
    };
    return row;
}

static void extend(struct timeline_row *row, int day, enum status status,
                   struct arena *arena)
{
    struct timeline_span_list *spans = &row->spans;
    if (spans->count != 0 && spans->items[spans->count - 1].status == status)
        spans->items[spans->count - 1].to_day = day;
    else
        *LIST_ADD(arena, spans) = (struct timeline_span){day, day, status};
}

/* A release cannot run before it is out (judging.md section 1.8). */
static bool is_before_release(const struct finding *finding, int day)
{
    return finding->released_day != DAY_NONE && day < finding->released_day;
}

void timeline_add(struct timeline *timeline, const struct report *report, int day,
                  struct arena *arena)
{
    const struct finding_list *findings = &report->verdicts->findings;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (finding->subject->product == NULL || is_before_release(finding, day))
            continue;
        struct timeline_row *row = row_of(timeline, finding->id);
        if (row == NULL)
            row = new_row(timeline, report, finding, arena);
        extend(row, day, finding->status, arena);
        bool is_stale = finding->status == STATUS_STALE;
        if (row->due_day == DAY_NONE && (is_stale || finding->status == STATUS_DUE))
            row->due_day = day;
        if (row->stale_day != DAY_NONE || !is_stale)
            continue;
        row->stale_day = day;
        row->message = arena_copy(arena, finding->message);
    }
}

/* Never comes last. */
static int day_order(int a, int b)
{
    if (a == b)
        return 0;
    if (a == DAY_NONE || b == DAY_NONE)
        return a == DAY_NONE ? 1 : -1;
    return a < b ? -1 : 1;
}

static int row_order(const void *a, const void *b)
{
    const struct timeline_row *left = a;
    const struct timeline_row *right = b;
    int order = day_order(left->stale_day, right->stale_day);
    if (order == 0)
        order = day_order(left->due_day, right->due_day);
    if (order == 0)
        order = (int)left->role - (int)right->role;
    return order != 0 ? order : strcmp(left->id, right->id);
}

void timeline_finish(struct timeline *timeline)
{
    if (timeline->rows.count != 0)
        qsort(timeline->rows.items, timeline->rows.count, sizeof *timeline->rows.items,
              row_order);
}

static void add_cell(struct text *text, const char *raw, int width)
{
    AUTO_TEXT shown;
    text_init(&shown, 5 * WORDS_BYTES_MAX);
    out_add_printable(&shown, raw);
    text_add(text, shown.bytes);
    for (int columns = (int)out_width(shown.bytes); columns < width; columns++)
        text_add_char(text, ' ');
}

static void write_row(const struct timeline_row *row, struct text *text)
{
    char day[DAY_TEXT_BYTES];
    text_add(text, "  ");
    add_cell(text, role_title(row->role), 15);
    text_add_char(text, ' ');
    add_cell(text, row->component, 20);
    text_add_char(text, ' ');
    add_cell(text, row->version, 12);
    text_addf(text, " %-11s", day_format(row->due_day, day));
    text_addf(text, " %s\n", day_format(row->stale_day, day));
    text_add(text, "                  ");
    add_cell(text, row->place, 0);
    text_add_char(text, '\n');
}

void timeline_write_text(const struct timeline *timeline, struct text *text)
{
    char since[DAY_TEXT_BYTES], until[DAY_TEXT_BYTES], day[DAY_TEXT_BYTES];
    text_addf(text, "stalemark backtest   %s to %s, every %d day%s\n\n",
              day_format(timeline->since_day, since),
              day_format(timeline->until_day, until), timeline->step_days,
              timeline->step_days == 1 ? "" : "s");
    text_addf(text, "  %-15s %-20s %-12s %-11s %s\n", "ROLE", "COMPONENT", "RUNS",
              "DUE FROM", "STALE FROM");
    for (size_t i = 0; i < timeline->rows.count; i++)
        write_row(&timeline->rows.items[i], text);
    if (timeline->rows.count == 0)
        text_add(text, "  nothing that runs was out in that time\n");
    text_add_char(text, '\n');
    for (size_t i = 0; i < timeline->rows.count; i++) {
        const struct timeline_row *row = &timeline->rows.items[i];
        if (row->stale_day == DAY_NONE)
            continue;
        text_add(text, "  ");
        add_cell(text, row->component, 0);
        text_add_char(text, ' ');
        add_cell(text, row->version, 0);
        text_addf(text, ": the policy would have spoken %d days before %s (on %s)\n",
                  timeline->until_day - row->stale_day, until,
                  day_format(row->stale_day, day));
    }
}
