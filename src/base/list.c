/* Lists: doubling in the arena; the old items stay there unused. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/list.h"

#include <stdint.h>
#include <string.h>

/* Most lists are short, and there may be thousands: the first room of one with large
 * items is small. */
enum { ROOM_FIRST = 8, ROOM_FIRST_BYTES = 128 };

static size_t first_room(size_t item_bytes)
{
    size_t room = ROOM_FIRST_BYTES / item_bytes;
    return room == 0 ? 1 : room > ROOM_FIRST ? ROOM_FIRST : room;
}

static void *move(struct arena *arena, void *items, size_t count, size_t *room,
                  size_t item_bytes)
{
    if (*room > SIZE_MAX / 4)
        arena_out_of_memory();
    size_t larger = *room == 0 ? first_room(item_bytes) : *room * 2;
    void *moved = arena_room_many(arena, larger, item_bytes);
    if (count != 0)
        memcpy(moved, items, count * item_bytes);
    *room = larger;
    return moved;
}

/* Slot by slot, so that memory behind the last one is not touched before it is used. */
void *list_grow(struct arena *arena, void *items, size_t count, size_t *room,
                size_t item_bytes)
{
    if (count >= *room)
        items = move(arena, items, count, room, item_bytes);
    memset((char *)items + count * item_bytes, 0, item_bytes);
    return items;
}
