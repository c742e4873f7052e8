/* Putting foreign text into the columns of a screen. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum screen_color {
    SCREEN_PLAIN,
    SCREEN_BOLD,
    SCREEN_FAINT,
    SCREEN_RED,
    SCREEN_YELLOW,
    SCREEN_GREEN,
    SCREEN_MAGENTA,
};

/* Raw text escaped for a terminal, cut with an ellipsis to columns, and padded. */
void screen_add_cell(struct text *text, const char *raw, int columns, bool is_right);

/* The same with a colour around what is shown; has_color false: without. */
void screen_add_colored(struct text *text, const char *raw, int columns,
                        enum screen_color color, bool has_color);

/* The columns that raw text takes when it is escaped. */
int screen_width(const char *raw);

/* Ends a line, without the blanks before its end. */
void screen_end_line(struct text *text);

/* Words wrapped at blanks to lines of columns, each behind indent blanks. */
void screen_add_wrapped(struct text *text, const char *raw, int indent, int columns);

/* The same with another indent for later lines; words longer than a line stay whole. */
void screen_add_hanging(struct text *text, const char *raw, int indent, int hanging,
                        int columns);

/*
 * Pieces side by side, three blanks between two, as many on a line as fit; the first
 * line behind indent blanks, the others behind two. Empty pieces are left out.
 */
void screen_add_pieces(struct text *text, const char *const *pieces, size_t count,
                       int indent, int columns);
