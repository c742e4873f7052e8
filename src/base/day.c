/* Days and times, without the C library's time zones and locales. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"

#include <stdio.h>

/* Days before the first of March of year 0 in a calendar that begins in March: leap
 * days then stand at the end of a year, and no table of months is needed. */
static int days_before(int year, int month)
{
    int shifted = month <= 2 ? year - 1 : year;
    int months = month <= 2 ? month + 9 : month - 3;
    return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 +
           (153 * months + 2) / 5;
}

int day_of(int year, int month, int day)
{
    return days_before(year, month) + day - 1 - days_before(1970, 1);
}

static int days_in_month(int year, int month)
{
    return month == 12 ? 31 : day_of(year, month + 1, 1) - day_of(year, month, 1);
}

static bool digits(struct slice text, size_t at, size_t count, int max, int *ret_number)
{
    uint64_t number;
    if (text.length < at + count ||
        !slice_number((struct slice){text.at + at, count}, (uint64_t)max, &number))
        return false;
    *ret_number = (int)number;
    return true;
}

/* The ten characters of a date at the front of text. */
static bool date_at_front(struct slice text, int *ret_day)
{
    int year, month, day;
    if (text.length < 10 || text.at[4] != '-' || text.at[7] != '-' ||
        !digits(text, 0, 4, 9999, &year) || !digits(text, 5, 2, 12, &month) ||
        !digits(text, 8, 2, 31, &day))
        return false;
    if (year < 1 || month < 1 || day < 1 || day > days_in_month(year, month))
        return false;
    *ret_day = day_of(year, month, day);
    return true;
}

bool day_parse(struct slice text, int *ret_day)
{
    return text.length == 10 && date_at_front(text, ret_day);
}

/* "Z", "z", "+hh:mm", "-hh:mm" or "+hhmm"; seconds east of UTC. */
static bool zone_parse(struct slice text, int *ret_seconds)
{
    if (text.length == 1 && (text.at[0] == 'Z' || text.at[0] == 'z')) {
        *ret_seconds = 0;
        return true;
    }
    bool has_colon = text.length == 6 && text.at[3] == ':';
    int hours, minutes;
    if ((text.length != 5 && !has_colon) || (text.at[0] != '+' && text.at[0] != '-') ||
        !digits(text, 1, 2, 23, &hours) ||
        !digits(text, has_colon ? 4 : 3, 2, 59, &minutes))
        return false;
    int seconds = hours * 3600 + minutes * 60;
    *ret_seconds = text.at[0] == '-' ? -seconds : seconds;
    return true;
}

bool seconds_parse_time(struct slice text, int64_t *ret_seconds)
{
    int day, hour, minute, second, zone;
    if (!date_at_front(text, &day))
        return false;
    if (text.length == 10) {
        *ret_seconds = (int64_t)day * 86400;
        return true;
    }
    char between = text.at[10];
    if ((between != 'T' && between != 't' && between != ' ') || text.length < 20 ||
        text.at[13] != ':' || text.at[16] != ':' || !digits(text, 11, 2, 23, &hour) ||
        !digits(text, 14, 2, 59, &minute) || !digits(text, 17, 2, 60, &second))
        return false;
    size_t at = 19;
    if (text.at[at] == '.') {
        at++;
        while (at < text.length && text.at[at] >= '0' && text.at[at] <= '9')
            at++;
    }
    if (!zone_parse((struct slice){text.at + at, text.length - at}, &zone))
        return false;
    *ret_seconds = (int64_t)day * 86400 + hour * 3600 + minute * 60 + second - zone;
    return true;
}

bool day_parse_time(struct slice text, int *ret_day)
{
    int64_t seconds;
    if (!seconds_parse_time(text, &seconds))
        return false;
    *ret_day = day_of_seconds(seconds);
    return true;
}

int day_of_seconds(int64_t seconds)
{
    int64_t day = seconds / 86400;
    return (int)(seconds % 86400 < 0 ? day - 1 : day);
}

/* The inverse of day_of: find the year by its average length, then the month. */
static void split(int day, int *year, int *month, int *day_of_month)
{
    int guess = 1970 + (int)((double)day / 365.2425);
    while (day_of(guess, 1, 1) > day)
        guess--;
    while (day_of(guess + 1, 1, 1) <= day)
        guess++;
    *year = guess;
    *month = 12;
    while (day_of(guess, *month, 1) > day)
        (*month)--;
    *day_of_month = day - day_of(guess, *month, 1) + 1;
}

const char *day_format(int day, char buffer[DAY_TEXT_BYTES])
{
    if (day < day_of(1, 1, 1) || day > day_of(9999, 12, 31)) {
        snprintf(buffer, DAY_TEXT_BYTES, "-");
        return buffer;
    }
    int year, month, day_of_month;
    split(day, &year, &month, &day_of_month);
    snprintf(buffer, DAY_TEXT_BYTES, "%04u-%02u-%02u", (unsigned)year % 10000u,
             (unsigned)month % 100u, (unsigned)day_of_month % 100u);
    return buffer;
}

const char *time_format(int64_t seconds, char buffer[TIME_TEXT_BYTES])
{
    char date[DAY_TEXT_BYTES];
    int day = day_of_seconds(seconds);
    unsigned rest = (unsigned)(seconds - (int64_t)day * 86400) % 86400u;
    snprintf(buffer, TIME_TEXT_BYTES, "%sT%02u:%02u:%02uZ", day_format(day, date),
             rest / 3600u, rest / 60u % 60u, rest % 60u);
    return buffer;
}
