/* Any bytes as a snapshot, and any bytes as the lines in one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "base/gzip.h"
#include "base/text.h"
#include "feeds/snapshot.h"

#include <stdlib.h>

enum { COMPRESSED_MAX = 16 * 1024 * 1024 };

static void read_snapshot(struct slice compressed)
{
    AUTO_ARENA *arena = arena_new();
    struct snapshot snapshot = {0};
    struct error err = {0};
    bool read = snapshot_parse(compressed, "fuzzed", arena, &snapshot, &err);
    if (read != (err.code == ERROR_NONE) ||
        (read && snapshot.records.count != snapshot.header.count))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_TEXT compressed;
    struct error err = {0};
    struct slice given = {(const char *)bytes, count};
    read_snapshot(given);
    text_init(&compressed, COMPRESSED_MAX);
    if (!gzip_deflate(given, &compressed, &err))
        abort();
    read_snapshot((struct slice){compressed.bytes, compressed.length});
    return 0;
}
