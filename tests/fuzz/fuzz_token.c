/* The answers of token servers: any bytes are read, and a token is one word. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "net/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_ARENA *arena = arena_new();
    const char *token = NULL;
    long long seconds = 0;
    struct error err = {0};
    if (!token_read((const char *)bytes, count, arena, &token, &seconds, &err))
        return 0;
    if (token[0] == '\0' || strpbrk(token, " \r\n\t") != NULL || seconds < 60 ||
        seconds > 3600)
        abort();
    return 0;
}
