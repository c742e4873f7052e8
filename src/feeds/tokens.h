/* Tokens of feeds: which secret goes to which origin, and to no other. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"

#include <stdbool.h>

struct feed_token {
    const char *origin; /* "https://api.github.com", as url_origin writes it */
    const char *secret; /* never shown, never stored */
};
LIST(feed_token_list, struct feed_token);

/*
 * Collects GITHUB_TOKEN or GH_TOKEN for https://api.github.com, GH_ENTERPRISE_TOKEN for
 * the host in GH_HOST, and the lines "ORIGIN TOKEN" of the file in STALEMARK_TOKEN_FILE
 * (empty lines and those that begin with # are skipped). Earlier ones win. ERROR_USAGE,
 * with the line and without the token, when that file cannot be read.
 */
bool feed_tokens_read(struct arena *arena, struct feed_token_list *ret_tokens,
                      struct error *err) NODISCARD;

/* The secret for the origin of a URL, or NULL. */
const char *feed_token_for(const struct feed_token_list *tokens, const char *url);
