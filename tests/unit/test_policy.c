/* Tests of the policy: laying over, pins, soak, tiers and steps. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/policy.h"

#include "base/day.h"
#include "base/text.h"
#include "policy/words.h"
#include "policy_world.h"

#include <string.h>

static void the_default_gives_every_role_a_tier(void **state)
{
    struct world *world = *state;
    AUTO_TEXT content;
    text_init(&content, 1 << 20);
    assert_true(file_read(DEFAULT, &content, &world->err));
    for (int role = 0; role < ROLE_COUNT; role++) {
        const char *line =
            arena_format(world->arena, "\n  %s: ", role_name((enum role)role));
        if (strstr(content.bytes, line) == NULL)
            fail_msg("policies/default.yaml has no tier for %s",
                     role_name((enum role)role));
    }
}

static void the_default_tolerates_what_the_design_says(void **state)
{
    struct world *world = *state;
    static const int days[TIER_COUNT][STEP_COUNT] = {
        {14, 90, 365}, {30, 180, -1}, {90, 365, -1}, {180, -1, -1}};
    struct policy policy = loaded(world, "version: 1\n");
    for (int tier = 0; tier < TIER_COUNT; tier++) {
        for (int step = 0; step < STEP_COUNT; step++) {
            const struct leeway *leeway = &policy.tiers[tier][step];
            assert_int_equal(leeway->is_off, days[tier][step] < 0);
            assert_int_equal(leeway->days, days[tier][step]);
            assert_string_equal(leeway->origin.file, POLICY_DEFAULT_NAME);
        }
    }
    assert_int_equal(policy.tiers[TIER_EDGE][STEP_PATCH].releases, 3);
    assert_int_equal(policy.tiers[TIER_CORE][STEP_PATCH].releases, 5);
    assert_int_equal(policy.tiers[TIER_EDGE][STEP_MINOR].releases, METER_NONE);
    assert_int_equal(policy.role_tiers[ROLE_LOAD_BALANCER], TIER_EDGE);
    assert_int_equal(policy.role_tiers[ROLE_DNS], TIER_CORE);
    assert_int_equal(policy.role_tiers[ROLE_MONITORING], TIER_SUPPORT);
    assert_true(policy.line_end.stale);
    assert_int_equal(policy.line_end.warn_days, 90);
    assert_int_equal(policy.line_end.grace_days, 30);
    assert_int_equal(policy.line_end.quiet_days, 365);
    assert_int_equal(policy.soak_days, 3);
    assert_int_equal(policy.floating, FLOATING_WARN);
    assert_true(policy.undated_count);
    assert_true(policy.lts_accept);
    assert_false(policy.has_rebuild);
    assert_false(policy.annotations_line_allow);
    assert_int_equal(policy.max_exception_days, 180);
    assert_int_equal(policy.unrecognised, UNRECOGNISED_FOLD);
    assert_int_equal(policy.gate.fail_on, GATE_STALE);
    assert_int_equal(policy.gate.unknown, GATE_UNKNOWN_FAIL);
    assert_true(policy.gate.tiers[TIER_EDGE] && policy.gate.tiers[TIER_CORE]);
    assert_false(policy.gate.tiers[TIER_SUPPORT] || policy.gate.tiers[TIER_WORKLOAD]);
}

static void the_shipped_example_is_right(void **state)
{
    struct world *world = *state;
    const char *const files[] = {SOURCE_FOLDER "/policies/example.yaml", NULL};
    struct policy policy = {0};
    if (!load_files(world, files, &policy))
        fail_msg("%s", world->err.text);
    const struct product_rule *pin = policy_product(&policy, "grafana");
    assert_string_equal(pin->line, "13.1");
    assert_int_equal(pin->until_day, day_of(2027, 1, 31));
    assert_int_equal(policy_tier(&policy, catalog_by_name(&world->catalog, "grafana")),
                     TIER_EDGE);
    assert_int_equal(policy.exceptions.count, 1);
    assert_true(policy.exceptions.items[0].reasons[REASON_LINE_ENDED]);
    assert_string_equal(policy.exceptions.items[0].version, "4.1.8");
    assert_string_equal(policy.mirrors.items[0].to, "docker.io/");
    assert_int_equal(policy.files.count, 2);
    assert_string_equal(policy.files.items[0].path, POLICY_DEFAULT_NAME);
    assert_int_equal(strlen(policy.files.items[1].sha256), 64);
}

static void every_key_is_read(void **state)
{
    struct world *world = *state;
    const char *const files[] = {CASES "full.yaml", NULL};
    struct policy policy = {0};
    if (!load_files(world, files, &policy))
        fail_msg("%s", world->err.text);
    assert_int_equal(policy.tiers[TIER_EDGE][STEP_MINOR].lines, 2);
    assert_int_equal(policy.tiers[TIER_CORE][STEP_PATCH].releases, METER_NONE);
    assert_int_equal(policy.line_end.warn_days, 84);
    assert_int_equal(policy.floating, FLOATING_STALE);
    assert_false(policy.undated_count);
    assert_true(policy.has_rebuild);
    assert_int_equal(policy.rebuild_days, 30);
    assert_false(policy.lts_accept);
    assert_int_equal(policy.max_exception_days, 90);
    assert_string_equal(policy.mirrors.items[0].from,
                        "registry.corp.example/dockerhub/special/");
    assert_int_equal(policy.own.count, 3);
    assert_int_equal(policy.unrecognised, UNRECOGNISED_JUDGE);
    assert_true(policy.annotations_line_allow);
    assert_string_equal(policy_endpoint(&policy, "github"),
                        "https://ghe.corp.example/api/v3");
    assert_null(policy_endpoint(&policy, "endoflife"));
    const struct registry_rule *registry =
        policy_registry(&policy, "registry.corp.example:5000");
    assert_true(registry->is_private);
    assert_false(registry->is_plain_http);
    assert_string_equal(registry->ca, CASES "corp-ca.pem");
    assert_string_equal(registry->token_realm, "https://login.corp.example");
    registry = policy_registry(&policy, "127.0.0.1:5000");
    assert_true(registry->is_plain_http);
    assert_int_equal(registry->credentials, REGISTRY_CREDENTIALS_NONE);
    assert_null(policy_registry(&policy, "registry.corp.example"));
    assert_int_equal(policy.gate.fail_on, GATE_DUE);
    assert_int_equal(policy.gate.unknown, GATE_UNKNOWN_WARN);
    assert_false(policy.gate.tiers[TIER_CORE]);
    assert_string_equal(policy.exceptions.items[0].workload, "StatefulSet/rabbitmq");
    assert_true(policy.exceptions.items[0].reasons[REASON_NO_DATE]);
    assert_string_equal(policy.exceptions.items[1].image, "docker.io/corp/*");
    assert_string_equal(policy.cases.items[0].releases.items[0],
                        CASES "releases.jsonl");
    assert_int_equal(policy.cases.items[0].as_of_day, day_of(2021, 4, 12));
}

static void maps_merge_while_lists_and_values_replace(void **state)
{
    struct world *world = *state;
    const char *const texts[] = {
        "own: [a.example/]\ntiers: {edge: {patch: {days: 7}}}\nsoak: 1d\n"
        "mirrors: {a.example/hub/: docker.io/}\n",
        "own: [b.example/]\ntiers: {edge: {minor: off}}\nsoak: 2d\n"
        "mirrors: {b.example/hub/: docker.io/}\n",
        NULL};
    struct policy policy = {0};
    if (!load_texts(world, texts, &policy))
        fail_msg("%s", world->err.text);
    const struct leeway *edge = policy.tiers[TIER_EDGE];
    assert_int_equal(edge[STEP_PATCH].days, 7);
    assert_int_equal(edge[STEP_PATCH].releases, 3);
    assert_string_equal(edge[STEP_PATCH].releases_origin.file, POLICY_DEFAULT_NAME);
    assert_non_null(strstr(edge[STEP_PATCH].days_origin.file, "/a.yaml"));
    assert_int_equal(edge[STEP_PATCH].days_origin.line, 2);
    assert_true(edge[STEP_MINOR].is_off);
    assert_int_equal(policy.own.count, 1);
    assert_string_equal(policy.own.items[0], "b.example/");
    assert_int_equal(policy.soak_days, 2);
    assert_int_equal(policy.soak_origin.line, 3);
    assert_int_equal(policy.mirrors.count, 2);
    assert_int_equal(policy.files.count, 3);
}

static void extends_none_forgets_what_lies_below(void **state)
{
    struct world *world = *state;
    const char *const texts[] = {
        "soak: 9d\nmirrors: {a.example/hub/: docker.io/}\n",
        "extends: none\n"
        "tiers:\n"
        "  edge: {patch: {days: 1}, minor: off, major: off}\n"
        "  core: {patch: {days: 1}, minor: off, major: off}\n"
        "  support: {patch: {days: 1}, minor: off, major: off}\n"
        "  workload: {patch: {days: 1}, minor: off, major: off}\n",
        "roles: {dns: edge}\n", NULL};
    struct policy policy = {0};
    if (!load_texts(world, texts, &policy))
        fail_msg("%s", world->err.text);
    assert_int_equal(policy.files.count, 2);
    assert_int_equal(policy.mirrors.count, 0);
    assert_int_equal(policy.soak_days, 0);
    assert_null(policy.soak_origin.file);
    assert_int_equal(policy.tiers[TIER_EDGE][STEP_PATCH].releases, METER_NONE);
    assert_int_equal(policy.role_tiers[ROLE_DNS], TIER_EDGE);
    assert_int_equal(policy.role_tiers[ROLE_LOAD_BALANCER], TIER_SUPPORT);
    assert_int_equal(policy.max_exception_days, 180);
}

static void soak_and_step_name_each_other_across_files(void **state)
{
    struct world *world = *state;
    struct policy policy = loaded(world, "version: 1\n");
    int soak_line = policy.soak_origin.line;
    int days_line = policy.tiers[TIER_EDGE][STEP_PATCH].days_origin.line;
    const char *const longer[] = {"soak: 20d\n", NULL};
    refused(world, longer,
            arena_format(world->arena,
                         "/a.yaml:1:1: a 'soak' of 20d is longer than 'edge: patch' "
                         "allows, 14 days (policies/default.yaml:%d)",
                         days_line));
    const char *const shorter[] = {"\ntiers: {edge: {patch: {days: 2}}}\n", NULL};
    refused(world, shorter,
            arena_format(world->arena,
                         "/a.yaml:2:24: 'edge: patch' allows 2 days, less than the "
                         "'soak' of 3d (policies/default.yaml:%d)",
                         soak_line));
    const char *const two[] = {"soak: 12d\n", "tiers: {edge: {patch: {days: 11}}}\n",
                               NULL};
    refused(world, two, "/b.yaml:1:24: 'edge: patch' allows 11 days");
}

static void
a_mistake_in_a_lower_file_is_told_though_a_higher_one_replaces_it(void **state)
{
    struct world *world = *state;
    const char *const texts[] = {"soak: soon\n", "soak: 2d\n", NULL};
    refused(world, texts, "/a.yaml:1:7: 'soak' must be a duration");
}

static void a_pin_may_be_put_together_from_two_files(void **state)
{
    struct world *world = *state;
    const char *const texts[] = {
        "products: {grafana: {owner: a, why: b, line: 11.6, until: 2027-01-31}}\n",
        "products: {grafana: {until: 2027-03-31}}\n", NULL};
    struct policy policy = {0};
    if (!load_texts(world, texts, &policy))
        fail_msg("%s", world->err.text);
    const struct product_rule *pin = policy_product(&policy, "grafana");
    assert_string_equal(pin->line, "11.6");
    assert_int_equal(pin->until_day, day_of(2027, 3, 31));
    assert_non_null(strstr(pin->line_origin.file, "/a.yaml"));
}

static void scalars_are_text(void **state)
{
    struct world *world = *state;
    struct policy policy =
        loaded(world, "products: {grafana: {line: 1.10, owner: a, why: b, "
                      "until: 2027-01-31}}\n");
    assert_string_equal(policy_product(&policy, "grafana")->line, "1.10");
}

static void meters_that_a_product_leaves_out_are_those_of_its_tier(void **state)
{
    struct world *world = *state;
    struct policy policy = loaded(
        world, "products:\n"
               "  traefik: {patch: {days: 60}, major: off}\n"
               "  coredns: {tier: edge, patch: {releases: off}, minor: {lines: 1}}\n");
    const struct leeway *patch = step_of(&policy, world, "traefik", STEP_PATCH);
    assert_int_equal(patch->days, 60);
    assert_int_equal(patch->releases, 3);
    assert_int_equal(patch->days_origin.line, 2);
    assert_true(step_of(&policy, world, "traefik", STEP_MAJOR)->is_off);
    assert_int_equal(step_of(&policy, world, "traefik", STEP_MINOR)->days, 90);
    assert_int_equal(step_of(&policy, world, "coredns", STEP_PATCH)->days, 14);
    assert_int_equal(step_of(&policy, world, "coredns", STEP_PATCH)->releases,
                     METER_NONE);
    assert_int_equal(step_of(&policy, world, "coredns", STEP_MINOR)->lines, 1);
    assert_int_equal(step_of(&policy, world, "coredns", STEP_MINOR)->days, 90);
    assert_int_equal(policy_tier(&policy, NULL), TIER_WORKLOAD);
    assert_int_equal(policy_leeway(&policy, NULL, TIER_WORKLOAD, STEP_PATCH)->days,
                     180);
}

static void rebuild_can_be_switched_off_again(void **state)
{
    struct world *world = *state;
    const char *const texts[] = {
        "rebuild: {days: 30}\nproducts: {grafana: {rebuild: off}}\n", NULL};
    struct policy policy = {0};
    assert_true(load_texts(world, texts, &policy));
    assert_true(policy.has_rebuild);
    assert_true(policy_product(&policy, "grafana")->has_rebuild);
    assert_int_equal(policy_product(&policy, "grafana")->rebuild_days, METER_NONE);
    const char *const again[] = {"rebuild: {days: 30}\n", "rebuild: off\n", NULL};
    assert_true(load_texts(world, again, &policy));
    assert_false(policy.has_rebuild);
}

static void a_file_over_a_mebibyte_is_refused(void **state)
{
    struct world *world = *state;
    AUTO_TEXT large;
    text_init(&large, 2 << 20);
    while (large.length <= 1 << 20)
        text_add(&large,
                 "# a comment that fills the file up to its limit and beyond\n");
    const char *const texts[] = {large.bytes, NULL};
    refused(world, texts, "larger than 1048576 bytes");
}

static void a_missing_file_is_named(void **state)
{
    struct world *world = *state;
    const char *const files[] = {"nowhere/policy.yaml", NULL};
    struct policy policy = {0};
    assert_false(load_files(world, files, &policy));
    assert_int_equal(world->err.code, ERROR_USAGE);
    assert_string_equal(world->err.text,
                        "opening nowhere/policy.yaml: No such file or directory");
}

static void patterns_match_repositories(void **state)
{
    (void)state;
    assert_true(repository_matches("a.example/x", "a.example/x"));
    assert_false(repository_matches("a.example/x", "a.example/xy"));
    assert_true(repository_matches("a.example/", "a.example/x/y"));
    assert_false(repository_matches("a.example/", "a.examples/x"));
    assert_true(repository_matches("a.example/x*", "a.example/xy/z"));
    assert_false(repository_matches("", "a.example/x"));
}

static void words_are_read_as_they_are_named(void **state)
{
    (void)state;
    enum role role;
    enum tier tier;
    enum reason reason;
    for (int i = 0; i < ROLE_COUNT; i++)
        assert_true(role_parse(role_name((enum role)i), &role) && role == (enum role)i);
    for (int i = 0; i < TIER_COUNT; i++)
        assert_true(tier_parse(tier_name((enum tier)i), &tier) && tier == (enum tier)i);
    for (int i = 0; i < REASON_COUNT; i++)
        assert_true(reason_parse(reason_name((enum reason)i), &reason) &&
                    reason == (enum reason)i);
    assert_false(role_parse("Load-Balancer", &role));
    assert_string_equal(role_title(ROLE_LOAD_BALANCER), "load balancer");
    assert_string_equal(step_name(STEP_MAJOR), "major");
    assert_string_equal(scheme_name(SCHEME_CALVER), "calver");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_gives_every_role_a_tier),
        cmocka_unit_test(the_default_tolerates_what_the_design_says),
        cmocka_unit_test(the_shipped_example_is_right),
        cmocka_unit_test(every_key_is_read),
        cmocka_unit_test(maps_merge_while_lists_and_values_replace),
        cmocka_unit_test(extends_none_forgets_what_lies_below),
        cmocka_unit_test(soak_and_step_name_each_other_across_files),
        cmocka_unit_test(
            a_mistake_in_a_lower_file_is_told_though_a_higher_one_replaces_it),
        cmocka_unit_test(a_pin_may_be_put_together_from_two_files),
        cmocka_unit_test(scalars_are_text),
        cmocka_unit_test(meters_that_a_product_leaves_out_are_those_of_its_tier),
        cmocka_unit_test(rebuild_can_be_switched_off_again),
        cmocka_unit_test(a_file_over_a_mebibyte_is_refused),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(patterns_match_repositories),
        cmocka_unit_test(words_are_read_as_they_are_named),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
