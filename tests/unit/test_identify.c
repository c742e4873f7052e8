/* Names products of images: mirrors, own images, look-alikes, digests. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/identify.h"

#include "unit.h"

#include <stdlib.h>
#include <string.h>

#define DIGEST "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* The catalogue and the policy of tests/cases/identify. */
struct world {
    struct arena *arena;
    struct catalog catalog;
    struct policy policy;
    struct error err;
};

static int world_open(void **state)
{
    struct world *world = calloc(1, sizeof *world);
    world->arena = arena_new();
    struct text_list catalogs = {0};
    struct text_list policies = {0};
    *LIST_ADD(world->arena, &catalogs) =
        SOURCE_FOLDER "/tests/cases/identify/catalog.yaml";
    *LIST_ADD(world->arena, &policies) =
        SOURCE_FOLDER "/tests/cases/identify/policy.yaml";
    if (!catalog_load(&catalogs, NULL, world->arena, &world->catalog, &world->err) ||
        !policy_load(SOURCE_FOLDER "/policies/default.yaml", &policies, &world->catalog,
                     world->arena, &world->policy, &world->err))
        fail_msg("%s", world->err.text);
    *state = world;
    return 0;
}

static int world_close(void **state)
{
    struct world *world = *state;
    arena_free(world->arena);
    free(world);
    return 0;
}

/* The subject of one reference that runs in a cluster of that kind. */
static const struct subject *subject_in(struct world *world, const char *reference,
                                        enum cluster_kind kind)
{
    struct cluster *cluster = arena_alloc(world->arena, sizeof *cluster);
    struct use *use = arena_alloc(world->arena, sizeof *use);
    struct image *image = arena_alloc(world->arena, sizeof *image);
    cluster->kind = kind;
    *image = (struct image){.reference = reference, .uses = {use, 1, 1}};
    struct inventory inventory = {.clusters = {cluster, 1, 1}, .images = {image, 1, 1}};
    struct subject_list subjects = {0};
    if (!identify_all(&inventory, &world->catalog, &world->policy, world->arena,
                      &subjects, &world->err))
        fail_msg("%s", world->err.text);
    assert_int_equal(subjects.count, 1);
    assert_ptr_equal(subjects.items[0].image, image);
    return &subjects.items[0];
}

static const struct subject *subject_of(struct world *world, const char *reference)
{
    return subject_in(world, reference, CLUSTER_API);
}

static const char *product_name(const struct product *product)
{
    return product != NULL ? product->name : "none";
}

static void a_product_is_known_by_its_full_repository(void **state)
{
    const struct subject *subject = subject_of(*state, "traefik:v1.7.9");
    assert_string_equal(product_name(subject->product), "traefik");
    assert_string_equal(subject->upstream, "docker.io/library/traefik");
    assert_null(subject->mirror_from);
    assert_int_equal(subject->role, ROLE_LOAD_BALANCER);
    assert_int_equal(subject->tier, TIER_EDGE);
    assert_int_equal(subject->running.number_count, 3);
    assert_false(subject->is_own);
    assert_false(subject->is_by_hand);
    assert_null(subject->failure);
    subject = subject_of(*state, "containous/traefik:1.7");
    assert_string_equal(product_name(subject->product), "traefik");
}

static void the_rules_of_a_product_read_its_tags(void **state)
{
    const struct subject *subject = subject_of(*state, "postgres:15.6");
    char line[VERSION_TEXT_BYTES];
    assert_string_equal(version_line(subject->reader, &subject->running, line), "15");
    subject = subject_of(*state, "quay.io/corp/thing:15.6");
    assert_string_equal(version_line(subject->reader, &subject->running, line), "15.6");
}

static void a_product_of_the_policy_has_its_tier(void **state)
{
    assert_int_equal(subject_of(*state, "postgres:15.6")->tier, TIER_EDGE);
}

static void never_by_the_last_part_of_its_name_alone(void **state)
{
    const struct subject *subject =
        subject_of(*state, "quay.io/platform/traefik:1.7.9");
    assert_null(subject->product);
    assert_string_equal(product_name(subject->lookalike), "traefik");
    assert_int_equal(subject->role, ROLE_OTHER);
}

static void a_lookalike_takes_the_tier_of_what_it_looks_like(void **state)
{
    assert_int_equal(subject_of(*state, "quay.io/platform/traefik:1.7.9")->tier,
                     TIER_EDGE);
    assert_int_equal(subject_of(*state, "quay.io/platform/shop:1.7.9")->tier,
                     TIER_WORKLOAD);
    assert_null(subject_of(*state, "quay.io/platform/shop:1.7.9")->lookalike);
}

static void a_mirror_stands_for_its_upstream_in_normal_form(void **state)
{
    const struct subject *subject =
        subject_of(*state, "registry.corp.example/dockerhub/traefik:v1.7.9");
    assert_string_equal(subject->upstream, "docker.io/library/traefik");
    assert_string_equal(subject->ref.repository,
                        "registry.corp.example/dockerhub/traefik");
    assert_string_equal(subject->mirror_from, "registry.corp.example/dockerhub/");
    assert_string_equal(subject->mirror_to, "docker.io/");
    assert_string_equal(product_name(subject->product), "traefik");
    subject = subject_of(*state, "registry.corp.example/dockerhub/library/traefik:2");
    assert_string_equal(subject->upstream, "docker.io/library/traefik");
}

static void the_longest_mirror_prefix_counts(void **state)
{
    const struct subject *subject =
        subject_of(*state, "registry.corp.example/coreos/etcd:v3");
    assert_string_equal(subject->upstream, "quay.io/coreos/etcd");
    assert_string_equal(subject->mirror_from, "registry.corp.example/");
}

static void own_images_are_named_by_prefix_or_glob(void **state)
{
    assert_true(subject_of(*state, "registry.corp.example/apps/shop:1")->is_own);
    assert_true(subject_of(*state, "corp/shop:1")->is_own);
    assert_false(subject_of(*state, "registry.corp.example/appstore:1")->is_own);
    assert_false(subject_of(*state, "quay.io/corp/shop:1")->is_own);
}

static void a_moved_repository_is_told(void **state)
{
    const struct subject *subject = subject_of(*state, "k8s.gcr.io/kube-proxy:v1.19.9");
    assert_string_equal(product_name(subject->product), "kube-proxy");
    assert_non_null(subject->moved);
    assert_string_equal(subject->moved->to, "registry.k8s.io/kube-proxy");
    assert_null(subject_of(*state, "registry.k8s.io/kube-proxy:v1.30.1")->moved);
}

static void a_glob_names_repositories_by_their_start(void **state)
{
    const struct subject *subject =
        subject_of(*state, "registry.k8s.io/kube-proxy-arm64:v1.19.9");
    assert_string_equal(product_name(subject->product), "kube-proxy");
}

static void a_digest_alone_has_no_tag_to_read(void **state)
{
    const struct subject *subject = subject_of(*state, "traefik@" DIGEST);
    assert_true(subject->is_valid);
    assert_null(subject->ref.tag);
    assert_string_equal(product_name(subject->product), "traefik");
    assert_int_equal(subject->running.kind, TAG_NOT_A_VERSION);
    subject = subject_of(*state, "traefik:v1.7.9@" DIGEST);
    assert_int_equal(subject->running.kind, TAG_VERSION);
}

static void without_a_tag_latest_runs(void **state)
{
    const struct subject *subject = subject_of(*state, "traefik");
    assert_int_equal(subject->running.kind, TAG_FLOATING_WORD);
    assert_false(subject->ref.has_tag);
}

static void a_reference_that_cannot_be_read_says_why(void **state)
{
    const struct subject *subject = subject_of(*state, "Traefik:v1.7.9");
    assert_false(subject->is_valid);
    assert_non_null(strstr(subject->failure, "upper-case"));
    assert_null(subject->product);
    assert_non_null(subject->reader);
    assert_int_equal(subject->running.kind, TAG_NOT_A_VERSION);
    assert_int_equal(subject->tier, TIER_WORKLOAD);
}

static void an_image_given_by_hand_is_known_as_such(void **state)
{
    assert_true(subject_in(*state, "traefik:v1", CLUSTER_BY_HAND)->is_by_hand);
    assert_false(subject_in(*state, "traefik:v1", CLUSTER_FILE)->is_by_hand);
}

#define WORLD_TEST(test) cmocka_unit_test_setup_teardown(test, world_open, world_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_product_is_known_by_its_full_repository),
        WORLD_TEST(the_rules_of_a_product_read_its_tags),
        WORLD_TEST(a_product_of_the_policy_has_its_tier),
        WORLD_TEST(never_by_the_last_part_of_its_name_alone),
        WORLD_TEST(a_lookalike_takes_the_tier_of_what_it_looks_like),
        WORLD_TEST(a_mirror_stands_for_its_upstream_in_normal_form),
        WORLD_TEST(the_longest_mirror_prefix_counts),
        WORLD_TEST(own_images_are_named_by_prefix_or_glob),
        WORLD_TEST(a_moved_repository_is_told),
        WORLD_TEST(a_glob_names_repositories_by_their_start),
        WORLD_TEST(a_digest_alone_has_no_tag_to_read),
        WORLD_TEST(without_a_tag_latest_runs),
        WORLD_TEST(a_reference_that_cannot_be_read_says_why),
        WORLD_TEST(an_image_given_by_hand_is_known_as_such),
    };
    return RUN_TESTS(tests);
}
