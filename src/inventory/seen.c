/* The set of uids. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/seen.h"

#include "base/map.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    const char *uid;
    size_t page;
    UT_hash_handle hh;
};

struct seen {
    struct arena *arena;
    struct entry *entries;
};

struct seen *seen_new(void)
{
    struct seen *seen = calloc(1, sizeof *seen);
    if (seen == NULL)
        arena_out_of_memory();
    seen->arena = arena_new();
    return seen;
}

void seen_free(struct seen *seen)
{
    if (seen == NULL)
        return;
    HASH_CLEAR(hh, seen->entries);
    arena_free(seen->arena);
    free(seen);
}

bool seen_before(struct seen *seen, const char *uid, size_t page)
{
    struct entry *entry;
    size_t length = strlen(uid);
    HASH_FIND(hh, seen->entries, uid, length, entry);
    if (entry != NULL)
        return entry->page < page;
    entry = arena_alloc(seen->arena, sizeof *entry);
    entry->uid = arena_copy(seen->arena, uid);
    entry->page = page;
    HASH_ADD_KEYPTR(hh, seen->entries, entry->uid, length, entry);
    return false;
}
