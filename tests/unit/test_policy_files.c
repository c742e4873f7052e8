/* Tests of policies as files: one file a complaint, and what is shown. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/policy.h"

#include "case_files.h"
#include "policy_world.h"

#include <string.h>

static void each_case_file_gets_the_complaint_of_its_first_line(void **state)
{
    struct world *world = *state;
    struct text_list files = case_files(CASES, world->arena);
    size_t wrong = 0;
    assert_true(files.count > 100);
    for (size_t i = 0; i < files.count; i++) {
        const char *const paths[] = {files.items[i], NULL};
        struct policy policy = {0};
        bool is_good = load_files(world, paths, &policy);
        case_check(files.items[i], CASES, is_good ? NULL : world->err.text,
                   world->arena, &wrong);
        assert_true(is_good || world->err.code == ERROR_USAGE);
    }
    assert_int_equal(wrong, 0);
}

/* What is shown, without comments and origins. */
static const char *shown_values(const struct policy *policy, struct arena *arena)
{
    AUTO_TEXT shown;
    AUTO_TEXT values;
    text_init(&shown, 1 << 20);
    text_init(&values, 1 << 20);
    policy_show(policy, &shown);
    struct slice rest = {shown.bytes, shown.length};
    while (rest.at != NULL) {
        struct slice line = slice_cut(&rest, '\n');
        if (!slice_starts_with(line, "#") && line.length != 0) {
            text_addf(&values, "%s\n",
                      arena_copy_slice(arena, slice_trim(slice_cut(&line, '#'))));
        }
    }
    return arena_copy(arena, values.bytes);
}

static void what_is_shown_is_a_policy_with_the_same_effect(void **state)
{
    struct world *world = *state;
    const char *const files[] = {CASES "full.yaml",
                                 SOURCE_FOLDER "/policies/example.yaml", NULL};
    struct policy policy = {0};
    AUTO_TEXT shown;
    text_init(&shown, 1 << 20);
    if (!load_files(world, files, &policy))
        fail_msg("%s", world->err.text);
    policy_show(&policy, &shown);
    struct policy again = loaded(world, shown.bytes);
    assert_string_equal(shown_values(&policy, world->arena),
                        shown_values(&again, world->arena));
    assert_int_equal(again.files.count, 1);
}

static void each_shown_line_has_its_origin(void **state)
{
    struct world *world = *state;
    const char *const files[] = {SOURCE_FOLDER "/policies/example.yaml", NULL};
    struct policy policy = {0};
    AUTO_TEXT shown;
    text_init(&shown, 1 << 20);
    assert_true(load_files(world, files, &policy));
    policy_show(&policy, &shown);
    const char *wanted = arena_format(
        world->arena, "      days: 14                                  # %s:%d\n",
        POLICY_DEFAULT_NAME, policy.tiers[TIER_EDGE][STEP_PATCH].days_origin.line);
    if (strstr(shown.bytes, wanted) == NULL)
        fail_msg("no line '%s' in:\n%s", wanted, shown.bytes);
    assert_non_null(strstr(shown.bytes, "\nrebuild: off "));
    assert_non_null(strstr(shown.bytes, "# built in\n"));
    assert_non_null(strstr(shown.bytes, "  - product: rabbitmq "));
    static const char *const explained[] = {"mirrors", "own",           "undated",
                                            "lts",     "rebuild",       "line_end",
                                            "gate",    "max_exception", "annotations"};
    for (size_t i = 0; i < COUNT_OF(explained); i++) {
        const char *key = arena_format(world->arena, "\n%s:", explained[i]);
        const char *at = strstr(shown.bytes, key);
        assert_non_null(at);
        while (at > shown.bytes && at[-1] != '\n')
            at--;
        if (at[0] != '#')
            fail_msg("%s is not explained", explained[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case_file_gets_the_complaint_of_its_first_line),
        cmocka_unit_test(what_is_shown_is_a_policy_with_the_same_effect),
        cmocka_unit_test(each_shown_line_has_its_origin),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
