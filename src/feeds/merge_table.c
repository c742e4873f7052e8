/* Finds releases by their version, and sorts them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/merge_table.h"

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

void merge_table_reserve(struct merge_table *table, size_t count)
{
    table->room = ROOM_FIRST;
    while (table->room / 2 <= count && table->room <= SIZE_MAX / 4)
        table->room *= 2;
    table->slots = arena_room_many(table->arena, table->room, sizeof *table->slots);
    memset(table->slots, 0xff, table->room * sizeof *table->slots);
    table->all.items = arena_room_many(table->arena, count, sizeof *table->all.items);
    table->all.room = count;
}

uint32_t merge_table_claim(struct merge_table *table, const struct version *version)
{
    /* Lists are mostly in order: what a tag names, the one before it named too. */
    if (table->all.count != 0 &&
        version_same_plain_release(table->all.items[table->last].version, version))
        return table->last;
    if (table->all.count * 2 >= table->room)
        grow(table);
    uint64_t hash = version_hash_release(version, table->seed);
    uint32_t *slot = slot_of(table, hash, version);
    if (*slot == MERGED_NONE) {
        *slot = (uint32_t)table->all.count;
        *LIST_ADD(table->arena, &table->all) =
            (struct merged){.hash = hash, .version = version};
    }
    table->last = *slot;
    return *slot;
}

uint32_t merge_table_find(const struct merge_table *table,
                          const struct version *version)
{
    if (table->room == 0)
        return MERGED_NONE;
    return *slot_of(table, version_hash_release(version, table->seed), version);
}

/* What is sorted. */
struct place {
    uint64_t packed; /* the version's numbers: mostly they tell the order alone */
    uint32_t at;
};

static inline bool is_before(const struct merge_table *table, const struct place *a,
                             const struct place *b)
{
    if (a->packed != b->packed && a->packed != 0 && b->packed != 0)
        return a->packed < b->packed;
    return version_compare_release(table->all.items[a->at].version,
                                   table->all.items[b->at].version) < 0;
}

/* Runs of places that ascend; begins has one more: the end of the last. */
struct runs {
    size_t *begins;
    size_t count;
};

static struct runs find_runs(const struct merge_table *table,
                             const struct place *places)
{
    size_t count = table->all.count;
    struct runs runs = {arena_room_many(table->arena, count + 1, sizeof *runs.begins),
                        0};
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !is_before(table, &places[i - 1], &places[i]))
            runs.begins[runs.count++] = i;
    runs.begins[runs.count] = count;
    return runs;
}

/* Merges from[bounds 0, 1) and from[bounds 1, 2) into the same places of to. */
static void merge_two(const struct merge_table *table, const struct place *from,
                      const size_t bounds[3], struct place *to)
{
    size_t left = bounds[0];
    size_t right = bounds[1];
    size_t at = bounds[0];
    while (left < bounds[1] && right < bounds[2])
        to[at++] =
            is_before(table, &from[right], &from[left]) ? from[right++] : from[left++];
    memcpy(to + at, from + left, (bounds[1] - left) * sizeof *to);
    at += bounds[1] - left;
    memcpy(to + at, from + right, (bounds[2] - right) * sizeof *to);
}

static void merge_neighbours(const struct merge_table *table, struct runs *runs,
                             const struct place *from, struct place *to)
{
    size_t merged = 0;
    for (size_t i = 0; i < runs->count; i += 2) {
        size_t middle = i + 1;
        size_t end = i + 2 <= runs->count ? i + 2 : runs->count;
        const size_t bounds[3] = {runs->begins[i], runs->begins[middle],
                                  runs->begins[end]};
        merge_two(table, from, bounds, to);
        runs->begins[merged++] = bounds[0];
    }
    runs->begins[merged] = table->all.count;
    runs->count = merged;
}

/* Lists come in order, by numbers or by bytes: their runs are merged as they are. */
uint32_t *merge_table_sort(const struct merge_table *table)
{
    size_t count = table->all.count;
    struct place *from = arena_room_many(table->arena, count, sizeof *from);
    for (size_t i = 0; i < count; i++)
        from[i] =
            (struct place){table->all.items[i].version->packed_numbers, (uint32_t)i};
    struct runs runs = find_runs(table, from);
    struct place *to =
        runs.count < 2 ? NULL : arena_room_many(table->arena, count, sizeof *to);
    while (runs.count > 1) {
        merge_neighbours(table, &runs, from, to);
        struct place *sorted = to;
        to = from;
        from = sorted;
    }
    uint32_t *order = arena_room_many(table->arena, count, sizeof *order);
    for (size_t i = 0; i < count; i++)
        order[i] = from[i].at;
    return order;
}
