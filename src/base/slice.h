/* A slice: bytes that belong to somebody else, for parsing in place. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Not NUL-terminated. at may be NULL when length is 0. */
struct slice {
    const char *at;
    size_t length;
};

/* The whole of a NUL-terminated text. */
struct slice slice_of(const char *text);

/* Comparing is inline: it is done for every tag, mostly with a text known here. */
static inline bool slice_equals(struct slice slice, const char *text)
{
    size_t length = strlen(text);
    return slice.length == length &&
           (length == 0 || memcmp(slice.at, text, length) == 0);
}

static inline bool slice_starts_with(struct slice slice, const char *text)
{
    size_t length = strlen(text);
    return slice.length >= length &&
           (length == 0 || memcmp(slice.at, text, length) == 0);
}

static inline bool slice_ends_with(struct slice slice, const char *text)
{
    size_t length = strlen(text);
    return slice.length >= length &&
           (length == 0 || memcmp(slice.at + slice.length - length, text, length) == 0);
}

bool slice_equals_ignoring_case(struct slice slice, const char *text);

/* Byte order, a prefix before what extends it: less than 0, 0, more than 0. */
static inline int slice_compare(struct slice a, struct slice b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter == 0 ? 0 : memcmp(a.at, b.at, shorter);
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

/* Without white space (space, tab, CR, LF) at both ends. */
struct slice slice_trim(struct slice slice);

/*
 * Cuts up to the first separator off the front of rest and returns it; rest keeps what
 * stands after the separator. Without a separator the whole rest is returned and rest
 * becomes empty with at == NULL, which ends a loop over all pieces.
 */
struct slice slice_cut(struct slice *rest, char separator);

/* Decimal digits only, up to max: no sign, no space, no overflow. */
bool slice_number(struct slice slice, uint64_t max, uint64_t *ret_number);

/* Text with the C library's rules left out: all of text must be digits up to max. */
bool text_number(const char *text, uint64_t max, uint64_t *ret_number);

/* Whether both are the same text, or both NULL. */
bool text_same(const char *a, const char *b);
