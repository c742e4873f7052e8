/* The table of texts. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/intern.h"

#include "base/map.h"

#include <stdlib.h>
#include <string.h>

struct interner {
    struct arena *arena;
    struct map *texts;
};

struct interner *interner_new(struct arena *arena)
{
    struct interner *interner = calloc(1, sizeof *interner);
    if (interner == NULL)
        arena_out_of_memory();
    interner->arena = arena;
    interner->texts = map_new();
    return interner;
}

void interner_free(struct interner *interner)
{
    if (interner == NULL)
        return;
    map_free(interner->texts);
    free(interner);
}

const char *intern(struct interner *interner, const char *text)
{
    if (text == NULL)
        return NULL;
    size_t length = strlen(text);
    char *kept = map_find(interner->texts, text, length);
    if (kept == NULL) {
        kept = arena_alloc(interner->arena, length + 1);
        memcpy(kept, text, length + 1);
        map_add(interner->texts, kept, length, kept);
    }
    return kept;
}

const char *interned(const struct interner *interner, const char *text)
{
    return text == NULL ? NULL : map_find(interner->texts, text, strlen(text));
}
