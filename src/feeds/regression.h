/* Lists that shrank: a feed that lost versions is not believed at once. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"
#include "feeds/versions_of.h"

/* A shorter list that has stood for so long is accepted (judging.md section 2). */
enum { REGRESSION_DAYS = 14 };

/* Whether the answer is one that can be compared: live and complete. */
bool regression_applies(const struct answer *answer);

/*
 * Compares a complete live answer with the stable versions (of a feed of line ends: the
 * lines) that its feed had when it was last believed, and makes it partial when some
 * are gone. Remembers in the cache. texts are the answer's versions.
 */
void regression_check(const struct feed_run *run, const struct version_texts *texts,
                      struct answer *answer);

/*
 * How many of the texts in before are not in after, both ascending and without twins;
 * ret_first gets the last of them. Pure.
 */
size_t regression_count(const struct text_list *before, const struct text_list *after,
                        const char **ret_last);
