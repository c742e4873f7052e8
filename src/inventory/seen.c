/* The set of uids. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/seen.h"

#include "base/map.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    const char *uid;
    size_t page;
};

struct seen {
    struct arena *arena;
    struct map *entries;
};

struct seen *seen_new(void)
{
    struct seen *seen = calloc(1, sizeof *seen);
    if (seen == NULL)
        arena_out_of_memory();
    seen->arena = arena_new();
    seen->entries = map_new();
    return seen;
}

void seen_free(struct seen *seen)
{
    if (seen == NULL)
        return;
    map_free(seen->entries);
    arena_free(seen->arena);
    free(seen);
}

bool seen_before(struct seen *seen, const char *uid, size_t page)
{
    size_t length = strlen(uid);
    struct entry *entry = map_find(seen->entries, uid, length);
    if (entry != NULL)
        return entry->page < page;
    entry = arena_alloc(seen->arena, sizeof *entry);
    entry->uid = arena_copy(seen->arena, uid);
    entry->page = page;
    map_add(seen->entries, entry->uid, length, entry);
    return false;
}
