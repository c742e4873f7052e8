/* Reads pods and owners out of Kubernetes protobuf as it arrives. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "inventory/pod_record.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Takes a body of application/vnd.kubernetes.protobuf: a PodList, a
 * PartialObjectMetadataList or a Status. What is not wanted (managedFields above all)
 * is one length to jump over. Field numbers: generated.proto of k8s.io/api and
 * k8s.io/apimachinery v0.34.2.
 */
struct pod_protobuf;

struct pod_protobuf *pod_protobuf_new(pod_sink *sink, void *context);
void pod_protobuf_free(struct pod_protobuf *reader);

bool pod_protobuf_feed(struct pod_protobuf *reader, const void *bytes, size_t count,
                       struct error *err) NODISCARD;

/* Ends the reading: a cut message is an error. ret_end lives as long as the reader. */
bool pod_protobuf_finish(struct pod_protobuf *reader, struct pod_list_end *ret_end,
                         struct error *err) NODISCARD;
