/* All sources of a run in one collection, and the version that holds for each. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/inventory.h"

#include "inventory/cluster_version.h"
#include "inventory/clusters.h"
#include "inventory/collect.h"
#include "inventory/files.h"

static bool read_files(const struct inventory_sources *sources,
                       struct collection *collection, struct out *out,
                       struct error *err)
{
    for (size_t i = 0; i < sources->files.count; i++)
        if (!files_read(collection, sources->files.items[i], out, err))
            return false;
    return true;
}

static void add_references(const struct inventory_sources *sources,
                           struct collection *collection)
{
    if (sources->references.count == 0)
        return;
    size_t cluster = collection_add_cluster(collection, "--image", CLUSTER_BY_HAND);
    for (size_t i = 0; i < sources->references.count; i++)
        collection_add_reference(collection, cluster, sources->references.items[i]);
}

/* The version that holds for files and references: stated, or a cluster's. */
static bool find_fit(const struct inventory_sources *sources, struct fetcher *fetcher,
                     struct out *out, struct arena *arena, struct cluster *ret_fit,
                     struct error *err)
{
    *ret_fit = (struct cluster){.is_complete = true};
    if (sources->kubernetes_version != NULL && sources->fit_context != NULL)
        return error_set(err, ERROR_USAGE,
                         "--kubernetes-version and --fit-context: one of them must go");
    if (sources->fit_context != NULL)
        return clusters_fit(sources, fetcher, out, arena, ret_fit, err);
    if (sources->kubernetes_version == NULL)
        return true;
    ret_fit->version = cluster_version_plain(sources->kubernetes_version, arena);
    ret_fit->version_full = arena_copy(arena, sources->kubernetes_version);
    return ret_fit->version != NULL ||
           error_set(err, ERROR_USAGE,
                     "--kubernetes-version %s: no version like 1.31.4",
                     sources->kubernetes_version);
}

static void set_fit(struct inventory *inventory, const struct cluster *fit,
                    struct arena *arena)
{
    for (size_t i = 0; i < inventory->clusters.count; i++) {
        struct cluster *cluster = &inventory->clusters.items[i];
        if (cluster->kind == CLUSTER_API)
            continue;
        cluster->version = fit->version;
        cluster->version_full = fit->version_full;
        if (fit->is_complete)
            continue;
        cluster->is_complete = false;
        cluster->failure =
            arena_format(arena, "--fit-context %s: %s", fit->name, fit->failure);
    }
}

bool inventory_list(const struct inventory_sources *sources, struct fetcher *fetcher,
                    struct out *out, struct arena *arena,
                    struct inventory *ret_inventory, struct error *err)
{
    struct collection *collection =
        collection_new(arena, &sources->namespaces, &sources->excluded_namespaces);
    struct inventory inventory = {0};
    struct cluster fit;
    bool done = find_fit(sources, fetcher, out, arena, &fit, err) &&
                read_files(sources, collection, out, err) &&
                clusters_crawl(sources, fetcher, out, arena, collection, err);
    if (done) {
        add_references(sources, collection);
        collection_finish(collection, &inventory);
        set_fit(&inventory, &fit, arena);
        *ret_inventory = inventory;
    }
    collection_free(collection);
    return done;
}
