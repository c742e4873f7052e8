/* Ed25519 signatures of whole files, by keys in PEM files as openssl makes them. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>

enum { SIGNATURE_BYTES = 64 };

/*
 * Signs the bytes with the private key in a file (openssl genpkey -algorithm ed25519).
 * ERROR_USAGE when the file cannot be read, is encrypted, or holds another kind of key.
 */
bool signature_make(const char *key_file, struct slice bytes,
                    unsigned char ret_signature[SIGNATURE_BYTES],
                    struct error *err) NODISCARD;

/*
 * Whether the signature is that of the bytes by the public key in a file (openssl pkey
 * -pubout). A key that cannot be used is ERROR_USAGE, a signature that is not right
 * ERROR_FORMAT.
 */
bool signature_check(const char *key_file, struct slice bytes, struct slice signature,
                     struct error *err) NODISCARD;
