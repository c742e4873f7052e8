/* Tests of regular expressions: groups, anchors, limits. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pattern.h"

#include "unit.h"

#include <string.h>

static struct pattern *compiled(const char *expression, struct arena *arena)
{
    struct error err = {0};
    struct pattern *pattern = NULL;
    if (!pattern_compile(expression, arena, &pattern, &err))
        fail_msg("%s", err.text);
    return pattern;
}

static void groups_are_found_by_name(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct pattern *pattern =
        compiled("RELEASE\\.(?<numbers>[0-9T-]+)Z(?<build>\\.x)?", arena);
    assert_true(pattern_has_group(pattern, "numbers"));
    assert_false(pattern_has_group(pattern, "variant"));
    assert_int_equal(PATTERN_MATCHES,
                     pattern_match(pattern, slice_of("RELEASE.2023-01-02T03Z")));
    assert_true(slice_equals(pattern_group(pattern, "numbers"), "2023-01-02T03"));
    assert_null(pattern_group(pattern, "build").at);
    assert_null(pattern_group(pattern, "variant").at);
    assert_int_equal(PATTERN_DIFFERS, pattern_match(pattern, slice_of("latest")));
    assert_null(pattern_group(pattern, "numbers").at);
}

static void a_pattern_matches_the_whole_text_only(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct pattern *pattern = compiled("v(?<numbers>[0-9]+)", arena);
    assert_int_equal(PATTERN_MATCHES, pattern_match(pattern, slice_of("v12")));
    assert_int_equal(PATTERN_DIFFERS, pattern_match(pattern, slice_of("v12-debug")));
    assert_int_equal(PATTERN_DIFFERS, pattern_match(pattern, slice_of("xv12")));
    assert_int_equal(PATTERN_DIFFERS, pattern_match(pattern, slice_of("v12\n")));
    assert_int_equal(PATTERN_DIFFERS, pattern_match(pattern, (struct slice){NULL, 0}));
}

static void a_pattern_that_takes_too_long_is_undecided(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct pattern *pattern = compiled("(a+)+", arena);
    assert_int_equal(
        PATTERN_UNDECIDED,
        pattern_match(pattern, slice_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")));
    assert_int_equal(PATTERN_DIFFERS, pattern_match(pattern, slice_of("aab")));
    assert_int_equal(PATTERN_MATCHES, pattern_match(pattern, slice_of("aaaa")));
}

static void a_bad_pattern_names_the_character(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct pattern *pattern = NULL;
    assert_false(pattern_compile("v(?<numbers>[0-9]+", arena, &pattern, &err));
    assert_string_equal(err.text,
                        "bad pattern: missing closing parenthesis at character 19");
    assert_int_equal(err.code, ERROR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_are_found_by_name),
        cmocka_unit_test(a_pattern_matches_the_whole_text_only),
        cmocka_unit_test(a_pattern_that_takes_too_long_is_undecided),
        cmocka_unit_test(a_bad_pattern_names_the_character),
    };
    return RUN_TESTS(tests);
}
