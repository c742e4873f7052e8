/* Writing random pods in both encodings, independently of the readers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "pod_samples.h"

#include "base/day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned roll(unsigned *seed, unsigned sides)
{
    return (unsigned)rand_r(seed) % sides;
}

static void make_containers(struct sample_pod *pod, unsigned *seed)
{
    static const char *const forms[] = {"", "docker-pullable://", "docker://"};
    pod->containers = 1 + roll(seed, 2);
    pod->inits = roll(seed, 3);
    for (size_t i = 0; i < pod->containers + pod->inits; i++) {
        unsigned image = roll(seed, 20);
        snprintf(pod->images[i], sizeof pod->images[i], "registry.example/app-%u:1.%u",
                 image, image % 3);
        if (roll(seed, 4) == 0)
            continue;
        snprintf(pod->image_ids[i], sizeof pod->image_ids[i],
                 "%sregistry.example/app-%u@sha256:%064u", forms[roll(seed, 3)], image,
                 image);
    }
}

static void make_owner(struct sample_pod *pod, unsigned *seed)
{
    unsigned number = roll(seed, 10);
    unsigned kind = roll(seed, 6);
    static const char *const kinds[] = {"ReplicaSet", "DaemonSet", "StatefulSet",
                                        "Job",        "Node",      ""};
    snprintf(pod->owner_kind, sizeof pod->owner_kind, "%s", kinds[kind]);
    snprintf(pod->owner_uid, sizeof pod->owner_uid, "owner-%u-%u", kind, number);
    snprintf(pod->owner_name, sizeof pod->owner_name, "owner-%u", number);
    if (kind == 0) {
        snprintf(pod->template_hash, sizeof pod->template_hash, "hash%u", number % 3);
        snprintf(pod->owner_name, sizeof pod->owner_name, "web-%u-hash%u", number,
                 number % 3);
    } else if (kind == 3) {
        snprintf(pod->owner_name, sizeof pod->owner_name, "cron-%u-%u", number % 4,
                 29000000 + number);
    } else if (kind == 4) {
        snprintf(pod->owner_name, sizeof pod->owner_name, "%s", pod->node);
        snprintf(pod->name, sizeof pod->name, "static-%u-%s", number % 2, pod->node);
        pod->is_mirror = true;
    }
}

struct sample_pod sample_pod_random(unsigned *seed, size_t managed_bytes)
{
    static const char *const phases[] = {"Running",   "Running", "Pending",
                                         "Succeeded", "Failed",  "Unknown"};
    struct sample_pod pod = {.managed_bytes = managed_bytes};
    snprintf(pod.name, sizeof pod.name, "pod-%u", roll(seed, 1000000));
    snprintf(pod.namespace, sizeof pod.namespace, "team-%u", roll(seed, 4));
    snprintf(pod.uid, sizeof pod.uid, "%08x-0000-4000-8000-%08x", roll(seed, 1U << 30),
             roll(seed, 1U << 30));
    snprintf(pod.node, sizeof pod.node, "node-%u", roll(seed, 5));
    snprintf(pod.phase, sizeof pod.phase, "%s", phases[roll(seed, 6)]);
    if (roll(seed, 5) == 0)
        snprintf(pod.annotation, sizeof pod.annotation, "1.%u", roll(seed, 3));
    pod.created_at = 1700000000 + (long long)roll(seed, 1000000);
    if (roll(seed, 4) == 0)
        snprintf(pod.volume_image, sizeof pod.volume_image,
                 "registry.example/model-%u:2", roll(seed, 5));
    make_owner(&pod, seed);
    make_containers(&pod, seed);
    return pod;
}

/* JSON. */

static void json_containers(const struct sample_pod *pod, const char *key, size_t first,
                            size_t count, bool is_status, struct text *body)
{
    text_addf(body, ",\"%s\":[", key);
    for (size_t i = first; i < first + count; i++) {
        text_addf(body, "%s{\"name\":\"c%zu\",", i == first ? "" : ",", i);
        if (is_status)
            text_addf(
                body,
                "\"state\":{\"running\":{\"startedAt\":\"2026-01-01T00:00:00Z\"}},"
                "\"ready\":true,\"restartCount\":0,\"image\":\"%s\","
                "\"imageID\":\"%s\"}",
                pod->images[i], pod->image_ids[i]);
        else
            text_addf(body,
                      "\"image\":\"%s\",\"ports\":[{\"containerPort\":8080}],"
                      "\"env\":[{\"name\":\"A\",\"value\":\"b\\n\\u00e9\"}]}",
                      pod->images[i]);
    }
    text_add(body, "]");
}

static void json_metadata(const struct sample_pod *pod, struct text *body)
{
    char time[TIME_TEXT_BYTES];
    text_addf(body,
              "{\"metadata\":{\"name\":\"%s\",\"namespace\":\"%s\",\"uid\":\"%s\","
              "\"creationTimestamp\":\"%s\",\"labels\":{\"app\":\"x\"",
              pod->name, pod->namespace, pod->uid, time_format(pod->created_at, time));
    if (pod->template_hash[0] != '\0')
        text_addf(body, ",\"pod-template-hash\":\"%s\"", pod->template_hash);
    text_add(body, "},\"annotations\":{\"a\":\"b\"");
    if (pod->annotation[0] != '\0')
        text_addf(body, ",\"stalemark.dev/line\":\"%s\"", pod->annotation);
    if (pod->is_mirror)
        text_add(body, ",\"kubernetes.io/config.mirror\":\"x\"");
    text_add(body, "}");
    if (pod->owner_kind[0] != '\0')
        text_addf(body,
                  ",\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"%s\","
                  "\"name\":\"%s\",\"uid\":\"%s\",\"controller\":true}]",
                  pod->owner_kind, pod->owner_name, pod->owner_uid);
    text_add(body, ",\"managedFields\":[{\"manager\":\"kubelet\",\"fieldsV1\":{");
    size_t start = body->length;
    for (unsigned i = 0; body->length - start < pod->managed_bytes; i++)
        text_addf(body, "%s\"f:field-%u\":{\".\":{},\"f:name\":{}}", i == 0 ? "" : ",",
                  i);
    text_add(body, "}}]}");
}

static void json_volumes(const struct sample_pod *pod, struct text *body)
{
    text_add(body, ",\"volumes\":[{\"name\":\"tmp\",\"emptyDir\":{}}");
    if (pod->volume_image[0] != '\0')
        text_addf(body,
                  ",{\"name\":\"model\",\"image\":{\"pullPolicy\":\"Always\","
                  "\"reference\":\"%s\"}}",
                  pod->volume_image);
    text_add(body, ",{\"name\":\"config\",\"configMap\":{\"name\":\"image\"}}]");
}

static void json_pod(const struct sample_pod *pod, struct text *body)
{
    json_metadata(pod, body);
    text_addf(body, ",\"spec\":{\"nodeName\":\"%s\"", pod->node);
    json_volumes(pod, body);
    json_containers(pod, "containers", 0, pod->containers, false, body);
    if (pod->inits != 0)
        json_containers(pod, "initContainers", pod->containers, pod->inits, false,
                        body);
    text_addf(body, "},\"status\":{\"phase\":\"%s\"", pod->phase);
    json_containers(pod, "containerStatuses", 0, pod->containers, true, body);
    if (pod->inits != 0)
        json_containers(pod, "initContainerStatuses", pod->containers, pod->inits, true,
                        body);
    text_add(body, "}}");
}

void sample_json(const struct sample_pod *pods, size_t count,
                 const char *continue_token, bool is_indented, struct text *ret_body)
{
    const char *space = is_indented ? "\n  " : "";
    text_addf(ret_body,
              "{%s\"kind\":\"PodList\",%s\"apiVersion\":\"v1\",%s\"metadata\":{", space,
              space, space);
    if (continue_token != NULL)
        text_addf(ret_body, "\"continue\":\"%s\"", continue_token);
    text_addf(ret_body, "},%s\"items\":[", space);
    for (size_t i = 0; i < count; i++) {
        text_addf(ret_body, "%s%s", i == 0 ? "" : ",", space);
        json_pod(&pods[i], ret_body);
    }
    text_addf(ret_body, "]}%s", is_indented ? "\n" : "");
}

/* Protobuf. */

static void add_varint(struct text *body, unsigned long long number)
{
    while (number >= 0x80) {
        text_add_char(body, (char)(number | 0x80));
        number >>= 7;
    }
    text_add_char(body, (char)number);
}

static void add_number(struct text *body, unsigned field, unsigned long long number)
{
    add_varint(body, (unsigned long long)field << 3);
    add_varint(body, number);
}

static void add_bytes(struct text *body, unsigned field, const void *bytes,
                      size_t count)
{
    add_varint(body, (unsigned long long)field << 3 | 2);
    add_varint(body, count);
    text_add_bytes(body, bytes, count);
}

static void add_text(struct text *body, unsigned field, const char *value)
{
    add_bytes(body, field, value, strlen(value));
}

/* Appends part as a message and forgets it. */
static void add_part(struct text *body, unsigned field, struct text *part)
{
    add_bytes(body, field, part->bytes, part->length);
    text_reset(part);
}

static void part_init(struct text *part)
{
    text_init(part, (size_t)1 << 30);
}

static void add_pair(struct text *body, unsigned field, const char *key,
                     const char *value)
{
    AUTO_TEXT part;
    part_init(&part);
    add_text(&part, 1, key);
    add_text(&part, 2, value);
    add_part(body, field, &part);
}

static void protobuf_owner(const struct sample_pod *pod, struct text *body)
{
    AUTO_TEXT part;
    part_init(&part);
    add_text(&part, 5, "v1");
    add_text(&part, 1, pod->owner_kind);
    add_text(&part, 3, pod->owner_name);
    add_text(&part, 4, pod->owner_uid);
    add_number(&part, 6, 1);
    add_part(body, 13, &part);
}

static void protobuf_metadata(const struct sample_pod *pod, struct text *body)
{
    AUTO_TEXT metadata;
    AUTO_TEXT part;
    part_init(&metadata);
    part_init(&part);
    add_text(&metadata, 1, pod->name);
    add_text(&metadata, 2, "");
    add_text(&metadata, 3, pod->namespace);
    add_text(&metadata, 5, pod->uid);
    add_number(&part, 1, (unsigned long long)pod->created_at);
    add_number(&part, 2, 0);
    add_part(&metadata, 8, &part);
    add_pair(&metadata, 11, "app", "x");
    if (pod->template_hash[0] != '\0')
        add_pair(&metadata, 11, "pod-template-hash", pod->template_hash);
    if (pod->annotation[0] != '\0')
        add_pair(&metadata, 12, "stalemark.dev/line", pod->annotation);
    if (pod->is_mirror)
        add_pair(&metadata, 12, "kubernetes.io/config.mirror", "x");
    if (pod->owner_kind[0] != '\0')
        protobuf_owner(pod, &metadata);
    for (size_t i = 0; i < pod->managed_bytes; i++)
        text_add_char(&part, (char)i);
    add_part(&metadata, 17, &part);
    add_part(body, 1, &metadata);
}

/* source is the field of VolumeSource. */
static void protobuf_volume(const char *name, unsigned source, const char *reference,
                            struct text *body)
{
    AUTO_TEXT part;
    AUTO_TEXT inner;
    AUTO_TEXT volume;
    part_init(&part);
    part_init(&inner);
    part_init(&volume);
    add_text(&part, 1, reference);
    add_part(&inner, source, &part);
    add_text(&volume, 1, name);
    add_part(&volume, 2, &inner);
    add_part(body, 1, &volume);
}

static void protobuf_containers(const struct sample_pod *pod, unsigned field,
                                size_t first, size_t count, struct text *body)
{
    AUTO_TEXT part;
    part_init(&part);
    for (size_t i = first; i < first + count; i++) {
        char name[16];
        snprintf(name, sizeof name, "c%zu", i);
        add_text(&part, 1, name);
        add_text(&part, 2, pod->images[i]);
        add_pair(&part, 7, "A", "b");
        add_part(body, field, &part);
    }
}

static void protobuf_statuses(const struct sample_pod *pod, unsigned field,
                              size_t first, size_t count, struct text *body)
{
    AUTO_TEXT part;
    part_init(&part);
    for (size_t i = first; i < first + count; i++) {
        char name[16];
        snprintf(name, sizeof name, "c%zu", i);
        add_text(&part, 1, name);
        add_number(&part, 5, 300);
        add_text(&part, 6, pod->images[i]);
        add_text(&part, 7, pod->image_ids[i]);
        /* Fields of fixed size, to be passed over. */
        text_add_bytes(&part, "\xA1\x06 8 bytes", 10);
        text_add_bytes(&part,
                       "\xA5\x06"
                       "four",
                       6);
        add_part(body, field, &part);
    }
}

static void protobuf_pod(const struct sample_pod *pod, struct text *body)
{
    AUTO_TEXT item;
    AUTO_TEXT part;
    part_init(&item);
    part_init(&part);
    protobuf_metadata(pod, &item);
    protobuf_volume("tmp", 2, "", &part);
    if (pod->volume_image[0] != '\0')
        protobuf_volume("model", 30, pod->volume_image, &part);
    protobuf_volume("config", 19, "image", &part);
    protobuf_containers(pod, 2, 0, pod->containers, &part);
    add_text(&part, 10, pod->node);
    protobuf_containers(pod, 20, pod->containers, pod->inits, &part);
    add_part(&item, 2, &part);
    add_text(&part, 1, pod->phase);
    protobuf_statuses(pod, 8, 0, pod->containers, &part);
    protobuf_statuses(pod, 10, pod->containers, pod->inits, &part);
    add_part(&item, 3, &part);
    add_part(body, 2, &item);
}

static void protobuf_envelope(const char *kind, struct text *content, struct text *body)
{
    AUTO_TEXT type;
    part_init(&type);
    add_text(&type, 1, "v1");
    add_text(&type, 2, kind);
    text_add_bytes(body, "k8s", 4);
    add_part(body, 1, &type);
    add_part(body, 2, content);
    add_text(body, 3, "");
    add_text(body, 4, "");
}

static void list_metadata(const char *continue_token, struct text *content)
{
    AUTO_TEXT part;
    part_init(&part);
    add_text(&part, 2, "10245");
    add_text(&part, 3, continue_token == NULL ? "" : continue_token);
    add_part(content, 1, &part);
}

void sample_protobuf(const struct sample_pod *pods, size_t count,
                     const char *continue_token, struct text *ret_body)
{
    AUTO_TEXT content;
    part_init(&content);
    list_metadata(continue_token, &content);
    for (size_t i = 0; i < count; i++)
        protobuf_pod(&pods[i], &content);
    protobuf_envelope("PodList", &content, ret_body);
}

void sample_status(const char *message, int code, const char *continue_token,
                   struct text *ret_body)
{
    AUTO_TEXT content;
    part_init(&content);
    list_metadata(continue_token, &content);
    add_text(&content, 2, "Failure");
    add_text(&content, 3, message);
    add_text(&content, 4, "Expired");
    add_number(&content, 6, (unsigned long long)code);
    protobuf_envelope("Status", &content, ret_body);
}
