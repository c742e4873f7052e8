/* Near matches: "did you mean ...?" */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stddef.h>

/*
 * The candidate nearest to word by edits (insert, delete, replace, swap of neighbours),
 * or NULL when none is near enough to be meant: at most a third of the longer word.
 */
const char *near_match(const char *word, const char *const *candidates, size_t count);
