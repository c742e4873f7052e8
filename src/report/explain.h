/* The evidence chain of one verdict, for a reader who wants to check it by hand. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identify/tags.h"
#include "report/report.h"

/* Tags that do not count, by the reason why. Made from the list that was judged. */
struct explained_tags {
    size_t total;
    size_t newer;
    size_t older;
    size_t same;
    size_t rejected;
    struct text_list by_reason[TAG_REASON_COUNT]; /* the tags themselves */
};

/* Relates every pullable tag of the running repository to the running one. */
void explain_tags(const struct finding *finding, struct arena *arena,
                  struct explained_tags *ret_tags);

/* Appends the whole explanation of a finding as text for a terminal. */
void explain_write_text(const struct report *report, const struct finding *finding,
                        const struct report_look *look, struct arena *arena,
                        struct text *text);
