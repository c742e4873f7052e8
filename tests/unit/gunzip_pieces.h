/* Gzip unpacked in pieces of any size, for its unit tests and its fuzz target. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/gunzip.h"
#include "base/text.h"

static inline bool gunzip_keep(const char *bytes, size_t count, void *context)
{
    text_add_bytes(context, bytes, count);
    return true;
}

/* Pushes the bytes in pieces of that many; what they unpack to is added to text. */
static inline enum gunzip_result gunzip_in_pieces(struct slice packed, size_t piece,
                                                  struct text *text, bool *ret_is_whole)
{
    struct gunzip *gunzip = gunzip_new();
    enum gunzip_result result = GUNZIP_MORE;
    for (size_t at = 0; at < packed.length && result == GUNZIP_MORE; at += piece) {
        size_t left = packed.length - at;
        struct slice next = {packed.at + at, left < piece ? left : piece};
        result = gunzip_push(gunzip, next, gunzip_keep, text);
    }
    *ret_is_whole = gunzip_is_whole(gunzip);
    gunzip_free(gunzip);
    return result;
}
