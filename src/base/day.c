/* Days and times, without the C library's time zones and locales. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"

#include <stdio.h>
#include <string.h>

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

/* The inverse of day_of, for days from year 1 on, by the same calendar: its leap day is
 * the last of a year, and every five months have 153 days. */
static void split(int day, unsigned *year, unsigned *month, unsigned *day_of_month)
{
    enum {
        DAYS_OF_400_YEARS = 146097,
        DAYS_OF_100_YEARS = 36524,
        DAYS_OF_4_YEARS = 1461
    };
    unsigned from_march = (unsigned)(day + days_before(1970, 1));
    unsigned era = from_march / DAYS_OF_400_YEARS;
    unsigned of_era = from_march % DAYS_OF_400_YEARS;
    unsigned of_leaps = of_era / (DAYS_OF_4_YEARS - 1) - of_era / DAYS_OF_100_YEARS +
                        of_era / (DAYS_OF_400_YEARS - 1);
    unsigned year_of_era = (of_era - of_leaps) / 365;
    unsigned of_year =
        of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned month_from_march = (5 * of_year + 2) / 153;
    *day_of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    *month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    *year = year_of_era + 400 * era + (*month <= 2 ? 1 : 0);
}

/* Exactly count digits; returns where they end. */
static char *put_digits(char *at, unsigned number, unsigned count)
{
    for (unsigned i = count; i-- > 0; number /= 10)
        at[i] = (char)('0' + number % 10);
    return at + count;
}

const char *day_format(int day, char buffer[DAY_TEXT_BYTES])
{
    if (day < day_of(1, 1, 1) || day > day_of(9999, 12, 31)) {
        snprintf(buffer, DAY_TEXT_BYTES, "-");
        return buffer;
    }
    unsigned year, month, day_of_month;
    split(day, &year, &month, &day_of_month);
    char *at = put_digits(buffer, year, 4);
    *at++ = '-';
    at = put_digits(at, month, 2);
    *at++ = '-';
    *put_digits(at, day_of_month, 2) = '\0';
    return buffer;
}

const char *time_format(int64_t seconds, char buffer[TIME_TEXT_BYTES])
{
    int day = day_of_seconds(seconds);
    unsigned rest = (unsigned)(seconds - (int64_t)day * 86400) % 86400u;
    char *at = buffer + strlen(day_format(day, buffer));
    *at++ = 'T';
    at = put_digits(at, rest / 3600u, 2);
    *at++ = ':';
    at = put_digits(at, rest / 60u % 60u, 2);
    *at++ = ':';
    at = put_digits(at, rest % 60u, 2);
    *at++ = 'Z';
    *at = '\0';
    return buffer;
}
