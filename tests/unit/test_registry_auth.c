/* Tests of the registry client's logins and tokens, and of where they never go. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "registry_fixture.h"

#include "base/digest.h"

#include <stdio.h>
#include <string.h>

/* A registry that wants Basic. */
static void serve_basic(const struct loopback_request *request)
{
    if (has_header(request, "Authorization: Basic " CANARY_BASE64))
        loopback_answer(request, "200 OK", "", "{\"tags\":[\"in\"]}");
    else
        loopback_answer(request, "401 Unauthorized",
                        "WWW-Authenticate: Basic realm=\"here\"\r\n", "");
}

static void a_registry_that_wants_a_login_gets_the_stored_one(void **state)
{
    (void)state;
    char expected[256];
    struct loopback server = loopback_start(serve_basic, NULL);
    struct seen seen = list_once(&server, open_options, true, "a/b");
    assert_string_equal(seen.tags, "in");
    seen = list_once(&server, open_options, false, "a/b");
    snprintf(expected, sizeof expected,
             "wants a login, and none is stored for 127.0.0.1:%u (docker login "
             "127.0.0.1:%u)",
             server.port, server.port);
    assert_string_equal(seen.failure, expected);
    struct registry_options anonymous = open_options;
    anonymous.identity = REGISTRY_IDENTITY_NONE;
    seen = list_once(&server, anonymous, true, "a/b");
    assert_string_equal(seen.failure, expected);
    anonymous.identity = REGISTRY_IDENTITY_GOOGLE;
    seen = list_once(&server, anonymous, true, "a/b");
    assert_non_null(strstr(seen.failure, "never used without TLS"));
    loopback_stop(&server);
}

/*
 * A registry with tokens and its token server in one. Tokens are "t-" and the
 * repository; "private" is given to the login alone; "denied" opens to no token.
 */
static void serve_tokens(const struct loopback_request *request)
{
    char line[512];
    const char *scope = strstr(request->path, "scope=repository%3A");
    bool is_private = scope != NULL && begins(scope + 19, "private");
    if (begins(request->path, "/token?") && is_private &&
        !has_header(request, "Authorization: Basic " CANARY_BASE64)) {
        loopback_answer(request, "401 Unauthorized", "", "");
    } else if (begins(request->path, "/token?") && scope != NULL) {
        snprintf(line, sizeof line, "{\"token\":\"t-%.*s\",\"expires_in\":300}",
                 (int)strcspn(scope + 19, "%&"), scope + 19);
        loopback_answer(request, "200 OK", "", line);
    } else {
        const char *name = request->path + strlen("/v2/");
        int length = (int)strcspn(name, "/");
        snprintf(line, sizeof line, "Authorization: Bearer t-%.*s", length, name);
        bool is_open = has_header(request, line) && !begins(name, "denied/");
        snprintf(line, sizeof line,
                 "WWW-Authenticate: Basic realm=\"x\", Bearer "
                 "realm=\"http://127.0.0.1:%u/token?a=b\",service=\"the service\","
                 "scope=\"repository:other:pull,push\"\r\n",
                 request->port);
        if (is_open)
            loopback_answer(request, "200 OK", "", "{\"tags\":[\"with-token\"]}");
        else
            loopback_answer(request, "401 Unauthorized", line, "");
    }
}

static void a_token_is_asked_once_for_each_repository(void **state)
{
    (void)state;
    struct client client;
    struct loopback server = loopback_start(serve_tokens, NULL);
    client_open(&client, &server, open_options, false);
    for (int i = 0; i < 3; i++) {
        struct seen seen = list(&client, "one", NULL);
        assert_string_equal(seen.failure, "");
        assert_string_equal(seen.tags, "with-token");
    }
    struct seen seen = list(&client, "two", NULL);
    assert_string_equal(seen.tags, "with-token");
    /* 401, token, list; list; list; token, list: what it wants is known by then. */
    assert_int_equal(loopback_count(&server), 7);
    assert_non_null(strstr(loopback_requests(&server),
                           "GET /token?a=b&client_id=stalemark&service=the%20service&"
                           "scope=repository%3Aone%3Apull "));
    client_close(&client);
    loopback_stop(&server);
}

static void questions_at_the_same_time_learn_from_the_first(void **state)
{
    (void)state;
    enum { MANY = 20 };
    struct seen seen[MANY] = {0};
    struct error err = {0};
    struct client client;
    struct loopback server = loopback_start(serve_tokens, NULL);
    client_open(&client, &server, open_options, false);
    for (int i = 0; i < MANY; i++) {
        char name[16];
        snprintf(name, sizeof name, "r%d", i / 2);
        assert_true(registry_list_tags(client.registry, client.host, name, NULL,
                                       see_tags, &seen[i], &err));
    }
    assert_true(fetch_all(client.fetcher, &err));
    for (int i = 0; i < MANY; i++)
        assert_string_equal(seen[i].tags, "with-token");
    /* One 401, a token for each of ten repositories, twenty lists. */
    assert_int_equal(loopback_count(&server), 1 + MANY / 2 + MANY);
    client_close(&client);
    loopback_stop(&server);
}

/* Tokens hold for one request: each is "t" and the number of its question. */
static void serve_short_lived(const struct loopback_request *request)
{
    char line[200];
    if (begins(request->path, "/token")) {
        snprintf(line, sizeof line, "{\"token\":\"t%zu\"}", request->number);
        loopback_answer(request, "200 OK", "", line);
        return;
    }
    /* Requests 1, 3, 5 ... for the list come without a token or with an old one. */
    snprintf(line, sizeof line, "Authorization: Bearer t%zu", request->number / 2);
    if (request->number % 2 == 0 && has_header(request, line)) {
        loopback_answer(request, "200 OK", "", "{\"tags\":[\"in\"]}");
    } else {
        snprintf(line, sizeof line,
                 "WWW-Authenticate: Bearer realm=\"http://127.0.0.1:%u/token\"\r\n",
                 request->port);
        loopback_answer(request, "401 Unauthorized", line, "");
    }
}

static void a_token_that_has_run_out_is_renewed(void **state)
{
    (void)state;
    struct client client;
    struct loopback server = loopback_start(serve_short_lived, NULL);
    client_open(&client, &server, open_options, false);
    for (int i = 0; i < 3; i++) {
        struct seen seen = list(&client, "one", NULL);
        assert_string_equal(seen.failure, "");
        assert_string_equal(seen.tags, "in");
    }
    assert_int_equal(loopback_count(&server), 9);
    client_close(&client);
    loopback_stop(&server);
}

/* A token server that knows no login: only nobody gets a token. */
static void serve_public(const struct loopback_request *request)
{
    char line[200];
    snprintf(line, sizeof line,
             "WWW-Authenticate: Bearer realm=\"http://127.0.0.1:%u/token\"\r\n",
             request->port);
    if (!begins(request->path, "/token"))
        loopback_answer(request,
                        has_header(request, "Authorization: Bearer guest")
                            ? "200 OK"
                            : "401 Unauthorized",
                        line, "{\"tags\":[\"in\"]}");
    else if (strstr(request->text, "Authorization") != NULL)
        loopback_answer(request, "401 Unauthorized", "", "{}");
    else
        loopback_answer(request, "200 OK", "", "{\"token\":\"guest\"}");
}

static void a_public_image_opens_without_the_pull_secrets_that_are_refused(void **state)
{
    (void)state;
    char json[300];
    struct client client;
    struct error err = {0};
    struct loopback server = loopback_start(serve_public, NULL);
    client_open(&client, &server, open_options, false);
    struct credential_use use = {client.host, "one"};
    struct credential_use_list uses = {.items = &use, .count = 1};
    for (int i = 0; i < 2; i++) {
        snprintf(json, sizeof json,
                 "{\"%s\":{\"username\":\"u%d\",\"password\":\"p\"}}", client.host, i);
        assert_true(credentials_add_pull_secret(client.credentials, "s", slice_of(json),
                                                true, &uses, &err));
    }
    assert_string_equal(list(&client, "one", NULL).tags, "in");
    /* The first answer, two refusals, a token for nobody, the list. */
    assert_int_equal(loopback_count(&server), 5);
    assert_string_equal(list(&client, "two", NULL).tags, "in");
    assert_int_equal(loopback_count(&server), 7);
    client_close(&client);
    loopback_stop(&server);
}

static void a_private_repository_opens_to_the_stored_login(void **state)
{
    (void)state;
    char expected[256];
    struct loopback server = loopback_start(serve_tokens, NULL);
    struct seen seen = list_once(&server, open_options, true, "private");
    assert_string_equal(seen.failure, "");
    assert_string_equal(seen.tags, "with-token");
    assert_non_null(strstr(loopback_requests(&server), "&account=user "));
    seen = list_once(&server, open_options, false, "private");
    snprintf(expected, sizeof expected,
             "private or does not exist: http://127.0.0.1:%u gives no token without a "
             "login (if it is private: docker login 127.0.0.1:%u)",
             server.port, server.port);
    assert_string_equal(seen.failure, expected);
    loopback_stop(&server);
}

static void a_second_refusal_ends_it(void **state)
{
    (void)state;
    char expected[256];
    struct loopback server = loopback_start(serve_tokens, NULL);
    struct seen seen = list_once(&server, open_options, false, "denied");
    snprintf(expected, sizeof expected,
             "private or does not exist (401): no login is stored for 127.0.0.1:%u (if "
             "it is private: docker login 127.0.0.1:%u)",
             server.port, server.port);
    assert_string_equal(seen.failure, expected);
    assert_int_equal(loopback_count(&server), 3);
    seen = list_once(&server, open_options, true, "denied");
    assert_non_null(strstr(seen.failure, "the login stored for"));
    assert_non_null(strstr(seen.failure, "does not reach it"));
    loopback_stop(&server);
}

/*
 * A token server that is asked for several repositories at once, in the ways they come:
 * the token names what it opens in its claims; behind them "_a_b_" says what it does.
 */
enum several {
    SEVERAL_GIVEN,
    SEVERAL_FIRST,
    SEVERAL_OPAQUE,
    SEVERAL_LIE,
    SEVERAL_REFUSED
};

/* The n-th scope's repository, from 0; false: there are fewer. */
static bool scope_name(const char *path, size_t n, char name[32])
{
    static const char scope[] = "scope=repository%3A";
    const char *at = strstr(path, scope);
    for (; at != NULL && n != 0; n--)
        at = strstr(at + 1, scope);
    if (at != NULL)
        snprintf(name, 32, "%.*s", (int)strcspn(at + strlen(scope), "%&"),
                 at + strlen(scope));
    return at != NULL;
}

static void give_several(const struct loopback_request *request, enum several way)
{
    char claims[2000] = "{\"access\":[";
    char names[500] = "_";
    char encoded[3000];
    char body[4000];
    char name[32];
    size_t count = 0;
    for (; scope_name(request->path, count, name); count++) {
        bool is_given = count == 0 || way == SEVERAL_GIVEN;
        size_t length = strlen(claims);
        if (is_given || way == SEVERAL_LIE)
            snprintf(
                claims + length, sizeof claims - length,
                "%s{\"type\":\"repository\",\"name\":\"%s\",\"actions\":[\"pull\"]}",
                count == 0 ? "" : ",", name);
        length = strlen(names);
        if (is_given)
            snprintf(names + length, sizeof names - length, "%s_", name);
    }
    strncat(claims, "]}", sizeof claims - strlen(claims) - 1);
    base64_encode(claims, strlen(claims), encoded);
    encoded[strcspn(encoded, "=")] = '\0';
    snprintf(body, sizeof body, "{\"token\":\"%s%s%s.%s\"}",
             way == SEVERAL_OPAQUE ? "" : "h.", way == SEVERAL_OPAQUE ? "" : encoded,
             "", names);
    if (way == SEVERAL_REFUSED && count > 1)
        loopback_answer(request, "403 Forbidden", "", "{}");
    else
        loopback_answer(request, "200 OK", "", body);
}

static void serve_several(const struct loopback_request *request)
{
    char line[200];
    char name[32];
    if (begins(request->path, "/token?")) {
        give_several(request, *(const enum several *)request->context);
        return;
    }
    snprintf(name, sizeof name, "_%.*s_", (int)strcspn(request->path + 4, "/"),
             request->path + 4);
    snprintf(line, sizeof line,
             "WWW-Authenticate: Bearer realm=\"http://127.0.0.1:%u/token\"\r\n",
             request->port);
    const char *token = strstr(request->text, "Authorization: Bearer ");
    const char *own = token != NULL ? strstr(token, name) : NULL;
    if (own != NULL && strstr(token, "\r\n") > own)
        loopback_answer(request, "200 OK", "", "{\"tags\":[\"in\"]}");
    else
        loopback_answer(request, "401 Unauthorized", line, "");
}

static void one_token_opens_several_where_the_server_gives_it(void **state)
{
    (void)state;
    enum { MANY = 30 };
    /* One 401 and a list each, besides the tokens: batches are of 25. */
    static const size_t tokens[] = {
        [SEVERAL_GIVEN] = 2,
        [SEVERAL_FIRST] = 2 + 24 + 4,        /* the first of each, then the others */
        [SEVERAL_OPAQUE] = 2 + 24 + 4,       /* the same: nothing is known of it */
        [SEVERAL_LIE] = 2 + 24 + 4 + 24 + 4, /* their lists are refused once */
        [SEVERAL_REFUSED] = 2 + MANY,
    };
    for (enum several way = SEVERAL_GIVEN; way <= SEVERAL_REFUSED; way++) {
        struct seen seen[MANY] = {0};
        struct error err = {0};
        struct client client;
        struct loopback server = loopback_start(serve_several, &way);
        client_open(&client, &server, open_options, false);
        for (int i = 0; i < MANY; i++) {
            char name[16];
            snprintf(name, sizeof name, "r%d", i);
            assert_true(registry_list_tags(client.registry, client.host, name, NULL,
                                           see_tags, &seen[i], &err));
        }
        assert_true(fetch_all(client.fetcher, &err));
        for (int i = 0; i < MANY; i++)
            assert_string_equal(seen[i].tags, "in");
        assert_int_equal(loopback_count(&server), 1 + MANY + tokens[way]);
        client_close(&client);
        loopback_stop(&server);
    }
}

/* A server that sends clients to others: context is their ports and the way. */
struct lure {
    unsigned stranger;
    const char *realm; /* the last number of 127.0.0.x, as in the others */
    const char *link;
    const char *redirect;
};

static void serve_lure(const struct loopback_request *request)
{
    const struct lure *lure = request->context;
    char line[512];
    if (lure->realm != NULL)
        snprintf(line, sizeof line,
                 "WWW-Authenticate: Bearer realm=\"http://127.0.0.%s:%u/token\"\r\n",
                 lure->realm, lure->stranger);
    else if (lure->redirect != NULL)
        snprintf(line, sizeof line, "Location: http://127.0.0.%s:%u/v2/x/tags/list\r\n",
                 lure->redirect, lure->stranger);
    else
        snprintf(line, sizeof line,
                 "Link: <http://127.0.0.%s:%u/v2/x/tags/list?last=a>; rel=next\r\n",
                 lure->link, lure->stranger);
    if (!has_header(request, "Authorization: Basic " CANARY_BASE64) &&
        lure->realm == NULL)
        loopback_answer(request, "401 Unauthorized",
                        "WWW-Authenticate: Basic realm=\"x\"\r\n", "");
    else if (lure->realm != NULL)
        loopback_answer(request, "401 Unauthorized", line, "");
    else if (lure->redirect != NULL)
        loopback_answer(request, "302 Found", line, "");
    else
        loopback_answer(request, "200 OK", line, "{\"tags\":[\"a\"]}");
}

static void serve_anything(const struct loopback_request *request)
{
    loopback_answer(request, "200 OK", "", "{\"token\":\"t\",\"tags\":[\"b\"]}");
}

/* By redirects, links and realms, to another port and to another address. */
static void a_password_never_reaches_a_second_origin(void **state)
{
    (void)state;
    struct loopback stranger = loopback_start(serve_anything, NULL);
    const struct lure lures[] = {
        {.stranger = stranger.port, .redirect = "1"},
        {.stranger = stranger.port, .redirect = "2"},
        {.stranger = stranger.port, .link = "1"},
        {.stranger = stranger.port, .link = "2"},
        {.stranger = stranger.port, .realm = "2"},
    };
    for (size_t i = 0; i < COUNT_OF(lures); i++) {
        struct loopback server = loopback_start(serve_lure, &lures[i]);
        list_once(&server, open_options, true, "x");
        if (lures[i].realm == NULL)
            assert_non_null(strstr(loopback_requests(&server), CANARY_BASE64));
        loopback_stop(&server);
    }
    assert_null(strstr(loopback_requests(&stranger), "Authorization"));
    assert_null(strstr(loopback_requests(&stranger), CANARY_BASE64));
    /* The redirect to another port of the same host was followed, so it was seen. */
    assert_non_null(strstr(loopback_requests(&stranger), "GET /v2/x/tags/list"));
    loopback_stop(&stranger);
}

/* A redirect to another registry that wants a token of its own. */
static void serve_elsewhere(const struct loopback_request *request)
{
    char line[256];
    if (begins(request->path, "/token?")) {
        loopback_answer(request, "200 OK", "", "{\"access_token\":\"guest\"}");
        return;
    }
    snprintf(line, sizeof line,
             "WWW-Authenticate: Bearer realm=\"http://127.0.0.1:%u/token\"\r\n",
             request->port);
    if (has_header(request, "Authorization: Bearer guest"))
        loopback_answer(request, "200 OK", "", "{\"tags\":[\"there\"]}");
    else
        loopback_answer(request, "401 Unauthorized", line, "");
}

static void serve_redirect(const struct loopback_request *request)
{
    char line[256];
    snprintf(line, sizeof line, "Location: http://127.0.0.1:%u%s\r\n",
             *(const unsigned *)request->context, request->path);
    loopback_answer(request, "307 Temporary Redirect", line, "");
}

static void plain_http_realms_elsewhere_are_refused(void **state)
{
    (void)state;
    struct loopback elsewhere = loopback_start(serve_elsewhere, NULL);
    struct loopback server = loopback_start(serve_redirect, &elsewhere.port);
    struct seen seen = list_once(&server, open_options, true, "x");
    assert_non_null(strstr(seen.failure, "private or does not exist (401)"));
    assert_null(strstr(loopback_requests(&elsewhere), "/token"));
    assert_null(strstr(loopback_requests(&elsewhere), "Authorization"));
    loopback_stop(&server);
    loopback_stop(&elsewhere);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_registry_that_wants_a_login_gets_the_stored_one),
        cmocka_unit_test(a_token_is_asked_once_for_each_repository),
        cmocka_unit_test(questions_at_the_same_time_learn_from_the_first),
        cmocka_unit_test(one_token_opens_several_where_the_server_gives_it),
        cmocka_unit_test(a_token_that_has_run_out_is_renewed),
        cmocka_unit_test(
            a_public_image_opens_without_the_pull_secrets_that_are_refused),
        cmocka_unit_test(a_private_repository_opens_to_the_stored_login),
        cmocka_unit_test(a_second_refusal_ends_it),
        cmocka_unit_test(a_password_never_reaches_a_second_origin),
        cmocka_unit_test(plain_http_realms_elsewhere_are_refused),
    };
    return RUN_TESTS(tests);
}
