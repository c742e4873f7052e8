/* Finds releases by their version, and sorts them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/merge_table.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 256 };

static bool is_of(const struct merged *merged, uint64_t hash,
                  const struct version *version)
{
    return merged->hash == hash &&
           version_compare_release(merged->version, version) == 0;
}

/* The slot of the version, or the empty one where it belongs. */
static uint32_t *slot_of(const struct merge_table *table, uint64_t hash,
                         const struct version *version)
{
    size_t at = (size_t)hash & (table->room - 1);
    while (table->slots[at] != MERGED_NONE &&
           !is_of(&table->all.items[table->slots[at]], hash, version))
        at = (at + 1) & (table->room - 1);
    return &table->slots[at];
}

static void grow(struct merge_table *table)
{
    table->room = table->room == 0 ? ROOM_FIRST : table->room * 2;
    table->slots = arena_room_many(table->arena, table->room, sizeof *table->slots);
    memset(table->slots, 0xff, table->room * sizeof *table->slots);
    for (size_t i = 0; i < table->all.count; i++) {
        size_t at = (size_t)table->all.items[i].hash & (table->room - 1);
        while (table->slots[at] != MERGED_NONE)
            at = (at + 1) & (table->room - 1);
        table->slots[at] = (uint32_t)i;
    }
}

uint32_t merge_table_claim(struct merge_table *table, const struct version *version)
{
    if (table->all.count * 2 >= table->room)
        grow(table);
    uint64_t hash = version_hash_release(version, table->seed);
    uint32_t *slot = slot_of(table, hash, version);
    if (*slot == MERGED_NONE) {
        *slot = (uint32_t)table->all.count;
        *LIST_ADD(table->arena, &table->all) =
            (struct merged){.hash = hash, .version = version};
    }
    return *slot;
}

uint32_t merge_table_find(const struct merge_table *table,
                          const struct version *version)
{
    if (table->room == 0)
        return MERGED_NONE;
    return *slot_of(table, version_hash_release(version, table->seed), version);
}

/* What qsort moves. */
struct place {
    const struct version *version;
    uint32_t at;
};

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;
    return version_compare_release(a->version, b->version);
}

uint32_t *merge_table_sort(const struct merge_table *table)
{
    size_t count = table->all.count;
    struct place *places = arena_room_many(table->arena, count, sizeof *places);
    uint32_t *order = arena_room_many(table->arena, count, sizeof *order);
    bool is_sorted = true;
    for (size_t i = 0; i < count; i++) {
        places[i] = (struct place){table->all.items[i].version, (uint32_t)i};
        is_sorted =
            is_sorted && (i == 0 || compare_places(&places[i - 1], &places[i]) < 0);
    }
    if (!is_sorted)
        qsort(places, count, sizeof *places, compare_places);
    for (size_t i = 0; i < count; i++)
        order[i] = places[i].at;
    return order;
}
