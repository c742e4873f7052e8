/* Tests of how long tokens and their answers may be. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "registry_fixture.h"

#include "net/token.h"

#include <stdio.h>
#include <string.h>

/* Token answers of just the size that is taken, and of one byte more: blanks and a
 * token.
 */
static void serve_large(const struct loopback_request *request)
{
    char line[200];
    if (begins(request->path, "/token")) {
        size_t length =
            TOKEN_ANSWER_BYTES_MAX + (strstr(request->path, "over") != NULL);
        static char body[TOKEN_ANSWER_BYTES_MAX + 1];
        memset(body, ' ', length);
        memcpy(body, "{\"token\":\"t\"}", 13);
        snprintf(line, sizeof line,
                 "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n",
                 length);
        loopback_send(request, line, strlen(line));
        loopback_send(request, body, length);
    } else if (has_header(request, "Authorization: Bearer t")) {
        loopback_answer(request, "200 OK", "", "{\"tags\":[\"in\"]}");
    } else {
        snprintf(line, sizeof line,
                 "WWW-Authenticate: Bearer realm=\"http://127.0.0.1:%u/token\"\r\n",
                 request->port);
        loopback_answer(request, "401 Unauthorized", line, "");
    }
}

static bool is_token_of_length_read(size_t length)
{
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT body;
    struct error err = {0};
    const char *token;
    long long seconds;
    text_init(&body, TOKEN_ANSWER_BYTES_MAX);
    text_add(&body, "{\"token\":\"");
    for (size_t i = 0; i < length; i++)
        text_add_char(&body, 't');
    text_add(&body, "\"}");
    bool is_read = token_read(body.bytes, body.length, arena, &token, &seconds, &err);
    return is_read && strlen(token) == length;
}

/* Limits: reliability page, section (c). */
static void token_answers_and_tokens_are_bounded(void **state)
{
    (void)state;
    struct loopback server = loopback_start(serve_large, NULL);
    struct seen seen = list_once(&server, open_options, false, "fits");
    assert_string_equal(seen.tags, "in");
    seen = list_once(&server, open_options, false, "over");
    assert_string_equal(seen.tags, "");
    assert_non_null(strstr(seen.failure, "the token server"));
    loopback_stop(&server);
    assert_int_equal(TOKEN_ANSWER_BYTES_MAX, 1024 * 1024);
    assert_int_equal(TOKEN_BYTES_MAX, 64 * 1024);
    assert_true(is_token_of_length_read(TOKEN_BYTES_MAX));
    assert_false(is_token_of_length_read(TOKEN_BYTES_MAX + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(token_answers_and_tokens_are_bounded),
    };
    return RUN_TESTS(tests);
}
