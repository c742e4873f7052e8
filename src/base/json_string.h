/* JSON strings in place: finding their end, checking them, decoding them. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/slice.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum json_string_end {
    JSON_STRING_CLOSED, /* at the closing quote */
    JSON_STRING_CUT,    /* the bytes end before it */
    JSON_STRING_WRONG,  /* a control character, a bad escape, \u0000 or bad UTF-8 */
};

/*
 * Checks the bytes behind an opening quote, from offset *at on, and moves *at to the
 * closing quote, to the character that is wrong, or, when the string is cut, to where a
 * later call with more bytes goes on. *has_escape is set when there is a backslash.
 */
enum json_string_end json_string_scan(struct slice bytes, size_t *at, bool *has_escape);

/* Appends the text that a scanned string stands for. */
void json_string_decode(struct slice scanned, struct text *text);
