/* Which token server may be given the login of a registry. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

/* What a registry and the policy say about the realm of a challenge. */
enum realm_verdict {
    REALM_REFUSED,  /* not asked at all: no URL, plain http, a user name in it */
    REALM_STRANGER, /* asked anonymously */
    REALM_TRUSTED,  /* the registry's own, or named: credentials may go there */
};

/*
 * realm: as the challenge has it. registry_url: any URL of the registry really asked.
 * token_realm: the origin that the policy names, or NULL. Plain http is trusted and
 * asked only where plain_http_allowed, on the registry's own host or the named origin.
 */
enum realm_verdict realm_judge(const char *realm, const char *registry_url,
                               const char *token_realm, bool plain_http_allowed);

/* Whether it is the registry's own host or the named origin: private addresses too. */
bool realm_is_near(const char *realm, const char *registry_url,
                   const char *token_realm);
