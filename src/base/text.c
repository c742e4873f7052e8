/* The text builder. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 128 };

void text_init(struct text *text, size_t max)
{
    *text = (struct text){.max = max, .room = ROOM_FIRST, .bytes = malloc(ROOM_FIRST)};
    if (text->bytes == NULL)
        arena_out_of_memory();
    text->bytes[0] = '\0';
}

void text_clear(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

void text_reset(struct text *text)
{
    text->length = 0;
    text->overflowed = false;
    text->bytes[0] = '\0';
}

/* How many of count bytes fit below max; makes room for them. */
static size_t make_room(struct text *text, size_t count)
{
    if (count > text->max - text->length) {
        text->overflowed = true;
        count = text->max - text->length;
    }
    size_t needed = text->length + count + 1;
    if (needed <= text->room)
        return count;
    size_t larger = text->room * 2 > needed ? text->room * 2 : needed;
    char *moved = realloc(text->bytes, larger);
    if (moved == NULL)
        arena_out_of_memory();
    text->bytes = moved;
    text->room = larger;
    return count;
}

void text_add_bytes(struct text *text, const void *bytes, size_t count)
{
    size_t fitting = make_room(text, count);
    if (fitting != 0)
        memcpy(text->bytes + text->length, bytes, fitting);
    text->length += fitting;
    text->bytes[text->length] = '\0';
}

char *text_add_room(struct text *text, size_t count)
{
    if (make_room(text, count) != count)
        return NULL;
    char *room = text->bytes + text->length;
    text->length += count;
    text->bytes[text->length] = '\0';
    return room;
}

void text_add(struct text *text, const char *more)
{
    text_add_bytes(text, more, strlen(more));
}

void text_add_char(struct text *text, char c)
{
    if (text->length + 1 >= text->room || text->length >= text->max) {
        text_add_bytes(text, &c, 1);
        return;
    }
    text->bytes[text->length++] = c;
    text->bytes[text->length] = '\0';
}

void text_add_slice(struct text *text, struct slice slice)
{
    text_add_bytes(text, slice.at, slice.length);
}

void text_add_line(struct text *text, struct slice line)
{
    /* Most often there is room already: one look for both, as lists are long. */
    if (line.length == 0 || line.length >= text->max - text->length ||
        text->length + line.length + 2 > text->room) {
        text_add_slice(text, line);
        text_add_char(text, '\n');
        return;
    }
    memcpy(text->bytes + text->length, line.at, line.length);
    text->length += line.length;
    text->bytes[text->length++] = '\n';
    text->bytes[text->length] = '\0';
}

void text_addf(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    text_addfv(text, format, arguments);
    va_end(arguments);
}

void text_addfv(struct text *text, const char *format, va_list arguments)
{
    /* Most often there is room already, so the first try is the last. */
    size_t most = text->max - text->length;
    size_t left = text->room - text->length;
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(text->bytes + text->length, left, format, again);
    va_end(again);
    if (length < 0) {
        text->bytes[text->length] = '\0';
        text->overflowed = true;
        return;
    }
    if ((size_t)length < left && (size_t)length <= most) {
        text->length += (size_t)length;
        return;
    }
    size_t fitting = make_room(text, (size_t)length);
    vsnprintf(text->bytes + text->length, fitting + 1, format, arguments);
    text->length += fitting;
}

bool text_overflowed(const struct text *text)
{
    return text->overflowed;
}
