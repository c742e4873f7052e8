/* Reads packet lines. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/packet_line.h"

enum { LENGTH_DIGITS = 4, LENGTH_FLUSH = 0, LENGTH_DELIMITER = 1, LENGTH_END = 2 };

static bool read_length(struct slice bytes, unsigned *ret_length)
{
    unsigned length = 0;
    if (bytes.length < LENGTH_DIGITS)
        return false;
    for (size_t i = 0; i < LENGTH_DIGITS; i++) {
        char c = bytes.at[i];
        if (c >= '0' && c <= '9')
            length = length * 16 + (unsigned)(c - '0');
        else if (c >= 'a' && c <= 'f')
            length = length * 16 + (unsigned)(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            length = length * 16 + (unsigned)(c - 'A') + 10;
        else
            return false;
    }
    *ret_length = length;
    return true;
}

static void skip(struct slice *rest, size_t count)
{
    rest->at += count;
    rest->length -= count;
}

static enum packet_kind special_packet(unsigned length)
{
    switch (length) {
    case LENGTH_FLUSH:
        return PACKET_FLUSH;
    case LENGTH_DELIMITER:
        return PACKET_DELIMITER;
    case LENGTH_END:
        return PACKET_END;
    default:
        return PACKET_BROKEN;
    }
}

enum packet_kind packet_cut(struct slice *rest, struct slice *ret_payload)
{
    while (rest->length != 0) {
        unsigned length;
        if (!read_length(*rest, &length))
            return PACKET_BROKEN;
        if (length < LENGTH_DIGITS) {
            skip(rest, LENGTH_DIGITS);
            return special_packet(length);
        }
        if (length > rest->length)
            return PACKET_BROKEN;
        struct slice payload = {rest->at + LENGTH_DIGITS, length - LENGTH_DIGITS};
        skip(rest, length);
        if (payload.length == 0)
            continue;
        if (payload.at[payload.length - 1] == '\n')
            payload.length--;
        *ret_payload = payload;
        return PACKET_DATA;
    }
    return PACKET_NONE;
}
