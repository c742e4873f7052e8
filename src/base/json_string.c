/* JSON strings: eight plain bytes at a time, everything else by the letter. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_string.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

#define EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (value))

enum { WORD_BYTES = 8, SHORT_ESCAPE_BYTES = 2, LONG_ESCAPE_BYTES = 6 };

/* The high bit of each byte that is zero (and perhaps of the byte above such a one). */
static uint64_t zero_bytes(uint64_t word)
{
    return (word - EACH_BYTE(1)) & ~word & EACH_BYTE(0x80);
}

/* A high bit for the first of eight bytes that is a quote, a backslash, a control
 * character or no ASCII, and perhaps for bytes behind it; 0 when there is none. */
static uint64_t special_bytes(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return zero_bytes(word ^ EACH_BYTE('"')) | zero_bytes(word ^ EACH_BYTE('\\')) |
           ((word - EACH_BYTE(0x20)) & ~word & EACH_BYTE(0x80)) |
           (word & EACH_BYTE(0x80));
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static size_t skip_plain(struct slice bytes, size_t at)
{
    while (bytes.length - at >= WORD_BYTES) {
        uint64_t special = special_bytes(bytes.at + at);
        if (special != 0 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
            return at + (size_t)__builtin_ctzll(special) / WORD_BYTES;
        if (special != 0)
            break;
        at += WORD_BYTES;
    }
    while (at < bytes.length && is_plain((unsigned char)bytes.at[at]))
        at++;
    return at;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The four digits of \uXXXX at the front of bytes, or -1. */
static long unit_of(struct slice bytes)
{
    if (bytes.length < LONG_ESCAPE_BYTES || bytes.at[0] != '\\' || bytes.at[1] != 'u')
        return -1;
    long unit = 0;
    for (int i = 2; i < LONG_ESCAPE_BYTES; i++) {
        int digit = hex_digit(bytes.at[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static bool is_high_surrogate(long unit)
{
    return unit >= 0xD800 && unit <= 0xDBFF;
}

static bool is_low_surrogate(long unit)
{
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

/* Reads the escape at the front of bytes; returns its length, 0 when it is wrong. */
static size_t read_escape(struct slice bytes, uint32_t *ret_point)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    if (bytes.length < SHORT_ESCAPE_BYTES)
        return 0;
    const char *letter = memchr(letters, bytes.at[1], sizeof letters - 1);
    if (letter != NULL) {
        *ret_point = (uint32_t)meanings[letter - letters];
        return SHORT_ESCAPE_BYTES;
    }
    long unit = unit_of(bytes);
    if (unit <= 0 || is_low_surrogate(unit))
        return 0;
    if (!is_high_surrogate(unit)) {
        *ret_point = (uint32_t)unit;
        return LONG_ESCAPE_BYTES;
    }
    long low = unit_of(
        (struct slice){bytes.at + LONG_ESCAPE_BYTES, bytes.length - LONG_ESCAPE_BYTES});
    if (!is_low_surrogate(low))
        return 0;
    *ret_point = (uint32_t)(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
    return 2 * (size_t)LONG_ESCAPE_BYTES;
}

/* Whether more bytes could still make what stands at the front right. */
static bool may_go_on(struct slice bytes)
{
    unsigned char first = (unsigned char)bytes.at[0];
    if (first == '\\')
        return memchr(bytes.at, '"', bytes.length) == NULL &&
               bytes.length < 2 * (size_t)LONG_ESCAPE_BYTES;
    size_t wanted = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    return first >= 0xC2 && first <= 0xF4 && bytes.length < wanted;
}

enum json_string_end json_string_scan(struct slice bytes, size_t *at, bool *has_escape)
{
    for (;;) {
        *at = skip_plain(bytes, *at);
        if (*at == bytes.length)
            return JSON_STRING_CUT;
        struct slice rest = {bytes.at + *at, bytes.length - *at};
        uint32_t point;
        size_t length = 0;
        if (rest.at[0] == '"')
            return JSON_STRING_CLOSED;
        if (rest.at[0] == '\\') {
            *has_escape = true;
            length = read_escape(rest, &point);
        } else if ((unsigned char)rest.at[0] >= 0x80) {
            length = utf8_read(rest, &point);
        }
        if (length == 0)
            return (unsigned char)rest.at[0] >= 0x20 && may_go_on(rest)
                       ? JSON_STRING_CUT
                       : JSON_STRING_WRONG;
        *at += length;
    }
}

static void add_point(struct text *text, uint32_t point)
{
    if (point < 0x80) {
        text_add_char(text, (char)point);
    } else if (point < 0x800) {
        text_add_char(text, (char)(0xC0 | point >> 6));
        text_add_char(text, (char)(0x80 | (point & 0x3F)));
    } else if (point < 0x10000) {
        text_add_char(text, (char)(0xE0 | point >> 12));
        text_add_char(text, (char)(0x80 | (point >> 6 & 0x3F)));
        text_add_char(text, (char)(0x80 | (point & 0x3F)));
    } else {
        text_add_char(text, (char)(0xF0 | point >> 18));
        text_add_char(text, (char)(0x80 | (point >> 12 & 0x3F)));
        text_add_char(text, (char)(0x80 | (point >> 6 & 0x3F)));
        text_add_char(text, (char)(0x80 | (point & 0x3F)));
    }
}

void json_string_decode(struct slice scanned, struct text *text)
{
    while (scanned.length != 0) {
        const char *escape = memchr(scanned.at, '\\', scanned.length);
        size_t plain = escape == NULL ? scanned.length : (size_t)(escape - scanned.at);
        text_add_bytes(text, scanned.at, plain);
        scanned.at += plain;
        scanned.length -= plain;
        uint32_t point = 0;
        size_t length = scanned.length == 0 ? 0 : read_escape(scanned, &point);
        if (length == 0)
            return;
        add_point(text, point);
        scanned.at += length;
        scanned.length -= length;
    }
}
