/* Writes and reads lists for the cache: they are long, and read in every run. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/stored_list.h"

#include <string.h>

bool stored_list_write(const struct text_list *list, struct text *ret_stored)
{
    size_t bytes = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i][0] == '\0' || strchr(list->items[i], '\n') != NULL)
            return false;
        bytes += strlen(list->items[i]) + 1;
    }
    text_init(ret_stored, bytes);
    for (size_t i = 0; i < list->count; i++) {
        text_add(ret_stored, list->items[i]);
        text_add_char(ret_stored, '\n');
    }
    return !text_overflowed(ret_stored);
}

static size_t count_lines(const char *body, size_t bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += body[i] == '\n';
    return count;
}

/* One copy of the body holds all texts: they are cut where the lines end. */
struct text_list stored_list_read(const char *body, size_t bytes, struct arena *arena)
{
    size_t room = count_lines(body, bytes);
    struct text_list list = {.items = arena_room_many(arena, room, sizeof *list.items),
                             .room = room};
    char *copied = arena_room_many(arena, bytes + 1, 1);
    memcpy(copied, body, bytes);
    char *line = copied;
    for (char *end = memchr(line, '\n', bytes); end != NULL;
         end = memchr(line, '\n', (size_t)(copied + bytes - line))) {
        *end = '\0';
        list.items[list.count++] = line;
        line = end + 1;
    }
    return list;
}
