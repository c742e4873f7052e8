/* Bodies that are handed over as they arrive. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/text.h"
#include "fetch_fixture.h"
#include "loopback.h"
#include "net/fetch.h"

#include <stdio.h>
#include <string.h>

static void serve(const struct loopback_request *request)
{
    static char much[100000];
    static const char long_head[] = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
    static const char torn[] = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ntor";
    memset(much, 'x', sizeof much);
    if (strcmp(request->path, "/long") == 0) {
        loopback_send(request, long_head, sizeof long_head - 1);
        loopback_send(request, much, sizeof much);
    } else if (strcmp(request->path, "/torn") == 0 && request->number % 2 == 1)
        loopback_send(request, torn, sizeof torn - 1);
    else if (strcmp(request->path, "/missing") == 0)
        loopback_answer(request, "404 Not Found", "", "no such page");
    else
        loopback_answer(request, "200 OK", "", "whole one");
}

static struct loopback server;

static int start(void **state)
{
    (void)state;
    server = loopback_start(serve, NULL);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    loopback_stop(&server);
    return 0;
}

static bool count_bytes(const void *bytes, size_t count, void *context)
{
    (void)bytes;
    *(size_t *)context += count;
    return *(size_t *)context < 200000;
}

static void a_body_can_be_read_as_it_arrives(void **state)
{
    (void)state;
    size_t count = 0;
    struct fetch_seen seen = fetch_ask_path(
        &server, "/long",
        (struct fetch_request){.on_body = count_bytes, .body_context = &count});
    assert_string_equal(seen.failure, "");
    assert_int_equal(count, 100000);
    assert_int_equal(seen.body_bytes, 0);
    seen = fetch_ask_path(
        &server, "/missing",
        (struct fetch_request){.on_body = count_bytes, .body_context = &count});
    assert_int_equal(count, 100000);
    assert_string_equal(seen.body, "no such page");
}

static bool keep_bytes(const void *bytes, size_t count, void *context)
{
    text_add_bytes(context, bytes, count);
    return true;
}

static void forget_bytes(void *context)
{
    text_reset(context);
}

static bool refuse_bytes(const void *bytes, size_t count, void *context)
{
    (void)bytes;
    (void)count;
    *(size_t *)context += 1;
    return false;
}

static void a_broken_body_is_read_again_by_who_can_begin_again(void **state)
{
    (void)state;
    AUTO_TEXT body;
    text_init(&body, 100);
    struct fetch_request request = {.on_body = keep_bytes, .body_context = &body};
    struct fetch_seen seen = fetch_ask_path(&server, "/torn", request);
    assert_non_null(strstr(seen.failure, "broke off after 3 bytes"));
    assert_string_equal(body.bytes, "tor");
    request.on_again = forget_bytes;
    seen = fetch_ask_path(&server, "/torn", request);
    assert_string_equal(seen.failure, "");
    seen = fetch_ask_path(&server, "/torn", request);
    assert_string_equal(seen.failure, "");
    assert_string_equal(body.bytes, "whole one");
    /* What a reader has refused it would refuse again. */
    size_t refused = 0;
    request = (struct fetch_request){
        .on_body = refuse_bytes, .on_again = forget_bytes, .body_context = &refused};
    seen = fetch_ask_path(&server, "/plain", request);
    assert_string_not_equal(seen.failure, "");
    assert_int_equal(refused, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_can_be_read_as_it_arrives),
        cmocka_unit_test(a_broken_body_is_read_again_by_who_can_begin_again),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
