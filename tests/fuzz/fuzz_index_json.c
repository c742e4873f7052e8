/* Image indexes: every digest that is taken may be asked for. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>

#include "net/index_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_ARENA *arena = arena_new();
    struct text_list digests = {0};
    struct error err = {0};
    bool is_read = index_json_read((const char *)bytes, count, arena, &digests, &err);
    if (is_read == (err.code != ERROR_NONE) || digests.count > INDEX_MANIFESTS_MAX)
        abort();
    for (size_t i = 0; i < digests.count; i++)
        if (!digest_is_valid(digests.items[i]))
            abort();
    return 0;
}
