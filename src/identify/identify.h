/* Names the product of each image and reads its tag. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "identify/products.h"

/* One subject for each image of the inventory, in its order. Pure. */
bool identify_all(const struct inventory *inventory, const struct catalog *catalog,
                  const struct policy *policy, struct arena *arena,
                  struct subject_list *ret_subjects, struct error *err) NODISCARD;
