/* The releases above a running version and what became of each, to be explained. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identify/tags.h"
#include "judge/findings.h"

/* One release that stands above the running one. */
struct considered {
    const char *version; /* "1.7.30" */
    int day;             /* DAY_NONE: none is known */
    bool is_least_age;   /* it was there by that day, and may be older */
    int counts_from_day; /* DAY_NONE: not known */
    int day_gap;         /* between the feeds' earliest and latest date */
    enum step step;      /* that it counts on; of those that count only */
    /*
     * NULL: it counts. Else why not: "prerelease", "withdrawn", "soaking", "undated",
     * "later" (than the day), "not-pullable" (above the newest that can be pulled),
     * "beyond-pin", or the name of a tag's reason: "scheme", "platform", "floating".
     */
    const char *left_out;
};
LIST(considered_list, struct considered);

/*
 * Every release above the running one, ascending, as it was judged: those that count on
 * a step are as many as its lag says. Nothing without a version. In the arena.
 */
void considered_releases(const struct finding *finding, struct arena *arena,
                         struct considered_list *ret_releases);

/* Tags of the running repository, by what they are to the running one. */
struct considered_tags {
    size_t total;
    size_t newer;
    size_t older;
    size_t same;
    size_t rejected;
    struct text_list by_reason[TAG_REASON_COUNT]; /* the rejected tags themselves */
};

/* Relates each of them as it was related when the finding was judged. */
void considered_tags(const struct finding *finding, struct arena *arena,
                     struct considered_tags *ret_tags);
