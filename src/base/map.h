/* Maps: uthash, made safe for foreign keys by a hash that nobody outside can predict.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

/* SipHash-1-3 under a key that is random for each process. */
uint64_t map_hash(const void *bytes, size_t count);

#define HASH_FUNCTION(key, length, ret_hash)                                           \
    ((ret_hash) = (unsigned)map_hash(key, length))
#define uthash_fatal(message) arena_out_of_memory()

#include <uthash.h>
