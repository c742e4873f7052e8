/* Counts what readers push at once: memory grows by distinct images and workloads. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/compiler.h"
#include "inventory/images.h"
#include "inventory/pod_record.h"

#include <stdbool.h>
#include <stddef.h>

struct collection;
struct pull_secrets;

/*
 * Distinct images that are kept. One namespace cannot use up what is there for all;
 * what is left out makes the cluster incomplete.
 */
enum { COLLECTION_IMAGES_MAX = 100000, COLLECTION_IMAGES_EACH_MAX = 10000 };

/* What is kept lives in the arena; both filters must outlive the collection. Of
 * objects that state no namespace none is left out. */
struct collection *collection_new(struct arena *arena,
                                  const struct text_list *namespaces,
                                  const struct text_list *excluded_namespaces);
void collection_free(struct collection *collection);

/* From now on the pull secrets that pods name are noted there, with their images. */
void collection_note_pull_secrets(struct collection *collection,
                                  struct pull_secrets *pull_secrets);

/* A new source; everything below names it by the index returned. */
size_t collection_add_cluster(struct collection *collection, const char *name,
                              enum cluster_kind kind);

/* Its record, to fill in version, is_complete and failure. */
struct cluster *collection_cluster(struct collection *collection, size_t cluster);

/* What is installed in all clusters and is no image. */
struct parts;
struct parts *collection_parts(struct collection *collection);

/* Marks it: it is not complete. The first reason stays. */
void collection_fail(struct collection *collection, size_t cluster, const char *format,
                     ...) PRINTF(3, 4);

/* Counts a pod, or the pod template of another object; others are passed over. */
void collection_add(struct collection *collection, size_t cluster,
                    const struct pod_record *record);

/* Learns who controls a ReplicaSet or Job, by its uid; kind is the record's own. */
void collection_add_owner(struct collection *collection, size_t cluster,
                          const char *kind, const struct pod_record *record);

/* A reference given by hand. */
void collection_add_reference(struct collection *collection, size_t cluster,
                              const char *reference);

/*
 * What is added to a cluster counts from the next keep on. drop forgets what was added
 * since the last one (a page that broke off), restart all of the cluster.
 */
void collection_keep(struct collection *collection, size_t cluster);
void collection_drop(struct collection *collection, size_t cluster);
void collection_restart(struct collection *collection, size_t cluster);

/* Objects of all kinds that were added to a cluster and kept. */
size_t collection_objects(const struct collection *collection, size_t cluster);

/* Resolves owners, sorts and gives the inventory; the collection is used up. */
void collection_finish(struct collection *collection, struct inventory *ret_inventory);
