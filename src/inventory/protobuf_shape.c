/* The wanted protobuf fields, as tables. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/protobuf_shape.h"

#include "inventory/pod_shape.h"

#define SHAPE(rows)                                                                    \
    {                                                                                  \
        (rows), COUNT_OF(rows)                                                         \
    }
#define TEXT_ROW(number, key, field)                                                   \
    {                                                                                  \
        (number), PROTOBUF_TEXT, {(key), JSON_WANT_TEXT, (field), NULL}, NULL          \
    }
#define LIST_ROW(number, key, field, shape)                                            \
    {                                                                                  \
        (number), PROTOBUF_MESSAGE, {(key), JSON_WANT_LIST, (field), NULL}, (shape)    \
    }
#define PASSED_ROW(number, shape)                                                      \
    {                                                                                  \
        (number), PROTOBUF_PASSED, {"", JSON_WANT_OBJECT, 0, NULL}, (shape)            \
    }

static const struct protobuf_row container_rows[] = {
    TEXT_ROW(1, "name", FIELD_CONTAINER_NAME),
    TEXT_ROW(2, "image", FIELD_CONTAINER_IMAGE),
};
static const struct protobuf_shape container_shape = SHAPE(container_rows);

/* ephemeralContainerCommon has the numbers of a container. */
static const struct protobuf_row ephemeral_rows[] = {PASSED_ROW(1, &container_shape)};
static const struct protobuf_shape ephemeral_shape = SHAPE(ephemeral_rows);

static const struct protobuf_row pull_secret_rows[] = {
    TEXT_ROW(1, "name", FIELD_PULL_SECRET_NAME),
};
static const struct protobuf_shape pull_secret_shape = SHAPE(pull_secret_rows);

static const struct protobuf_row volume_image_rows[] = {
    TEXT_ROW(1, "reference", FIELD_CONTAINER_IMAGE),
};
static const struct protobuf_shape volume_image_shape = SHAPE(volume_image_rows);

static const struct protobuf_row volume_source_rows[] = {
    PASSED_ROW(30, &volume_image_shape),
};
static const struct protobuf_shape volume_source_shape = SHAPE(volume_source_rows);

static const struct protobuf_row volume_rows[] = {
    TEXT_ROW(1, "name", FIELD_CONTAINER_NAME),
    PASSED_ROW(2, &volume_source_shape),
};
static const struct protobuf_shape volume_shape = SHAPE(volume_rows);

static const struct protobuf_row spec_rows[] = {
    LIST_ROW(1, "volumes", FIELD_VOLUME, &volume_shape),
    LIST_ROW(2, "containers", FIELD_CONTAINER, &container_shape),
    TEXT_ROW(10, "nodeName", FIELD_NODE_NAME),
    LIST_ROW(15, "imagePullSecrets", FIELD_PULL_SECRET, &pull_secret_shape),
    LIST_ROW(20, "initContainers", FIELD_INIT_CONTAINER, &container_shape),
    LIST_ROW(34, "ephemeralContainers", FIELD_EPHEMERAL_CONTAINER, &ephemeral_shape),
};
static const struct protobuf_shape spec_shape = SHAPE(spec_rows);

static const struct protobuf_row container_status_rows[] = {
    TEXT_ROW(1, "name", FIELD_STATUS_NAME),
    TEXT_ROW(7, "imageID", FIELD_STATUS_IMAGE_ID),
};
static const struct protobuf_shape container_status_shape =
    SHAPE(container_status_rows);

static const struct protobuf_row status_rows[] = {
    TEXT_ROW(1, "phase", FIELD_PHASE),
    LIST_ROW(8, "containerStatuses", FIELD_CONTAINER_STATUS, &container_status_shape),
    LIST_ROW(10, "initContainerStatuses", FIELD_INIT_CONTAINER_STATUS,
             &container_status_shape),
    LIST_ROW(13, "ephemeralContainerStatuses", FIELD_EPHEMERAL_CONTAINER_STATUS,
             &container_status_shape),
};
static const struct protobuf_shape status_shape = SHAPE(status_rows);

static const struct protobuf_row owner_rows[] = {
    TEXT_ROW(1, "kind", FIELD_OWNER_KIND),
    TEXT_ROW(3, "name", FIELD_OWNER_NAME),
    TEXT_ROW(4, "uid", FIELD_OWNER_UID),
    {6,
     PROTOBUF_FLAG,
     {"controller", JSON_WANT_FLAG, FIELD_OWNER_CONTROLLER, NULL},
     NULL},
};
static const struct protobuf_shape owner_shape = SHAPE(owner_rows);

static const struct protobuf_row metadata_rows[] = {
    TEXT_ROW(1, "name", FIELD_NAME),
    TEXT_ROW(3, "namespace", FIELD_NAMESPACE),
    TEXT_ROW(5, "uid", FIELD_UID),
    {8,
     PROTOBUF_TIME,
     {"creationTimestamp", JSON_WANT_TEXT, FIELD_CREATED, NULL},
     NULL},
    {11,
     PROTOBUF_MAP,
     {"labels", JSON_WANT_OBJECT, FIELD_LABELS, &pod_label_shape},
     NULL},
    {12,
     PROTOBUF_MAP,
     {"annotations", JSON_WANT_OBJECT, FIELD_ANNOTATIONS, &pod_annotation_shape},
     NULL},
    LIST_ROW(13, "ownerReferences", FIELD_OWNER, &owner_shape),
};
static const struct protobuf_shape metadata_shape = SHAPE(metadata_rows);

static const struct protobuf_row item_rows[] = {
    PASSED_ROW(1, &metadata_shape),
    PASSED_ROW(2, &spec_shape),
    PASSED_ROW(3, &status_shape),
};
static const struct protobuf_shape item_shape = SHAPE(item_rows);

static const struct protobuf_row node_info_rows[] = {
    TEXT_ROW(5, "osImage", FIELD_NODE_OS),
    TEXT_ROW(6, "containerRuntimeVersion", FIELD_NODE_RUNTIME),
    TEXT_ROW(7, "kubeletVersion", FIELD_NODE_KUBELET),
    TEXT_ROW(8, "kubeProxyVersion", FIELD_NODE_PROXY),
};
static const struct protobuf_shape node_info_shape = SHAPE(node_info_rows);

static const struct protobuf_row node_status_rows[] = {
    PASSED_ROW(7, &node_info_shape),
};
static const struct protobuf_shape node_status_shape = SHAPE(node_status_rows);

static const struct protobuf_row node_rows[] = {
    PASSED_ROW(1, &metadata_shape),
    PASSED_ROW(3, &node_status_shape),
};
static const struct protobuf_shape node_shape = SHAPE(node_rows);

static const struct protobuf_row list_metadata_rows[] = {
    TEXT_ROW(3, "continue", FIELD_CONTINUE),
};
static const struct protobuf_shape list_metadata_shape = SHAPE(list_metadata_rows);

static const struct protobuf_row list_rows[] = {
    PASSED_ROW(1, &list_metadata_shape),
    LIST_ROW(2, "items", FIELD_ITEM, &item_shape),
};
const struct protobuf_shape protobuf_list_shape = SHAPE(list_rows);

static const struct protobuf_row node_list_rows[] = {
    PASSED_ROW(1, &list_metadata_shape),
    LIST_ROW(2, "items", FIELD_ITEM, &node_shape),
};
const struct protobuf_shape protobuf_node_list_shape = SHAPE(node_list_rows);

static const struct protobuf_row answer_rows[] = {
    PASSED_ROW(1, &list_metadata_shape),
    TEXT_ROW(3, "message", FIELD_MESSAGE),
    TEXT_ROW(4, "reason", FIELD_REASON),
    {6, PROTOBUF_NUMBER, {"code", JSON_WANT_NUMBER, FIELD_CODE, NULL}, NULL},
};
const struct protobuf_shape protobuf_status_shape = SHAPE(answer_rows);

static const struct protobuf_row type_rows[] = {TEXT_ROW(2, "kind", FIELD_KIND)};
static const struct protobuf_shape type_shape = SHAPE(type_rows);

static const struct protobuf_row envelope_rows[] = {
    PASSED_ROW(1, &type_shape),
    {2, PROTOBUF_RAW, {"raw", JSON_WANT_OBJECT, 0, NULL}, NULL},
    TEXT_ROW(3, "contentEncoding", FIELD_ENVELOPE_ENCODING),
};
const struct protobuf_shape protobuf_envelope_shape = SHAPE(envelope_rows);
