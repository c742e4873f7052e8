/* Which releases' dates would make a verdict another one: pure. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/releases.h"
#include "policy/policy.h"

LIST(release_index_list, uint32_t); /* into upstream.releases */

/* Lines whose first release is asked for, for one running version. */
enum { DATES_NEEDED_MAX = 8 };

/* The verdict that the dates are for. */
struct dates_purpose {
    const struct policy *policy;
    enum tier tier;
    int as_of_day;
    bool is_past; /* what has no date does not count then */
};

/*
 * What the days meter of a step would want to know of the releases above a running
 * version: for each line above (and its own) the first release, where no release feed
 * dates it and the store never saw it come. Nothing for a step that is off, has no
 * days, or is broken by its other meters or by the dates that are known, as of the day.
 * The nearest lines come first. Indices are added once.
 */
void dates_needed(const struct upstream *upstream, const struct version *running,
                  const struct dates_purpose *purpose, struct arena *arena,
                  struct release_index_list *needed);
