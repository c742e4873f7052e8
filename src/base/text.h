/* A text builder with a maximum. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/slice.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Grows up to max bytes; past it, it keeps what fitted and text_overflowed says so.
 * bytes is always NUL-terminated after text_init. Never fails for memory.
 */
struct text {
    char *bytes;
    size_t length;
    size_t room;
    size_t max;
    bool overflowed;
};

void text_init(struct text *text, size_t max);

/* Frees the bytes; the text can be initialised again. Takes a zeroed text. */
void text_clear(struct text *text);

/* Forgets the content and keeps the room. */
void text_reset(struct text *text);

void text_add(struct text *text, const char *more);
void text_add_char(struct text *text, char c);
void text_add_bytes(struct text *text, const void *bytes, size_t count);
void text_add_slice(struct text *text, struct slice slice);
void text_add_line(struct text *text, struct slice line); /* and a line feed */
void text_addf(struct text *text, const char *format, ...) PRINTF(2, 3);
void text_addfv(struct text *text, const char *format, va_list arguments) PRINTF(2, 0);

/* Adds count bytes that the caller writes, all of them, next; NULL: they do not fit. */
char *text_add_room(struct text *text, size_t count);

/* True when something did not fit. */
bool text_overflowed(const struct text *text);

#define AUTO_TEXT CLEANUP(text_clear) struct text
