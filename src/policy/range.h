/* Ranges of versions: comparators joined by spaces (and) or || (or), as in ">=1.24
 * <1.34". */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

struct range;

/*
 * Reads a range; comparators are < <= > >= = and numbers with dots. A number given with
 * fewer parts stands for all that begin with it: "<=1.2" holds for 1.2.9.
 */
bool range_parse(const char *text, struct arena *arena, const struct range **ret_range,
                 struct error *err) NODISCARD;

/* Whether dotted numbers ("1.19.9", "v1.19", a suffix behind them is ignored) are in
 * it. */
bool range_holds(const struct range *range, const char *version);

/* As it was written. */
const char *range_text(const struct range *range);
