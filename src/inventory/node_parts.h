/* What runs on a node beside its containers, out of what the node says of itself. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inventory/parts.h"
#include "inventory/pod_record.h"

#include <stdbool.h>
#include <stddef.h>

enum { NODE_PARTS_MAX = 4 };

/*
 * Kubelet, kube-proxy where it is another version, container runtime and operating
 * system. A distribution of Kubernetes is told by the suffix of the kubelet's version
 * and stands before the name: "gke/kubelet". What comes with it (the container runtime;
 * on GKE the operating system) has no part of its own: it moves with the node's
 * version. An operating system that says no version is left out. Returns how many there
 * are; the texts live in the arena, and are those of the record.
 */
size_t node_parts(const struct pod_record *node, struct arena *arena,
                  struct part_record ret_parts[NODE_PARTS_MAX]);

/* The API server of a version as it states it. */
struct part_record cluster_part(const char *stated, struct arena *arena);

/* The API server, kubelets or releases of a cluster that did not tell of them. */
struct part_record unanswered_part(enum subject_kind kind, const char *failure);
