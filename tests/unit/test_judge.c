/* Tests of what findings are called, and of what a gate counts beside its verdict. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "judge/judging.h"
#include "judge/tag_views.h"
#include "judge_world.h"

enum { COLLIDING_TAGS = 200 }; /* more than there are buckets */

/* A cluster of one image at a version that a test chooses. */
static void judge_running(const char *reference, const char *role, struct arena *arena,
                          struct judge_world *world)
{
    struct text_list none = {0};
    struct text_list product = {0};
    struct text_list releases = {0};
    struct text_list tags = {0};
    struct judge_case test = {.file = "test_judge.c", .rules = "", .title = ""};
    *LIST_ADD(arena, &product) = arena_format(arena, "  role: %s", role);
    *LIST_ADD(arena, &releases) = "1.0.0 2023-01-01, 1.0.1 2023-02-01";
    *LIST_ADD(arena, &tags) = "1.0.0 1.0.1";
    const struct judge_entry entries[] = {
        {"as-of", "", "2024-06-30", none, 0},
        {"product", "", "", product, 0},
        {"github", "", "", releases, 0},
        {"registry", "docker.io/acme/acme", "", tags, 0},
        {"run", "", reference, none, 0},
        {"run", "second", "acme/acme:1.0.1", none, 0},
    };
    for (size_t i = 0; i < COUNT_OF(entries); i++)
        *LIST_ADD(arena, &test.entries) = entries[i];
    assert_true(judge_world_make(&test, arena, world));
    judge_world_judge(world, arena);
}

static const struct finding *finding_of(const struct judge_world *world,
                                        const char *version)
{
    for (size_t i = 0; i < world->verdicts.findings.count; i++) {
        const struct finding *finding = &world->verdicts.findings.items[i];
        if (strcmp(finding->version, version) == 0)
            return finding;
    }
    fail_msg("no finding of %s", version);
    return NULL;
}

static bool has_id(const struct judge_world *world, const char *id)
{
    for (size_t i = 0; i < world->verdicts.findings.count; i++) {
        if (strcmp(world->verdicts.findings.items[i].id, id) == 0)
            return true;
    }
    return false;
}

static void an_id_does_not_depend_on_the_version(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct judge_world before;
    struct judge_world after;
    judge_running("acme/acme:1.0.0", "dns", arena, &before);
    judge_running("acme/acme:1.0.9", "dns", arena, &after);
    const char *id = finding_of(&before, "1.0.0")->id;
    assert_int_equal(strlen(id), 16);
    assert_int_equal(strspn(id, "0123456789abcdef"), 16);
    for (size_t i = 0; i < before.verdicts.findings.count; i++)
        assert_true(has_id(&after, before.verdicts.findings.items[i].id));
}

static void two_versions_in_one_place_have_two_ids(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct judge_world world;
    judge_running("acme/acme:1.0.0", "dns", arena, &world);
    assert_int_equal(world.verdicts.findings.count, 2);
    assert_string_not_equal(finding_of(&world, "1.0.0")->id,
                            finding_of(&world, "1.0.1")->id);
}

static void a_gate_tells_what_stands_outside_of_it(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct judge_world world;
    judge_running("acme/acme:1.0.0", "monitoring", arena, &world);
    struct gate_result result = gate_judge(&world.verdicts, &world.policy.gate);
    assert_int_equal(result.exit_status, 0);
    assert_int_equal(result.failing, 0);
    assert_int_equal(result.outside[STATUS_STALE], 1);
    assert_int_equal(result.outside[STATUS_FRESH], 1);
}

static void a_gate_counts_what_fails_it(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct judge_world world;
    judge_running("acme/acme:1.0.0", "dns", arena, &world);
    struct gate_result result = gate_judge(&world.verdicts, &world.policy.gate);
    assert_int_equal(result.exit_status, 1);
    assert_int_equal(result.failing, 1);
    assert_int_equal(result.outside[STATUS_STALE], 0);
    assert_int_equal(gate_finding(finding_of(&world, "1.0.0"), &world.policy.gate), 1);
    assert_int_equal(gate_finding(finding_of(&world, "1.0.1"), &world.policy.gate), 0);
}

static void images_of_no_product_do_not_burden_the_gate(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct judge_world world;
    judge_running("other/tool:1.0.0", "dns", arena, &world);
    struct gate_result result = gate_judge(&world.verdicts, &world.policy.gate);
    assert_int_equal(result.exit_status, 0);
    assert_int_equal(result.outside[STATUS_UNKNOWN], 0);
    assert_int_equal(world.verdicts.unrecognised, 1);
    assert_int_equal(world.verdicts.images, 2);
    assert_int_equal(world.verdicts.counts[STATUS_UNKNOWN], 1);
}

/* Each day is judged twice, by views of its own and by those of all days. */
static void days_share_what_tags_teach(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct judge_world world;
    judge_running("acme/acme:1.0.0", "dns", arena, &world);
    int last_day = world.facts.as_of_day;
    struct tag_views *views = tag_views_new(arena);
    struct judge_facts shared = world.facts;
    struct judge_facts alone = world.facts;
    shared.views = views;
    for (int day = last_day - 600; day <= last_day; day += 30) {
        struct verdicts of_shared;
        struct verdicts of_alone;
        shared.as_of_day = day;
        alone.as_of_day = day;
        judge_all(&shared, arena, &of_shared);
        judge_all(&alone, arena, &of_alone);
        assert_int_equal(of_shared.findings.count, of_alone.findings.count);
        for (size_t i = 0; i < of_alone.findings.count; i++) {
            const struct finding *finding = &of_shared.findings.items[i];
            assert_string_equal(finding->message, of_alone.findings.items[i].message);
            assert_true(finding_same_verdict(finding, &of_alone.findings.items[i]));
        }
    }
    const struct upstream *upstream = &world.upstreams.items[0];
    struct upstream_views *own = tag_views_of(views, upstream);
    const struct tag_view *made[COLLIDING_TAGS];
    for (unsigned i = 0; i < COLLIDING_TAGS; i++) {
        const char *tag = arena_format(arena, "1.0.%u", i);
        struct version running = version_read(upstream->reader, tag);
        made[i] = upstream_view(own, &running);
        assert_ptr_equal(upstream_view(own, &running), made[i]);
        for (unsigned k = 0; k < i; k++)
            assert_ptr_not_equal(made[k], made[i]);
    }
}

static void every_status_has_a_word(void **state)
{
    (void)state;
    for (unsigned i = 0; i < STATUS_COUNT; i++) {
        enum status status;
        assert_true(status_parse(status_name(i), &status));
        assert_int_equal(status, i);
    }
    enum status status;
    assert_false(status_parse("rotten", &status));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_does_not_depend_on_the_version),
        cmocka_unit_test(two_versions_in_one_place_have_two_ids),
        cmocka_unit_test(a_gate_tells_what_stands_outside_of_it),
        cmocka_unit_test(a_gate_counts_what_fails_it),
        cmocka_unit_test(images_of_no_product_do_not_burden_the_gate),
        cmocka_unit_test(days_share_what_tags_teach),
        cmocka_unit_test(every_status_has_a_word),
    };
    return RUN_TESTS(tests);
}
