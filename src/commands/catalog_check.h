/* What loading a catalogue cannot tell: whether its entries do what they are for. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/text.h"
#include "policy/catalog.h"

#include <stddef.h>

/*
 * Adds a line for each complaint, "FILE:LINE:COLUMN: product: what is wrong", and
 * returns how many there are.
 */
size_t catalog_check(const struct catalog *catalog, struct arena *arena,
                     struct text *complaints);
