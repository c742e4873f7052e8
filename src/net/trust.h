/* Which certificate authorities are trusted: a set of them for each kind of peer. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/error.h"

#include <stdbool.h>

struct fetch_tls;
struct trust;

/* Lives as long as its trust. */
struct authorities;

/*
 * The roots are those of CURL_CA_BUNDLE, else of SSL_CERT_FILE or SSL_CERT_DIR, else
 * the system's; ca_file (NULL: none) is added. A file that is named but cannot be read
 * is an error.
 */
struct trust *trust_new(const char *ca_file, struct error *err) NODISCARD;
void trust_free(struct trust *trust);

/*
 * Those for a request with that identity (NULL: none of its own). NULL with err set
 * when its CA cannot be read.
 */
struct authorities *trust_authorities(struct trust *trust, const struct fetch_tls *tls,
                                      struct error *err) NODISCARD;

/*
 * A file with those that are trusted by these alone; NULL: there are none. libcurl
 * keeps connections apart whose files differ.
 */
const char *authorities_file(const struct authorities *authorities);

/*
 * Makes a TLS context (SSL_CTX) verify by them. What is parsed for the first one serves
 * all: roots are parsed once in a run, whoever adds what to them.
 */
bool authorities_use(struct authorities *authorities, void *tls_context,
                     struct error *err) NODISCARD;
