/* One list of a crawl: its pages, its namespaces, its second and third tries. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inventory/crawl.h"
#include "inventory/kube_client.h"
#include "inventory/seen.h"

/* What is listed, and what for. */
struct list_kind {
    const char *resource; /* "pods" */
    const char *root;     /* "/api/v1" */
    const char *kind;     /* of the items */
    const char *accept;
    bool is_needed; /* without it the cluster is not complete */
};

extern const struct list_kind list_pods;
extern const struct list_kind list_replica_sets;
extern const struct list_kind list_jobs;

enum { LISTS_MAX = 3 };

struct crawl {
    struct kube_client client;
    const struct crawl_options *options;
    struct out *out;
    struct arena *arena;
    struct collection *collection;
    size_t cluster;
    unsigned generation;         /* of the credential that /version was asked with */
    const char *version_problem; /* why its version is not known; NULL */
    struct crawl_list *lists[LISTS_MAX]; /* NULL: not asked for */
    struct text_list secret_warnings;    /* namespaces whose secrets were told of */
};

/* Queues its first page. It lives in the crawl's arena; crawl_list_clear ends it. */
struct crawl_list *crawl_list_start(struct crawl *crawl, const struct list_kind *kind);
void crawl_list_clear(struct crawl_list *list);
