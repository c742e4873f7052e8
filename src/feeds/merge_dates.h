/* Dates of a release, of several feeds. Private to the merge. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/releases.h"

/* What the answers said of a release's day so far, each by its earliest. */
struct day_span {
    const struct answer *answer; /* the one being read; NULL: none so far */
    int first;                   /* its earliest; DAY_NONE: none */
    int earliest;                /* over the answers before */
    int latest;
};

/* Nothing was said. */
struct day_span day_span_none(void);

/* Entries come answer by answer. */
void day_span_add(struct day_span *span, const struct feed_release *entry,
                  const struct answer *answer);

/* Days between the feeds' earliest ones. Ends the span. */
int day_span_gap(struct day_span *span);

/*
 * The better kind of date wins; of equals the earliest, told first. Of days on which it
 * was only seen to be there (release_day_is_bound, DATE_SEEN) the earliest.
 */
void release_consider_day(struct release *release, int day, enum date_kind kind,
                          const struct answer *answer);
