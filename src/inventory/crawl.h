/* Crawls one cluster into the collection: version, pods, owners, all at once. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/out.h"
#include "inventory/cluster_access.h"
#include "inventory/collect.h"
#include "net/fetch.h"

#include <stdbool.h>

struct crawl_options {
    bool no_exec;
    bool version_only;                  /* for --fit-context: nothing is listed */
    const struct text_list *namespaces; /* empty: all, at cluster scope */
    struct pull_secrets *pull_secrets;  /* NULL: they are not read */
    bool nodes;                         /* what runs on the nodes, and the API server */
    bool helm;                          /* the secrets of Helm too */
};

struct crawl;

/*
 * Queues the first requests; fetch_all() does the rest. What goes wrong is written into
 * the cluster's record: it is not complete, and why. access, options and arena must
 * outlive the crawl.
 */
struct crawl *crawl_start(const struct cluster_access *access,
                          const struct crawl_options *options, struct fetcher *fetcher,
                          struct out *out, struct arena *arena,
                          struct collection *collection, size_t cluster);

/* Queues the requests for the pull secrets that its pods named. */
void crawl_read_secrets(struct crawl *crawl);

/* Ends it when nothing is pending any more. */
void crawl_end(struct crawl *crawl);
