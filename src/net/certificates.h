/* Certificates, parsed once for all stores that hold them. Over OpenSSL. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/error.h"
#include "base/text.h"

#include <openssl/x509.h>
#include <stdbool.h>

/* All of a PEM file: certificates and revocation lists. */
struct certificates;

/* what names the file in the error of a text that is no PEM. The caller owns them. */
struct certificates *certificates_read(const struct text *pem, const char *what,
                                       struct error *err) NODISCARD;
void certificates_free(struct certificates *certificates);

/* The store shares them: nothing is copied. False: the store takes none. */
bool certificates_add(const struct certificates *certificates, X509_STORE *store);
