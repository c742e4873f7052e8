/* UTF-8: reading code points from foreign bytes, and repairing what is none. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The code point at the front of bytes and how many bytes it takes. 0 bytes: what
 * stands there is no valid UTF-8 (overlong forms, surrogates and beyond U+10FFFF
 * included).
 */
size_t utf8_read(struct slice bytes, uint32_t *ret_point);

/* Appends bytes with each invalid byte replaced by U+FFFD. */
void utf8_repair(struct text *text, struct slice bytes);

/* The length of the longest front of bytes that has at most points code points. */
size_t utf8_cut(struct slice bytes, size_t points);

/*
 * Whether a point steers what shows it, or hides in it, instead of being shown: C0,
 * DEL, C1, marks of direction, separators of lines, joiners and spaces without width.
 */
bool utf8_is_invisible(uint32_t point);
