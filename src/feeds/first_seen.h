/* Days on which versions were first seen, kept by the store for what has no days. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"

/* Versions that a list has lacked for longer are not remembered as withdrawn. */
enum { FIRST_SEEN_FORGET_DAYS = 365 };

/*
 * Notes the versions of a complete answer that names a first_seen_repository, and adds
 * their days to it as releases of kind DATE_SEEN and DATE_LEAST_AGE; those that it has
 * lacked for REGRESSION_DAYS as withdrawn ones. A tag list that failed, is a part or a
 * stored one gets the days that are known, and nothing is noted. Nothing is done
 * without a history, or in a run that keeps no days.
 */
void first_seen_note(const struct feed_run *run, const struct version_reader *reader,
                     struct answer *answer);
