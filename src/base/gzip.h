/* Gzip, whole files at once. The only header over zlib. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"
#include "base/slice.h"
#include "base/text.h"

#include <stdbool.h>

/*
 * No honest text grows by more, once it is beyond the first megabyte: a file that does
 * is made to fill memories.
 */
enum { GZIP_RATIO_MAX = 200, GZIP_RATIO_FREE_BYTES = 1024 * 1024 };

/*
 * Inflates one gzip member, which must be all of the bytes, with its checksum, into
 * ret_text, which must be initialised and empty, and whose max is the limit. Takes any
 * bytes. What was inflated before a failure is left in ret_text.
 */
bool gzip_inflate(struct slice compressed, struct text *ret_text,
                  struct error *err) NODISCARD;

/*
 * Appends the bytes, compressed, to ret_compressed. The same bytes give the same file:
 * no name and no time are in it.
 */
bool gzip_deflate(struct slice bytes, struct text *ret_compressed,
                  struct error *err) NODISCARD;
