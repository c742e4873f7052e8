/* Inventories as text, for tests to compare. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/text.h"
#include "inventory/images.h"

/* One line a use: "reference [digest] | namespace workload container kind pods ...". */
static inline void inventory_text(const struct inventory *inventory, struct text *text)
{
    static const char *const kinds[] = {"main", "init", "ephemeral", "volume"};
    for (size_t i = 0; i < inventory->images.count; i++) {
        const struct image *image = &inventory->images.items[i];
        for (size_t j = 0; j < image->uses.count; j++) {
            const struct use *use = &image->uses.items[j];
            text_addf(text, "%s%s%s | %s %s %s %s %zu", image->reference,
                      image->digest == NULL ? "" : " ",
                      image->digest == NULL ? "" : image->digest,
                      use->namespace[0] == '\0' ? "\"\"" : use->namespace,
                      use->workload[0] == '\0' ? "\"\"" : use->workload,
                      use->container[0] == '\0' ? "\"\"" : use->container,
                      kinds[use->kind], use->pods);
            if (use->is_finished)
                text_add(text, " finished");
            for (size_t k = 0; k < use->annotations.count; k++)
                text_addf(text, " %s=%s", use->annotations.items[k].key,
                          use->annotations.items[k].value);
            text_add(text, "\n");
        }
    }
}
