/* One list of a crawl: its pages, its namespaces, its second and third tries. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inventory/crawl.h"
#include "inventory/kube_client.h"
#include "inventory/pod_record.h"

struct crawl_list;

/* How a page is read as it arrives; each page has a reader of its own. */
struct page_reader {
    void *(*open)(struct crawl_list *list);
    void (*close)(void *reader); /* takes NULL */
    bool (*feed)(void *reader, const void *bytes, size_t count, struct error *err);
    bool (*finish)(void *reader, struct pod_list_end *ret_end, struct error *err);
};

/* Where its items go. */
struct page_target {
    void (*keep)(struct crawl *crawl);    /* what came counts */
    void (*drop)(struct crawl *crawl);    /* what came since the last keep does not */
    void (*restart)(struct crawl *crawl); /* nothing that came does */
    void (*fail)(struct crawl *crawl, const char *reason); /* it is not whole */
};

/* What is listed, and what for. */
struct list_kind {
    const char *resource; /* "pods" */
    const char *root;     /* "/api/v1" */
    const char *kind;     /* of the items */
    const char *selector; /* "&labelSelector=..."; NULL: all */
    const char *accept;
    int page_items;
    const char *where; /* in words, where a missing right is to be added */
    const struct page_reader *reader;
    const struct page_target *target;
};

extern const struct list_kind list_pods;
extern const struct list_kind list_replica_sets;
extern const struct list_kind list_jobs;
extern const struct list_kind list_helm_secrets; /* with --helm */
extern const struct list_kind list_nodes;        /* of whole clusters */

enum { LISTS_MAX = 5 };

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

/* For the readers: what a page of the list gives, each item once. */
struct crawl *crawl_list_crawl(const struct crawl_list *list);
bool crawl_list_take(const struct pod_record *record, void *list, struct error *err);

/* What runs on a node, which the list of nodes gave. */
bool crawl_take_node(struct crawl *crawl, const struct pod_record *node,
                     struct error *err);

/* Queues its first page. It lives in the crawl's arena; crawl_list_clear ends it. */
struct crawl_list *crawl_list_start(struct crawl *crawl, const struct list_kind *kind);
void crawl_list_clear(struct crawl_list *list);
