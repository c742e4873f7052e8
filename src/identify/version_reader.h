/* The compiled rules of a product, shared by the files that read and order versions. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/pattern.h"
#include "identify/version.h"
#include "identify/version_words.h"

struct version_reader {
    struct version_rules rules; /* the built-in ones where a product has none */
    struct pattern *pattern;    /* NULL: none */
    bool has_words;             /* the catalogue adds words */
};

/* A word looked up whole, else with the digits at its end cut off. */
struct meaning {
    unsigned flags; /* WORD_..., 0: not known */
    int value;
    const char *number;  /* of a code name */
    struct slice stem;   /* the word */
    struct slice digits; /* behind it; empty: none */
};

/* What a token means to this product: the catalogue's words, then the built-in ones. */
struct meaning reader_meaning(const struct version_reader *reader, struct slice token);

/* Reads prerelease, build and variant from at on; false: this is no version. */
bool version_read_suffix(const struct version_reader *reader, struct version *version,
                         size_t at);

static inline struct version_part part_between(size_t from, size_t to)
{
    return (struct version_part){(uint8_t)from, (uint8_t)(to - from)};
}

/* By one comparison each, of every byte of every tag. */
static inline bool is_decimal(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static inline bool is_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline bool is_separator(char c)
{
    return c == '.' || c == '-' || c == '_' || c == '+';
}

static inline bool is_all_digits(struct slice slice)
{
    for (size_t i = 0; i < slice.length; i++)
        if (!is_decimal(slice.at[i]))
            return false;
    return slice.length != 0;
}

/* The end of the run of digits that starts at. */
static inline size_t digits_end(struct slice text, size_t at)
{
    while (at < text.length && is_decimal(text.at[at]))
        at++;
    return at;
}

/*
 * The end of the token that starts at: the next separator or the end of the text. The
 * architecture x86_64 is one token.
 */
static inline size_t token_end(struct slice text, size_t at)
{
    size_t end = at;
    while (end < text.length && !is_separator(text.at[end]))
        end++;
    if (end - at == 3 && text.at[at] == 'x' && text.length - at >= 6 &&
        text.at[at + 1] == '8' && text.at[at + 2] == '6' && text.at[at + 4] == '6' &&
        text.at[at + 5] == '4' && text.at[end] != '.')
        end += 3;
    return end;
}

/* 7 to 40 hexadecimal digits, not all decimal; "g" may stand before them. */
bool is_commit_hash(struct slice token);

/* The numbers in one word that orders as version_compare_release does; 0: too large. */
uint64_t version_pack_numbers(const struct version *version);

/* Bits for each number in that word, so that dates, years and build numbers fit; above
 * them one for the later scheme. A number stands there plus one: 0 is a missing one. */
enum {
    PACKED_MAX = 3,
    PACKED_FIRST_BITS = 26,
    PACKED_SECOND_BITS = 18,
    PACKED_THIRD_BITS = 19,
};

/* Missing numbers are missing, not zero as before a prerelease word. */
static inline bool is_packed_release(const struct version *version)
{
    return version->packed_numbers != 0 && version->prerelease >= PRERELEASE_NONE;
}

/* The first one or two numbers of a packed release, with its scheme. */
static inline uint64_t packed_first(const struct version *version, unsigned count)
{
    unsigned behind = PACKED_THIRD_BITS + (count == 1 ? PACKED_SECOND_BITS : 0);
    return version->packed_numbers >> behind;
}

/* Compares two runs of digits by value, however long. */
int digits_compare(struct slice a, struct slice b);
