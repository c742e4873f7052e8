/* WWW-Authenticate: any bytes are read, and what is found is one kind of challenge. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>

#include "net/challenge.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_ARENA *arena = arena_new();
    struct challenge challenge = {0};
    const char *text =
        arena_copy_slice(arena, (struct slice){(const char *)bytes, count});
    challenge_read(text, arena, &challenge);
    if (challenge.scheme == CHALLENGE_BEARER && challenge.realm == NULL)
        abort();
    struct challenge before = challenge;
    challenge_read(text, arena, &challenge); /* the first of equals stays */
    if (challenge.scheme != before.scheme || challenge.realm != before.realm)
        abort();
    return 0;
}
