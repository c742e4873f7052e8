/* The catalogue for people: a table of all products, and all about one. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/text.h"
#include "policy/policy.h"

/* One line a product: name, role, tier, home. */
void catalog_list(const struct catalog *catalog, const struct policy *policy,
                  struct text *text);

/* Everything about one product, its samples as they are read. */
void catalog_show(const struct product *product, const struct policy *policy,
                  struct arena *arena, struct text *text);
