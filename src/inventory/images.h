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
    const char *charts_failure; /* why its Helm releases are not all known; NULL */
    const char *nodes_failure;  /* the same of its nodes */
    bool has_charts;            /* they were asked for, and are all known */
    bool has_nodes;             /* the same of its nodes */
};
LIST(cluster_list, struct cluster);

enum container_kind {
    CONTAINER_MAIN,
    CONTAINER_INIT,
    CONTAINER_EPHEMERAL,
    CONTAINER_VOLUME, /* an image that is mounted (Kubernetes 1.31 and newer) */
    CONTAINER_NODE,   /* no container: of nodes, which pods then counts */
    CONTAINER_NONE,   /* of a part */
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

/* What a finding may be about. */
enum subject_kind {
    SUBJECT_IMAGE,
    SUBJECT_CHART,
    SUBJECT_NODE,    /* a piece of software of nodes */
    SUBJECT_CLUSTER, /* its API server */
    SUBJECT_KIND_COUNT
};
const char *subject_kind_name(enum subject_kind kind);

/* What is installed and is no image: one version of a Helm chart or of a component. */
struct part {
    enum subject_kind kind;
    const char *name;         /* of the chart or component: "traefik", "gke/kubelet" */
    const char *version;      /* NULL: not known */
    const char *stated;       /* of a component: the text that it was read from */
    const char *app_version;  /* of the software in the chart, as it says; NULL: none */
    bool is_deprecated;       /* by its own words */
    struct text_list sources; /* URLs by which a chart says where it comes from */
    struct text_list nodes;   /* their names */
    const char *failure;      /* why it is not known what it is; NULL */
    bool is_unanswered;       /* nobody told: the failure is of the question */
    struct use_list uses;     /* of a chart: cluster, namespace, "Release/NAME" */
};
LIST(part_list, struct part);

struct inventory {
    struct cluster_list clusters;
    struct image_list images; /* by reference, then digest */
    struct part_list parts;   /* by kind, name, version */
};
