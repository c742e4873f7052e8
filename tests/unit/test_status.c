/* HTTP statuses of feeds in words. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/status.h"

#include "unit.h"

#include "base/compiler.h"
#include "net/headers.h"

#include <string.h>

enum { NOW = 1618185600 }; /* 2021-04-12T00:00:00Z */

static const struct status_case {
    int status;
    const char *header; /* NULL: none */
    const char *other;
    bool has_token;
    const char *want;
} cases[] = {
    {403, "X-RateLimit-Remaining: 0", "X-RateLimit-Reset: 1618187400", false,
     "HTTP 403: the rate limit is used up until 2021-04-12T00:30:00Z; a token in "
     "GITHUB_TOKEN allows 5,000 requests an hour"},
    {403, "X-RateLimit-Remaining: 0", "X-RateLimit-Limit: 60", true,
     "HTTP 403: the rate limit is used up (60 requests)"},
    {403, "Retry-After: 90", NULL, true,
     "HTTP 403: the rate limit is used up until 2021-04-12T00:01:30Z"},
    {429, NULL, NULL, true, "HTTP 429: the rate limit is used up"},
    {429, "Retry-After: soon", NULL, true, "HTTP 429: the rate limit is used up"},
    {403, "X-RateLimit-Remaining: 59", NULL, true,
     "HTTP 403: the token does not allow this"},
    {403, NULL, NULL, false, "HTTP 403: it is not open to everybody"},
    {401, NULL, NULL, true, "HTTP 401: the token is not accepted"},
    {401, NULL, NULL, false,
     "HTTP 401: it does not exist, or only for who has a token"},
    {404, NULL, NULL, true, "HTTP 404: there is nothing of that name"},
    {404, NULL, NULL, false,
     "HTTP 404: there is nothing of that name, or only for who has a token"},
    {451, NULL, NULL, false, "HTTP 451: withheld for legal reasons"},
    {500, NULL, NULL, false, "HTTP 500"},
};

static void add_header(struct fetch_response_headers *headers, const char *line)
{
    if (line != NULL)
        assert_true(headers_add(headers, slice_of(line)));
}

static void a_status_says_what_happened_and_what_helps(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO_ARENA *arena = arena_new();
        struct fetch_response_headers headers;
        headers_init(&headers);
        add_header(&headers, cases[i].header);
        add_header(&headers, cases[i].other);
        struct fetch_response response = {
            .status = cases[i].status, .all = &headers, .date_seconds = NOW};
        assert_string_equal(
            feed_status_words(&response, &github_feed, cases[i].has_token, arena),
            cases[i].want);
        headers_clear(&headers);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_status_says_what_happened_and_what_helps),
    };
    return RUN_TESTS(tests);
}
