/* Tests of the list readers: JSON, protobuf and jansson give the same inventory. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/pod_list.h"

#include "base/day.h"
#include "inventory/collect.h"

#include "inventory_text.h"
#include "pod_samples.h"
#include "unit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sink {
    struct collection *collection;
    size_t cluster;
};

/* One reading: its inventory, or its error, as text. */
struct result {
    struct text text;
    char token[100];
    char message[100];
    int code;
    bool has_items;
};

static bool add(const struct pod_record *record, void *context, struct error *err)
{
    (void)err;
    struct sink *sink = context;
    collection_add(sink->collection, sink->cluster, record);
    return true;
}

static void take_end(struct result *result, const struct pod_list_end *end)
{
    snprintf(result->token, sizeof result->token, "%s",
             end->continue_token == NULL ? "" : end->continue_token);
    snprintf(result->message, sizeof result->message, "%s",
             end->message == NULL ? "" : end->message);
    result->code = end->code;
    result->has_items = end->has_items;
}

/* Feeds a body in random pieces, each of its own allocation. */
static bool read_body(const char *bytes, size_t count, unsigned *seed,
                      struct sink *sink, struct result *result, struct error *err)
{
    struct pod_list_end end = {0};
    struct pod_list *list = pod_list_new(add, sink);
    bool done = true;
    for (size_t at = 0; done && at < count;) {
        size_t most = rand_r(seed) % 2 == 0 ? 20 : 20000;
        size_t length = 1 + (size_t)rand_r(seed) % most;
        length = length < count - at ? length : count - at;
        char *piece = malloc(length);
        assert_non_null(piece);
        memcpy(piece, bytes + at, length);
        done = pod_list_feed(list, piece, length, err);
        free(piece);
        at += length;
    }
    done = done && pod_list_finish(list, &end, err);
    if (done)
        take_end(result, &end);
    pod_list_free(list);
    return done;
}

/* Reads with the program's readers, or with jansson when root is given. */
static void take_jansson(const json_t *root, struct sink *sink, struct arena *arena);

static void result_of(const char *bytes, size_t count, const json_t *root,
                      unsigned *seed, struct result *result)
{
    AUTO_ARENA *arena = arena_new();
    const struct text_list none = {0};
    struct inventory inventory;
    struct error err = {0};
    struct sink sink = {collection_new(arena, &none, &none), 0};
    sink.cluster = collection_add_cluster(sink.collection, "test", CLUSTER_API);
    text_init(&result->text, (size_t)1 << 30);
    bool done = true;
    if (root != NULL)
        take_jansson(root, &sink, arena);
    else
        done = read_body(bytes, count, seed, &sink, result, &err);
    if (done) {
        collection_finish(sink.collection, &inventory);
        inventory_text(&inventory, &result->text);
        text_addf(&result->text, "pods %zu\n", inventory.clusters.items[0].pods);
    } else {
        text_addf(&result->text, "!> %s", err.text);
    }
    collection_free(sink.collection);
}

static const char *text_at(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void jansson_containers(const json_t *pod, const char *key,
                               const char *status_key, enum container_kind kind,
                               struct arena *arena, struct pod_record *record)
{
    size_t i;
    json_t *item;
    json_array_foreach (json_object_get(json_object_get(pod, "spec"), key), i, item)
        *LIST_ADD(arena, &record->containers) = (struct pod_container){
            text_at(item, "name"), text_at(item, "image"), kind, false};
    json_array_foreach (json_object_get(json_object_get(pod, "status"), status_key), i,
                        item)
        *LIST_ADD(arena, &record->statuses) =
            (struct pod_status){text_at(item, "name"), text_at(item, "imageID"), kind};
}

static void jansson_volumes(const json_t *pod, struct arena *arena,
                            struct pod_record *record)
{
    size_t i;
    json_t *item;
    json_array_foreach (json_object_get(json_object_get(pod, "spec"), "volumes"), i,
                        item)
        if (json_object_get(item, "image") != NULL)
            *LIST_ADD(arena, &record->containers) = (struct pod_container){
                text_at(item, "name"),
                text_at(json_object_get(item, "image"), "reference"), CONTAINER_VOLUME,
                false};
}

static void jansson_metadata(const json_t *metadata, struct arena *arena,
                             struct pod_record *record)
{
    const json_t *owner =
        json_array_get(json_object_get(metadata, "ownerReferences"), 0);
    const json_t *annotations = json_object_get(metadata, "annotations");
    const char *line = text_at(annotations, "stalemark.dev/line");
    record->name = text_at(metadata, "name");
    record->namespace = text_at(metadata, "namespace");
    record->uid = text_at(metadata, "uid");
    record->template_hash =
        text_at(json_object_get(metadata, "labels"), "pod-template-hash");
    record->owner_kind = text_at(owner, "kind");
    record->owner_name = text_at(owner, "name");
    record->owner_uid = text_at(owner, "uid");
    record->is_mirror =
        json_object_get(annotations, "kubernetes.io/config.mirror") != NULL;
    assert_true(seconds_parse_time(slice_of(text_at(metadata, "creationTimestamp")),
                                   &record->created_at));
    if (line != NULL)
        *LIST_ADD(arena, &record->annotations) = (struct annotation){"line", line};
}

static void take_jansson(const json_t *root, struct sink *sink, struct arena *arena)
{
    size_t i;
    json_t *pod;
    json_array_foreach (json_object_get(root, "items"), i, pod) {
        struct pod_record record = {.kind = "Pod", .replicas = 1};
        jansson_metadata(json_object_get(pod, "metadata"), arena, &record);
        record.node_name = text_at(json_object_get(pod, "spec"), "nodeName");
        record.phase = text_at(json_object_get(pod, "status"), "phase");
        jansson_containers(pod, "containers", "containerStatuses", CONTAINER_MAIN,
                           arena, &record);
        jansson_containers(pod, "initContainers", "initContainerStatuses",
                           CONTAINER_INIT, arena, &record);
        jansson_volumes(pod, arena, &record);
        collection_add(sink->collection, sink->cluster, &record);
    }
}

static void compare_all(const struct sample_pod *pods, size_t count, unsigned *seed)
{
    AUTO_TEXT json;
    AUTO_TEXT protobuf;
    struct result from_json = {0};
    struct result from_protobuf = {0};
    struct result from_jansson = {0};
    const char *token = rand_r(seed) % 2 == 0 ? NULL : "next-page";
    text_init(&json, (size_t)1 << 30);
    text_init(&protobuf, (size_t)1 << 30);
    sample_json(pods, count, token, rand_r(seed) % 2 == 0, &json);
    sample_protobuf(pods, count, token, &protobuf);
    json_auto_t *root = json_loadb(json.bytes, json.length, 0, NULL);
    assert_non_null(root);
    result_of(json.bytes, json.length, NULL, seed, &from_json);
    result_of(protobuf.bytes, protobuf.length, NULL, seed, &from_protobuf);
    result_of(NULL, 0, root, seed, &from_jansson);
    assert_string_equal(from_json.text.bytes, from_jansson.text.bytes);
    assert_string_equal(from_protobuf.text.bytes, from_jansson.text.bytes);
    assert_string_equal(from_json.token, token == NULL ? "" : token);
    assert_string_equal(from_protobuf.token, token == NULL ? "" : token);
    assert_true(from_json.has_items && from_protobuf.has_items);
    text_clear(&from_json.text);
    text_clear(&from_protobuf.text);
    text_clear(&from_jansson.text);
}

static void three_readers_agree_on_random_lists(void **state)
{
    (void)state;
    unsigned seed = 7;
    for (int round = 0; round < 150; round++) {
        struct sample_pod pods[60];
        size_t count = (size_t)rand_r(&seed) % 60;
        for (size_t i = 0; i < count; i++)
            pods[i] = sample_pod_random(&seed, (size_t)rand_r(&seed) % 3000);
        compare_all(pods, count, &seed);
    }
}

static void a_protobuf_list_cut_at_any_byte_is_an_error(void **state)
{
    (void)state;
    unsigned seed = 3;
    struct sample_pod pods[2] = {sample_pod_random(&seed, 50),
                                 sample_pod_random(&seed, 0)};
    AUTO_TEXT body;
    text_init(&body, 100000);
    sample_protobuf(pods, 2, NULL, &body);
    /* Behind the content stand two empty texts of the envelope: nothing is missed
     * there.
     */
    for (size_t length = 0; length < body.length - 4; length++) {
        struct result result = {0};
        result_of(body.bytes, length, NULL, &seed, &result);
        if (strncmp(result.text.bytes, "!> ", 3) != 0)
            fail_msg("cut after %zu bytes it was taken: %s", length, result.text.bytes);
        text_clear(&result.text);
    }
}

static void lengths_beyond_their_message_are_an_error(void **state)
{
    (void)state;
    unsigned seed = 5;
    struct sample_pod pod = sample_pod_random(&seed, 20);
    AUTO_TEXT body;
    text_init(&body, 100000);
    sample_protobuf(&pod, 1, NULL, &body);
    /* Every byte in turn made large: an error, or another list, but never a crash. */
    for (size_t i = 0; i < body.length; i++) {
        char kept = body.bytes[i];
        struct result result = {0};
        body.bytes[i] = (char)0xFF;
        result_of(body.bytes, body.length, NULL, &seed, &result);
        text_clear(&result.text);
        body.bytes[i] = kept;
    }
    static const char overlong[] =
        "k8s\0\x0A\x0F\x0A\x02v1\x12\x07PodList\x12\x04\x12\x7F";
    struct result result = {0};
    result_of(overlong, sizeof overlong - 1, NULL, &seed, &result);
    assert_non_null(strstr(result.text.bytes, "!> not Kubernetes protobuf"));
    text_clear(&result.text);
}

static void a_status_gives_its_message_and_token(void **state)
{
    (void)state;
    unsigned seed = 5;
    struct result result = {0};
    AUTO_TEXT body;
    text_init(&body, 100000);
    sample_status("too old", 410, "inconsistent", &body);
    result_of(body.bytes, body.length, NULL, &seed, &result);
    assert_string_equal(result.message, "too old");
    assert_string_equal(result.token, "inconsistent");
    assert_int_equal(result.code, 410);
    assert_false(result.has_items);
    text_clear(&result.text);
    static const char json[] =
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{\"continue\":\"x\"},"
        "\"status\":\"Failure\",\"message\":\"no\",\"reason\":\"Expired\",\"code\":"
        "410}";
    result_of(json, sizeof json - 1, NULL, &seed, &result);
    assert_string_equal(result.message, "no");
    assert_string_equal(result.token, "x");
    assert_int_equal(result.code, 410);
    assert_false(result.has_items);
    text_clear(&result.text);
}

static void what_is_neither_is_an_error(void **state)
{
    (void)state;
    unsigned seed = 5;
    static const char *const bodies[] = {"", "<html>", "k8x", "ok", "k8s"};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct result result = {0};
        result_of(bodies[i], strlen(bodies[i]), NULL, &seed, &result);
        assert_non_null(strstr(result.text.bytes, "!> "));
        text_clear(&result.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_readers_agree_on_random_lists),
        cmocka_unit_test(a_protobuf_list_cut_at_any_byte_is_an_error),
        cmocka_unit_test(lengths_beyond_their_message_are_an_error),
        cmocka_unit_test(a_status_gives_its_message_and_token),
        cmocka_unit_test(what_is_neither_is_an_error),
    };
    return RUN_TESTS(tests);
}
