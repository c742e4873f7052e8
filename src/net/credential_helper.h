/* Credential helpers (docker-credential-*): the part of their protocol that reads. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "net/credentials.h"

#include <stdbool.h>

/*
 * Asks docker-credential-SUFFIX for the login of a server. False without err set: it
 * has none; with err set: it could not be asked.
 */
bool credential_helper_get(const char *suffix, const char *server, struct arena *arena,
                           struct credential *ret_credential,
                           struct error *err) NODISCARD;
