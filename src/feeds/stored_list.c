/* Writes and reads lists for the cache: they are long, and read in every run. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/stored_list.h"

#include <string.h>

/* The bytes of all lines; 0: an entry cannot be one, or there is none. */
static size_t bytes_of(const struct text_list *list)
{
    size_t bytes = 0;
    for (size_t i = 0; i < list->count; i++) {
        const char *at = list->items[i];
        while (*at != '\0' && *at != '\n')
            at++;
        if (*at == '\n' || at == list->items[i])
            return 0;
        bytes += (size_t)(at - list->items[i]) + 1;
    }
    return bytes;
}

bool stored_list_write(const struct text_list *list, struct text *ret_stored)
{
    size_t bytes = bytes_of(list);
    if (bytes == 0 && list->count != 0)
        return false;
    text_init(ret_stored, bytes);
    char *lines = text_add_room(ret_stored, bytes);
    for (size_t i = 0; i < list->count; i++) {
        lines = stpcpy(lines, list->items[i]);
        *lines++ = '\n';
    }
    return true;
}

bool stored_list_is(const char *body, size_t bytes, const struct text_list *list)
{
    const char *end = body + bytes;
    for (size_t i = 0; i < list->count; i++) {
        size_t length = strlen(list->items[i]);
        if ((size_t)(end - body) <= length ||
            memcmp(body, list->items[i], length) != 0 || body[length] != '\n')
            return false;
        body += length + 1;
    }
    return body == end;
}

static unsigned char line_ends(const char *bytes, size_t count)
{
    unsigned char ends = 0;
    for (size_t i = 0; i < count; i++)
        ends = (unsigned char)(ends + (bytes[i] == '\n'));
    return ends;
}

/* In pieces of a size that compilers know, which they count many bytes at a time. */
static size_t count_lines(const char *body, size_t bytes)
{
    enum { PIECE = 128 };
    size_t count = 0;
    size_t at = 0;
    for (; bytes - at >= PIECE; at += PIECE)
        count += line_ends(body + at, PIECE);
    return count + line_ends(body + at, bytes - at);
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
