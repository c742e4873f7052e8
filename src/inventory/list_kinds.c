/* The lists that a crawl asks for: how each is read and where its items go. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/crawl_list.h"

#include "inventory/helm_secrets.h"
#include "inventory/node_parts.h"
#include "inventory/pod_list.h"

/* Secrets of releases have up to a megabyte each. */
enum { PAGE_ITEMS = 500, PAGE_SECRETS = 50 };

#define AT_CLUSTER_SCOPE                                                               \
    "at cluster scope, as contrib/rbac.yaml does, or name with -n the namespaces "     \
    "that may be listed"

static void *open_pods(struct crawl_list *list)
{
    return pod_list_new(crawl_list_take, list);
}

static void close_pods(void *reader)
{
    pod_list_free(reader);
}

static bool feed_pods(void *reader, const void *bytes, size_t count, struct error *err)
{
    return pod_list_feed(reader, bytes, count, err);
}

static bool finish_pods(void *reader, struct pod_list_end *ret_end, struct error *err)
{
    return pod_list_finish(reader, ret_end, err);
}

static const struct page_reader pod_pages = {open_pods, close_pods, feed_pods,
                                             finish_pods};

static void keep_pods(struct crawl *crawl)
{
    collection_keep(crawl->collection, crawl->cluster);
}

static void drop_pods(struct crawl *crawl)
{
    collection_drop(crawl->collection, crawl->cluster);
}

static void restart_pods(struct crawl *crawl)
{
    collection_restart(crawl->collection, crawl->cluster);
}

static void fail_pods(struct crawl *crawl, const char *reason)
{
    collection_fail(crawl->collection, crawl->cluster, "%s", reason);
}

static const struct page_target images = {keep_pods, drop_pods, restart_pods,
                                          fail_pods};

const struct list_kind list_pods = {.resource = "pods",
                                    .root = "/api/v1",
                                    .kind = "Pod",
                                    .accept = POD_LIST_ACCEPT,
                                    .page_items = PAGE_ITEMS,
                                    .where = AT_CLUSTER_SCOPE,
                                    .reader = &pod_pages,
                                    .target = &images};

/* An owner that was learnt twice is the same one. */
static void leave_owners(struct crawl *crawl)
{
    (void)crawl;
}

/* Owners have a stand-in: the names of what they control. */
static void fail_owners(struct crawl *crawl, const char *reason)
{
    out_detail(crawl->out, "%s: %s; owners are told by the names of their pods",
               collection_cluster(crawl->collection, crawl->cluster)->name, reason);
}

static const struct page_target owners = {leave_owners, leave_owners, leave_owners,
                                          fail_owners};

const struct list_kind list_replica_sets = {.resource = "replicasets",
                                            .root = "/apis/apps/v1",
                                            .kind = "ReplicaSet",
                                            .accept = OWNER_LIST_ACCEPT,
                                            .page_items = PAGE_ITEMS,
                                            .where = AT_CLUSTER_SCOPE,
                                            .reader = &pod_pages,
                                            .target = &owners};

const struct list_kind list_jobs = {.resource = "jobs",
                                    .root = "/apis/batch/v1",
                                    .kind = "Job",
                                    .accept = OWNER_LIST_ACCEPT,
                                    .page_items = PAGE_ITEMS,
                                    .where = AT_CLUSTER_SCOPE,
                                    .reader = &pod_pages,
                                    .target = &owners};

static bool take_part(const struct part_record *record, void *context,
                      struct error *err)
{
    struct crawl *crawl = crawl_list_crawl(context);
    return parts_add(collection_parts(crawl->collection), crawl->cluster, record) ||
           error_set(err, ERROR_OUTSIDE, "more than %d of them", PARTS_MAX);
}

bool crawl_take_node(struct crawl *crawl, const struct pod_record *node,
                     struct error *err)
{
    AUTO_ARENA *scratch = arena_new();
    struct part_record parts[NODE_PARTS_MAX];
    size_t count = node_parts(node, scratch, parts);
    for (size_t i = 0; i < count; i++)
        if (!parts_add(collection_parts(crawl->collection), crawl->cluster, &parts[i]))
            return error_set(err, ERROR_OUTSIDE, "more than %d of them", PARTS_MAX);
    return true;
}

static void keep_nodes(struct crawl *crawl)
{
    parts_keep(collection_parts(crawl->collection), crawl->cluster, SUBJECT_NODE);
}

static void drop_nodes(struct crawl *crawl)
{
    parts_drop(collection_parts(crawl->collection), crawl->cluster, SUBJECT_NODE);
}

static void restart_nodes(struct crawl *crawl)
{
    parts_restart(collection_parts(crawl->collection), crawl->cluster, SUBJECT_NODE);
}

static void fail_nodes(struct crawl *crawl, const char *reason)
{
    struct cluster *cluster = collection_cluster(crawl->collection, crawl->cluster);
    if (cluster->nodes_failure == NULL)
        cluster->nodes_failure = arena_copy(crawl->arena, reason);
}

static const struct page_target nodes = {keep_nodes, drop_nodes, restart_nodes,
                                         fail_nodes};

const struct list_kind list_nodes = {.resource = "nodes",
                                     .root = "/api/v1",
                                     .kind = "Node",
                                     .accept = POD_LIST_ACCEPT,
                                     .page_items = PAGE_ITEMS,
                                     .where =
                                         "at cluster scope, as contrib/rbac.yaml does",
                                     .reader = &pod_pages,
                                     .target = &nodes};

static void *open_secrets(struct crawl_list *list)
{
    return helm_secrets_new(take_part, list);
}

static void close_secrets(void *reader)
{
    helm_secrets_free(reader);
}

static bool feed_secrets(void *reader, const void *bytes, size_t count,
                         struct error *err)
{
    return helm_secrets_feed(reader, bytes, count, err);
}

static bool finish_secrets(void *reader, struct pod_list_end *ret_end,
                           struct error *err)
{
    return helm_secrets_finish(reader, ret_end, err);
}

static const struct page_reader secret_pages = {open_secrets, close_secrets,
                                                feed_secrets, finish_secrets};

static void keep_charts(struct crawl *crawl)
{
    parts_keep(collection_parts(crawl->collection), crawl->cluster, SUBJECT_CHART);
}

static void drop_charts(struct crawl *crawl)
{
    parts_drop(collection_parts(crawl->collection), crawl->cluster, SUBJECT_CHART);
}

static void restart_charts(struct crawl *crawl)
{
    parts_restart(collection_parts(crawl->collection), crawl->cluster, SUBJECT_CHART);
}

/* Images are listed all the same: the cluster is whole, its charts are not known. */
static void fail_charts(struct crawl *crawl, const char *reason)
{
    struct cluster *cluster = collection_cluster(crawl->collection, crawl->cluster);
    if (cluster->charts_failure == NULL)
        cluster->charts_failure = arena_copy(crawl->arena, reason);
}

static const struct page_target charts = {keep_charts, drop_charts, restart_charts,
                                          fail_charts};

const struct list_kind list_helm_secrets = {
    .resource = "secrets",
    .root = "/api/v1",
    .kind = "Secret",
    .selector = "&labelSelector=owner%3Dhelm%2Cstatus%3Ddeployed"
                "&fieldSelector=type%3Dhelm.sh%2Frelease.v1",
    .accept = "application/json",
    .page_items = PAGE_SECRETS,
    .where = "at cluster scope, as contrib/rbac-helm.yaml does, or "
             "name with -n the namespaces that may be listed",
    .reader = &secret_pages,
    .target = &charts};
