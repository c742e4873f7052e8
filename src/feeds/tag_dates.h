/* What the APIs of registries share that tell when tags were pushed. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/feed.h"

/*
 * Adds a tag with the day of its push; a list that is full becomes partial. A push day
 * is that of the bytes: a tag that was built anew has a later one.
 */
void tag_date_add(const char *tag, int day, struct arena *arena, struct answer *answer);

/*
 * The first tag that is wanted and that no page named so far, from which the next page
 * is made; NULL: all are there, or none is wanted in particular (ret_wants_all).
 */
const char *tag_date_missing(const struct feed_subject *subject,
                             const struct answer *answer, bool *ret_wants_all);
