/* From the collection to the inventory: owners resolved, doubles folded, sorted. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/collect.h"

#include "inventory/collect_parts.h"
#include "inventory/owners.h"

#include <stdlib.h>
#include <string.h>

/* One use on its way into the inventory. */
struct entry {
    const char *reference;
    const char *digest;
    const struct workload *workload;
    const char *container;
    const char *annotations;
    enum container_kind kind;
    bool is_finished;
    size_t pods;
};
LIST(entry_list, struct entry);

static struct workload *workload_of(struct collection *collection,
                                    const struct raw_owner *owner)
{
    bool is_cron = false;
    struct workload_key key = {owner->key.cluster, owner->key.namespace,
                               owner_workload(collection, owner, &is_cron)};
    struct workload *workload =
        map_find(collection->workloads_by_key, &key, sizeof key);
    if (workload == NULL) {
        workload = arena_alloc(collection->scratch, sizeof *workload);
        workload->key = key;
        workload->source = SOURCE_COUNT;
        workload->is_cron = is_cron;
        map_add(collection->workloads_by_key, &workload->key, sizeof workload->key,
                workload);
    }
    return workload;
}

/* Sets each owner's workload, the best source and the newest run of each workload. */
static void resolve_owners(struct collection *collection)
{
    for (size_t i = 0; i < collection->uses.count; i++) {
        const struct raw_use *use = collection->uses.items[i];
        struct raw_owner *owner = use->key.owner;
        if (use->pods.kept == 0)
            continue;
        if (owner->workload == NULL)
            owner->workload = workload_of(collection, owner);
        struct workload *workload = owner->workload;
        if (owner->key.source < workload->source)
            workload->source = (enum use_source)owner->key.source;
        if (workload->newest_run == NULL ||
            owner->newest_pod_at > workload->newest_run->newest_pod_at)
            workload->newest_run = owner;
    }
}

static void count_pods(struct collection *collection)
{
    for (size_t i = 0; i < collection->owners.count; i++) {
        const struct raw_owner *owner = collection->owners.items[i];
        if (owner->workload != NULL && owner->key.source == owner->workload->source &&
            owner->key.kind[0] != '\0')
            collection->clusters.items[owner->key.cluster].pods += owner->pods.kept;
    }
}

static void list_entries(struct collection *collection, struct entry_list *entries)
{
    entries->room = collection->uses.count;
    entries->items =
        arena_alloc_many(collection->scratch, entries->room, sizeof *entries->items);
    for (size_t i = 0; i < collection->uses.count; i++) {
        const struct raw_use *use = collection->uses.items[i];
        const struct raw_owner *owner = use->key.owner;
        if (use->pods.kept == 0 || owner->key.source != owner->workload->source)
            continue;
        bool is_newest_run =
            owner->workload->is_cron && owner->workload->newest_run == owner;
        entries->items[entries->count++] = (struct entry){
            .reference = use->key.image->key.reference,
            .digest = use->key.image->key.digest,
            .workload = owner->workload,
            .container = use->key.container,
            .annotations = use->key.annotations,
            .kind = (enum container_kind)use->key.kind,
            .is_finished = use->key.is_finished && !is_newest_run,
            .pods = use->pods.kept,
        };
    }
}

static int compare_text(const char *a, const char *b)
{
    if (a == b)
        return 0;
    if (a == NULL || b == NULL)
        return a == NULL ? -1 : 1;
    return strcmp(a, b);
}

/* The order of uses in an image: cluster, namespace, workload, container. */
static int compare_place(const struct entry *a, const struct entry *b)
{
    const struct workload_key *left = &a->workload->key;
    const struct workload_key *right = &b->workload->key;
    int order = (left->cluster > right->cluster) - (left->cluster < right->cluster);
    if (order == 0)
        order = compare_text(left->namespace, right->namespace);
    if (order == 0)
        order = compare_text(left->name, right->name);
    if (order == 0)
        order = compare_text(a->container, b->container);
    if (order == 0)
        order = (int)a->kind - (int)b->kind;
    if (order == 0)
        order = (int)a->is_finished - (int)b->is_finished;
    if (order == 0)
        order = compare_text(a->annotations, b->annotations);
    return order;
}

static int compare_by_image(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;
    int order = compare_text(left->reference, right->reference);
    if (order == 0)
        order = compare_text(left->digest, right->digest);
    return order != 0 ? order : compare_place(left, right);
}

/* The same container of a workload stands together, a use without a digest first. */
static int compare_by_place(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;
    int order = compare_text(left->reference, right->reference);
    if (order == 0)
        order = compare_place(left, right);
    return order != 0 ? order : compare_text(left->digest, right->digest);
}

/*
 * Two ReplicaSets of one Deployment give one use. A pod that does not run yet has no
 * digest: it is counted with its siblings that have one, not as another image.
 */
static void fold_doubles(struct entry_list *entries)
{
    if (entries->count == 0)
        return;
    qsort(entries->items, entries->count, sizeof *entries->items, compare_by_place);
    size_t last = 0;
    for (size_t i = 1; i < entries->count; i++) {
        struct entry *kept = &entries->items[last];
        const struct entry *next = &entries->items[i];
        bool is_double = strcmp(kept->reference, next->reference) == 0 &&
                         compare_place(kept, next) == 0 &&
                         (kept->digest == NULL || kept->digest == next->digest);
        if (is_double) {
            kept->pods += next->pods;
            kept->digest = next->digest;
        } else {
            entries->items[++last] = *next;
        }
    }
    entries->count = last + 1;
}

static void add_annotations(struct arena *arena, const char *joined,
                            struct annotation_list *ret_list)
{
    struct slice rest = slice_of(joined);
    while (rest.length != 0) {
        struct slice key = slice_cut(&rest, '\n');
        struct slice value = slice_cut(&rest, '\n');
        *LIST_ADD(arena, ret_list) = (struct annotation){
            arena_copy_slice(arena, key), arena_copy_slice(arena, value)};
    }
}

static struct use use_of(struct arena *arena, const struct entry *entry)
{
    struct use use = {
        .cluster = entry->workload->key.cluster,
        .namespace = entry->workload->key.namespace,
        .workload = entry->workload->key.name,
        .container = entry->container,
        .kind = entry->kind,
        .pods = entry->pods,
        .is_finished = entry->is_finished,
    };
    if (entry->annotations != NULL)
        add_annotations(arena, entry->annotations, &use.annotations);
    return use;
}

static bool is_same_image(const struct entry *a, const struct entry *b)
{
    return strcmp(a->reference, b->reference) == 0 &&
           compare_text(a->digest, b->digest) == 0;
}

/* The image of the entries from first on; returns how many they are. */
static size_t add_image(struct arena *arena, const struct entry_list *entries,
                        size_t first, struct image_list *images)
{
    const struct entry *entry = &entries->items[first];
    size_t count = 1;
    while (first + count < entries->count && is_same_image(entry, &entry[count]))
        count++;
    struct use *uses = arena_alloc_many(arena, count, sizeof *uses);
    for (size_t i = 0; i < count; i++)
        uses[i] = use_of(arena, &entry[i]);
    *LIST_ADD(arena, images) = (struct image){.reference = entry->reference,
                                              .digest = entry->digest,
                                              .uses = {uses, count, count}};
    return count;
}

void collection_finish(struct collection *collection, struct inventory *ret_inventory)
{
    struct entry_list entries = {0};
    struct inventory inventory = {0};
    for (size_t i = 0; i < collection->clusters.count; i++)
        collection_keep(collection, i);
    resolve_owners(collection);
    count_pods(collection);
    list_entries(collection, &entries);
    fold_doubles(&entries);
    if (entries.count != 0)
        qsort(entries.items, entries.count, sizeof *entries.items, compare_by_image);
    collection_forget_keys(collection);
    for (size_t at = 0; at < entries.count;)
        at += add_image(collection->arena, &entries, at, &inventory.images);
    parts_finish(collection->parts_beside, &inventory.parts);
    inventory.clusters = collection->clusters;
    *ret_inventory = inventory;
}
