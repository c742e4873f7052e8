/* Which members of lists, pods and pod templates are wanted. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json_scan.h"

#define ANNOTATION_PREFIX "stalemark.dev/"

/* The fields of struct json_row; FIELD_METADATA, FIELD_SPEC and the like only lead to
 * others. */
enum pod_field {
    FIELD_DOCUMENT,
    FIELD_ITEM,
    FIELD_NESTED,
    FIELD_KIND,
    FIELD_MESSAGE,
    FIELD_REASON,
    FIELD_CODE,
    FIELD_METADATA,
    FIELD_CONTINUE,
    FIELD_NAME,
    FIELD_NAMESPACE,
    FIELD_UID,
    FIELD_CREATED,
    FIELD_LABELS,
    FIELD_TEMPLATE_HASH,
    FIELD_ROLLOUT_TEMPLATE_HASH,
    FIELD_ANNOTATIONS,
    FIELD_ANNOTATION,
    FIELD_MIRROR,
    FIELD_CONFIG_SOURCE, /* api, or where a static pod comes from */
    FIELD_OWNER,
    FIELD_OWNER_KIND,
    FIELD_OWNER_NAME,
    FIELD_OWNER_UID,
    FIELD_OWNER_CONTROLLER,
    FIELD_SPEC,
    FIELD_TEMPLATE,
    FIELD_REPLICAS,
    FIELD_NODE_NAME,
    FIELD_CONTAINER,
    FIELD_INIT_CONTAINER,
    FIELD_EPHEMERAL_CONTAINER,
    FIELD_VOLUME, /* a container of its own kind, when it is an image's */
    FIELD_VOLUME_IMAGE,
    FIELD_CONTAINER_NAME,
    FIELD_CONTAINER_IMAGE,
    FIELD_STATUS,
    FIELD_PULL_SECRET,
    FIELD_PULL_SECRET_NAME,
    FIELD_PHASE,
    FIELD_CONTAINER_STATUS,
    FIELD_INIT_CONTAINER_STATUS,
    FIELD_EPHEMERAL_CONTAINER_STATUS,
    FIELD_STATUS_NAME,
    FIELD_STATUS_IMAGE_ID,
    FIELD_NODE_KUBELET,
    FIELD_NODE_PROXY,
    FIELD_NODE_RUNTIME,
    FIELD_NODE_OS,
};

/* A list, a single object, or a Status. */
extern const struct json_row pod_document_row;

/* The wanted keys of labels and annotations. */
extern const struct json_shape pod_label_shape;
extern const struct json_shape pod_annotation_shape;
