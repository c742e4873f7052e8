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
    {429, "Retry-After: Mon, 12 Apr 2021 01:00:00 GMT", NULL, true,
     "HTTP 429: the rate limit is used up until 2021-04-12T01:00:00Z"},
    {429, "RateLimit-Remaining: 0", "RateLimit-Reset: 1618187400", true,
     "HTTP 429: the rate limit is used up until 2021-04-12T00:30:00Z"},
    {403, "X-GitHub-SSO: required; url=https://github.com/orgs/acme/sso?x=1", NULL,
     true,
     "HTTP 403: the token is not authorised for the organisation's single sign-on: "
     "\"Configure SSO\" beside it at https://github.com/settings/tokens"},
    {409, NULL, NULL, true, "HTTP 409: the repository is empty"},
    {410, NULL, NULL, true, "HTTP 410: it was there and is gone for good"},
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

/* Asked several times in vain it is a failure that has its status and headers. */
static void a_limit_is_one_after_all_attempts_too(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct fetch_response_headers headers;
    headers_init(&headers);
    add_header(&headers, "Retry-After: 90");
    struct fetch_response response = {.failure = "answered 429 four times",
                                      .refused_status = 429,
                                      .all = &headers,
                                      .date_seconds = NOW};
    assert_true(feed_status_is_limit(&response));
    assert_string_equal(
        feed_status_words(&response, &github_feed, true, arena),
        "HTTP 429: the rate limit is used up until 2021-04-12T00:01:30Z");
    response.refused_status = 503;
    assert_false(feed_status_is_limit(&response));
    headers_clear(&headers);
}

static void the_budget_goes_by_several_names(void **state)
{
    (void)state;
    static const struct {
        const char *lines[3];
        struct feed_budget want;
    } budgets[] = {
        {{"X-RateLimit-Limit: 60", "X-RateLimit-Remaining: 55",
          "X-RateLimit-Reset: 1618187400"},
         {.is_told = true, .left = 55, .limit = 60, .resets_at = 1618187400}},
        {{"RateLimit-Limit: 2000", "RateLimit-Remaining: 1999",
          "RateLimit-Reset: 1618187400"},
         {.is_told = true, .left = 1999, .limit = 2000, .resets_at = 1618187400}},
        {{"RateLimit-Limit: 2000", "RateLimit-Remaining: many", NULL}, {0}},
        {{"X-RateLimit-Limit: 60", NULL, NULL}, {0}},
    };
    for (size_t i = 0; i < COUNT_OF(budgets); i++) {
        struct fetch_response_headers headers;
        headers_init(&headers);
        for (size_t k = 0; k < COUNT_OF(budgets[i].lines); k++)
            add_header(&headers, budgets[i].lines[k]);
        struct fetch_response response = {
            .status = 200, .all = &headers, .date_seconds = NOW};
        struct feed_budget budget = feed_budget_of(&response);
        assert_int_equal(budget.is_told, budgets[i].want.is_told);
        assert_int_equal(budget.left, budgets[i].want.left);
        assert_int_equal(budget.limit, budgets[i].want.limit);
        assert_int_equal(budget.resets_at, budgets[i].want.resets_at);
        headers_clear(&headers);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_status_says_what_happened_and_what_helps),
        cmocka_unit_test(a_limit_is_one_after_all_attempts_too),
        cmocka_unit_test(the_budget_goes_by_several_names),
    };
    return RUN_TESTS(tests);
}
