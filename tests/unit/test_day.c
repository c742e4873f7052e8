/* Days and times are read, counted and printed as the calendar says. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/compiler.h"
#include "base/day.h"

static void a_day_is_counted_from_1970(void **state)
{
    (void)state;
    assert_int_equal(day_of(1970, 1, 1), 0);
    assert_int_equal(day_of(1969, 12, 31), -1);
    assert_int_equal(day_of(2000, 3, 1), 11017);
    assert_int_equal(day_of(2021, 4, 8) - day_of(2019, 2, 11), 787);
}

static void every_day_prints_as_it_was_read(void **state)
{
    (void)state;
    char text[DAY_TEXT_BYTES];
    for (int day = day_of(1899, 12, 28); day < day_of(2101, 1, 5); day++) {
        int again;
        assert_true(day_parse(slice_of(day_format(day, text)), &again));
        assert_int_equal(again, day);
    }
    /* Far away every thirteenth is enough to meet each day of each kind of year. */
    for (int day = day_of(1, 1, 1); day <= day_of(9999, 12, 31); day += 13) {
        int again;
        assert_true(day_parse(slice_of(day_format(day, text)), &again));
        assert_int_equal(again, day);
    }
    assert_string_equal(day_format(day_of(1, 1, 1), text), "0001-01-01");
    assert_string_equal(day_format(day_of(9999, 12, 31), text), "9999-12-31");
}

static void dates_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "2021-02-29", "1900-02-29", "2021-13-01",  "2021-00-10",  "2021-04-31",
        "2021-4-12",  "2021-04-1",  "20210412",    "2021-04-12T", "0000-01-01",
        "2021/04/12", "",           " 2021-04-12", "2021-04-12 ",
    };
    int day;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(day_parse(slice_of(wrong[i]), &day));
    assert_true(day_parse(slice_of("2000-02-29"), &day));
}

static void a_time_is_the_utc_day_it_falls_on(void **state)
{
    (void)state;
    static const struct {
        const char *time;
        const char *day;
    } cases[] = {
        {"2021-04-08T23:30:00Z", "2021-04-08"},
        {"2021-04-08T23:30:00-02:00", "2021-04-09"},
        {"2021-04-08T00:30:00+02:00", "2021-04-07"},
        {"2021-04-08t00:30:00.123456789z", "2021-04-08"},
        {"2021-04-08 00:30:00+0200", "2021-04-07"},
        {"2016-12-31T23:59:60Z", "2017-01-01"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int day;
        char text[DAY_TEXT_BYTES];
        assert_true(day_parse_time(slice_of(cases[i].time), &day));
        assert_string_equal(day_format(day, text), cases[i].day);
    }
}

static void times_that_are_none_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "2021-04-08T23:30:00",  "2021-04-08T24:00:00Z", "2021-04-08T23:60:00Z",
        "2021-04-08T23:30Z",    "2021-04-08T23:30:00X", "2021-04-08T23:30:00+25:00",
        "2021-04-08T23:30:00.", "2021-04-08X23:30:00Z", "yesterday",
    };
    int64_t seconds;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(seconds_parse_time(slice_of(wrong[i]), &seconds));
}

static void a_time_prints_in_utc(void **state)
{
    (void)state;
    char text[TIME_TEXT_BYTES];
    assert_string_equal(time_format(0, text), "1970-01-01T00:00:00Z");
    assert_string_equal(time_format(-1, text), "1969-12-31T23:59:59Z");
    assert_string_equal(time_format(1618185600, text), "2021-04-12T00:00:00Z");
}

static void no_day_prints_as_a_dash(void **state)
{
    (void)state;
    char text[DAY_TEXT_BYTES];
    assert_string_equal(day_format(DAY_NONE, text), "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_counted_from_1970),
        cmocka_unit_test(every_day_prints_as_it_was_read),
        cmocka_unit_test(dates_that_do_not_exist_are_refused),
        cmocka_unit_test(a_time_is_the_utc_day_it_falls_on),
        cmocka_unit_test(times_that_are_none_are_refused),
        cmocka_unit_test(a_time_prints_in_utc),
        cmocka_unit_test(no_day_prints_as_a_dash),
    };
    return RUN_TESTS(tests);
}
