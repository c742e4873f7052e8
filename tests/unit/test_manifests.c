/* Tests of what objects give as an inventory, from tests/cases/inventory.cases. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/manifests.h"

#include "base/file.h"
#include "inventory/files.h"

#include "inventory_text.h"
#include "unit.h"

#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define REAL_FILES SOURCE_FOLDER "/../shared/data/k8s"
#define CASES      SOURCE_FOLDER "/tests/cases/inventory.cases"

struct sink {
    struct collection *collection;
    size_t cluster;
};

static bool add(const struct pod_record *record, void *context, struct error *err)
{
    (void)err;
    struct sink *sink = context;
    collection_add(sink->collection, sink->cluster, record);
    collection_add_owner(sink->collection, sink->cluster, record->kind, record);
    return true;
}

static bool read_input(const char *input, size_t step, struct sink *sink,
                       struct error *err)
{
    struct manifests *manifests = manifests_new("input", add, NULL, sink);
    bool done = true;
    size_t count = strlen(input);
    for (size_t at = 0; done && at < count; at += step)
        done = manifests_feed(manifests, input + at,
                              count - at < step ? count - at : step, err);
    done = done && manifests_finish(manifests, err);
    manifests_free(manifests);
    return done;
}

/* The inventory of input as text, or the error behind "!> ". */
static void inventory_of(const char *input, size_t step, struct text *ret_text)
{
    AUTO_ARENA *arena = arena_new();
    const struct text_list none = {0};
    struct inventory inventory;
    struct error err = {0};
    struct sink sink = {collection_new(arena, &none, &none), 0};
    sink.cluster = collection_add_cluster(sink.collection, "input", CLUSTER_FILE);
    if (read_input(input, step, &sink, &err)) {
        collection_finish(sink.collection, &inventory);
        inventory_text(&inventory, ret_text);
    } else {
        text_addf(ret_text, "!> %s\n", err.text);
    }
    collection_free(sink.collection);
}

static void compare(const char *name, const char *input, size_t step,
                    const char *expected)
{
    AUTO_TEXT text;
    text_init(&text, 100000);
    inventory_of(input, step, &text);
    bool is_error = strncmp(expected, "!> ", 3) == 0;
    bool is_equal = is_error ? strncmp(text.bytes, "!> ", 3) == 0 &&
                                   strstr(text.bytes + 3, expected + 3) != NULL
                             : strcmp(text.bytes, expected) == 0;
    if (!is_equal)
        fail_msg("%s (in steps of %zu):\nexpected:\n%sgot:\n%s", name, step, expected,
                 text.bytes);
}

static void run_case(const char *name, const char *input, const char *expected)
{
    size_t length = strlen(input);
    static const size_t steps[] = {1, 7, 1000000};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        compare(name, input, steps[i], expected);
    if (input[0] != '{')
        return;
    /* JSON is YAML too: behind a comment the other reader takes it. */
    AUTO_TEXT yaml;
    text_init(&yaml, length + 100);
    text_addf(&yaml, "# as YAML\n%s", input);
    compare(name, yaml.bytes, 1000000, expected);
}

static void every_case_gives_the_inventory_it_names(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_TEXT cases;
    AUTO_TEXT input;
    AUTO_TEXT expected;
    text_init(&cases, 1 << 20);
    text_init(&input, 1 << 20);
    text_init(&expected, 1 << 20);
    assert_true(file_read(CASES, &cases, &err));
    char name[200] = "";
    size_t count = 0;
    struct slice rest = {cases.bytes, cases.length};
    while (rest.at != NULL) {
        struct slice line = slice_cut(&rest, '\n');
        if (slice_starts_with(line, "### ") || rest.at == NULL) {
            if (name[0] != '\0') {
                run_case(name, input.bytes, expected.bytes);
                count++;
            }
            snprintf(name, sizeof name, "%.*s", (int)line.length, line.at);
            text_reset(&input);
            text_reset(&expected);
        } else if (slice_starts_with(line, "=> ")) {
            text_addf(&expected, "%.*s\n", (int)line.length - 3, line.at + 3);
        } else if (slice_starts_with(line, "!> ")) {
            text_add_slice(&expected, line);
        } else {
            text_addf(&input, "%.*s\n", (int)line.length, line.at);
        }
    }
    assert_in_range(count, 20, 1000);
}

static const char small_list[] =
    "{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[\n"
    "{\"metadata\":{\"name\":\"a\",\"uid\":\"1\",\"labels\":{\"a\":\"\\u00e9\"}},"
    "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"}]}}, "
    "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"containers\":[{\"name\":\"c\","
    "\"image\":\"i:2\",\"ports\":[{\"containerPort\":80}]}]}}]}";

static void a_list_cut_at_any_byte_is_an_error(void **state)
{
    (void)state;
    for (size_t length = 1; length < sizeof small_list - 1; length++) {
        char cut[sizeof small_list];
        snprintf(cut, sizeof cut, "%.*s", (int)length, small_list);
        AUTO_TEXT text;
        text_init(&text, 10000);
        inventory_of(cut, 1000, &text);
        if (strncmp(text.bytes, "!> ", 3) != 0)
            fail_msg("cut after %zu bytes it was taken: %s", length, text.bytes);
    }
    AUTO_TEXT whole;
    text_init(&whole, 10000);
    inventory_of(small_list, 1000, &whole);
    assert_string_equal(whole.bytes, "i:1 | \"\" Pod/a c main 1\n"
                                     "i:2 | \"\" Pod/b c main 1\n");
}

static void containers_beyond_the_limit_are_told_not_lost_in_silence(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const struct text_list none = {0};
    struct inventory inventory;
    struct error err = {0};
    struct sink sink = {collection_new(arena, &none, &none), 0};
    AUTO_TEXT input;
    text_init(&input, 1 << 20);
    text_add(&input, "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"many\"},\"spec\":{"
                     "\"containers\":[");
    for (int i = 0; i < POD_CONTAINERS_MAX + 1; i++)
        text_addf(&input, "%s{\"name\":\"c%d\",\"image\":\"i:%d\"}", i == 0 ? "" : ",",
                  i, i);
    text_add(&input, "]}}");
    sink.cluster = collection_add_cluster(sink.collection, "input", CLUSTER_FILE);
    assert_true(read_input(input.bytes, 1000, &sink, &err));
    collection_finish(sink.collection, &inventory);
    assert_int_equal(inventory.images.count, POD_CONTAINERS_MAX);
    assert_false(inventory.clusters.items[0].is_complete);
    assert_string_equal(inventory.clusters.items[0].failure,
                        "Pod 'many' has more than 1000 containers: the others are left "
                        "out");
    collection_free(sink.collection);
}

static void a_yaml_document_has_a_limit(void **state)
{
    (void)state;
    struct error err = {0};
    struct manifests *manifests = manifests_new("big.yaml", add, NULL, NULL);
    static const char line[] = "# a line that says nothing, but says it very often\n";
    bool done = manifests_feed(manifests, "kind: Pod\n", 10, &err);
    for (size_t fed = 0; done && fed < 2 * MANIFEST_DOCUMENT_BYTES_MAX;
         fed += sizeof line - 1)
        done = manifests_feed(manifests, line, sizeof line - 1, &err);
    assert_false(done);
    assert_non_null(
        strstr(err.text, "big.yaml:1: a YAML document of more than 16 MiB"));
    manifests_free(manifests);
}

/* Containers with an image and mounted images in a pod, as jansson counts them. */
static size_t count_containers(const json_t *pod)
{
    static const char *const keys[] = {"containers", "initContainers",
                                       "ephemeralContainers", "volumes"};
    const json_t *spec = json_object_get(pod, "spec");
    size_t count = 0;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        size_t i;
        json_t *container;
        json_array_foreach (json_object_get(spec, keys[k]), i, container) {
            const json_t *value = json_object_get(container, "image");
            const char *image =
                json_string_value(k == 3 ? json_object_get(value, "reference") : value);
            count += image != NULL && image[0] != '\0';
        }
    }
    return count;
}

static size_t count_in_file(const char *path)
{
    json_auto_t *root = json_load_file(path, 0, NULL);
    const json_t *items = json_object_get(root, "items");
    if (items == NULL)
        return count_containers(root);
    size_t count = 0;
    size_t i;
    json_t *item;
    json_array_foreach (items, i, item)
        count += count_containers(item);
    return count;
}

static size_t count_in_inventory(const char *path)
{
    AUTO_ARENA *arena = arena_new();
    const struct text_list none = {0};
    struct inventory inventory;
    struct error err = {0};
    struct out quiet = {.verbosity = -1};
    struct collection *collection = collection_new(arena, &none, &none);
    if (!files_read(collection, path, &quiet, &err))
        fail_msg("%s", err.text);
    collection_finish(collection, &inventory);
    collection_free(collection);
    size_t count = 0;
    for (size_t i = 0; i < inventory.images.count; i++)
        for (size_t j = 0; j < inventory.images.items[i].uses.count; j++)
            count += inventory.images.items[i].uses.items[j].pods;
    return count;
}

/* Pod lists of other projects, where they are: every container is in the inventory. */
static void no_container_of_a_real_pod_list_is_lost(void **state)
{
    (void)state;
    glob_t found;
    if (glob(REAL_FILES "/pod*.json", 0, NULL, &found) != 0) {
        print_message("# skipped: no %s\n", REAL_FILES);
        return;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        size_t expected = count_in_file(found.gl_pathv[i]);
        assert_true(expected > 0);
        if (count_in_inventory(found.gl_pathv[i]) != expected)
            fail_msg("%s: %zu containers, not %zu", found.gl_pathv[i],
                     count_in_inventory(found.gl_pathv[i]), expected);
    }
    globfree(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gives_the_inventory_it_names),
        cmocka_unit_test(a_list_cut_at_any_byte_is_an_error),
        cmocka_unit_test(containers_beyond_the_limit_are_told_not_lost_in_silence),
        cmocka_unit_test(a_yaml_document_has_a_limit),
        cmocka_unit_test(no_container_of_a_real_pod_list_is_lost),
    };
    return RUN_TESTS(tests);
}
