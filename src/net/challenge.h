/* WWW-Authenticate: which login a server wants. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

#include <stdbool.h>

enum challenge_scheme { CHALLENGE_NONE, CHALLENGE_BASIC, CHALLENGE_BEARER };

/* Strings are NULL where the parameter is missing. */
struct challenge {
    enum challenge_scheme scheme;
    const char *realm;
    const char *service;
    const char *scope;
};

/*
 * Reads one header's value, which may hold several challenges, and keeps the strongest
 * in challenge: Bearer with a realm, before Basic; of equals the first. Call it with
 * every header of an answer; start with {0}. Must accept any bytes.
 */
void challenge_read(const char *header, struct arena *arena,
                    struct challenge *challenge);
