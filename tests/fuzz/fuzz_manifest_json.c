/* Manifests and configurations: what is told next may be asked for. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>

#include "net/index_json.h"
#include "net/manifest_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_ARENA *arena = arena_new();
    struct manifest_facts facts;
    struct error err = {0};
    bool is_read = manifest_json_read((const char *)bytes, count, arena, &facts, &err);
    if (is_read == (err.code != ERROR_NONE))
        abort();
    if (!is_read)
        return 0;
    if ((facts.next != MANIFEST_NEXT_NONE) != digest_is_valid(facts.digest))
        abort();
    if (facts.created_day != DAY_NONE && facts.created_day < day_of(2013, 1, 1))
        abort();
    return 0;
}
