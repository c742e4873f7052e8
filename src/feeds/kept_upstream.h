/* What stays of an upstream that was judged: enough for the report to tell of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/releases.h"

/*
 * Its name, its lines, and its answers without what they list. Borrows nothing of the
 * upstream but its product, reader and repository.
 */
const struct upstream *kept_upstream_new(const struct upstream *upstream,
                                         struct arena *arena);
