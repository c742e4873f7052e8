/* The timeline as a picture: one bar a component, one colour a status, no script. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/escape.h"
#include "report/timeline.h"

enum {
    WIDTH = 960,
    LABEL = 240, /* where bars begin */
    RIGHT = 24,
    TOP = 64,
    ROW = 28,
    BAR = 16,
    BOTTOM = 48,
    YEAR_DAYS = 365,
};

static const char style[] =
    "text{font:13px system-ui,sans-serif;fill:#1c1d22}.title{font-weight:700;"
    "font-size:16px}.grid{stroke:#c9ccd4}.stale{fill:#b3261e}.unknown{fill:#6750a4}"
    ".due{fill:#b26a00}.exempt{fill:#5f6b76}.fresh{fill:#1a7f4b}"
    "@media(prefers-color-scheme:dark){text{fill:#e9eaee}.grid{stroke:#454b56}"
    ".stale{fill:#ff8a80}.unknown{fill:#c4a7ff}.due{fill:#ffb74d}"
    ".exempt{fill:#9aa5b1}.fresh{fill:#6fcf97}}";

static int x_of(const struct timeline *timeline, int day)
{
    int days = timeline->until_day - timeline->since_day + timeline->step_days;
    return LABEL + (int)((long)(day - timeline->since_day) * (WIDTH - LABEL - RIGHT) /
                         (days == 0 ? 1 : days));
}

static void write_grid(const struct timeline *timeline, int height, struct text *text)
{
    char day[DAY_TEXT_BYTES];
    int days = timeline->until_day - timeline->since_day;
    int every = days > 2 * YEAR_DAYS ? YEAR_DAYS / 2 : days / 4 + 1;
    for (int at = timeline->since_day; at <= timeline->until_day; at += every) {
        int x = x_of(timeline, at);
        text_addf(text,
                  "<line class=\"grid\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>"
                  "<text x=\"%d\" y=\"%d\">%s</text>\n",
                  x, TOP - 8, x, height - BOTTOM, x, height - BOTTOM + 18,
                  day_format(at, day));
    }
}

static void write_spans(const struct timeline *timeline, const struct timeline_row *row,
                        int y, struct text *text)
{
    char from[DAY_TEXT_BYTES], to[DAY_TEXT_BYTES];
    for (size_t i = 0; i < row->spans.count; i++) {
        const struct timeline_span *span = &row->spans.items[i];
        int x = x_of(timeline, span->from_day);
        int end = x_of(timeline, span->to_day + timeline->step_days);
        text_addf(text,
                  "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\">"
                  "<title>",
                  status_name(span->status), x, y, end > x ? end - x : 1, BAR);
        escape_html(text, row->component);
        text_add_char(text, ' ');
        escape_html(text, row->version);
        text_addf(text, " %s from %s to %s</title></rect>\n", status_name(span->status),
                  day_format(span->from_day, from), day_format(span->to_day, to));
    }
}

static void write_legend(int y, struct text *text)
{
    int x = LABEL;
    for (enum status status = STATUS_STALE; status < STATUS_COUNT; status++) {
        text_addf(text,
                  "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"12\" height=\"12\"/>"
                  "<text x=\"%d\" y=\"%d\">%s</text>\n",
                  status_name(status), x, y - 11, x + 18, y, status_name(status));
        x += 100;
    }
}

void timeline_write_svg(const struct timeline *timeline, struct text *text)
{
    char since[DAY_TEXT_BYTES], until[DAY_TEXT_BYTES];
    int height = TOP + (int)timeline->rows.count * ROW + BOTTOM + 12;
    text_addf(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
        "role=\"img\" aria-labelledby=\"title\">\n"
        "<title id=\"title\">What the policy would have said from %s to %s</title>\n"
        "<style>%s</style>\n"
        "<text class=\"title\" x=\"16\" y=\"30\">What the policy would have said, %s "
        "to %s</text>\n",
        WIDTH, height, day_format(timeline->since_day, since),
        day_format(timeline->until_day, until), style, since, until);
    write_grid(timeline, height, text);
    for (size_t i = 0; i < timeline->rows.count; i++) {
        const struct timeline_row *row = &timeline->rows.items[i];
        int y = TOP + (int)i * ROW;
        text_addf(text, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">", LABEL - 12,
                  y + BAR - 3);
        escape_html(text, row->component);
        text_add_char(text, ' ');
        escape_html(text, row->version);
        text_add(text, "</text>\n");
        write_spans(timeline, row, y, text);
    }
    write_legend(height - 12, text);
    text_add(text, "</svg>\n");
}
