/* The crawl of a cluster: what is asked, and what becomes of its record. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/crawl.h"

#include "inventory/cluster_version.h"
#include "inventory/crawl_list.h"
#include "inventory/node_parts.h"

#include <stdlib.h>

static const struct list_kind *const kinds[LISTS_MAX] = {
    &list_pods, &list_replica_sets, &list_jobs, &list_helm_secrets, &list_nodes};

/* With version_only there is nothing else; otherwise the list of images may be whole
 * all the same, and what is missing is told at the end. */
static void version_failed(struct crawl *crawl, const char *reason)
{
    crawl->version_problem =
        arena_format(crawl->arena, "asking for its version: %s", reason);
    if (crawl->options->version_only)
        collection_fail(crawl->collection, crawl->cluster, "%s",
                        crawl->version_problem);
}

static void request_version(struct crawl *crawl);

static void add_part(struct crawl *crawl, const struct part_record *record)
{
    struct parts *parts = collection_parts(crawl->collection);
    if (parts_add(parts, crawl->cluster, record))
        parts_keep(parts, crawl->cluster, record->kind);
}

static void version_came(const struct fetch_response *response, void *context)
{
    struct crawl *crawl = context;
    struct cluster *cluster = collection_cluster(crawl->collection, crawl->cluster);
    struct error err = {0};
    if (response->failure == NULL && response->status == 401 &&
        cluster_credentials_renew(crawl->client.credentials, crawl->generation)) {
        request_version(crawl);
        return;
    }
    if (response->failure != NULL || response->status != 200) {
        kube_explain(response, "/version: get", "at cluster scope", &err);
        version_failed(crawl, err.text);
    } else if (!cluster_version_read(response->body, response->body_bytes, crawl->arena,
                                     &cluster->version, &cluster->version_full, &err)) {
        version_failed(crawl, err.text);
    } else if (crawl->options->nodes) {
        const char *stated =
            cluster->version_full != NULL ? cluster->version_full : cluster->version;
        struct part_record record = cluster_part(stated, crawl->arena);
        add_part(crawl, &record);
    }
}

static void request_version(struct crawl *crawl)
{
    struct error err = {0};
    struct kube_request request = {
        .path = "/version",
        .accept = "application/json",
        .done = version_came,
        .context = crawl,
    };
    if (!kube_get(&crawl->client, &request, &crawl->generation, &err))
        version_failed(crawl, err.text);
}

static bool is_listed(const struct crawl_options *options, const struct list_kind *kind)
{
    if (options->version_only)
        return false;
    return (kind != &list_helm_secrets || options->helm) &&
           (kind != &list_nodes || options->nodes);
}

struct crawl *crawl_start(const struct cluster_access *access,
                          const struct crawl_options *options, struct fetcher *fetcher,
                          struct out *out, struct arena *arena,
                          struct collection *collection, size_t cluster)
{
    struct crawl *crawl = arena_alloc(arena, sizeof *crawl);
    crawl->client = (struct kube_client){
        .access = access,
        .credentials = cluster_credentials_new(access, options->no_exec, arena),
        .fetcher = fetcher,
    };
    crawl->options = options;
    crawl->out = out;
    crawl->arena = arena;
    crawl->collection = collection;
    crawl->cluster = cluster;
    if (access->tls.skip_verify)
        out_warn(out,
                 "%s: the API server's certificate is not checked "
                 "(insecure-skip-tls-verify)",
                 access->name);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (is_listed(options, kinds[i]))
            crawl->lists[i] = crawl_list_start(crawl, kinds[i]);
    request_version(crawl);
    return crawl;
}

/* What it did not tell of is not judged, which must not look like being fresh. */
static void add_unanswered(struct crawl *crawl, const struct cluster *cluster)
{
    const struct part_record records[] = {
        unanswered_part(SUBJECT_CHART, cluster->charts_failure),
        unanswered_part(SUBJECT_NODE, cluster->nodes_failure),
        unanswered_part(SUBJECT_CLUSTER,
                        crawl->options->nodes ? crawl->version_problem : NULL),
    };
    for (size_t i = 0; cluster->is_complete && i < COUNT_OF(records); i++)
        if (records[i].failure != NULL)
            add_part(crawl, &records[i]);
}

/* What was asked for and is known whole: what an earlier run had is gone from there. */
static void note_whole(const struct crawl *crawl, struct cluster *cluster)
{
    cluster->has_charts = crawl->options->helm && cluster->charts_failure == NULL;
    cluster->has_nodes = crawl->options->nodes && cluster->nodes_failure == NULL;
}

void crawl_end(struct crawl *crawl)
{
    struct cluster *cluster = collection_cluster(crawl->collection, crawl->cluster);
    note_whole(crawl, cluster);
    add_unanswered(crawl, cluster);
    if (cluster->is_complete && crawl->version_problem != NULL)
        out_warn(crawl->out,
                 "%s: its version is not known, so nothing is said about what fits it: "
                 "%s",
                 cluster->name, crawl->version_problem);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        crawl_list_clear(crawl->lists[i]);
    cluster_credentials_free(crawl->client.credentials);
}
