/* One object of a list or manifest, as far as it tells about images: what every reader
 * pushes into the collection. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"
#include "base/list.h"
#include "base/slice.h"
#include "inventory/images.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Longer texts of an object are cut: no valid name or reference is that long. So are
 * its lists, which the collection then tells.
 */
enum { POD_TEXT_BYTES_MAX = 4096, POD_CONTAINERS_MAX = 1000 };

struct pod_container {
    const char *name;
    const char *image;
    enum container_kind kind;
    bool is_template; /* of a pod template, not of the object itself */
};
LIST(pod_container_list, struct pod_container);

struct pod_status {
    const char *name;
    const char *image_id; /* as the kubelet says it */
    enum container_kind kind;
};
LIST(pod_status_list, struct pod_status);

/* What a node says of itself: nodeInfo. */
struct pod_node {
    const char *kubelet; /* "v1.27.3-gke.100" */
    const char *proxy;   /* the kubelet's guess, often empty */
    const char *runtime; /* "containerd://1.7.2" */
    const char *os;      /* "Ubuntu 22.04.4 LTS" */
};

/* Absent texts are NULL. All of it lives until the reader goes on. */
struct pod_record {
    const char *kind; /* "Pod", "Deployment"; NULL: the list does not say */
    const char *name;
    const char *namespace;
    const char *uid;
    int64_t created_at;     /* seconds since 1970 UTC; 0: not known */
    const char *owner_kind; /* of the controller */
    const char *owner_name;
    const char *owner_uid;
    const char *template_hash;         /* label pod-template-hash */
    const char *rollout_template_hash; /* label rollouts-pod-template-hash */
    const char *node_name;
    const char *phase;
    bool is_mirror; /* a static pod's */
    bool is_cut;    /* it has more than POD_CONTAINERS_MAX of something */
    size_t replicas;
    struct pod_container_list containers;
    struct pod_status_list statuses;
    struct annotation_list annotations;
    struct pod_node node;          /* of a Node */
    struct text_list pull_secrets; /* of the object itself, not of a template */
};

/* A copy of an object's text, cut at POD_TEXT_BYTES_MAX and at a NUL. */
const char *pod_text(struct arena *arena, struct slice text);

/* Whether a member of a wrong type makes an object of that kind malformed. */
bool pod_kind_is_known(const char *kind);

/* False, with err set, stops the reader. */
typedef bool pod_sink(const struct pod_record *record, void *context,
                      struct error *err);

/* What a list says about itself, or a Status that came in its place. */
struct pod_list_end {
    const char *kind;           /* "PodList", "Status"; NULL: none */
    const char *continue_token; /* NULL: the last page */
    const char *message;        /* of a Status */
    const char *reason;
    int code;
    bool has_items; /* a list of items was there */
};

/* Of a stream: what each document says about itself. False, with err set, stops. */
typedef bool pod_end_sink(const struct pod_list_end *end, void *context,
                          struct error *err);
