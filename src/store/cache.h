/* Answers of feeds, by key, with validators and age. May be deleted at any time. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/out.h"

#include <stdbool.h>
#include <stddef.h>

struct cache;

/* One stored answer; strings live in the arena given to cache_get. */
struct cached_answer {
    const char *url;
    const char *etag;     /* NULL: none */
    const char *modified; /* Last-Modified as received; NULL: none */
    const char *body;     /* NUL-terminated, may hold NUL bytes */
    size_t body_bytes;
    long long fetched_at; /* seconds since 1970 UTC, moved on by a 304 */
    bool is_complete;
};

/*
 * Opens $CACHE_DIRECTORY, $XDG_CACHE_HOME/stalemark or ~/.cache/stalemark, cache.db. A
 * broken file is set aside and rebuilt with a warning; where none can be had the cache
 * is empty and forgets, with a warning. Never NULL.
 */
struct cache *cache_open(struct out *out);

/* A cache that is empty and forgets, for runs that must not lean on other runs. */
struct cache *cache_forgetful(struct out *out);

void cache_close(struct cache *cache);

/* False when there is none. key says who asked what: URL, Accept, identity's hash. */
bool cache_get(struct cache *cache, const char *key, struct arena *arena,
               struct cached_answer *ret_answer);

void cache_put(struct cache *cache, const char *key,
               const struct cached_answer *answer);

/* A 304 came: the answer is as young as now. */
void cache_touch(struct cache *cache, const char *key, long long fetched_at);

/*
 * Ends what was got, put and touched so far; cache_close does it too. Other runs must
 * not wait for ours, so it comes before any wait of our own.
 */
void cache_commit(struct cache *cache);

struct cache_counts {
    const char *path;
    size_t answers;
    size_t bytes;
    long long oldest_at;
    long long newest_at;
};
void cache_count(struct cache *cache, struct cache_counts *ret_counts);

/* Both return how many answers went. */
size_t cache_prune(struct cache *cache, long long fetched_before);
size_t cache_clear(struct cache *cache);
