/* Keys from PEM, and what OpenSSL signs and checks with, in its own types. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/slice.h"

#include <openssl/evp.h>

enum key_pem_half { KEY_PEM_PRIVATE, KEY_PEM_PUBLIC };

/*
 * The first key of that half and type (EVP_PKEY_RSA ...) in the text; the caller owns
 * it. NULL: there is none, or a passphrase is wanted, for there is nobody to ask.
 */
EVP_PKEY *key_pem_read(struct slice text, enum key_pem_half half, int type) NODISCARD;

/* A context for one signature; the caller owns it. */
EVP_MD_CTX *key_pem_digest(void) NODISCARD;

/* For locals that end with their scope. */
void key_pem_clear(EVP_PKEY **key);
void key_pem_digest_clear(EVP_MD_CTX **context);
#define AUTO_KEY    CLEANUP(key_pem_clear) EVP_PKEY
#define AUTO_DIGEST CLEANUP(key_pem_digest_clear) EVP_MD_CTX
