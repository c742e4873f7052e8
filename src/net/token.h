/* Token servers: what they are asked, what they answer. Pure. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { TOKEN_BYTES_MAX = 64 * 1024, TOKEN_ANSWER_BYTES_MAX = 1024 * 1024 };

/* Everything but realm may be NULL. */
struct token_question {
    const char *realm;
    const char *service;
    const char *scope;          /* "repository:library/traefik:pull" */
    const char *account;        /* the user whose password goes along */
    const char *identity_token; /* for token_form */
};

/* Appends the URL of a GET: parameters that realm has already are kept, each scope is
 * one of its own. */
void token_url(const struct token_question *question, const struct text_list *scopes,
               struct text *ret_url);

/* Appends the form of a POST that trades an identity token for a token. */
void token_form(const struct token_question *question, const struct text_list *scopes,
                struct text *ret_form);

/*
 * Reads an answer. The token is one word of printable ASCII, in the arena; the seconds
 * count from when it came, 60 at least. Errors never quote the answer.
 */
bool token_read(const char *body, size_t bytes, struct arena *arena,
                const char **ret_token, long long *ret_seconds,
                struct error *err) NODISCARD;
