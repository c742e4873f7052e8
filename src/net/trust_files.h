/* Where certificate authorities are found, as PEM text. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>

/* The bundle of this system, by libcurl's idea of it or by the usual places; or NULL.
 */
const char *trust_find_roots(struct arena *arena);

/* Adds a file, unless one before failed: *is_ok. */
void trust_add_file(struct text *pem, const char *path, bool *is_ok, struct error *err);

/* The same for a file that somebody named: one without a certificate is a mistake. */
void trust_add_named(struct text *pem, const char *path, bool *is_ok,
                     struct error *err);

/* All files of a folder (SSL_CERT_DIR), each once. */
bool trust_add_folder(struct text *pem, const char *folder,
                      struct error *err) NODISCARD;
