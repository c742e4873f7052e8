/* Maps: uthash, safe for foreign keys by a hash that nobody outside can predict. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

#include <stddef.h>
#include <stdint.h>

/* From keys of any bytes to values. Neither is owned: both must outlive the map. */
struct map;

struct map *map_new(void);

/* Frees the map alone. Takes NULL. */
void map_free(struct map *map);

/* The value of a key, or NULL. */
void *map_find(const struct map *map, const void *key, size_t bytes);

/* Adds a key that is not in the map yet. value is not NULL. */
void map_add(struct map *map, const void *key, size_t bytes, void *value);

/* SipHash-1-3 under a key that is random for each process. */
uint64_t map_hash(const void *bytes, size_t count);

#define HASH_FUNCTION(key, length, ret_hash)                                           \
    ((ret_hash) = (unsigned)map_hash(key, length))
#define uthash_fatal(message) arena_out_of_memory()

#include <uthash.h>
