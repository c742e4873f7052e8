/* The uids that were seen, for a list that could not be read at one point in time. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct seen;

struct seen *seen_new(void);
void seen_free(struct seen *seen);

/*
 * Whether uid came in an earlier page than this one; remembers it. The same page may
 * come again: what it holds is not taken for seen.
 */
bool seen_before(struct seen *seen, const char *uid, size_t page);
