/* Tests of retries and of the pace at which a host is asked, by their own clock. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "net/fetch_retry.h"
#include "net/headers.h"
#include "net/host_queue.h"

#include <stdio.h>
#include <string.h>

/* 2021-04-12T05:06:07Z */
static const int64_t now_seconds = 1618203967;

/* How long the headers (lines, each with its end) ask to wait; -1: they do not. */
static int64_t wait_of(const char *lines)
{
    struct fetch_response_headers headers;
    int64_t wait_ms = -1;
    headers_init(&headers);
    for (struct slice rest = slice_of(lines); rest.at != NULL;)
        assert_true(headers_add(&headers, slice_cut(&rest, '\n')));
    if (!retry_hint(&headers, now_seconds, &wait_ms))
        wait_ms = -1;
    headers_clear(&headers);
    return wait_ms;
}

static void a_server_says_how_long_to_wait_in_many_ways(void **state)
{
    (void)state;
    static const struct {
        const char *headers;
        int64_t wait_ms;
    } cases[] = {
        {"", -1},
        {"Retry-After: 7\n", 7000},
        {"retry-after:   7  \r\n", 7000},
        {"Retry-After: 0\n", RETRY_WAIT_MS_LEAST},
        {"Retry-After: Mon, 12 Apr 2021 05:06:17 GMT\n", 10000},
        {"Retry-After: Mon, 12 Apr 2021 05:06:00 GMT\n", RETRY_WAIT_MS_LEAST},
        {"Retry-After: Thu, 01 Jan 1970 00:00:00 GMT\n", RETRY_WAIT_MS_LEAST},
        {"Retry-After: 1000000000\n", INT64_C(1000000000000)},
        {"Retry-After: soon\n", -1},
        {"Retry-After: -1\n", -1},
        {"Retry-After: 99999999999999999999\n", -1},
        {"X-Retry-After: 1618203977\n", 10000},
        {"X-Retry-After: 12\n", 12000},
        {"Retry-After: soon\nX-Retry-After: 12\n", 12000},
        {"Retry-After: 3\nX-Retry-After: 12\n", 3000},
        {"X-RateLimit-Remaining: 0\nX-RateLimit-Reset: 1618203997\n", 30000},
        {"X-RateLimit-Remaining: 1\nX-RateLimit-Reset: 1618203997\n", -1},
        {"RateLimit-Remaining: 0\nRateLimit-Reset: 5\n", 5000},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (wait_of(cases[i].headers) != cases[i].wait_ms)
            fail_msg("'%s': wanted %lld, got %lld", cases[i].headers,
                     (long long)cases[i].wait_ms, (long long)wait_of(cases[i].headers));
}

static void only_what_may_pass_is_tried_again(void **state)
{
    (void)state;
    static const int passing[] = {408, 425, 429, 500, 502, 503, 504};
    static const int lasting[] = {200, 301, 304, 400, 401, 403,
                                  404, 410, 422, 451, 501, 505};
    for (size_t i = 0; i < COUNT_OF(passing); i++)
        assert_true(retry_is_worth(passing[i]));
    for (size_t i = 0; i < COUNT_OF(lasting); i++)
        assert_false(retry_is_worth(lasting[i]));
}

static void waits_double_up_to_a_limit_and_are_drawn_by_lot(void **state)
{
    (void)state;
    assert_int_equal(retry_backoff_ms(1, 0), 0);
    assert_int_equal(retry_backoff_ms(1, UINT32_MAX), 1000);
    assert_int_equal(retry_backoff_ms(2, UINT32_MAX), 2000);
    assert_int_equal(retry_backoff_ms(3, UINT32_MAX), 4000);
    assert_int_equal(retry_backoff_ms(3, UINT32_MAX / 2), 1999);
    assert_int_equal(retry_backoff_ms(100, UINT32_MAX), RETRY_BACKOFF_MS_MOST);
}

static void how_often_is_said_in_words(void **state)
{
    (void)state;
    char buffer[32];
    assert_string_equal(retry_times(2, buffer, sizeof buffer), "twice");
    assert_string_equal(retry_times(4, buffer, sizeof buffer), "four times");
    assert_string_equal(retry_times(11, buffer, sizeof buffer), "11 times");
}

/* Sends what may be sent at that moment, each answered at once. */
static unsigned send_all(struct host_queue *host, int64_t now_ms)
{
    unsigned sent = 0;
    for (; host_queue_ready_ms(host, now_ms) <= now_ms; sent++) {
        host_queue_take(host, now_ms);
        host->in_flight--;
    }
    return sent;
}

static void a_host_gets_64_requests_and_then_8_a_second(void **state)
{
    (void)state;
    struct host_queue host;
    host_queue_init(&host, "https://registry.example", 6, 1000);
    assert_int_equal(send_all(&host, 1000), 64);
    int64_t ready_ms = host_queue_ready_ms(&host, 1000);
    assert_in_range(ready_ms, 1100, 1130);
    assert_int_equal(send_all(&host, 2000), 8);
    assert_int_equal(send_all(&host, 3000), 8);
    assert_int_equal(send_all(&host, 1000000), 64);
}

static void after_a_429_it_gets_2_a_second(void **state)
{
    (void)state;
    struct host_queue host;
    host_queue_init(&host, "https://registry.example", 6, 0);
    host_queue_slow_down(&host, 0, 5000);
    assert_int_equal(send_all(&host, 4999), 0);
    assert_int_equal(host_queue_ready_ms(&host, 0), 5000);
    assert_int_equal(send_all(&host, 5000), 1);
    assert_int_equal(send_all(&host, 5499), 0);
    assert_int_equal(send_all(&host, 5501), 1);
    /* A shorter hint does not shorten a longer one. */
    host_queue_slow_down(&host, 6000, 60000);
    host_queue_slow_down(&host, 6000, 1000);
    assert_int_equal(host_queue_ready_ms(&host, 7000), 66000);
}

static void a_host_has_6_in_flight_or_32_over_http2(void **state)
{
    (void)state;
    struct host_queue host;
    host_queue_init(&host, "https://registry.example", 6, 0);
    for (int i = 0; i < 6; i++)
        host_queue_take(&host, 0);
    assert_int_equal(host_queue_ready_ms(&host, 0), INT64_MAX);
    host.is_http2 = true;
    for (int i = 6; i < 32; i++) {
        assert_true(host_queue_ready_ms(&host, 0) <= 0);
        host_queue_take(&host, 0);
    }
    assert_int_equal(host_queue_ready_ms(&host, 0), INT64_MAX);
}

static void retries_have_a_budget(void **state)
{
    (void)state;
    struct host_queue host;
    unsigned granted = 0;
    host_queue_init(&host, "https://registry.example", 6, 0);
    host.requests = 100;
    while (host_queue_may_retry(&host))
        granted++;
    assert_int_equal(granted, 20);
}

static void a_silent_host_is_left_alone_for_a_minute(void **state)
{
    (void)state;
    struct host_queue host;
    host_queue_init(&host, "https://registry.example", 6, 0);
    for (int i = 0; i < 4; i++)
        host_queue_broke(&host, 1000, "could not connect");
    assert_false(host_queue_is_broken(&host, 1000));
    host_queue_answered(&host);
    for (int i = 0; i < 5; i++)
        host_queue_broke(&host, 1000, "could not connect");
    assert_true(host_queue_is_broken(&host, 1000));
    assert_true(host_queue_is_broken(&host, 60999));
    assert_false(host_queue_is_broken(&host, 61000));
    host_queue_broke(&host, 61000, "could not connect");
    assert_true(host_queue_is_broken(&host, 61000));
}

static void a_host_that_named_a_time_is_left_alone_until_then(void **state)
{
    (void)state;
    struct host_queue host;
    host_queue_init(&host, "https://example.org", 6, 0);
    assert_false(host_queue_refuses(&host, 0));
    host_queue_refuse(&host, 200000, "not asked");
    assert_true(host_queue_refuses(&host, 199999));
    assert_false(host_queue_refuses(&host, 200000));
    assert_string_equal(host.refused_text, "not asked");
}

static void headers_are_found_in_any_case_and_several_times(void **state)
{
    (void)state;
    struct fetch_response_headers headers;
    headers_init(&headers);
    assert_true(headers_add(&headers, slice_of("Link: <a>\r\n")));
    assert_true(headers_add(&headers, slice_of("no colon\r\n")));
    assert_true(headers_add(&headers, slice_of("LINK:<b>\r\n")));
    assert_true(headers_add(&headers, slice_of("Empty:\r\n")));
    assert_string_equal(headers_find(&headers, "link", 0), "<a>");
    assert_string_equal(headers_find(&headers, "Link", 1), "<b>");
    assert_null(headers_find(&headers, "link", 2));
    assert_string_equal(headers_find(&headers, "empty", 0), "");
    assert_null(headers_find(&headers, "lin", 0));
    headers_clear(&headers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_server_says_how_long_to_wait_in_many_ways),
        cmocka_unit_test(only_what_may_pass_is_tried_again),
        cmocka_unit_test(waits_double_up_to_a_limit_and_are_drawn_by_lot),
        cmocka_unit_test(how_often_is_said_in_words),
        cmocka_unit_test(a_host_gets_64_requests_and_then_8_a_second),
        cmocka_unit_test(after_a_429_it_gets_2_a_second),
        cmocka_unit_test(a_host_has_6_in_flight_or_32_over_http2),
        cmocka_unit_test(retries_have_a_budget),
        cmocka_unit_test(a_silent_host_is_left_alone_for_a_minute),
        cmocka_unit_test(a_host_that_named_a_time_is_left_alone_until_then),
        cmocka_unit_test(headers_are_found_in_any_case_and_several_times),
    };
    return RUN_TESTS(tests);
}
