/* What the policy would have said on each of many days: the record of a backtest. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "judge/findings.h"
#include "report/report.h"

/* Days in a row on which a component had one status. */
struct timeline_span {
    int from_day;
    int to_day; /* the last one looked at */
    enum status status;
};
LIST(timeline_span_list, struct timeline_span);

/* One component over the whole time. Texts are in the timeline's arena. */
struct timeline_row {
    const char *id; /* of its finding */
    enum role role;
    const char *component;
    const char *version;
    const char *place;
    int due_day;   /* the first day on which it was due, or worse; DAY_NONE: never */
    int stale_day; /* the first day on which it was stale; DAY_NONE: never */
    const char *message; /* of the first day on which it was stale */
    struct timeline_span_list spans;
};
LIST(timeline_row_list, struct timeline_row);

struct timeline {
    int since_day;
    int until_day;
    int step_days;
    struct timeline_row_list rows; /* the first to be stale, then due, first */
};

/* Adds the verdicts of one day, later than those before. */
void timeline_add(struct timeline *timeline, const struct report *report, int day,
                  struct arena *arena);

/* Puts the rows into their order; after the last day. */
void timeline_finish(struct timeline *timeline);

/* A table for a terminal, and when the policy would have spoken. */
void timeline_write_text(const struct timeline *timeline, struct text *text);

/* A picture of its own: an SVG document with a title and a text for each bar. */
void timeline_write_svg(const struct timeline *timeline, struct text *text);
