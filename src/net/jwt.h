/* A signed claim (JSON Web Token, RFC 7519), as Google takes it for a token. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * "header.claims.signature" by RS256. header and claims are JSON; key_pem is an RSA
 * private key without passphrase. Errors never quote it.
 */
const char *jwt_sign(const char *header, const char *claims, const char *key_pem,
                     struct arena *arena, struct error *err) NODISCARD;
