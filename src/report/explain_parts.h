/* What the files that explain for a terminal share. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/explain.h"

/* Where an explanation is written to, and how. */
struct page {
    const struct explanation *explanation;
    const struct report_look *look;
    struct arena *arena;
    struct text *text;
};

/* Indents of a section's entries and of what belongs to one of them. */
enum { PAGE_INDENT = 2, PAGE_INNER = 9 };

void page_heading(const struct page *page, const char *words);

/* A sentence wrapped at the width of the screen; later lines are indented more. */
void page_line(const struct page *page, const char *raw);
void page_linef(const struct page *page, const char *format, ...) PRINTF(2, 3);
/* The first line of an entry with inner lines: a name, padded, and what follows. */
void page_entryf(const struct page *page, const char *name, const char *format, ...)
    PRINTF(3, 4);
void page_innerf(const struct page *page, const char *format, ...) PRINTF(2, 3);

/* Short pieces in columns of equal width, as many beside each other as fit. */
void page_grid(const struct page *page, const struct text_list *pieces, int indent);

/* " (policies/default.yaml:21)", nothing for none. In the arena. */
const char *page_origin(const struct page *page, const struct origin *origin);
const char *page_day(const struct page *page, int day);

/* explain_steps.c: the releases on each step, their leeway, what was left out. */
void page_steps(const struct page *page);
/* explain_reasons.c: why this status and no better one, and what would change it. */
void page_reasons(const struct page *page);
void page_exceptions(const struct page *page);
void page_changes(const struct page *page);
