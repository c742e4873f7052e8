/* Days, counted from 1970-01-01 UTC: the only unit of age in the program. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/slice.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

/* No day is known. Compares smaller than every day, so test for it first. */
enum { DAY_NONE = INT_MIN };

/* Room for "2021-04-12" and its NUL. */
enum { DAY_TEXT_BYTES = 11 };

/* Proleptic Gregorian; month 1 to 12, day 1 to the month's last. */
int day_of(int year, int month, int day);

/* Reads YYYY-MM-DD, nothing before or behind it, years 1 to 9999. */
bool day_parse(struct slice text, int *ret_day);

/*
 * Reads YYYY-MM-DD or an RFC 3339 time (space for T and lower-case t and z accepted,
 * fraction optional) as the UTC day of that time.
 */
bool day_parse_time(struct slice text, int *ret_day);

/* The same time as seconds since 1970 UTC; a date alone is its first second. */
bool seconds_parse_time(struct slice text, int64_t *ret_seconds);

/* Writes YYYY-MM-DD and returns buffer; "-" for DAY_NONE. */
const char *day_format(int day, char buffer[DAY_TEXT_BYTES]);

/* The UTC day of seconds since 1970. */
int day_of_seconds(int64_t seconds);

/* Room for "2021-04-12T05:06:07Z" and its NUL. */
enum { TIME_TEXT_BYTES = 21 };

/* Writes the UTC time and returns buffer. */
const char *time_format(int64_t seconds, char buffer[TIME_TEXT_BYTES]);
