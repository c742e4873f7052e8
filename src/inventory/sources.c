/* All sources of a run, one after the other, into one collection. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/inventory.h"

#include "inventory/cluster_version.h"
#include "inventory/collect.h"
#include "inventory/files.h"

static bool read_files(const struct inventory_sources *sources,
                       struct collection *collection, struct out *out,
                       struct error *err)
{
    for (size_t i = 0; i < sources->files.count; i++)
        if (!files_read(collection, sources->files.items[i], out, err))
            return error_within(err, "reading -f %s", sources->files.items[i]);
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

/* What --kubernetes-version says holds for what has no cluster of its own. */
static bool set_version(const struct inventory_sources *sources, struct arena *arena,
                        struct inventory *inventory, struct error *err)
{
    if (sources->kubernetes_version == NULL)
        return true;
    const char *plain = cluster_version_plain(sources->kubernetes_version, arena);
    if (plain == NULL)
        return error_set(err, ERROR_USAGE,
                         "--kubernetes-version %s: no version like 1.31.4",
                         sources->kubernetes_version);
    for (size_t i = 0; i < inventory->clusters.count; i++) {
        struct cluster *cluster = &inventory->clusters.items[i];
        if (cluster->kind == CLUSTER_API)
            continue;
        cluster->version = plain;
        cluster->version_full = arena_copy(arena, sources->kubernetes_version);
    }
    return true;
}

bool inventory_list(const struct inventory_sources *sources, struct fetcher *fetcher,
                    struct out *out, struct arena *arena,
                    struct inventory *ret_inventory, struct error *err)
{
    (void)fetcher;
    struct collection *collection =
        collection_new(arena, &sources->namespaces, &sources->excluded_namespaces);
    struct inventory inventory = {0};
    bool done = read_files(sources, collection, out, err);
    if (done) {
        add_references(sources, collection);
        collection_finish(collection, &inventory);
        done = set_version(sources, arena, &inventory, err);
    }
    collection_free(collection);
    if (done)
        *ret_inventory = inventory;
    return done;
}
