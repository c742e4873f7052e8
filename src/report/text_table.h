/* The columns of the table on a terminal: how wide, and which give way. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/report.h"

#include <stdbool.h>

/* Widths in columns of the screen; 0: the column is left out. */
struct table_widths {
    int role;
    int component;
    int running;
    int step;
    int behind;
    int since;
    int namespace;
    int workload;
    int rule;
    bool has_second_line; /* place and remark under each row */
    int line;             /* of the whole screen */
};

/*
 * Fits the table to the screen (formats.md, "The table on a terminal"): the content
 * decides within limits; SINCE, BEHIND, then the second line give way when the screen
 * is narrow; namespace, workload and rule become columns when it is wide.
 */
struct table_widths table_fit(const struct report *report,
                              const struct report_look *look);

/* Whether this finding has a row: for a gate what fails it, else what people want to
 * read of, with -v all. */
bool table_has_row(const struct report *report, const struct report_look *look,
                   const struct finding *finding);

/* The colour that a status has wherever it is shown. */
enum screen_color table_status_color(enum status status);

/* The headings, and one finding's row with what stands under it. */
void table_add_headings(struct text *text, const struct table_widths *widths);
void table_add_finding(struct text *text, const struct report *report,
                       const struct table_widths *widths,
                       const struct report_look *look, const struct finding *finding);
