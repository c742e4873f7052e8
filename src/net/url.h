/* URLs: how they are shown, where they lead, what they belong to. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/slice.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Room for any URL or origin with its NUL; longer URLs are none for us. */
enum { URL_ROOM = 8192, ORIGIN_ROOM = 300 };

/*
 * Whether it is an absolute http or https URL of printable ASCII, with a host and
 * without user and password.
 */
bool url_is_usable(const char *url);

/*
 * A URL as it may be shown: without user, password and query. Writes into buffer and
 * returns it.
 */
const char *url_shown(const char *url, char *buffer, size_t bytes);

/* "https://host:port" of a URL in lower case, the scheme's own port left out. */
bool url_origin(const char *url, char *buffer, size_t bytes);

/* The host in lower case: no port, no brackets round an IPv6 address. */
bool url_host(const char *url, char *buffer, size_t bytes);

/* Same scheme, host and port: what credentials are bound to. */
bool url_same_origin(const char *a, const char *b);
bool url_same_host(const char *a, const char *b);
bool url_is_https(const char *url);

/* Writes the port, the scheme's own where none stands, for example "443". */
bool url_port(const char *url, char *buffer, size_t bytes);

/* Appends the URL with another host in it. */
bool url_with_host(const char *url, const char *host, struct text *ret_url) NODISCARD;

/*
 * Appends a reference found in an answer, which may be relative ("?page=2", "/v2/x",
 * "//host/x"), as a whole URL as seen from base. False when it is no URL to be asked.
 */
bool url_resolve(const char *base, struct slice reference,
                 struct text *ret_url) NODISCARD;

/* Appends text with everything but letters, digits and - . _ ~ percent-encoded. */
void url_add_escaped(struct text *url, const char *text);
