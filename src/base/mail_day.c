/* Reads days as mail and RSS write them, whatever the locale. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mail_day.h"

#include "base/compiler.h"

#include <stdio.h>

enum { MINUTE_SECONDS = 60, HOUR_SECONDS = 3600, DAY_SECONDS = 86400 };

static struct slice next_word(struct slice *rest)
{
    *rest = slice_trim(*rest);
    return slice_trim(slice_cut(rest, ' '));
}

static bool number_within(struct slice text, int min, int max, int *ret_number)
{
    uint64_t number;
    if (!slice_number(text, (uint64_t)max, &number) || (int)number < min)
        return false;
    *ret_number = (int)number;
    return true;
}

static bool read_month(struct slice text, int *ret_month)
{
    static const char *const names[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (!slice_equals_ignoring_case(text, names[i]))
            continue;
        *ret_month = (int)i + 1;
        return true;
    }
    return false;
}

static bool read_year(struct slice text, int *ret_year)
{
    if (text.length != 2 && text.length != 4)
        return false;
    if (!number_within(text, 0, 9999, ret_year))
        return false;
    if (text.length == 2)
        *ret_year += *ret_year < 69 ? 2000 : 1900;
    return *ret_year > 0;
}

/* Day, month and year of a day that there was. */
static bool read_date(struct slice *rest, int *ret_day)
{
    int day;
    int month;
    int year;
    char text[DAY_TEXT_BYTES];
    if (!number_within(next_word(rest), 1, 31, &day) ||
        !read_month(next_word(rest), &month) || !read_year(next_word(rest), &year))
        return false;
    snprintf(text, sizeof text, "%04u-%02u-%02u", (unsigned)year % 10000,
             (unsigned)month % 100, (unsigned)day % 100);
    return day_parse(slice_of(text), ret_day);
}

/* HH:MM or HH:MM:SS, as seconds. */
static bool read_time(struct slice text, int *ret_seconds)
{
    int hours;
    int minutes;
    int seconds = 0;
    if (!number_within(slice_cut(&text, ':'), 0, 23, &hours) ||
        !number_within(slice_cut(&text, ':'), 0, 59, &minutes) ||
        (text.at != NULL && !number_within(text, 0, 60, &seconds)))
        return false;
    *ret_seconds = hours * HOUR_SECONDS + minutes * MINUTE_SECONDS + seconds;
    return true;
}

static bool read_named_zone(struct slice text, int *ret_seconds)
{
    static const struct {
        const char *name;
        int hours;
    } zones[] = {{"GMT", 0},  {"UT", 0},   {"UTC", 0},  {"Z", 0},
                 {"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5},
                 {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
    for (size_t i = 0; i < COUNT_OF(zones); i++) {
        if (!slice_equals_ignoring_case(text, zones[i].name))
            continue;
        *ret_seconds = zones[i].hours * HOUR_SECONDS;
        return true;
    }
    return false;
}

/* How far its clocks are ahead of UTC. */
static bool read_zone(struct slice text, int *ret_seconds)
{
    int hours;
    int minutes;
    bool is_offset = text.length == 5 && (text.at[0] == '+' || text.at[0] == '-');
    if (!is_offset)
        return read_named_zone(text, ret_seconds);
    if (!number_within((struct slice){text.at + 1, 2}, 0, 23, &hours) ||
        !number_within((struct slice){text.at + 3, 2}, 0, 59, &minutes))
        return false;
    int seconds = hours * HOUR_SECONDS + minutes * MINUTE_SECONDS;
    *ret_seconds = text.at[0] == '-' ? -seconds : seconds;
    return true;
}

bool day_parse_mail(struct slice text, int *ret_day)
{
    struct slice rest = slice_trim(text);
    struct slice ahead = rest;
    struct slice weekday = next_word(&ahead);
    if (slice_ends_with(weekday, ","))
        rest = ahead;
    int day;
    int time;
    int zone;
    if (!read_date(&rest, &day) || !read_time(next_word(&rest), &time) ||
        !read_zone(next_word(&rest), &zone))
        return false;
    int seconds = time - zone;
    if (seconds < 0)
        day--;
    else if (seconds >= DAY_SECONDS)
        day++;
    *ret_day = day;
    return true;
}
