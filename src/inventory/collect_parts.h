/* The collection's own records: collect_add.c adds to them, collect_finish.c
 * reads them. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/map.h"
#include "inventory/collect.h"
#include "inventory/intern.h"
#include "inventory/parts.h"
#include "inventory/pull_secrets.h"

/* Where a count comes from; for one workload only the best source counts. */
enum use_source {
    SOURCE_POD,
    SOURCE_TEMPLATE,       /* of the workload itself */
    SOURCE_OWNED_TEMPLATE, /* of an object that the workload controls: a ReplicaSet */
    SOURCE_COUNT
};

/* What was added and kept, and what was added since. */
struct tally {
    size_t kept;
    size_t added;
};
LIST(tally_list, struct tally *);

/* The controller of pods as they name it, or the pod itself. All texts are interned, so
 * the key is compared byte by byte. */
struct raw_owner_key {
    size_t cluster;
    const char *namespace;
    const char *kind;
    const char *name;
    const char *uid;
    const char *template_hash;
    const char *rollout_template_hash;
    size_t source;
};

/* A namespace of a cluster. */
struct place_key {
    size_t cluster;
    const char *namespace;
};

struct place {
    struct place_key key;
    size_t images; /* distinct ones that run there */
};

struct raw_owner {
    struct raw_owner_key key;
    struct place *place;
    struct tally pods;     /* that have not finished */
    int64_t newest_pod_at; /* seconds since 1970 UTC */
    struct workload *workload;
};

LIST(raw_owner_list, struct raw_owner *);

struct raw_image_key {
    const char *reference;
    const char *digest;
};

struct raw_image {
    struct raw_image_key key;
};

/* That an image runs in a place. */
struct placed_key {
    const struct place *place;
    const struct raw_image *image;
};

struct raw_use_key {
    const struct raw_image *image;
    struct raw_owner *owner;
    const char *container;
    const char *annotations; /* "key\nvalue\n" for each, sorted by key; NULL: none */
    size_t kind;
    size_t is_finished;
};

struct raw_use {
    struct raw_use_key key;
    struct tally pods;
};

LIST(raw_use_list, struct raw_use *);

struct owner_fact_key {
    size_t cluster;
    const char *uid;
};

struct owner_fact {
    struct owner_fact_key key;
    const char *kind; /* of the controller; NULL: it has none */
    const char *name;
};

struct workload_key {
    size_t cluster;
    const char *namespace;
    const char *name; /* "Deployment/traefik" */
};

struct workload {
    struct workload_key key;
    enum use_source source; /* the best one that was seen */
    bool is_cron;
    const struct raw_owner *newest_run;
};

/* Of one cluster: its record, and the tallies that changed since the last keep. */
struct cluster_part {
    struct tally objects;
    struct tally_list changed;
};
LIST(cluster_part_list, struct cluster_part);

/* What the inventory keeps is in the arena; all else is freed with the collection. */
struct collection {
    struct arena *arena;
    struct arena *scratch;
    struct pull_secrets *pull_secrets; /* NULL: nobody wants them */
    const struct text_list *namespaces;
    const struct text_list *excluded_namespaces;
    struct parts *parts_beside; /* what is no image */
    struct interner *texts;     /* in the arena */
    struct interner *parting;   /* in the scratch: uids, hashes, names of controllers */
    struct cluster_list clusters;
    struct cluster_part_list parts;
    struct raw_owner_list owners;
    struct raw_use_list uses;
    size_t images; /* distinct ones */
    /* By their keys. */
    struct map *images_by_key;
    struct map *places_by_key;
    struct map *placed_by_key;
    struct map *owners_by_key;
    struct map *uses_by_key;
    struct map *facts_by_key;
    struct map *workloads_by_key;
};

/* Frees the maps: nothing can be added or looked up any more. */
void collection_forget_keys(struct collection *collection);

/* Adds to a tally of a cluster; it counts from the next keep on. */
void collection_tally(struct collection *collection, size_t cluster,
                      struct tally *tally, size_t count);
