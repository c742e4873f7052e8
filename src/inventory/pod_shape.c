/* The wanted members of a list, a pod and a pod template, as tables. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/pod_shape.h"

static const struct json_row container_rows[] = {
    {"name", JSON_WANT_TEXT, FIELD_CONTAINER_NAME, NULL},
    {"image", JSON_WANT_TEXT, FIELD_CONTAINER_IMAGE, NULL},
};
static const struct json_shape container_shape = JSON_SHAPE(container_rows);

static const struct json_row volume_image_rows[] = {
    {"reference", JSON_WANT_TEXT, FIELD_CONTAINER_IMAGE, NULL},
};
static const struct json_shape volume_image_shape = JSON_SHAPE(volume_image_rows);

static const struct json_row volume_rows[] = {
    {"name", JSON_WANT_TEXT, FIELD_CONTAINER_NAME, NULL},
    {"image", JSON_WANT_OBJECT, FIELD_VOLUME_IMAGE, &volume_image_shape},
};
static const struct json_shape volume_shape = JSON_SHAPE(volume_rows);

static const struct json_row container_status_rows[] = {
    {"name", JSON_WANT_TEXT, FIELD_STATUS_NAME, NULL},
    {"imageID", JSON_WANT_TEXT, FIELD_STATUS_IMAGE_ID, NULL},
};
static const struct json_shape container_status_shape =
    JSON_SHAPE(container_status_rows);

static const struct json_row owner_rows[] = {
    {"kind", JSON_WANT_TEXT, FIELD_OWNER_KIND, NULL},
    {"name", JSON_WANT_TEXT, FIELD_OWNER_NAME, NULL},
    {"uid", JSON_WANT_TEXT, FIELD_OWNER_UID, NULL},
    {"controller", JSON_WANT_FLAG, FIELD_OWNER_CONTROLLER, NULL},
};
static const struct json_shape owner_shape = JSON_SHAPE(owner_rows);

static const struct json_row label_rows[] = {
    {"pod-template-hash", JSON_WANT_TEXT, FIELD_TEMPLATE_HASH, NULL},
    {"rollouts-pod-template-hash", JSON_WANT_TEXT, FIELD_ROLLOUT_TEMPLATE_HASH, NULL},
};
const struct json_shape pod_label_shape = JSON_SHAPE(label_rows);

static const struct json_row annotation_rows[] = {
    {ANNOTATION_PREFIX "*", JSON_WANT_TEXT, FIELD_ANNOTATION, NULL},
    {"kubernetes.io/config.mirror", JSON_WANT_TEXT, FIELD_MIRROR, NULL},
    {"kubernetes.io/config.source", JSON_WANT_TEXT, FIELD_CONFIG_SOURCE, NULL},
};
const struct json_shape pod_annotation_shape = JSON_SHAPE(annotation_rows);

static const struct json_row metadata_rows[] = {
    {"name", JSON_WANT_TEXT, FIELD_NAME, NULL},
    {"namespace", JSON_WANT_TEXT, FIELD_NAMESPACE, NULL},
    {"uid", JSON_WANT_TEXT, FIELD_UID, NULL},
    {"creationTimestamp", JSON_WANT_TEXT, FIELD_CREATED, NULL},
    {"labels", JSON_WANT_OBJECT, FIELD_LABELS, &pod_label_shape},
    {"annotations", JSON_WANT_OBJECT, FIELD_ANNOTATIONS, &pod_annotation_shape},
    {"ownerReferences", JSON_WANT_LIST, FIELD_OWNER, &owner_shape},
    {"continue", JSON_WANT_TEXT, FIELD_CONTINUE, NULL},
};
static const struct json_shape metadata_shape = JSON_SHAPE(metadata_rows);

static const struct json_row template_metadata_rows[] = {
    {"annotations", JSON_WANT_OBJECT, FIELD_ANNOTATIONS, &pod_annotation_shape},
};
static const struct json_shape template_metadata_shape =
    JSON_SHAPE(template_metadata_rows);

#define CONTAINER_ROWS                                                                 \
    {"containers", JSON_WANT_LIST, FIELD_CONTAINER, &container_shape},                 \
        {"initContainers", JSON_WANT_LIST, FIELD_INIT_CONTAINER, &container_shape},    \
        {"volumes", JSON_WANT_LIST, FIELD_VOLUME, &volume_shape},                      \
    {                                                                                  \
        "ephemeralContainers", JSON_WANT_LIST, FIELD_EPHEMERAL_CONTAINER,              \
            &container_shape                                                           \
    }

static const struct json_row pull_secret_rows[] = {
    {"name", JSON_WANT_TEXT, FIELD_PULL_SECRET_NAME, NULL},
};
static const struct json_shape pull_secret_shape = JSON_SHAPE(pull_secret_rows);

static const struct json_row template_spec_rows[] = {CONTAINER_ROWS};
static const struct json_shape template_spec_shape = JSON_SHAPE(template_spec_rows);

static const struct json_row template_rows[] = {
    {"metadata", JSON_WANT_OBJECT, FIELD_METADATA, &template_metadata_shape},
    {"spec", JSON_WANT_OBJECT, FIELD_SPEC, &template_spec_shape},
};
static const struct json_shape template_shape = JSON_SHAPE(template_rows);

/* Of a CronJob's jobTemplate and of KEDA's jobTargetRef. */
static const struct json_row job_spec_rows[] = {
    {"template", JSON_WANT_OBJECT, FIELD_TEMPLATE, &template_shape},
};
static const struct json_shape job_spec_shape = JSON_SHAPE(job_spec_rows);

static const struct json_row job_template_rows[] = {
    {"spec", JSON_WANT_OBJECT, FIELD_SPEC, &job_spec_shape},
};
static const struct json_shape job_template_shape = JSON_SHAPE(job_template_rows);

static const struct json_row spec_rows[] = {
    CONTAINER_ROWS,
    {"nodeName", JSON_WANT_TEXT, FIELD_NODE_NAME, NULL},
    {"imagePullSecrets", JSON_WANT_LIST, FIELD_PULL_SECRET, &pull_secret_shape},
    {"replicas", JSON_WANT_NUMBER, FIELD_REPLICAS, NULL},
    {"template", JSON_WANT_OBJECT, FIELD_TEMPLATE, &template_shape},
    {"jobTemplate", JSON_WANT_OBJECT, FIELD_SPEC, &job_template_shape},
    {"jobTargetRef", JSON_WANT_OBJECT, FIELD_SPEC, &job_spec_shape},
};
static const struct json_shape spec_shape = JSON_SHAPE(spec_rows);

static const struct json_row node_rows[] = {
    {"kubeletVersion", JSON_WANT_TEXT, FIELD_NODE_KUBELET, NULL},
    {"kubeProxyVersion", JSON_WANT_TEXT, FIELD_NODE_PROXY, NULL},
    {"containerRuntimeVersion", JSON_WANT_TEXT, FIELD_NODE_RUNTIME, NULL},
    {"osImage", JSON_WANT_TEXT, FIELD_NODE_OS, NULL},
};
static const struct json_shape node_shape = JSON_SHAPE(node_rows);

static const struct json_row status_rows[] = {
    {"nodeInfo", JSON_WANT_OBJECT, FIELD_STATUS, &node_shape},
    {"phase", JSON_WANT_TEXT, FIELD_PHASE, NULL},
    {"containerStatuses", JSON_WANT_LIST, FIELD_CONTAINER_STATUS,
     &container_status_shape},
    {"initContainerStatuses", JSON_WANT_LIST, FIELD_INIT_CONTAINER_STATUS,
     &container_status_shape},
    {"ephemeralContainerStatuses", JSON_WANT_LIST, FIELD_EPHEMERAL_CONTAINER_STATUS,
     &container_status_shape},
};
static const struct json_shape status_shape = JSON_SHAPE(status_rows);

#define OBJECT_ROWS                                                                    \
    {"kind", JSON_WANT_TEXT, FIELD_KIND, NULL},                                        \
        {"metadata", JSON_WANT_OBJECT, FIELD_METADATA, &metadata_shape},               \
        {"spec", JSON_WANT_OBJECT, FIELD_SPEC, &spec_shape},                           \
        {"template", JSON_WANT_OBJECT, FIELD_TEMPLATE, &template_shape},               \
    {                                                                                  \
        "status", JSON_WANT_OBJECT, FIELD_STATUS, &status_shape                        \
    }

static const struct json_row item_rows[] = {
    OBJECT_ROWS,
    {"items", JSON_WANT_TEXT, FIELD_NESTED, NULL}, /* a list in a list: a misfit */
};
static const struct json_shape item_shape = JSON_SHAPE(item_rows);

static const struct json_row document_rows[] = {
    OBJECT_ROWS,
    {"items", JSON_WANT_LIST, FIELD_ITEM, &item_shape},
    {"message", JSON_WANT_TEXT, FIELD_MESSAGE, NULL},
    {"reason", JSON_WANT_TEXT, FIELD_REASON, NULL},
    {"code", JSON_WANT_NUMBER, FIELD_CODE, NULL},
};
static const struct json_shape document_shape = JSON_SHAPE(document_rows);

const struct json_row pod_document_row = {"document", JSON_WANT_OBJECT, FIELD_DOCUMENT,
                                          &document_shape};
