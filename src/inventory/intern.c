/* The table of texts. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/intern.h"

#include "base/map.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    const char *text;
    UT_hash_handle hh;
};

struct interner {
    struct arena *arena;
    struct entry *entries;
};

struct interner *interner_new(struct arena *arena)
{
    struct interner *interner = calloc(1, sizeof *interner);
    if (interner == NULL)
        arena_out_of_memory();
    interner->arena = arena;
    return interner;
}

void interner_free(struct interner *interner)
{
    if (interner == NULL)
        return;
    HASH_CLEAR(hh, interner->entries);
    free(interner);
}

const char *intern(struct interner *interner, const char *text)
{
    if (text == NULL)
        return NULL;
    struct entry *entry;
    size_t length = strlen(text);
    HASH_FIND(hh, interner->entries, text, length, entry);
    if (entry != NULL)
        return entry->text;
    entry = arena_alloc(interner->arena, sizeof *entry);
    entry->text = arena_copy(interner->arena, text);
    HASH_ADD_KEYPTR(hh, interner->entries, entry->text, length, entry);
    return entry->text;
}
