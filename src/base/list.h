/* Lists in an arena: { items, count, room }, and one macro for all of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

#include <stddef.h>

/* Declares struct NAME with items of type. Initialise with {0}; iterate with a plain
 * for. */
#define LIST(name, type)                                                               \
    struct name {                                                                      \
        type *items;                                                                   \
        size_t count;                                                                  \
        size_t room;                                                                   \
    }

/* Makes room for one item more and zeroes it; items may move, so point into finished
 * lists only. */
void *list_grow(struct arena *arena, void *items, size_t count, size_t *room,
                size_t item_bytes);

/* The new, zeroed last slot of the list. */
#define LIST_ADD(arena, list)                                                          \
    ((list)->items = list_grow((arena), (list)->items, (list)->count, &(list)->room,   \
                               sizeof *(list)->items),                                 \
     (list)->items + (list)->count++)

/* Texts that the list does not own. */
LIST(text_list, const char *);

/* Places in another list. */
LIST(index_list, size_t);
