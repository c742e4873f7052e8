/* The record of the inventory stage: which images run, and where. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>

enum cluster_kind {
    CLUSTER_API,    /* crawled */
    CLUSTER_FILE,   /* -f: a saved list or manifests */
    CLUSTER_BY_HAND /* --image */
};

struct cluster {
    const char *name; /* the context, "in-cluster", or the file as named */
    enum cluster_kind kind;
    const char
        *version; /* gitVersion without "v" and suffix ("1.19.9"); NULL: not known */
    const char
        *version_full;   /* as the server says it: "v1.27.3-gke.100"; NULL likewise */
    bool is_complete;    /* everything asked for was listed */
    const char *failure; /* why it is not complete; NULL when it is */
    size_t pods;         /* running pods seen */
};
LIST(cluster_list, struct cluster);

enum container_kind {
    CONTAINER_MAIN,
    CONTAINER_INIT,
    CONTAINER_EPHEMERAL,
    CONTAINER_VOLUME, /* an image that is mounted (Kubernetes 1.31 and newer) */
};

/* stalemark.dev/... on the workload or its pods. */
struct annotation {
    const char *key; /* without the prefix: "line" */
    const char *value;
};
LIST(annotation_list, struct annotation);

/* One container of one workload; its pods are counted, not listed. */
struct use {
    size_t cluster;        /* index into the inventory's clusters */
    const char *namespace; /* "" where there is none (--image) */
    const char *workload;  /* "Deployment/traefik"; "" where there is none */
    const char *container;
    enum container_kind kind;
    size_t pods;      /* for a manifest: its replicas */
    bool is_finished; /* a pod that ended: inventory, not a finding */
    struct annotation_list annotations;
};
LIST(use_list, struct use);

/* One reference with one digest. */
struct image {
    const char *reference; /* as the pod states it, white space trimmed */
    const char *digest; /* "sha256:..." of the repository that runs; NULL: not known */
    const char *platform; /* "linux/arm64" of the node, NULL: not known */
    struct use_list uses; /* in the order cluster, namespace, workload, container */
};
LIST(image_list, struct image);

struct inventory {
    struct cluster_list clusters;
    struct image_list images; /* by reference, then digest */
};
