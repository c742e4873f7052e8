/* Retries: which answers, and after which wait. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/fetch_retry.h"

#include "base/compiler.h"
#include "base/slice.h"
#include "net/headers.h"

#include <stdio.h>

#include <curl/curl.h>

/* Numbers above this are points in time, smaller ones are spans. */
enum { EPOCH_SECONDS_LEAST = 1000000000 };

static const int64_t seconds_max = INT64_C(100000000000);

bool retry_is_worth(int status)
{
    static const int statuses[] = {408, 425, 429, 500, 502, 503, 504};
    for (size_t i = 0; i < COUNT_OF(statuses); i++)
        if (statuses[i] == status)
            return true;
    return false;
}

static bool read_number(const char *text, int64_t *ret_number)
{
    uint64_t number;
    if (text == NULL ||
        !slice_number(slice_trim(slice_of(text)), (uint64_t)seconds_max, &number))
        return false;
    *ret_number = (int64_t)number;
    return true;
}

/* Seconds from now; a number that is a point in time or a span. */
static bool read_wait(const char *text, int64_t now_seconds, int64_t *ret_seconds)
{
    if (!read_number(text, ret_seconds))
        return false;
    if (*ret_seconds >= EPOCH_SECONDS_LEAST)
        *ret_seconds -= now_seconds;
    return true;
}

static bool read_date(const char *text, int64_t now_seconds, int64_t *ret_seconds)
{
    time_t when = text != NULL ? curl_getdate(text, NULL) : -1;
    if (when == -1)
        return false;
    *ret_seconds = (int64_t)when - now_seconds;
    return true;
}

/* The reset of a rate limit, when its remainder is 0. */
static bool read_reset(const struct fetch_response_headers *headers,
                       int64_t now_seconds, int64_t *ret_seconds)
{
    static const char *const names[][2] = {
        {"x-ratelimit-remaining", "x-ratelimit-reset"},
        {"ratelimit-remaining", "ratelimit-reset"},
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        int64_t remaining;
        if (read_number(headers_find(headers, names[i][0], 0), &remaining) &&
            remaining == 0 &&
            read_wait(headers_find(headers, names[i][1], 0), now_seconds, ret_seconds))
            return true;
    }
    return false;
}

bool retry_hint(const struct fetch_response_headers *headers, int64_t now_seconds,
                int64_t *ret_wait_ms)
{
    const char *hint = headers_find(headers, "retry-after", 0);
    int64_t seconds;
    if (!read_number(hint, &seconds) && !read_date(hint, now_seconds, &seconds) &&
        !read_wait(headers_find(headers, "x-retry-after", 0), now_seconds, &seconds) &&
        !read_reset(headers, now_seconds, &seconds))
        return false;
    *ret_wait_ms =
        seconds * 1000 > RETRY_WAIT_MS_LEAST ? seconds * 1000 : RETRY_WAIT_MS_LEAST;
    return true;
}

int64_t retry_backoff_ms(unsigned failures, uint32_t random)
{
    int64_t most = 1000;
    for (unsigned i = 1; i < failures && most < RETRY_BACKOFF_MS_MOST; i++)
        most *= 2;
    if (most > RETRY_BACKOFF_MS_MOST)
        most = RETRY_BACKOFF_MS_MOST;
    return (int64_t)random * most / UINT32_MAX;
}

const char *retry_times(unsigned count, char *buffer, unsigned bytes)
{
    static const char *const words[] = {
        "", "once", "twice", "three times", "four times", "five times"};
    if (count < COUNT_OF(words))
        return words[count];
    snprintf(buffer, bytes, "%u times", count);
    return buffer;
}
