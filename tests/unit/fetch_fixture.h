/* One request and what its callback saw, for tests of the fetch loop. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "loopback.h"
#include "net/fetch.h"

/* What a done callback saw, copied. */
struct fetch_seen {
    unsigned calls;
    int status;
    char failure[512];
    char body[256];
    size_t body_bytes;
    char etag[64];
    char url[256];
    bool is_unterminated;
    bool is_address_refused;
};

/* A done callback; its context is a struct fetch_seen. */
void fetch_see(const struct fetch_response *response, void *context);

/* One that does not wait for long. */
struct fetcher *fetch_fixture(void);

/* Asks by a fetcher of its own, and waits for the answer. */
struct fetch_seen fetch_ask(struct fetch_request request);

/* The same of a path of the server, which may be private. */
struct fetch_seen fetch_ask_path(const struct loopback *server, const char *path,
                                 struct fetch_request request);
