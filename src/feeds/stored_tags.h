/* A tag list as the cache keeps it: its pages with their validators, then all tags. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/day.h"
#include "base/text.h"
#include "net/registry.h"

/*
 * Writes the pages of a list; the lines of those that were not modified come from
 * earlier, where the same URL has them. False: something is missing, nothing is kept.
 */
bool stored_tags_write(const struct registry_page_list *pages,
                       const struct registry_page_list *earlier,
                       struct text *ret_stored) NODISCARD;

/*
 * Reads what was written. The pages' texts are in the arena, their lines point into
 * stored; ret_lines are those of all pages. False: it is no stored list.
 */
bool stored_tags_read(struct slice stored, struct arena *arena,
                      struct registry_page_list *ret_pages,
                      struct slice *ret_lines) NODISCARD;

/*
 * The tags of all lines, in the arena, and the days that the registry told of them:
 * DAY_NONE for one without; ret_days is NULL where it told none.
 */
void stored_tags_list(struct slice lines, struct arena *arena,
                      struct text_list *ret_tags, const int **ret_days);
