/* The manifests of an image index: one for each platform. Bytes in, digests out. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>

/* Entries beyond are left out. */
enum { INDEX_MANIFESTS_MAX = 256 };

/* Whether text is a digest as manifests write it, of a kind that is known. */
bool digest_is_valid(const char *text);

/*
 * Adds the digests of an OCI image index or a Docker manifest list to ret_digests;
 * entries without a valid one are left out. Accepts any bytes. ERROR_FORMAT for what is
 * no index.
 */
bool index_json_read(const char *bytes, size_t count, struct arena *arena,
                     struct text_list *ret_digests, struct error *err) NODISCARD;
