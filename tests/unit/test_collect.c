/* Tests of the collection: pages that count or do not, filters, bounds of memory. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/collect.h"

#include "inventory/seen.h"

#include "inventory_text.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static const struct text_list none = {0};

/* A running pod of one container. */
static void add_pod(struct collection *collection, size_t cluster,
                    const char *namespace, const char *owner, const char *image)
{
    struct pod_container container = {"c", image, CONTAINER_MAIN, false};
    struct pod_record record = {
        .kind = "Pod",
        .name = "p",
        .namespace = namespace,
        .owner_kind = "DaemonSet",
        .owner_name = owner,
        .owner_uid = owner,
        .replicas = 1,
        .containers = {&container, 1, 1},
    };
    collection_add(collection, cluster, &record);
}

static void finish_is(struct collection *collection, const char *expected, size_t pods)
{
    struct inventory inventory;
    AUTO_TEXT text;
    text_init(&text, 100000);
    collection_finish(collection, &inventory);
    inventory_text(&inventory, &text);
    assert_string_equal(text.bytes, expected);
    assert_int_equal(inventory.clusters.items[0].pods, pods);
    collection_free(collection);
}

static struct collection *new_collection(struct arena *arena)
{
    struct collection *collection = collection_new(arena, &none, &none);
    assert_int_equal(collection_add_cluster(collection, "a", CLUSTER_API), 0);
    return collection;
}

static void a_page_that_broke_off_does_not_count(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct collection *collection = new_collection(arena);
    add_pod(collection, 0, "n", "d", "i:1");
    collection_keep(collection, 0);
    add_pod(collection, 0, "n", "d", "i:1");
    add_pod(collection, 0, "n", "e", "i:2");
    collection_drop(collection, 0);
    add_pod(collection, 0, "n", "d", "i:1");
    collection_keep(collection, 0);
    finish_is(collection, "i:1 | n DaemonSet/d c main 2\n", 2);
}

static void a_list_that_begins_again_forgets_all_of_its_cluster_alone(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct collection *collection = new_collection(arena);
    assert_int_equal(collection_add_cluster(collection, "b", CLUSTER_API), 1);
    add_pod(collection, 0, "n", "d", "i:1");
    add_pod(collection, 1, "n", "d", "i:1");
    collection_keep(collection, 0);
    collection_keep(collection, 1);
    add_pod(collection, 0, "n", "d", "i:1");
    collection_restart(collection, 0);
    add_pod(collection, 0, "n", "d", "i:2");
    finish_is(collection,
              "i:1 | n DaemonSet/d c main 1\ni:2 | n DaemonSet/d c main 1\n", 1);
}

static void namespaces_are_chosen_and_left_out(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const char *wanted_names[] = {"a", "b"};
    const char *excluded_names[] = {"b"};
    const struct text_list wanted = {wanted_names, 2, 2};
    const struct text_list excluded = {excluded_names, 1, 1};
    struct collection *collection = collection_new(arena, &wanted, &excluded);
    collection_add_cluster(collection, "x", CLUSTER_FILE);
    add_pod(collection, 0, "a", "d", "i:1");
    add_pod(collection, 0, "b", "d", "i:2");
    add_pod(collection, 0, "c", "d", "i:3");
    add_pod(collection, 0, NULL, "d", "i:4");
    finish_is(collection,
              "i:1 | a DaemonSet/d c main 1\ni:4 | \"\" DaemonSet/d c main 1\n", 2);
}

static void references_by_hand_run_nowhere(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct collection *collection = new_collection(arena);
    collection_add_reference(collection, 0, "traefik:1.7.9");
    collection_add_reference(collection, 0, "nginx");
    finish_is(collection,
              "nginx | \"\" \"\" \"\" main 1\ntraefik:1.7.9 | \"\" \"\" \"\" main 1\n",
              0);
}

static void memory_does_not_depend_on_the_number_of_pods(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct collection *collection = new_collection(arena);
    size_t bytes = 0;
    for (int i = 0; i < 200000; i++) {
        char image[32];
        snprintf(image, sizeof image, "i:%d", i % 100);
        add_pod(collection, 0, "n", "d", image);
        if (i % 500 == 0)
            collection_keep(collection, 0);
        if (i == 1000)
            bytes = arena_bytes(arena);
    }
    assert_int_equal(arena_bytes(arena), bytes);
    collection_free(collection);
}

static void a_namespace_cannot_use_up_what_is_there_for_all(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct collection *collection = new_collection(arena);
    struct inventory inventory;
    for (int i = 0; i < COLLECTION_IMAGES_EACH_MAX + 5000; i++) {
        char image[32];
        snprintf(image, sizeof image, "i:%05d", i);
        add_pod(collection, 0, "greedy", "d", image);
    }
    add_pod(collection, 0, "greedy", "d", "i:00000");
    add_pod(collection, 0, "modest", "d", "i:00001");
    add_pod(collection, 0, "modest", "d", "other:1");
    collection_finish(collection, &inventory);
    const struct cluster *cluster = &inventory.clusters.items[0];
    assert_int_equal(inventory.images.count, COLLECTION_IMAGES_EACH_MAX + 1);
    assert_int_equal(inventory.images.items[0].uses.items[0].pods, 2);
    assert_int_equal(inventory.images.items[1].uses.count, 2);
    assert_false(cluster->is_complete);
    assert_non_null(strstr(cluster->failure, "namespace 'greedy' runs more distinct"));
    collection_free(collection);
}

static void a_uid_of_an_earlier_page_was_seen_but_not_one_of_the_same(void **state)
{
    (void)state;
    struct seen *seen = seen_new();
    assert_false(seen_before(seen, "u", 3));
    assert_false(seen_before(seen, "u", 3));
    assert_true(seen_before(seen, "u", 4));
    assert_false(seen_before(seen, "v", 4));
    seen_free(seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_that_broke_off_does_not_count),
        cmocka_unit_test(a_list_that_begins_again_forgets_all_of_its_cluster_alone),
        cmocka_unit_test(namespaces_are_chosen_and_left_out),
        cmocka_unit_test(references_by_hand_run_nowhere),
        cmocka_unit_test(memory_does_not_depend_on_the_number_of_pods),
        cmocka_unit_test(a_namespace_cannot_use_up_what_is_there_for_all),
        cmocka_unit_test(a_uid_of_an_earlier_page_was_seen_but_not_one_of_the_same),
    };
    return RUN_TESTS(tests);
}
