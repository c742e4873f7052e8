/* Reads a list as it arrives, whichever encoding the server chose. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "inventory/pod_record.h"

#include <stdbool.h>
#include <stddef.h>

/* What pod_list reads, the better one first. */
#define POD_LIST_ACCEPT "application/vnd.kubernetes.protobuf,application/json"
#define OWNER_LIST_ACCEPT                                                              \
    "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;"  \
    "v=v1,application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,"           \
    "application/json"

struct pod_list;

struct pod_list *pod_list_new(pod_sink *sink, void *context);
void pod_list_free(struct pod_list *list);

bool pod_list_feed(struct pod_list *list, const void *bytes, size_t count,
                   struct error *err) NODISCARD;

/* Ends the reading: a list cut off is an error. ret_end lives as long as the list. */
bool pod_list_finish(struct pod_list *list, struct pod_list_end *ret_end,
                     struct error *err) NODISCARD;
