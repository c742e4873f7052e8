/* Tests of ranges: what they hold, and what is no range. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/range.h"

#include "unit.h"

#include <string.h>

static bool holds(const char *text, const char *version)
{
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    const struct range *range = NULL;
    if (!range_parse(text, arena, &range, &err))
        fail_msg("%s", err.text);
    assert_string_equal(range_text(range), text);
    return range_holds(range, version);
}

static void comparators_hold_number_by_number(void **state)
{
    (void)state;
    assert_true(holds("<2.0", "1.7.9"));
    assert_false(holds("<2.0", "2.0.0"));
    assert_true(holds(">=1.22", "1.22.0"));
    assert_true(holds(">=1.9", "1.10"));
    assert_false(holds(">1.9", "1.9.3"));
    assert_true(holds("=3", "3.4.5"));
    assert_false(holds("=3.4", "3.5"));
}

static void a_shorter_bound_stands_for_all_that_begin_with_it(void **state)
{
    (void)state;
    assert_true(holds("<=1.2", "1.2.9"));
    assert_false(holds("<=1.2", "1.3.0"));
    assert_false(holds("<1.2", "1.2.0"));
    assert_false(holds(">1.2", "1.2.9"));
    assert_true(holds(">1.2", "1.3"));
}

static void spaces_mean_and_bars_mean_or(void **state)
{
    (void)state;
    assert_true(holds(">=1.24 <1.34", "1.33.9"));
    assert_false(holds(">=1.24 <1.34", "1.34"));
    assert_false(holds(">=1.24 <1.34", "1.23"));
    assert_true(holds("<1.10 || >=1.20 <1.22", "1.9"));
    assert_true(holds("<1.10 || >=1.20 <1.22", "1.21.4"));
    assert_false(holds("<1.10 || >=1.20 <1.22", "1.15"));
    assert_false(holds("<1.10||>= 1.20 <1.22", "1.22"));
}

static void a_prefix_v_and_a_suffix_do_not_count(void **state)
{
    (void)state;
    assert_true(holds(">=1.24 <1.28", "v1.27.3-gke.100"));
    assert_true(holds("<1.28", "1.27+"));
    assert_false(holds("<1.28", "latest"));
    assert_false(holds("<1.28", ""));
}

static void numbers_of_any_length_compare_without_overflow(void **state)
{
    (void)state;
    assert_true(holds(">18446744073709551615", "18446744073709551616"));
    assert_true(holds("=1.04", "1.4"));
    assert_true(holds("<1.2.3.4.5.6", "1.2.3.4.5"));
}

static void what_is_no_range_is_refused_with_its_place(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "",        "1.2",   ">=",     "==1.2", ">=1.2,<1.3", ">=1.x",
        "<1.2 ||", "|| <1", "~> 1.2", ">=v1",  "<1.2 1.3",   "<1.2.3.4.5.6.7.8"};
    AUTO_ARENA *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        const struct range *range = NULL;
        if (range_parse(cases[i], arena, &range, &err))
            fail_msg("'%s' was taken for a range", cases[i]);
        assert_int_equal(err.code, ERROR_USAGE);
        assert_non_null(strstr(err.text, cases[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comparators_hold_number_by_number),
        cmocka_unit_test(a_shorter_bound_stands_for_all_that_begin_with_it),
        cmocka_unit_test(spaces_mean_and_bars_mean_or),
        cmocka_unit_test(a_prefix_v_and_a_suffix_do_not_count),
        cmocka_unit_test(numbers_of_any_length_compare_without_overflow),
        cmocka_unit_test(what_is_no_range_is_refused_with_its_place),
    };
    return RUN_TESTS(tests);
}
