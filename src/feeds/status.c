/* Says what HTTP statuses mean for a feed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/status.h"

#include "net/fetch_retry.h"

#include <string.h>

/* Seconds above this are a moment, below it a delay. */
enum { EPOCH_SECONDS_MIN = 1000000000 };

/* When a limit begins anew, from the headers that services use for it; 0: not told. */
static long long reset_at(const struct fetch_response *response)
{
    static const char *const names[] = {"Retry-After", "X-RateLimit-Reset",
                                        "RateLimit-Reset", "X-Retry-After"};
    int64_t wait_ms;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *value = fetch_response_header(response, names[i], 0);
        uint64_t seconds;
        if (value == NULL || !text_number(value, UINT32_MAX, &seconds))
            continue;
        return seconds > EPOCH_SECONDS_MIN
                   ? (long long)seconds
                   : response->date_seconds + (long long)seconds;
    }
    if (response->all != NULL && /* as a date */
        retry_hint(response->all, response->date_seconds, &wait_ms))
        return response->date_seconds + wait_ms / 1000;
    return 0;
}

/* GitHub's names, and those of GitLab and of who follows the draft of the IETF. */
struct feed_budget feed_budget_of(const struct fetch_response *response)
{
    static const char *const names[][2] = {
        {"X-RateLimit-Remaining", "X-RateLimit-Limit"},
        {"RateLimit-Remaining", "RateLimit-Limit"}};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const char *left = fetch_response_header(response, names[i][0], 0);
        const char *limit = fetch_response_header(response, names[i][1], 0);
        uint64_t left_count;
        uint64_t limit_count;
        if (left != NULL && limit != NULL &&
            text_number(left, INT32_MAX, &left_count) &&
            text_number(limit, INT32_MAX, &limit_count))
            return (struct feed_budget){.is_told = true,
                                        .left = left_count,
                                        .limit = limit_count,
                                        .resets_at = reset_at(response)};
    }
    return (struct feed_budget){0};
}

/* As it was answered, be it after several attempts. */
static int status_of(const struct fetch_response *response)
{
    return response->failure != NULL ? response->refused_status : response->status;
}

bool feed_status_is_limit(const struct fetch_response *response)
{
    const char *remaining = fetch_response_header(response, "X-RateLimit-Remaining", 0);
    int status = status_of(response);
    return status == 429 ||
           (status == 403 && ((remaining != NULL && strcmp(remaining, "0") == 0) ||
                              fetch_response_header(response, "Retry-After", 0)));
}

static const char *limit_words(const struct fetch_response *response,
                               const struct feed_driver *driver, bool has_token,
                               struct arena *arena)
{
    AUTO_TEXT words;
    text_init(&words, 1024);
    text_addf(&words, "HTTP %d: the rate limit is used up", status_of(response));
    struct feed_budget budget = feed_budget_of(response);
    if (budget.is_told)
        text_addf(&words, " (%llu requests)", (unsigned long long)budget.limit);
    long long reset = reset_at(response);
    char time[TIME_TEXT_BYTES];
    if (reset != 0)
        text_addf(&words, " until %s", time_format(reset, time));
    if (!has_token && driver->limit_hint != NULL)
        text_addf(&words, "; %s", driver->limit_hint);
    return arena_copy(arena, words.bytes);
}

/* An organisation may want tokens to be authorised for its single sign-on. */
static const char *forbidden_words(const struct fetch_response *response,
                                   bool has_token)
{
    if (fetch_response_header(response, "X-GitHub-SSO", 0) != NULL)
        return "HTTP 403: the token is not authorised for the organisation's single "
               "sign-on: \"Configure SSO\" beside it at "
               "https://github.com/settings/tokens";
    return has_token ? "HTTP 403: the token does not allow this"
                     : "HTTP 403: it is not open to everybody";
}

const char *feed_status_words(const struct fetch_response *response,
                              const struct feed_driver *driver, bool has_token,
                              struct arena *arena)
{
    if (feed_status_is_limit(response))
        return limit_words(response, driver, has_token, arena);
    switch (response->status) {
    case 401:
        return has_token ? "HTTP 401: the token is not accepted"
                         : "HTTP 401: it does not exist, or only for who has a token";
    case 403:
        return forbidden_words(response, has_token);
    case 404:
        return has_token ? "HTTP 404: there is nothing of that name"
                         : "HTTP 404: there is nothing of that name, or only for who "
                           "has a token";
    case 409:
        return "HTTP 409: the repository is empty";
    case 410:
        return "HTTP 410: it was there and is gone for good";
    case 304:
        return "HTTP 304: not modified, though nothing of it is stored";
    case 451:
        return "HTTP 451: withheld for legal reasons";
    default:
        return arena_format(arena, "HTTP %d", response->status);
    }
}
