/* Slices: comparing and cutting bytes in place. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/slice.h"

#include <strings.h>

struct slice slice_of(const char *text)
{
    return (struct slice){text, strlen(text)};
}

bool slice_equals_ignoring_case(struct slice slice, const char *text)
{
    size_t length = strlen(text);
    return slice.length == length &&
           (length == 0 || strncasecmp(slice.at, text, length) == 0);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct slice slice_trim(struct slice slice)
{
    while (slice.length != 0 && is_blank(slice.at[0])) {
        slice.at++;
        slice.length--;
    }
    while (slice.length != 0 && is_blank(slice.at[slice.length - 1]))
        slice.length--;
    return slice;
}

struct slice slice_cut(struct slice *rest, char separator)
{
    struct slice piece = *rest;
    const char *found =
        rest->length == 0 ? NULL : memchr(rest->at, separator, rest->length);
    if (found == NULL) {
        *rest = (struct slice){NULL, 0};
        return piece;
    }
    piece.length = (size_t)(found - rest->at);
    rest->at = found + 1;
    rest->length -= piece.length + 1;
    return piece;
}

/* The first 19 digits cannot overflow: a division a digit would cost more than all
 * else. */
bool slice_number(struct slice slice, uint64_t max, uint64_t *ret_number)
{
    enum { SAFE_DIGITS = 19 };
    uint64_t number = 0;
    for (size_t i = 0; i < slice.length; i++) {
        if (slice.at[i] < '0' || slice.at[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(slice.at[i] - '0');
        if (i >= SAFE_DIGITS && number > (UINT64_MAX - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    if (slice.length == 0 || number > max)
        return false;
    *ret_number = number;
    return true;
}

bool text_number(const char *text, uint64_t max, uint64_t *ret_number)
{
    return slice_number(slice_of(text), max, ret_number);
}

bool text_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}
