/* The parts of the HTML page, one file each. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/report.h"
#include "report/words.h"

/* The text of the style element, whose hash the page's security policy names. */
extern const char html_style[];

/* Foreign words, escaped. */
void html_add(struct text *text, const char *foreign);

/* A time element, "-" for no day. */
void html_add_day(struct text *text, int day);

/* A shape and a word: never colour alone. */
void html_add_badge(struct text *text, enum status status);

/* Inline SVG: how long updates have been out, and the statuses of each role. */
void html_add_charts(struct text *text, const struct report *report);

/* The table of findings with their evidence, and the list of the fresh ones. */
void html_add_findings(struct text *text, const struct report *report,
                       const struct tally *tally);
void html_add_details(struct text *text, const struct report *report,
                      const struct finding *finding);

/* What one may want to know besides: exceptions, errors, clusters, policy, words. */
void html_add_about(struct text *text, const struct report *report,
                    const struct tally *tally);
