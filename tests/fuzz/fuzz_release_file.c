/* Any bytes as a release file. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/release_file.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_ARENA *arena = arena_new();
    struct release_record_list records = {0};
    struct error err = {0};
    struct slice content = {(const char *)bytes, count};
    bool read = release_file_parse(content, "fuzzed", arena, &records, &err);
    if (read != (err.code == ERROR_NONE) || (read && records.count == 0))
        abort();
    return 0;
}
