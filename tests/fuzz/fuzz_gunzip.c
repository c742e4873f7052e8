/* Gzip in pieces: however it is cut, the same comes out and it ends in the same way. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>

#include "../unit/gunzip_pieces.h"
#include "base/text.h"

enum { UNPACKED_BYTES_MAX = 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct slice packed = {(const char *)bytes, count};
    bool is_whole = false;
    bool is_whole_in_pieces = false;
    AUTO_TEXT text;
    AUTO_TEXT pieces;
    text_init(&text, UNPACKED_BYTES_MAX);
    text_init(&pieces, UNPACKED_BYTES_MAX);
    enum gunzip_result result = gunzip_in_pieces(packed, count, &text, &is_whole);
    enum gunzip_result again =
        gunzip_in_pieces(packed, 1 + count % 13, &pieces, &is_whole_in_pieces);
    if (result != again)
        abort();
    if (result == GUNZIP_MORE &&
        (is_whole != is_whole_in_pieces || text.length != pieces.length))
        abort();
    return 0;
}
