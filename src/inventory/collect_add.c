/* Adding objects, owners and references to the collection. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/collect.h"

#include "base/file.h"
#include "base/text.h"
#include "inventory/collect_parts.h"
#include "inventory/image_id.h"

#include <stdlib.h>
#include <string.h>

static bool list_holds(const struct text_list *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

static bool is_wanted(const struct collection *collection, const char *namespace)
{
    if (namespace == NULL)
        return true;
    if (list_holds(collection->excluded_namespaces, namespace))
        return false;
    return collection->namespaces->count == 0 ||
           list_holds(collection->namespaces, namespace);
}

/* "kube-apiserver-node1" of node1 is one of the static pods "kube-apiserver". */
static const char *mirror_name(struct collection *collection,
                               const struct pod_record *record)
{
    struct slice name = slice_of(record->name);
    const char *node = record->node_name;
    size_t node_length = node == NULL ? 0 : strlen(node);
    char shorter[POD_TEXT_BYTES_MAX + 1];
    if (node_length == 0 || name.length <= node_length + 1 ||
        !slice_ends_with(name, node) || name.at[name.length - node_length - 1] != '-')
        return intern(collection->parting, record->name);
    name.length -= node_length + 1;
    memcpy(shorter, name.at, name.length);
    shorter[name.length] = '\0';
    return intern(collection->parting, shorter);
}

/* The controller that a pod names, or the object itself. */
static struct raw_owner_key owner_key(struct collection *collection, size_t cluster,
                                      const struct pod_record *record)
{
    struct raw_owner_key key = {0};
    const char *kind = record->kind == NULL ? "Pod" : record->kind;
    const char *name = record->name == NULL ? "" : record->name;
    const char *uid = NULL;
    bool is_pod = strcmp(kind, "Pod") == 0;
    bool is_owned = record->owner_kind != NULL && record->owner_name != NULL;
    key.source = is_pod     ? SOURCE_POD
                 : is_owned ? SOURCE_OWNED_TEMPLATE
                            : SOURCE_TEMPLATE;
    bool is_static = record->is_mirror ||
                     (is_pod && is_owned && strcmp(record->owner_kind, "Node") == 0);
    if (is_static && record->name != NULL) {
        kind = "StaticPod";
        name = mirror_name(collection, record);
    } else if (is_owned) {
        kind = record->owner_kind;
        name = record->owner_name;
        uid = record->owner_uid;
        key.template_hash = intern(collection->parting, record->template_hash);
        key.rollout_template_hash =
            intern(collection->parting, record->rollout_template_hash);
    }
    key.cluster = cluster;
    key.namespace =
        intern(collection->texts, record->namespace == NULL ? "" : record->namespace);
    key.kind = intern(collection->parting, kind);
    key.name = intern(collection->parting, name);
    key.uid = intern(collection->parting, uid);
    return key;
}

static struct place *place_of(struct collection *collection,
                              const struct raw_owner_key *owner)
{
    struct place_key key = {owner->cluster, owner->namespace};
    struct place *place = map_find(collection->places_by_key, &key, sizeof key);
    if (place == NULL) {
        place = arena_alloc(collection->scratch, sizeof *place);
        place->key = key;
        map_add(collection->places_by_key, &place->key, sizeof place->key, place);
    }
    return place;
}

static struct raw_owner *owner_of(struct collection *collection,
                                  const struct raw_owner_key *key)
{
    struct raw_owner *owner = map_find(collection->owners_by_key, key, sizeof *key);
    if (owner == NULL) {
        owner = arena_alloc(collection->scratch, sizeof *owner);
        owner->key = *key;
        owner->place = place_of(collection, key);
        *LIST_ADD(collection->scratch, &collection->owners) = owner;
        map_add(collection->owners_by_key, &owner->key, sizeof owner->key, owner);
    }
    return owner;
}

static struct raw_image *new_image(struct collection *collection, const char *reference,
                                   const char *digest)
{
    struct raw_image *image = arena_alloc(collection->scratch, sizeof *image);
    image->key = (struct raw_image_key){intern(collection->texts, reference),
                                        intern(collection->texts, digest)};
    map_add(collection->images_by_key, &image->key, sizeof image->key, image);
    collection->images++;
    return image;
}

/* The image when it is known; NULL: new. */
static struct raw_image *known_image(const struct collection *collection,
                                     const char *reference, const char *digest)
{
    struct raw_image_key key = {interned(collection->texts, reference),
                                interned(collection->texts, digest)};
    if (key.reference == NULL || (digest != NULL && key.digest == NULL))
        return NULL;
    return map_find(collection->images_by_key, &key, sizeof key);
}

static int compare_annotations(const void *a, const void *b)
{
    const struct annotation *left = a;
    const struct annotation *right = b;
    return strcmp(left->key, right->key);
}

static void add_line(struct text *text, const char *value)
{
    for (; *value != '\0'; value++)
        text_add_char(text, *value == '\n' ? ' ' : *value);
    text_add_char(text, '\n');
}

/* The annotations as one interned text, sorted, so that equal ones are equal. */
static const char *annotations_of(struct collection *collection,
                                  const struct pod_record *record)
{
    size_t count = record->annotations.count;
    if (count == 0)
        return NULL;
    AUTO_HEAP struct annotation *sorted = calloc(count, sizeof *sorted);
    if (sorted == NULL)
        arena_out_of_memory();
    memcpy(sorted, record->annotations.items, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_annotations);
    AUTO_TEXT joined;
    text_init(&joined, (size_t)POD_TEXT_BYTES_MAX * 16);
    for (size_t i = 0; i < count; i++) {
        text_addf(&joined, "%s\n", sorted[i].key);
        add_line(&joined, sorted[i].value);
    }
    return intern(collection->texts, joined.bytes);
}

static void add_use(struct collection *collection, const struct raw_use_key *key,
                    size_t pods)
{
    struct raw_use *use = map_find(collection->uses_by_key, key, sizeof *key);
    if (use == NULL) {
        use = arena_alloc(collection->scratch, sizeof *use);
        use->key = *key;
        *LIST_ADD(collection->scratch, &collection->uses) = use;
        map_add(collection->uses_by_key, &use->key, sizeof use->key, use);
    }
    collection_tally(collection, key->owner->key.cluster, &use->pods, pods);
}

/*
 * The image, if there is room for it in its namespace; NULL: it is left out, and the
 * cluster is marked. image is NULL for one that is new to the whole collection.
 */
static const struct raw_image *admit(struct collection *collection, struct place *place,
                                     struct raw_image *image, const char *reference,
                                     const char *digest)
{
    struct placed_key key = {place, image};
    if (image != NULL && map_find(collection->placed_by_key, &key, sizeof key) != NULL)
        return image;
    if (place->images >= COLLECTION_IMAGES_EACH_MAX ||
        (image == NULL && collection->images >= COLLECTION_IMAGES_MAX)) {
        collection_fail(collection, place->key.cluster,
                        "namespace '%s' runs more distinct images than are "
                        "looked at (%d): the others are left out",
                        place->key.namespace, COLLECTION_IMAGES_EACH_MAX);
        return NULL;
    }
    if (image == NULL)
        image = new_image(collection, reference, digest);
    struct placed_key *placed = arena_alloc(collection->scratch, sizeof *placed);
    *placed = (struct placed_key){place, image};
    map_add(collection->placed_by_key, placed, sizeof *placed, placed);
    place->images++;
    return image;
}

/* The digest that the status of a container's name and kind tells. */
static struct slice digest_of(const struct pod_record *record,
                              const struct pod_container *container)
{
    for (size_t i = 0; i < record->statuses.count; i++) {
        const struct pod_status *status = &record->statuses.items[i];
        if (status->kind == container->kind && status->name != NULL &&
            status->image_id != NULL && strcmp(status->name, container->name) == 0)
            return image_id_digest(status->image_id);
    }
    return (struct slice){NULL, 0};
}

static void add_image(struct collection *collection, struct raw_use_key *key,
                      const char *reference, const char *digest, size_t pods)
{
    struct raw_image *known = known_image(collection, reference, digest);
    key->image = known;
    if (known == NULL || map_find(collection->uses_by_key, key, sizeof *key) == NULL)
        key->image = admit(collection, key->owner->place, known, reference, digest);
    if (key->image != NULL)
        add_use(collection, key, pods);
}

static void add_container(struct collection *collection, struct raw_use_key *key,
                          const struct pod_record *record,
                          const struct pod_container *container, size_t pods)
{
    struct pod_container named = *container;
    named.name = container->name == NULL ? "" : container->name;
    struct slice image = slice_trim(slice_of(named.image));
    struct slice digest = digest_of(record, &named);
    key->container = intern(collection->texts, named.name);
    key->kind = named.kind;
    char reference_text[POD_TEXT_BYTES_MAX + 1];
    char digest_text[IMAGE_DIGEST_BYTES];
    memcpy(reference_text, image.at, image.length);
    reference_text[image.length] = '\0';
    if (digest.length != 0)
        memcpy(digest_text, digest.at, digest.length);
    digest_text[digest.length] = '\0';
    add_image(collection, key, reference_text, digest.length == 0 ? NULL : digest_text,
              pods);
}

static bool has_image(const struct pod_container *container, bool is_pod)
{
    return container->is_template != is_pod && container->image != NULL &&
           slice_trim(slice_of(container->image)).length != 0;
}

static bool is_finished(const struct pod_record *record)
{
    return record->phase != NULL && (strcmp(record->phase, "Succeeded") == 0 ||
                                     strcmp(record->phase, "Failed") == 0);
}

/* The kubelet pulls a pod's images with the secrets that the pod itself names. */
static void note_pull_secrets(struct collection *collection, size_t cluster,
                              const struct pod_record *record)
{
    if (collection->pull_secrets == NULL || record->namespace == NULL)
        return;
    for (size_t i = 0; i < record->containers.count; i++) {
        const struct pod_container *container = &record->containers.items[i];
        struct slice image =
            slice_trim(slice_of(has_image(container, true) ? container->image : ""));
        for (size_t k = 0; image.length != 0 && k < record->pull_secrets.count; k++)
            pull_secrets_note(collection->pull_secrets, cluster, record->namespace,
                              record->pull_secrets.items[k], image);
    }
}

void collection_add(struct collection *collection, size_t cluster,
                    const struct pod_record *record)
{
    bool is_pod = record->kind == NULL || strcmp(record->kind, "Pod") == 0;
    collection_tally(collection, cluster, &collection->parts.items[cluster].objects, 1);
    if (record->is_cut)
        collection_fail(collection, cluster,
                        "%s '%s' has more than %d containers: the others "
                        "are left out",
                        record->kind == NULL ? "Pod" : record->kind,
                        record->name == NULL ? "" : record->name, POD_CONTAINERS_MAX);
    bool has_any = false;
    for (size_t i = 0; i < record->containers.count; i++)
        has_any |= has_image(&record->containers.items[i], is_pod);
    if (!has_any || !is_wanted(collection, record->namespace))
        return;
    struct raw_owner_key owner_by = owner_key(collection, cluster, record);
    /* A ReplicaSet scaled to nothing is the history of a Deployment. */
    if (owner_by.source == SOURCE_OWNED_TEMPLATE && record->replicas == 0)
        return;
    size_t pods = is_pod ? 1 : record->replicas;
    struct raw_owner *owner = owner_of(collection, &owner_by);
    struct raw_use_key key = {0};
    key.owner = owner;
    key.annotations = annotations_of(collection, record);
    key.is_finished = is_pod && is_finished(record);
    if (!key.is_finished)
        collection_tally(collection, cluster, &owner->pods, pods);
    if (is_pod && !key.is_finished)
        note_pull_secrets(collection, cluster, record);
    if (is_pod && record->created_at > owner->newest_pod_at)
        owner->newest_pod_at = record->created_at;
    for (size_t i = 0; i < record->containers.count; i++)
        if (has_image(&record->containers.items[i], is_pod))
            add_container(collection, &key, record, &record->containers.items[i], pods);
}

void collection_add_owner(struct collection *collection, size_t cluster,
                          const char *kind, const struct pod_record *record)
{
    if (record->uid == NULL || kind == NULL ||
        (strcmp(kind, "ReplicaSet") != 0 && strcmp(kind, "Job") != 0))
        return;
    struct owner_fact_key key = {cluster, intern(collection->parting, record->uid)};
    if (map_find(collection->facts_by_key, &key, sizeof key) != NULL)
        return;
    struct owner_fact *fact = arena_alloc(collection->scratch, sizeof *fact);
    fact->key = key;
    fact->kind = intern(collection->parting, record->owner_kind);
    fact->name = intern(collection->parting, record->owner_name);
    map_add(collection->facts_by_key, &fact->key, sizeof fact->key, fact);
}

void collection_add_reference(struct collection *collection, size_t cluster,
                              const char *reference)
{
    struct raw_owner_key owner_by = {0};
    owner_by.cluster = cluster;
    owner_by.namespace = intern(collection->texts, "");
    owner_by.kind = owner_by.namespace;
    owner_by.name = owner_by.namespace;
    struct raw_use_key key = {0};
    key.owner = owner_of(collection, &owner_by);
    key.container = owner_by.namespace;
    add_image(collection, &key, reference, NULL, 1);
}
