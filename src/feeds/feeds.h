/* Asks the feeds of all products: one answer a repository and run, many in flight. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/out.h"
#include "feeds/releases.h"
#include "net/fetch.h"
#include "store/cache.h"
#include "store/history.h"

struct credentials;
struct pull_secrets;
struct snapshot;

/*
 * Takes upstreams one by one, as soon as the last answer of each was there, while
 * others are still under way: so that not all tags are in memory at a time. The
 * upstream ends when take returns. What stays is kept: its name, and its answers
 * without what they list. subjects are indices into those given to feeds_read.
 */
struct feeds_sink {
    void (*take)(const struct upstream *upstream, const struct index_list *subjects,
                 const struct upstream *kept, void *context);
    void *context;
};

struct feeds_options {
    const struct policy *policy;
    const struct catalog *catalog;   /* names the products of release files */
    struct text_list release_files;  /* --releases */
    const struct snapshot *snapshot; /* NULL: none; offline is to be set with it */
    bool offline;                    /* the store and files only */
    int cache_ttl_seconds;         /* younger answers are not asked for again; 0: all */
    bool judge_unrecognised;       /* ask registries for images without a product */
    bool all_digests;              /* ask what every tag points at whose digest runs */
    long long now;                 /* seconds since 1970 UTC */
    int as_of_day;                 /* of the verdicts, for dates that they need */
    bool is_past;                  /* it is a past day: what is undated counts not */
    bool keep_first_seen;          /* a recording run as of today */
    const struct feeds_sink *sink; /* NULL: whole upstreams are returned */
    struct pulls_left_list *ret_pulls; /* NULL: nobody wants to know; in the arena */
    struct credentials *credentials; /* registry logins; NULL: docker's and podman's */
    const struct pull_secrets *pull_secrets; /* added to those; NULL: none */
};

/*
 * Makes one upstream for each product of the subjects and for each repository without a
 * product that is to be judged, merged from all its feeds, sorted by name. A feed that
 * fails is an answer with its reason, never an error. False only when a --releases file
 * or the file of tokens cannot be read (ERROR_USAGE) or the loop itself broke. Products
 * named in release files alone are kept too (for `releases PRODUCT`); one that the
 * catalogue does not know has its name as repository. history may be NULL. With a sink
 * what is returned is what it kept.
 */
bool feeds_read(const struct feeds_options *options,
                const struct subject_list *subjects, struct fetcher *fetcher,
                struct cache *cache, struct history *history, struct out *out,
                struct arena *arena, struct upstream_list *ret_upstreams,
                struct error *err) NODISCARD;

/*
 * Whether most of those who answered so far say that this machine's clock is wrong by
 * more than a day (F12 of the reliability page). fetcher may be NULL.
 */
bool feeds_clock_is_wrong(const struct fetcher *fetcher);

/*
 * Merges answers into one upstream (formats.md, "Merging feeds"). Pure; used by
 * feeds_read, by tests and by whoever has answers of their own.
 */
void upstream_merge(struct upstream *upstream, struct arena *arena);
