/* Gzip in pieces: however it is cut, the same comes out and it ends in the same way. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>

#include "base/gunzip.h"
#include "base/text.h"

enum { UNPACKED_BYTES_MAX = 1024 * 1024 };

static bool take(const char *bytes, size_t count, void *context)
{
    text_add_bytes(context, bytes, count);
    return true;
}

static enum gunzip_result unpack(struct slice packed, size_t piece, struct text *text,
                                 bool *ret_is_whole)
{
    struct gunzip *gunzip = gunzip_new();
    enum gunzip_result result = GUNZIP_MORE;
    for (size_t at = 0; at < packed.length && result == GUNZIP_MORE; at += piece) {
        size_t left = packed.length - at;
        struct slice next = {packed.at + at, left < piece ? left : piece};
        result = gunzip_push(gunzip, next, take, text);
    }
    *ret_is_whole = gunzip_is_whole(gunzip);
    gunzip_free(gunzip);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct slice packed = {(const char *)bytes, count};
    bool is_whole = false;
    bool is_whole_in_pieces = false;
    AUTO_TEXT text;
    AUTO_TEXT pieces;
    text_init(&text, UNPACKED_BYTES_MAX);
    text_init(&pieces, UNPACKED_BYTES_MAX);
    enum gunzip_result result = unpack(packed, count, &text, &is_whole);
    enum gunzip_result again =
        unpack(packed, 1 + count % 13, &pieces, &is_whole_in_pieces);
    if (result != again)
        abort();
    if (result == GUNZIP_MORE &&
        (is_whole != is_whole_in_pieces || text.length != pieces.length))
        abort();
    return 0;
}
