/* Which certificate authorities are trusted: one bundle file for each set of them. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"

#include <stdbool.h>

struct fetch_tls;
struct trust;

/*
 * The roots are those of CURL_CA_BUNDLE, else of SSL_CERT_FILE or SSL_CERT_DIR, else
 * the system's; ca_file (NULL: none) is added. A file that is named but cannot be read
 * is an error.
 */
struct trust *trust_new(const char *ca_file, struct error *err) NODISCARD;
void trust_free(struct trust *trust);

/*
 * The bundle for a request with that identity (NULL: none of its own), as a path that
 * lives as long as trust. NULL with err set when its CA cannot be read.
 */
const char *trust_bundle(struct trust *trust, const struct fetch_tls *tls,
                         struct error *err) NODISCARD;
