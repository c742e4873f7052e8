/* Answers that are packed: whole ones are read, cut ones are failures. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/gzip.h"
#include "fetch_fixture.h"
#include "loopback.h"
#include "net/fetch.h"

#include <stdio.h>
#include <string.h>

enum { PACKED_BYTES_MAX = 4096, TRAILER_BYTES = 8 };

static const char verse[] = "2.0.0\n2.0.1\n2.0.2\n2.1.0\n";

/* Bytes with headers of their own and a Content-Length that is true. */
static void send_packed(const struct loopback_request *request, const char *head,
                        const char *bytes, size_t count)
{
    char lines[512];
    snprintf(lines, sizeof lines, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n", head,
             count);
    loopback_send(request, lines, strlen(lines));
    loopback_send(request, bytes, count);
}

/* The path says what is done to the packed verse. */
static void serve_packed(const struct loopback_request *request)
{
    static const char gzip[] = "200 OK\r\nContent-Encoding: gzip";
    struct error err = {0};
    AUTO_TEXT packed;
    text_init(&packed, PACKED_BYTES_MAX);
    if (!gzip_deflate(slice_of(verse), &packed, &err))
        return;
    char path[64];
    snprintf(path, sizeof path, "%.*s", (int)strcspn(request->path, "?"),
             request->path);
    const char *bytes = packed.bytes;
    size_t count = packed.length;
    if (strcmp(path, "/whole") == 0)
        send_packed(request, gzip, bytes, count);
    else if (strcmp(path, "/x-gzip") == 0)
        send_packed(request, "200 OK\r\nContent-Encoding: X-GZip", bytes, count);
    else if (strcmp(path, "/missing") == 0)
        send_packed(request, "404 Not Found\r\nContent-Encoding: gzip", bytes, count);
    else if (strcmp(path, "/no-trailer") == 0)
        send_packed(request, gzip, bytes, count - TRAILER_BYTES);
    else if (strcmp(path, "/half") == 0)
        send_packed(request, gzip, bytes, count / 2);
    else if (strcmp(path, "/first-cut") == 0)
        send_packed(request, gzip, bytes,
                    request->number < 2 ? count - TRAILER_BYTES : count);
    else if (strcmp(path, "/twice") == 0) {
        text_add_bytes(&packed, packed.bytes, count);
        send_packed(request, gzip, packed.bytes, packed.length);
    } else if (strcmp(path, "/junk") == 0) {
        text_add(&packed, "and more");
        send_packed(request, gzip, packed.bytes, packed.length);
    } else if (strcmp(path, "/plain") == 0)
        send_packed(request, gzip, verse, strlen(verse));
    else if (strcmp(path, "/brotli") == 0)
        send_packed(request, "200 OK\r\nContent-Encoding: br", verse, strlen(verse));
    else if (strcmp(path, "/layers") == 0)
        send_packed(request, "200 OK\r\nContent-Encoding: gzip, gzip", bytes, count);
    else if (strcmp(path, "/two-lines") == 0)
        send_packed(request, "200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: br",
                    bytes, count);
    else if (strcmp(path, "/identity") == 0)
        send_packed(request, "200 OK\r\nContent-Encoding: identity", verse,
                    strlen(verse));
    else if (strcmp(path, "/transfer") == 0)
        send_packed(request, "200 OK\r\nTransfer-Encoding: gzip", bytes, count);
    else
        send_packed(request, gzip, "", 0);
}

static struct loopback server;

static int start_server(void **state)
{
    (void)state;
    server = loopback_start(serve_packed, NULL);
    return 0;
}

static int stop_server(void **state)
{
    (void)state;
    loopback_stop(&server);
    return 0;
}

static void is_read(const char *path, int status, const char *body)
{
    struct fetch_seen seen = fetch_ask_path(&server, path, (struct fetch_request){0});
    assert_string_equal(seen.failure, "");
    assert_int_equal(seen.status, status);
    assert_string_equal(seen.body, body);
}

static void whole_answers_are_unpacked(void **state)
{
    (void)state;
    is_read("/whole", 200, verse);
    is_read("/x-gzip", 200, verse);
    is_read("/missing", 404, verse);
    is_read("/identity", 200, verse);
    is_read("/twice", 200,
            "2.0.0\n2.0.1\n2.0.2\n2.1.0\n"
            "2.0.0\n2.0.1\n2.0.2\n2.1.0\n");
}

static void gzip_is_asked_for_and_nothing_else(void **state)
{
    (void)state;
    fetch_ask_path(&server, "/whole?asked", (struct fetch_request){0});
    const char *asked = strstr(loopback_requests(&server), "/whole?asked");
    assert_non_null(asked);
    assert_non_null(strstr(asked, "\r\nAccept-Encoding: gzip\r\n"));
}

static void an_answer_that_is_cut_within_its_packing_is_a_failure(void **state)
{
    (void)state;
    static const char *const paths[] = {"/half", "/no-trailer"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct fetch_seen seen =
            fetch_ask_path(&server, paths[i], (struct fetch_request){.attempts = 1});
        assert_non_null(strstr(seen.failure, "broke off after"));
        assert_int_equal(seen.status, 0);
    }
}

static void a_cut_answer_is_asked_for_again(void **state)
{
    (void)state;
    is_read("/first-cut", 200, verse);
}

static bool count_bytes(const void *bytes, size_t count, void *context)
{
    (void)bytes;
    *(size_t *)context += count;
    return true;
}

static void a_cut_answer_that_was_read_as_it_arrived_is_a_failure(void **state)
{
    (void)state;
    size_t count = 0;
    struct fetch_seen seen = fetch_ask_path(
        &server, "/no-trailer",
        (struct fetch_request){.on_body = count_bytes, .body_context = &count});
    assert_non_null(strstr(seen.failure, "broke off after"));
    assert_int_equal(count, strlen(verse));
}

static void what_is_no_gzip_file_is_a_failure(void **state)
{
    (void)state;
    static const char *const paths[] = {"/junk",   "/plain",     "/brotli",
                                        "/layers", "/two-lines", "/transfer"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct fetch_seen seen =
            fetch_ask_path(&server, paths[i], (struct fetch_request){0});
        assert_string_equal(seen.failure,
                            "the answer is packed in a way that cannot be unpacked");
    }
}

static void nothing_is_packed_as_nothing(void **state)
{
    (void)state;
    is_read("/nothing", 200, "");
    struct fetch_seen seen =
        fetch_ask_path(&server, "/whole", (struct fetch_request){.method = "HEAD"});
    assert_string_equal(seen.failure, "");
}

static void who_wants_the_bytes_themselves_gets_them(void **state)
{
    (void)state;
    struct fetch_seen seen = fetch_ask_path(
        &server, "/no-trailer?raw", (struct fetch_request){.no_compression = true});
    assert_string_equal(seen.failure, "");
    assert_memory_equal(seen.body, "\x1f\x8b", 2);
    const char *asked = strstr(loopback_requests(&server), "/no-trailer?raw");
    assert_non_null(asked);
    assert_null(strstr(asked, "Accept-Encoding"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_answers_are_unpacked),
        cmocka_unit_test(gzip_is_asked_for_and_nothing_else),
        cmocka_unit_test(an_answer_that_is_cut_within_its_packing_is_a_failure),
        cmocka_unit_test(a_cut_answer_is_asked_for_again),
        cmocka_unit_test(a_cut_answer_that_was_read_as_it_arrived_is_a_failure),
        cmocka_unit_test(what_is_no_gzip_file_is_a_failure),
        cmocka_unit_test(nothing_is_packed_as_nothing),
        cmocka_unit_test(who_wants_the_bytes_themselves_gets_them),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
