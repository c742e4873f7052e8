/* Which sources a run looks at: options that audit, gate, images and explain share. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/options.h"
#include "inventory/inventory.h"

struct source_options {
    struct inventory_sources sources;
    bool all_namespaces; /* -A: accepted, it is the default */
};

extern const struct option_row source_rows[];
