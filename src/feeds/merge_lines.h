/* The release lines of a product, merged from its feeds and the catalogue. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/feeds.h"

/*
 * Fills upstream->lines, ascending. An end is taken from endoflife.date, else from a
 * release file; of equals the earliest. Part of upstream_merge.
 */
void upstream_merge_lines(struct upstream *upstream, struct arena *arena);
