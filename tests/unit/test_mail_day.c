/* Days as mail and RSS write them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mail_day.h"

#include "base/compiler.h"

#include "unit.h"

static void read_as(const char *text, const char *expected)
{
    char buffer[DAY_TEXT_BYTES];
    int day = DAY_NONE;
    if (!day_parse_mail(slice_of(text), &day))
        day = DAY_NONE;
    assert_string_equal(day_format(day, buffer), expected);
}

static void times_are_turned_into_utc_days(void **state)
{
    (void)state;
    read_as("Mon, 02 Mar 2026 08:00:00 GMT", "2026-03-02");
    read_as("Mon, 02 Mar 2026 23:30:00 -0100", "2026-03-03");
    read_as("Sun, 01 Mar 2026 00:30:00 +0100", "2026-02-28");
    read_as("31 Dec 2025 20:00:00 PST", "2026-01-01");
    read_as("01 Jan 2026 23:59:60 Z", "2026-01-02");
}

static void weekday_seconds_and_century_may_be_missing(void **state)
{
    (void)state;
    read_as("2 mar 26 8:05 ut", "2026-03-02");
    read_as("  2  Mar  2026  08:00:00  +0000 ", "2026-03-02");
    read_as("02 Mar 99 08:00 GMT", "1999-03-02");
    read_as("Mon, 29 Feb 2024 08:00:00 GMT", "2024-02-29");
}

static void what_is_no_such_time_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "Mon,",
        "2026-03-02T08:00:00Z",
        "Mon 02 Mar 2026 08:00:00 GMT",
        "32 Mar 2026 08:00:00 GMT",
        "00 Mar 2026 08:00:00 GMT",
        "31 Apr 2026 08:00:00 GMT",
        "29 Feb 2026 08:00:00 GMT",
        "02 March 2026 08:00:00 GMT",
        "02 Mar 226 08:00:00 GMT",
        "02 Mar 0000 08:00:00 GMT",
        "02 Mar 2026 24:00:00 GMT",
        "02 Mar 2026 08:60:00 GMT",
        "02 Mar 2026 08 GMT",
        "02 Mar 2026 08:00:00",
        "02 Mar 2026 08:00:00 A",
        "02 Mar 2026 08:00:00 +100",
        "02 Mar 2026 08:00:00 +9900",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        read_as(texts[i], "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_turned_into_utc_days),
        cmocka_unit_test(weekday_seconds_and_century_may_be_missing),
        cmocka_unit_test(what_is_no_such_time_is_refused),
    };
    return RUN_TESTS(tests);
}
