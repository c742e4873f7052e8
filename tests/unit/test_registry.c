/* Tests of the registry client against servers on loopback: lists and digests. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "registry_fixture.h"

#include <stdio.h>
#include <string.h>

/* Two pages, each with a validator of its own. */
static void serve_kept(const struct loopback_request *request)
{
    bool is_second = strstr(request->path, "last=a") != NULL;
    const char *known = is_second ? "If-None-Match: \"2\"" : "If-None-Match: \"1\"";
    if (has_header(request, known))
        loopback_answer(request, "304 Not Modified", "", "");
    else if (is_second)
        loopback_answer(request, "200 OK", "ETag: \"2\"\r\n", "{\"tags\":[\"b\"]}");
    else
        loopback_answer(request, "200 OK",
                        "ETag: \"1\"\r\nLink: <?last=a>; rel=\"next\"\r\n",
                        "{\"tags\":[\"a\"]}");
}

/* A list of just so many tags as some registries put on a page. */
static void answer_hundred(const struct loopback_request *request)
{
    AUTO_TEXT body;
    text_init(&body, 4096);
    text_add(&body, "{\"tags\":[\"t0\"");
    for (unsigned i = 1; i < 100; i++)
        text_addf(&body, ",\"t%u\"", i);
    text_add(&body, "]}");
    loopback_answer(request, "200 OK", "", body.bytes);
}

/* What follows them: more, nothing, a refusal, or the same again. */
static void serve_hundred(const struct loopback_request *request)
{
    bool is_next = strstr(request->path, "last=t99") != NULL;
    if (is_next && begins(request->path, "/v2/hundred-cut/"))
        loopback_answer(request, "200 OK", "", "{\"tags\":[\"t100\",\"t101\"]}");
    else if (is_next && begins(request->path, "/v2/hundred-just/"))
        loopback_answer(request, "200 OK", "", "{\"tags\":null}");
    else if (is_next && begins(request->path, "/v2/hundred-refused/"))
        loopback_answer(request, "400 Bad Request", "", "");
    else
        answer_hundred(request);
}

static void serve_refusals(const struct loopback_request *request)
{
    const char *path = request->path;
    if (begins(path, "/v2/limited/"))
        loopback_answer(request, "429 Too Many Requests", "Retry-After: 1000\r\n", "");
    else if (begins(path, "/v2/warns/"))
        loopback_answer(request, "200 OK",
                        "Warning: 299 - \"moves \\\"away\\\" in May\"\r\n",
                        "{\"tags\":[\"a\"]}");
    else if (begins(path, "/v2/forbidden/"))
        loopback_answer(request, "403 Forbidden", "", "");
    else
        loopback_answer(request, "404 Not Found", "", "{\"errors\":[]}");
}

/* An open registry with all shapes of lists. */
static void serve_lists(const struct loopback_request *request)
{
    static const char half[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{\"tags\":[\"a\"";
    const char *path = request->path;
    if (begins(path, "/v2/plain/") && has_header(request, "If-None-Match: \"1\""))
        loopback_answer(request, "304 Not Modified", "", "");
    else if (begins(path, "/v2/plain/"))
        loopback_answer(request, "200 OK", "ETag: \"1\"\r\n",
                        "{\"name\":\"plain\",\"tags\":[\"1.0\",\"latest\",\"\",null,"
                        "\"sp ace\",\"1.1\"]}");
    else if (begins(path, "/v2/kept/"))
        serve_kept(request);
    else if (begins(path, "/v2/null/"))
        loopback_answer(request, "200 OK", "", "{\"name\":\"null\",\"tags\":null}");
    else if (begins(path, "/v2/html/"))
        loopback_answer(request, "200 OK", "", "<html>log in</html>");
    else if (begins(path, "/v2/errors/"))
        loopback_answer(request, "200 OK", "", "{\"errors\":[]}");
    else if (begins(path, "/v2/cut/"))
        loopback_answer(request, "200 OK", "", "{\"tags\":[\"1.0\",\"1.1\"");
    else if (begins(path, "/v2/pages/") && strstr(path, "last=b") != NULL)
        loopback_answer(request, "200 OK", "", "{\"tags\":[\"c\"]}");
    else if (begins(path, "/v2/pages/") && strstr(path, "last=a") != NULL)
        loopback_answer(request, "200 OK",
                        "Link: </elsewhere/tags/list?last=b&n=1>; rel=next\r\n",
                        "{\"tags\":[\"b\"]}");
    else if (begins(path, "/v2/pages/"))
        loopback_answer(request, "200 OK",
                        "ETag: \"p\"\r\nLink: </v2/pages/tags/list?last=a&n=1>; "
                        "rel=\"next\"\r\n",
                        "{\"tags\":[\"a\"]}");
    else if (begins(path, "/v2/loop/"))
        loopback_answer(request, "200 OK", "Link: <?n=1000>; rel=\"next\"\r\n",
                        "{\"tags\":[\"a\"]}");
    else if (begins(path, "/v2/breaks/") && strstr(path, "last=a") != NULL)
        loopback_answer(request, "404 Not Found", "", "");
    else if (begins(path, "/v2/breaks/"))
        loopback_answer(request, "200 OK", "Link: <?last=a>; rel=\"next\"\r\n",
                        "{\"tags\":[\"a\"]}");
    else if (begins(path, "/v2/away/"))
        loopback_answer(request, "200 OK",
                        "Link: <http://127.0.0.2/v2/away/tags/list?last=a>; "
                        "rel=\"next\"\r\n",
                        "{\"tags\":[\"a\"]}");
    else if (begins(path, "/v2/sizes/") && strstr(path, "n=1000") != NULL)
        loopback_answer(request, "405 Method Not Allowed", "", "");
    else if (begins(path, "/v2/sizes/") && strchr(path, '?') == NULL)
        loopback_answer(request, "400 Bad Request", "", "");
    else if (begins(path, "/v2/sizes/"))
        loopback_answer(request, "200 OK", "", "{\"tags\":[\"s\"]}");
    else if (begins(path, "/v2/hundred-"))
        serve_hundred(request);
    else if (begins(path, "/v2/once/") && request->number == 1)
        loopback_send(request, half, strlen(half));
    else if (begins(path, "/v2/once/"))
        loopback_answer(request, "200 OK", "", "{\"tags\":[\"a\",\"b\"]}");
    else
        serve_refusals(request);
}

/* As Artifact Registry answers; what one page tells of a tag of another counts too. */
static void serve_dated(const struct loopback_request *request)
{
    if (strstr(request->path, "last=b") == NULL)
        loopback_answer(
            request, "200 OK", "Link: </v2/dated/tags/list?last=b>; rel=\"next\"\r\n",
            "{\"child\":[],\"manifest\":{\"sha256:aa\":{\"tag\":[\"a\",\"c\"],"
            "\"timeUploadedMs\":1690000100000}},\"name\":\"dated\","
            "\"tags\":[\"a\",\"b\"]}");
    else
        loopback_answer(request, "200 OK", "",
                        "{\"child\":[],\"manifest\":{\"sha256:bb\":{\"tag\":[\"d\"],"
                        "\"timeCreatedMs\":\"0\",\"timeUploadedMs\":1790000100000}},"
                        "\"name\":\"dated\",\"tags\":[\"c\",\"d\"]}");
}

static void serve_all(const struct loopback_request *request)
{
    if (begins(request->path, "/v2/dated/"))
        serve_dated(request);
    else
        serve_lists(request);
}

static const char *page_url(struct client *client, const char *name, const char *query)
{
    return arena_format(client->arena, "http://%s/v2/%s/tags/list%s", client->host,
                        name, query);
}

static void a_list_in_one_page_is_complete_and_has_its_validator(void **state)
{
    (void)state;
    struct client client;
    struct loopback server = loopback_start(serve_lists, NULL);
    client_open(&client, &server, open_options, false);
    struct seen seen = list(&client, "plain", NULL);
    assert_string_equal(seen.failure, "");
    assert_string_equal(seen.tags, "1.0 latest 1.1");
    assert_true(seen.is_complete);
    assert_string_equal(seen.etag, "\"1\"");
    struct registry_page page = {.url = page_url(&client, "plain", "?n=1000"),
                                 .etag = "\"1\""};
    seen = list(&client, "plain", &(struct registry_page_list){&page, 1, 1});
    assert_true(seen.is_not_modified);
    assert_false(seen.is_complete);
    seen = list(&client, "null", NULL);
    assert_true(seen.is_complete);
    assert_int_equal(seen.count, 0);
    client_close(&client);
    loopback_stop(&server);
}

static void pages_are_followed_by_the_query_of_their_links(void **state)
{
    (void)state;
    struct loopback server = loopback_start(serve_lists, NULL);
    struct seen seen = list_once(&server, open_options, false, "pages");
    assert_string_equal(seen.failure, "");
    assert_string_equal(seen.tags, "a b c");
    assert_true(seen.is_complete);
    assert_string_equal(seen.etag, "\"p\"");
    loopback_stop(&server);
}

static void days_that_the_list_tells_stand_behind_the_tags(void **state)
{
    (void)state;
    struct loopback server = loopback_start(serve_all, NULL);
    struct seen seen = list_once(&server, open_options, false, "dated");
    assert_string_equal(seen.failure, "");
    assert_string_equal(seen.tags, "a 2023-07-22 b c 2023-07-22 d 2026-09-21");
    assert_int_equal(seen.count, 4);
    assert_true(seen.is_complete);
    loopback_stop(&server);
}

static void each_page_is_asked_with_its_own_validator(void **state)
{
    (void)state;
    struct client client;
    struct loopback server = loopback_start(serve_lists, NULL);
    client_open(&client, &server, open_options, false);
    const char *second = page_url(&client, "kept", "?last=a");
    struct registry_page pages[] = {
        {.url = page_url(&client, "kept", "?n=1000"), .etag = "\"1\"", .next = second},
        {.url = second, .etag = "\"2\""}};
    struct registry_page_list known = {pages, COUNT_OF(pages), COUNT_OF(pages)};
    struct seen seen = list(&client, "kept", &known);
    assert_true(seen.is_not_modified);
    assert_string_equal(seen.etag, "\"1\" kept\"2\" kept");
    assert_int_equal(seen.count, 0);
    pages[1].etag = "\"of before\"";
    seen = list(&client, "kept", &known);
    assert_false(seen.is_not_modified);
    assert_true(seen.is_complete);
    assert_string_equal(seen.etag, "\"1\" kept\"2\"");
    assert_string_equal(seen.tags, "b");
    pages[0].next = "http://127.0.0.2/v2/kept/tags/list?last=a";
    seen = list(&client, "kept", &known);
    assert_string_equal(seen.partial,
                        "the link to the next page leads to another host");
    client_close(&client);
    loopback_stop(&server);
}

static void a_list_that_cannot_be_had_whole_is_partial_and_says_why(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"loop", "the link to the next page leads back to an earlier one"},
        {"breaks", "page 2: does not exist there (404)"},
        {"away", "the link to the next page leads to another host"},
    };
    struct loopback server = loopback_start(serve_lists, NULL);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct seen seen = list_once(&server, open_options, false, cases[i][0]);
        assert_string_equal(seen.failure, "");
        assert_string_equal(seen.tags, "a");
        assert_false(seen.is_complete);
        assert_string_equal(seen.partial, cases[i][1]);
        assert_string_equal(seen.etag, "");
    }
    loopback_stop(&server);
}

static void what_is_no_tag_list_is_a_failure(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"html", "sent no tag list: the answer is a web page, not JSON"},
        {"errors", "sent no tag list: the answer has no 'tags'"},
        {"cut", "sent no tag list: the answer ends in the middle, at byte 20"},
        {"missing", "does not exist there (404)"},
    };
    struct loopback server = loopback_start(serve_lists, NULL);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct seen seen = list_once(&server, open_options, false, cases[i][0]);
        assert_string_equal(seen.failure, cases[i][1]);
        assert_int_equal(seen.count, 0);
    }
    loopback_stop(&server);
}

static void what_is_forbidden_may_be_private_or_not_there(void **state)
{
    (void)state;
    char expected[256];
    struct loopback server = loopback_start(serve_lists, NULL);
    struct seen seen = list_once(&server, open_options, false, "forbidden");
    snprintf(expected, sizeof expected,
             "private or does not exist (403): no login is stored for 127.0.0.1:%u (if "
             "it is private: docker login 127.0.0.1:%u)",
             server.port, server.port);
    assert_string_equal(seen.failure, expected);
    seen = list_once(&server, open_options, true, "forbidden");
    assert_non_null(strstr(seen.failure, "(403): it asks for no login, so the one"));
    loopback_stop(&server);
}

static void a_limit_is_told_with_what_helps(void **state)
{
    (void)state;
    char expected[256];
    struct client client;
    struct loopback server = loopback_start(serve_lists, NULL);
    client_open(&client, &server, open_options, false);
    struct seen seen = list(&client, "limited", NULL);
    snprintf(expected, sizeof expected,
             "answered 429 and asks to wait 1000 s; whoever is logged in is mostly "
             "allowed more: docker login 127.0.0.1:%u",
             server.port);
    assert_string_equal(seen.failure, expected);
    size_t asked = loopback_count(&server);
    seen = list(&client, "plain", NULL);
    assert_string_equal(seen.failure,
                        "not asked: it answered 429 and asks to wait 1000 s");
    assert_int_equal(loopback_count(&server), asked);
    client_close(&client);
    seen = list_once(&server, open_options, true, "limited");
    assert_string_equal(seen.failure, "answered 429 and asks to wait 1000 s");
    loopback_stop(&server);
}

static void what_a_registry_warns_of_is_told_once(void **state)
{
    (void)state;
    char expected[256];
    struct client client;
    struct loopback server = loopback_start(serve_lists, NULL);
    client_open(&client, &server, open_options, false);
    for (int i = 0; i < 3; i++)
        assert_string_equal(list(&client, "warns", NULL).tags, "a");
    snprintf(expected, sizeof expected,
             "stalemark: registry 127.0.0.1:%u says: moves \\\"away\\\" in May\n",
             server.port);
    assert_string_equal(client.said, expected);
    client_close(&client);
    loopback_stop(&server);
}

static void other_page_sizes_are_tried_where_one_is_refused(void **state)
{
    (void)state;
    struct loopback server = loopback_start(serve_lists, NULL);
    struct seen seen = list_once(&server, open_options, false, "sizes");
    assert_string_equal(seen.tags, "s");
    assert_true(seen.is_complete);
    assert_int_equal(loopback_count(&server), 3);
    loopback_stop(&server);
}

static void
a_list_that_may_be_cut_without_a_link_is_asked_on_by_its_last_tag(void **state)
{
    static const struct {
        const char *name;
        size_t count;
        const char *partial;
    } cases[] = {
        {"hundred-cut", 102, ""},
        {"hundred-just", 100, ""},
        {"hundred-deaf", 100,
         "page 2: 100 tags came without a link to more, and it does not tell what "
         "follows the last of them"},
        {"hundred-refused", 100, "page 2: answered 400"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct loopback server = loopback_start(serve_lists, NULL);
        struct seen seen = list_once(&server, open_options, false, cases[i].name);
        assert_string_equal(seen.failure, "");
        assert_string_equal(seen.partial, cases[i].partial);
        assert_int_equal(seen.count, cases[i].count);
        assert_true(seen.is_complete == (cases[i].partial[0] == '\0'));
        assert_int_equal(loopback_count(&server), 2);
        assert_non_null(strstr(loopback_requests(&server), "?n=1000&last=t99 "));
        loopback_stop(&server);
    }
}

static void a_page_that_broke_off_is_asked_once_more(void **state)
{
    (void)state;
    struct loopback server = loopback_start(serve_lists, NULL);
    struct seen seen = list_once(&server, open_options, false, "once");
    assert_string_equal(seen.failure, "");
    assert_string_equal(seen.tags, "a b");
    loopback_stop(&server);
}

static void a_registry_on_loopback_is_refused_with_the_lines_that_allow_it(void **state)
{
    (void)state;
    char expected[256];
    struct loopback server = loopback_start(serve_lists, NULL);
    struct seen seen = list_once(&server, (struct registry_options){0}, false, "plain");
    snprintf(expected, sizeof expected,
             "127.0.0.1:%u is not on the public network: the policy allows it with "
             "registries: {127.0.0.1:%u: {private: true, plain_http: true}}",
             server.port, server.port);
    assert_string_equal(seen.failure, expected);
    seen = list_once(&server, (struct registry_options){.private_allowed = true}, false,
                     "plain");
    assert_non_null(strstr(seen.failure, "{private: true, plain_http: true}}"));
    assert_int_equal(loopback_count(&server), 0);
    loopback_stop(&server);
}

static void another_host_answers_for_a_registry_where_the_policy_says_so(void **state)
{
    (void)state;
    struct error err = {0};
    struct seen seen = {0};
    struct client client;
    char base[64];
    struct loopback server = loopback_start(serve_lists, NULL);
    client_open(&client, &server, open_options, false);
    *LIST_ADD(client.arena, &client.options) = (struct registry_options){
        .host = "docker.io", .api_base = loopback_url(&server, "/", base, sizeof base)};
    assert_true(registry_list_tags(client.registry, "docker.io", "x", NULL, see_tags,
                                   &seen, &err));
    assert_true(fetch_all(client.fetcher, &err));
    assert_string_equal(seen.failure, "does not exist there (404)");
    assert_non_null(strstr(loopback_requests(&server),
                           "GET /v2/library/x/tags/list?n=1000&ns=docker.io "));
    client_close(&client);
    loopback_stop(&server);
}

static void names_that_reach_beyond_themselves_are_not_asked(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"registry.example", "../x"},   {"registry.example", "a//b"},
        {"registry.example", "a/"},     {"registry.example", "/a"},
        {"registry.example", "a?b"},    {"registry.example", "A"},
        {"registry.example", ""},       {"registry.example/x", "a"},
        {"user@registry.example", "a"}, {"registry.example\r\nX: y", "a"},
        {"registry.example#", "a"},
    };
    struct client client;
    struct loopback server = loopback_start(serve_lists, NULL);
    client_open(&client, &server, open_options, false);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct error err = {0};
        struct seen seen = {0};
        assert_false(registry_list_tags(client.registry, names[i][0], names[i][1], NULL,
                                        see_tags, &seen, &err));
        assert_non_null(strstr(err.text, "is no repository that can be asked"));
    }
    client_close(&client);
    loopback_stop(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_in_one_page_is_complete_and_has_its_validator),
        cmocka_unit_test(pages_are_followed_by_the_query_of_their_links),
        cmocka_unit_test(days_that_the_list_tells_stand_behind_the_tags),
        cmocka_unit_test(each_page_is_asked_with_its_own_validator),
        cmocka_unit_test(a_list_that_cannot_be_had_whole_is_partial_and_says_why),
        cmocka_unit_test(what_is_no_tag_list_is_a_failure),
        cmocka_unit_test(what_is_forbidden_may_be_private_or_not_there),
        cmocka_unit_test(a_limit_is_told_with_what_helps),
        cmocka_unit_test(what_a_registry_warns_of_is_told_once),
        cmocka_unit_test(other_page_sizes_are_tried_where_one_is_refused),
        cmocka_unit_test(
            a_list_that_may_be_cut_without_a_link_is_asked_on_by_its_last_tag),
        cmocka_unit_test(a_page_that_broke_off_is_asked_once_more),
        cmocka_unit_test(
            a_registry_on_loopback_is_refused_with_the_lines_that_allow_it),
        cmocka_unit_test(another_host_answers_for_a_registry_where_the_policy_says_so),
        cmocka_unit_test(names_that_reach_beyond_themselves_are_not_asked),
    };
    return RUN_TESTS(tests);
}
