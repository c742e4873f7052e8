/* The releases of one merge, found by their version. Private to the merge. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/list.h"
#include "identify/version.h"

#include <stdbool.h>
#include <stdint.h>

/* No release has that index. */
#define MERGED_NONE UINT32_MAX

/* One version number while answers are merged. */
struct merged {
    uint64_t hash;
    const struct version *version; /* the first that was read */
    const struct version *tag;     /* the plainest that can be pulled; NULL: none can */
    uint32_t tag_answer;
    uint32_t tag_plainness;
};
LIST(merged_list, struct merged);

/* Open addressing, at most half full. Zeroed but for its arena and seed: empty. */
struct merge_table {
    struct arena *arena;
    uint64_t seed;
    struct merged_list all;
    uint32_t *slots;
    size_t room;   /* a power of two */
    uint32_t last; /* the index that was claimed last, of all */
};

/* Makes room for so many claims, so that the table never grows. Before the first. */
void merge_table_reserve(struct merge_table *table, size_t count);

/* The index of the version's release, which is added when it is new. */
uint32_t merge_table_claim(struct merge_table *table, const struct version *version);

/* The same, or MERGED_NONE. */
uint32_t merge_table_find(const struct merge_table *table,
                          const struct version *version);

/* All indices, ascending by version_compare_release. In the table's arena. */
uint32_t *merge_table_sort(const struct merge_table *table);
