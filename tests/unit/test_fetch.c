/* Tests of the fetch loop against real servers on loopback. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "fetch_fixture.h"
#include "loopback.h"
#include "net/fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void send_text(const struct loopback_request *request, const char *text)
{
    loopback_send(request, text, strlen(text));
}

/* A server for everything that one request alone can show. */
static void serve_oddities(const struct loopback_request *request)
{
    static char much[100000];
    memset(much, 'x', sizeof much);
    const char *path = request->path;
    if (strcmp(path, "/plain") == 0)
        loopback_answer(request, "200 OK", "ETag: W/\"a b\"\r\n", "hello");
    else if (strcmp(path, "/missing") == 0)
        loopback_answer(request, "404 Not Found", "", "no such page");
    else if (strcmp(path, "/unterminated") == 0)
        send_text(request, "HTTP/1.1 200 OK\r\n\r\nhalf of it");
    else if (strcmp(path, "/cut") == 0)
        send_text(request, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    else if (strcmp(path, "/silent") == 0)
        return;
    else if (strcmp(path, "/long") == 0) {
        send_text(request, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        loopback_send(request, much, sizeof much);
    } else if (strcmp(path, "/headers") == 0) {
        send_text(request, "HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 300; i++)
            send_text(request, "X-Again: and again\r\n");
        send_text(request, "Content-Length: 0\r\n\r\n");
    } else if (strcmp(path, "/flaky") == 0 && request->number < 3)
        loopback_answer(request, "503 Service Unavailable", "Retry-After: 0\r\n", "");
    else if (strcmp(path, "/flaky") == 0)
        loopback_answer(request, "200 OK", "", "at last");
    else if (strcmp(path, "/down") == 0)
        loopback_answer(request, "503 Service Unavailable", "Retry-After: 0\r\n", "");
    else if (strcmp(path, "/limited") == 0 && request->number == 1)
        loopback_answer(request, "403 Forbidden", "Retry-After: 0\r\n", "");
    else if (strcmp(path, "/limited") == 0)
        loopback_answer(request, "200 OK", "", "at last");
    else if (strcmp(path, "/forbidden") == 0)
        loopback_answer(request, "403 Forbidden", "", "");
    else if (strcmp(path, "/later") == 0)
        loopback_answer(request, "429 Too Many", "Retry-After: 100000\r\n", "");
    else
        loopback_answer(request, "200 OK", "", "");
}

static struct loopback oddities;

static int start_oddities(void **state)
{
    (void)state;
    oddities = loopback_start(serve_oddities, NULL);
    return 0;
}

static int stop_oddities(void **state)
{
    (void)state;
    loopback_stop(&oddities);
    return 0;
}

static void an_answer_comes_with_its_validators(void **state)
{
    (void)state;
    struct fetch_seen seen =
        fetch_ask_path(&oddities, "/plain", (struct fetch_request){0});
    assert_string_equal(seen.failure, "");
    assert_int_equal(seen.status, 200);
    assert_string_equal(seen.body, "hello");
    assert_string_equal(seen.etag, "W/\"a b\"");
    assert_false(seen.is_unterminated);
}

static void a_status_of_failure_is_data(void **state)
{
    (void)state;
    struct fetch_seen seen =
        fetch_ask_path(&oddities, "/missing", (struct fetch_request){0});
    assert_string_equal(seen.failure, "");
    assert_int_equal(seen.status, 404);
    assert_string_equal(seen.body, "no such page");
}

static void a_body_that_only_the_connection_ends_is_marked(void **state)
{
    (void)state;
    struct fetch_seen seen =
        fetch_ask_path(&oddities, "/unterminated", (struct fetch_request){0});
    assert_string_equal(seen.body, "half of it");
    assert_true(seen.is_unterminated);
}

static void a_body_cut_short_is_a_failure(void **state)
{
    (void)state;
    struct fetch_seen seen =
        fetch_ask_path(&oddities, "/cut", (struct fetch_request){.attempts = 1});
    assert_non_null(strstr(seen.failure, "broke off after 4 bytes"));
    assert_int_equal(seen.status, 0);
}

static void a_closed_connection_is_a_failure(void **state)
{
    (void)state;
    struct fetch_seen seen =
        fetch_ask_path(&oddities, "/silent", (struct fetch_request){.attempts = 1});
    assert_non_null(strstr(seen.failure, "broke the connection off without an answer"));
}

static void a_longer_body_than_allowed_is_a_failure(void **state)
{
    (void)state;
    struct fetch_seen seen = fetch_ask_path(
        &oddities, "/long", (struct fetch_request){.body_max_bytes = 99999});
    assert_string_equal(seen.failure, "the answer is longer than 99999 bytes");
    seen = fetch_ask_path(&oddities, "/long",
                          (struct fetch_request){.body_max_bytes = 100000});
    assert_string_equal(seen.failure, "");
    assert_int_equal(seen.body_bytes, 100000);
}

static void too_many_headers_are_a_failure(void **state)
{
    (void)state;
    struct fetch_seen seen =
        fetch_ask_path(&oddities, "/headers", (struct fetch_request){0});
    assert_string_equal(seen.failure, "the answer has too many or too long headers");
}

static void a_server_busy_for_a_moment_is_asked_again(void **state)
{
    (void)state;
    struct fetch_seen seen =
        fetch_ask_path(&oddities, "/flaky", (struct fetch_request){0});
    assert_string_equal(seen.failure, "");
    assert_string_equal(seen.body, "at last");
}

static void a_server_that_stays_busy_fails_in_a_sentence(void **state)
{
    (void)state;
    struct fetch_seen seen =
        fetch_ask_path(&oddities, "/down", (struct fetch_request){0});
    assert_string_equal(seen.failure, "answered 503 four times");
}

static void a_wait_beyond_the_limit_is_not_waited(void **state)
{
    (void)state;
    struct fetch_seen seen =
        fetch_ask_path(&oddities, "/later", (struct fetch_request){0});
    assert_string_equal(seen.failure, "answered 429 and asks to wait 100000 s");
}

/* GitHub says 403 or 429; without a time it means just what it says. */
static void a_limit_told_as_403_is_waited_out(void **state)
{
    (void)state;
    struct fetch_seen seen =
        fetch_ask_path(&oddities, "/limited", (struct fetch_request){0});
    assert_string_equal(seen.failure, "");
    assert_string_equal(seen.body, "at last");
    size_t before = loopback_count(&oddities);
    seen = fetch_ask_path(&oddities, "/forbidden", (struct fetch_request){0});
    assert_int_equal(seen.status, 403);
    assert_int_equal(loopback_count(&oddities) - before, 1);
}

static void a_host_that_asks_to_wait_too_long_is_asked_no_more(void **state)
{
    (void)state;
    enum { MANY = 50 };
    static struct fetch_seen seen[MANY];
    struct error err = {0};
    char url[64];
    struct fetcher *fetcher = fetch_fixture();
    struct fetch_request request = {
        .url = loopback_url(&oddities, "/later", url, sizeof url),
        .private_allowed = true,
        .plain_http_allowed = true};
    for (size_t i = 0; i < MANY; i++)
        assert_true(fetch(fetcher, &request, fetch_see, &seen[i], &err));
    assert_true(fetch_all(fetcher, &err));
    assert_string_equal(seen[0].failure, "answered 429 and asks to wait 100000 s");
    assert_string_equal(seen[MANY - 1].failure,
                        "not asked: it answered 429 and asks to wait 100000 s");
    assert_true(fetcher_requests(fetcher) < MANY / 2);
    fetcher_free(fetcher);
}

static void a_closed_port_is_named_with_its_reason(void **state)
{
    (void)state;
    char expected[128];
    struct loopback gone = loopback_start(serve_oddities, NULL);
    loopback_stop(&gone);
    struct fetch_seen seen =
        fetch_ask_path(&gone, "/", (struct fetch_request){.attempts = 1});
    snprintf(expected, sizeof expected,
             "could not connect to 127.0.0.1:%u: Connection refused", gone.port);
    assert_string_equal(seen.failure, expected);
}

static void loopback_is_refused_unless_allowed(void **state)
{
    (void)state;
    static const char *const spellings[] = {
        "127.0.0.1", "localhost",          "2130706433",
        "0x7f.1",    "[::ffff:127.0.0.1]", "0.0.0.0",
    };
    for (size_t i = 0; i < COUNT_OF(spellings); i++) {
        char url[128];
        snprintf(url, sizeof url, "http://%s:%u/spelt", spellings[i], oddities.port);
        struct fetch_seen seen =
            fetch_ask((struct fetch_request){.url = url, .lan_allowed = true});
        assert_string_equal(seen.failure,
                            "the address is not a public one, and nothing allows it");
        assert_true(seen.is_address_refused);
    }
    assert_null(strstr(loopback_requests(&oddities), "/spelt"));
}

static void plain_http_is_refused_unless_allowed(void **state)
{
    (void)state;
    struct error err = {0};
    struct fetch_seen seen = {0};
    char url[128];
    struct fetcher *fetcher = fetch_fixture();
    struct fetch_request request = {
        .url = loopback_url(&oddities, "/secret?key=1", url, sizeof url),
        .private_allowed = true};
    assert_true(fetch(fetcher, &request, fetch_see, &seen, &err));
    assert_true(fetch_all(fetcher, &err));
    fetcher_free(fetcher);
    assert_non_null(strstr(seen.failure, "is plain http, which is not allowed here"));
    assert_null(strstr(seen.failure, "key"));
}

static void urls_that_cannot_be_asked_fail_without_being_asked(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "file:///etc/passwd", "ftp://x/", "", "x", "https://user:pw@registry.example/",
        "https://a b/",       "http://"};
    for (size_t i = 0; i < COUNT_OF(urls); i++) {
        struct fetch_seen seen = fetch_ask((struct fetch_request){.url = urls[i]});
        assert_string_equal(seen.failure, "this is no URL that can be asked");
    }
}

/* Redirects: "/to/CODE/URL" answers CODE with Location: URL. */
static void serve_redirects(const struct loopback_request *request)
{
    char line[1200];
    char status[16];
    if (strncmp(request->path, "/to/", 4) != 0) {
        loopback_answer(request, "200 OK", "", "arrived");
        return;
    }
    snprintf(status, sizeof status, "%.3s Moved", request->path + 4);
    snprintf(line, sizeof line, "Location: %s\r\n", request->path + 8);
    loopback_answer(request, status, line, "");
}

static void credentials_stay_on_the_origin_that_was_asked(void **state)
{
    (void)state;
    struct loopback first = loopback_start(serve_redirects, NULL);
    struct loopback second = loopback_start(serve_redirects, NULL);
    static const char *const codes[] = {"301", "302", "303", "307", "308"};
    struct fetch_header secret = {"X-Key", "canary-in-a-header"};
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        char target[64];
        char path[128];
        snprintf(path, sizeof path, "/to/%s/%s", codes[i],
                 loopback_url(&second, "/end", target, sizeof target));
        struct fetch_seen seen = fetch_ask_path(
            &first, path,
            (struct fetch_request){.authorization = "Bearer canary-token",
                                   .headers = &secret,
                                   .header_count = 1,
                                   .accept = "text/plain",
                                   .redirects_max = 3});
        assert_string_equal(seen.failure, "");
        assert_string_equal(seen.body, "arrived");
        assert_string_equal(seen.url, target);
    }
    assert_int_equal(loopback_count(&second), COUNT_OF(codes));
    assert_non_null(strstr(loopback_requests(&first), "canary-token"));
    assert_non_null(strstr(loopback_requests(&first), "canary-in-a-header"));
    assert_null(strstr(loopback_requests(&second), "canary"));
    assert_non_null(strstr(loopback_requests(&second), "Accept: text/plain"));
    loopback_stop(&first);
    loopback_stop(&second);
}

static void credentials_stay_with_a_redirect_on_the_same_origin(void **state)
{
    (void)state;
    struct loopback server = loopback_start(serve_redirects, NULL);
    struct fetch_seen seen = fetch_ask_path(
        &server, "/to/302//end",
        (struct fetch_request){.authorization = "Bearer mine", .redirects_max = 3});
    assert_string_equal(seen.body, "arrived");
    const char *end = strstr(loopback_requests(&server), "GET /end");
    assert_non_null(end);
    assert_non_null(strstr(end, "Authorization: Bearer mine"));
    loopback_stop(&server);
}

static void redirects_have_an_end(void **state)
{
    (void)state;
    struct loopback server = loopback_start(serve_redirects, NULL);
    struct fetch_seen seen = fetch_ask_path(&server, "/to/302//to/302//to/302//end",
                                            (struct fetch_request){.redirects_max = 2});
    assert_non_null(strstr(seen.failure, "was redirected more than 2 times"));
    seen = fetch_ask_path(&server, "/to/302//end", (struct fetch_request){0});
    assert_int_equal(seen.status, 302);
    seen = fetch_ask_path(&server, "/to/302/file:///etc/passwd",
                          (struct fetch_request){.redirects_max = 2});
    assert_string_equal(seen.failure, "was redirected to nowhere that can be asked");
    loopback_stop(&server);
}

static void
a_redirect_to_another_host_loses_the_right_to_private_addresses(void **state)
{
    (void)state;
    char path[128];
    struct loopback server = loopback_start(serve_redirects, NULL);
    snprintf(path, sizeof path, "/to/302/http://127.0.0.2:%u/end", server.port);
    struct fetch_seen seen =
        fetch_ask_path(&server, path, (struct fetch_request){.redirects_max = 3});
    assert_non_null(strstr(seen.failure, "is plain http, which is not allowed here"));
    snprintf(path, sizeof path, "/to/302/https://127.0.0.2:%u/end", server.port);
    seen = fetch_ask_path(&server, path, (struct fetch_request){.redirects_max = 3});
    assert_true(seen.is_address_refused);
    loopback_stop(&server);
}

static void a_post_is_not_redirected(void **state)
{
    (void)state;
    struct loopback server = loopback_start(serve_redirects, NULL);
    struct fetch_seen seen = fetch_ask_path(
        &server, "/to/307//end",
        (struct fetch_request){
            .method = "POST", .body = "a=b", .body_bytes = 3, .redirects_max = 3});
    assert_int_equal(seen.status, 307);
    assert_non_null(strstr(loopback_requests(&server), "\r\n\r\na=b"));
    loopback_stop(&server);
}

static void a_dead_host_is_given_up_for_all_who_wait_for_it(void **state)
{
    (void)state;
    enum { MANY = 200 };
    static struct fetch_seen seen[MANY];
    struct error err = {0};
    char url[64];
    struct loopback gone = loopback_start(serve_oddities, NULL);
    loopback_stop(&gone);
    struct fetcher *fetcher = fetch_fixture();
    struct fetch_request request = {.url = loopback_url(&gone, "/", url, sizeof url),
                                    .private_allowed = true,
                                    .plain_http_allowed = true};
    for (size_t i = 0; i < MANY; i++)
        assert_true(fetch(fetcher, &request, fetch_see, &seen[i], &err));
    assert_true(fetch_all(fetcher, &err));
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(seen[i].calls, 1);
        assert_non_null(strstr(seen[i].failure, "Connection refused"));
    }
    assert_true(fetcher_requests(fetcher) < 20);
    fetcher_free(fetcher);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_comes_with_its_validators),
        cmocka_unit_test(a_status_of_failure_is_data),
        cmocka_unit_test(a_body_that_only_the_connection_ends_is_marked),
        cmocka_unit_test(a_body_cut_short_is_a_failure),
        cmocka_unit_test(a_closed_connection_is_a_failure),
        cmocka_unit_test(a_longer_body_than_allowed_is_a_failure),
        cmocka_unit_test(too_many_headers_are_a_failure),
        cmocka_unit_test(a_server_busy_for_a_moment_is_asked_again),
        cmocka_unit_test(a_server_that_stays_busy_fails_in_a_sentence),
        cmocka_unit_test(a_wait_beyond_the_limit_is_not_waited),
        cmocka_unit_test(a_limit_told_as_403_is_waited_out),
        cmocka_unit_test(a_host_that_asks_to_wait_too_long_is_asked_no_more),
        cmocka_unit_test(a_closed_port_is_named_with_its_reason),
        cmocka_unit_test(loopback_is_refused_unless_allowed),
        cmocka_unit_test(plain_http_is_refused_unless_allowed),
        cmocka_unit_test(urls_that_cannot_be_asked_fail_without_being_asked),
        cmocka_unit_test(credentials_stay_on_the_origin_that_was_asked),
        cmocka_unit_test(credentials_stay_with_a_redirect_on_the_same_origin),
        cmocka_unit_test(redirects_have_an_end),
        cmocka_unit_test(
            a_redirect_to_another_host_loses_the_right_to_private_addresses),
        cmocka_unit_test(a_post_is_not_redirected),
        cmocka_unit_test(a_dead_host_is_given_up_for_all_who_wait_for_it),
    };
    return cmocka_run_group_tests(tests, start_oddities, stop_oddities);
}
