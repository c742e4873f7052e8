/* Documents of logins: any bytes are read, and complaints quote none of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "net/credentials_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_ARENA *arena = arena_new();
    struct login_source source = {0};
    struct error err = {0};
    struct slice json = {(const char *)bytes, count};
    bool is_bare = count % 2 == 0;
    if (!credentials_read(arena, "it", json, is_bare, !is_bare, &source, &err)) {
        if (strcmp(err.text, "it is not a JSON object without doubled keys") != 0)
            abort();
        return 0;
    }
    for (size_t i = 0; i < source.logins.count; i++)
        if (source.logins.items[i].host[0] == '\0')
            abort();
    if (is_bare && source.helpers.count != 0)
        abort();
    return 0;
}
