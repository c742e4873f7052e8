/* The collection: its clusters, and what of them counts. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/collect.h"

#include "inventory/collect_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FAILURE_BYTES_MAX = 1024 };

struct collection *collection_new(struct arena *arena,
                                  const struct text_list *namespaces,
                                  const struct text_list *excluded_namespaces)
{
    struct collection *collection = calloc(1, sizeof *collection);
    if (collection == NULL)
        arena_out_of_memory();
    collection->arena = arena;
    collection->namespaces = namespaces;
    collection->excluded_namespaces = excluded_namespaces;
    collection->scratch = arena_new();
    collection->parts_beside = parts_new(arena, namespaces, excluded_namespaces);
    collection->texts = interner_new(arena);
    collection->parting = interner_new(collection->scratch);
    collection->images_by_key = map_new();
    collection->places_by_key = map_new();
    collection->placed_by_key = map_new();
    collection->owners_by_key = map_new();
    collection->uses_by_key = map_new();
    collection->facts_by_key = map_new();
    collection->workloads_by_key = map_new();
    return collection;
}

void collection_note_pull_secrets(struct collection *collection,
                                  struct pull_secrets *pull_secrets)
{
    collection->pull_secrets = pull_secrets;
}

void collection_forget_keys(struct collection *collection)
{
    map_free(collection->images_by_key);
    map_free(collection->places_by_key);
    map_free(collection->placed_by_key);
    map_free(collection->owners_by_key);
    map_free(collection->uses_by_key);
    map_free(collection->facts_by_key);
    map_free(collection->workloads_by_key);
    interner_free(collection->texts);
    interner_free(collection->parting);
    collection->images_by_key = collection->places_by_key = NULL;
    collection->placed_by_key = collection->owners_by_key = NULL;
    collection->uses_by_key = collection->facts_by_key = NULL;
    collection->workloads_by_key = NULL;
    collection->texts = collection->parting = NULL;
}

void collection_free(struct collection *collection)
{
    if (collection == NULL)
        return;
    collection_forget_keys(collection);
    arena_free(collection->scratch);
    free(collection);
}

size_t collection_add_cluster(struct collection *collection, const char *name,
                              enum cluster_kind kind)
{
    *LIST_ADD(collection->scratch, &collection->parts) = (struct cluster_part){0};
    *LIST_ADD(collection->arena, &collection->clusters) = (struct cluster){
        .name = arena_copy(collection->arena, name), .kind = kind, .is_complete = true};
    return collection->clusters.count - 1;
}

struct cluster *collection_cluster(struct collection *collection, size_t cluster)
{
    return &collection->clusters.items[cluster];
}

struct parts *collection_parts(struct collection *collection)
{
    return collection->parts_beside;
}

void collection_fail(struct collection *collection, size_t cluster, const char *format,
                     ...)
{
    struct cluster *record = collection_cluster(collection, cluster);
    char reason[FAILURE_BYTES_MAX];
    record->is_complete = false;
    if (record->failure != NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    record->failure = arena_copy(collection->arena, reason);
}

size_t collection_objects(const struct collection *collection, size_t cluster)
{
    return collection->parts.items[cluster].objects.kept;
}

void collection_tally(struct collection *collection, size_t cluster,
                      struct tally *tally, size_t count)
{
    if (count == 0)
        return;
    if (tally->added == 0)
        *LIST_ADD(collection->scratch, &collection->parts.items[cluster].changed) =
            tally;
    tally->added += count;
}

void collection_keep(struct collection *collection, size_t cluster)
{
    struct tally_list *changed = &collection->parts.items[cluster].changed;
    for (size_t i = 0; i < changed->count; i++) {
        changed->items[i]->kept += changed->items[i]->added;
        changed->items[i]->added = 0;
    }
    changed->count = 0;
}

void collection_drop(struct collection *collection, size_t cluster)
{
    struct tally_list *changed = &collection->parts.items[cluster].changed;
    for (size_t i = 0; i < changed->count; i++)
        changed->items[i]->added = 0;
    changed->count = 0;
}

void collection_restart(struct collection *collection, size_t cluster)
{
    collection_drop(collection, cluster);
    collection->parts.items[cluster].objects.kept = 0;
    for (size_t i = 0; i < collection->owners.count; i++)
        if (collection->owners.items[i]->key.cluster == cluster)
            collection->owners.items[i]->pods.kept = 0;
    for (size_t i = 0; i < collection->uses.count; i++)
        if (collection->uses.items[i]->key.owner->key.cluster == cluster)
            collection->uses.items[i]->pods.kept = 0;
}
