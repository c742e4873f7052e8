/* Days on which versions were first seen, kept by the store for what has no days. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"
#include "feeds/versions_of.h"

/* Versions that a list has lacked for longer are not remembered as withdrawn. */
enum { FIRST_SEEN_FORGET_DAYS = 365 };

/*
 * Whether days are kept of the answer: it names where it is of, and is live and
 * complete, or a list of tags. Never without a history, or in a run that keeps no days.
 */
bool first_seen_applies(const struct feed_run *run, const struct answer *answer);

/*
 * Notes the versions of a live and complete answer. The days that are known of its tags
 * go into its tag_days; those of its releases, and of tags that it lacks, into its
 * releases, of kind DATE_SEEN and DATE_LEAST_AGE, what it has lacked for
 * REGRESSION_DAYS as withdrawn. A tag list that failed, is a part or a stored one gets
 * the days that are known, and nothing is noted. texts are the answer's versions.
 */
void first_seen_note(const struct feed_run *run, const struct version_texts *texts,
                     struct answer *answer);
