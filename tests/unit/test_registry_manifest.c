/* Tests of the registry client against servers on loopback: manifests. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/digest.h"
#include "registry_fixture.h"

#include <stdio.h>
#include <string.h>

#define DIGEST        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define INDEX_TYPE    "application/vnd.oci.image.index.v1+json"
#define MANIFEST_TYPE "application/vnd.oci.image.manifest.v1+json"
#define TYPE(type)    "Content-Type: " type "\r\n"
#define EMPTY_INDEX   "{\"schemaVersion\":2,\"manifests\":[]}"
#define CONFIG        "{\"created\":\"2024-05-01T12:00:00Z\",\"rootfs\":{}}"

static const char *digest_of(const char *body, char buffer[128])
{
    memcpy(buffer, "sha256:", 7);
    sha256_hex(body, strlen(body), buffer + 7);
    return buffer;
}

/* The manifest that names the configuration. */
static const char *manifest(char buffer[512])
{
    char digest[128];
    snprintf(buffer, 512,
             "{\"mediaType\":\"" MANIFEST_TYPE
             "\",\"layers\":[],\"config\":{\"digest\":"
             "\"%s\"}}",
             digest_of(CONFIG, digest));
    return buffer;
}

static bool is_of(const struct loopback_request *request, const char *body,
                  const char *folder)
{
    char digest[128];
    char path[256];
    snprintf(path, sizeof path, "/v2/a/%s/%s", folder, digest_of(body, digest));
    return strcmp(request->path, path) == 0;
}

static void serve_get(const struct loopback_request *request)
{
    char body[512];
    char index[1024];
    char digest[128];
    snprintf(index, sizeof index, "{\"manifests\":[{\"digest\":\"%s\"}]}",
             digest_of(manifest(body), digest));
    if (begins(request->path, "/v2/a/manifests/get"))
        loopback_answer(request, "200 OK", TYPE(INDEX_TYPE), EMPTY_INDEX);
    else if (begins(request->path, "/v2/a/manifests/lie"))
        loopback_answer(request, "200 OK", "Docker-Content-Digest: " DIGEST "\r\n",
                        EMPTY_INDEX);
    else if (begins(request->path, "/v2/a/manifests/login"))
        loopback_answer(request, "200 OK", TYPE("text/html"), "<html>log in</html>");
    else if (begins(request->path, "/v2/a/manifests/two-types"))
        loopback_answer(request, "200 OK", TYPE(INDEX_TYPE), manifest(body));
    else if (begins(request->path, "/v2/a/manifests/index"))
        loopback_answer(
            request, "200 OK",
            TYPE(
                INDEX_TYPE
                "; charset=utf-8") "ratelimit-limit: "
                                   "100;w=21600\r\nratelimit-remaining: 12;w=21600\r\n",
            index);
    else if (begins(request->path, "/v2/a/manifests/last"))
        loopback_answer(
            request, "200 OK",
            "ratelimit-limit: 100;w=21600\r\nratelimit-remaining: 10;w=21600\r\n",
            EMPTY_INDEX);
    else if (is_of(request, manifest(body), "manifests"))
        loopback_answer(request, "200 OK", TYPE(MANIFEST_TYPE), body);
    else if (is_of(request, CONFIG, "blobs"))
        loopback_answer(request, "200 OK", TYPE("application/octet-stream"), CONFIG);
    else
        loopback_answer(request, "404 Not Found", TYPE("application/json"), "{}");
}

static void serve_manifests(const struct loopback_request *request)
{
    const char *path = request->path;
    if (!begins(request->text, "HEAD "))
        serve_get(request);
    else if (begins(path, "/v2/a/manifests/1.0"))
        loopback_answer(request, "200 OK", "Docker-Content-Digest: " DIGEST "\r\n", "");
    else if (begins(path, "/v2/a/manifests/get-405"))
        loopback_answer(request, "405 Method Not Allowed", "", "");
    else if (begins(path, "/v2/a/manifests/get-404"))
        loopback_answer(request, "404 Not Found", TYPE("text/plain"), "");
    else if (begins(path, "/v2/a/manifests/get-501"))
        loopback_answer(request, "501 Not Implemented", "", "");
    else if (begins(path, "/v2/a/manifests/old"))
        loopback_answer(
            request, "200 OK",
            TYPE("application/vnd.docker.distribution.manifest.v1+prettyjws") "Docker-"
                                                                              "Content-"
                                                                              "Digest:"
                                                                              " " DIGEST
                                                                              "\r\n",
            "");
    else if (begins(path, "/v2/a/manifests/sha256:"))
        loopback_answer(
            request, "200 OK",
            "Docker-Content-Digest: sha256:" /* another one */
            "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            "\r\n",
            "");
    else if (begins(path, "/v2/a/manifests/gone"))
        loopback_answer(request, "404 Not Found", TYPE("application/json"), "");
    else
        loopback_answer(request, "200 OK", "", "");
}

typedef bool ask_function(struct registry_client *client, const char *host,
                          const char *repository, const char *reference,
                          registry_manifest_done *done, void *context,
                          struct error *err);

static struct seen ask(struct client *client, ask_function *question,
                       const char *reference)
{
    struct error err = {0};
    struct seen seen = {0};
    assert_true(question(client->registry, client->host, "a", reference, see_manifest,
                         &seen, &err));
    assert_true(fetch_all(client->fetcher, &err));
    assert_int_equal(seen.calls, 1);
    return seen;
}

static void digests_come_from_the_header_or_from_the_bytes(void **state)
{
    static const char *const without_head[] = {"get-405", "get-404", "get-501", "get"};
    (void)state;
    char expected[128];
    struct client client;
    struct loopback server = loopback_start(serve_manifests, NULL);
    client_open(&client, &server, open_options, false);
    struct seen seen = ask(&client, registry_head_manifest, "1.0");
    assert_string_equal(seen.digest, DIGEST);
    for (size_t i = 0; i < COUNT_OF(without_head); i++) {
        size_t before = loopback_count(&server);
        seen = ask(&client, registry_head_manifest, without_head[i]);
        assert_string_equal(seen.digest, digest_of(EMPTY_INDEX, expected));
        assert_int_equal(loopback_count(&server) - before, 2);
    }
    client_close(&client);
    loopback_stop(&server);
}

static void what_does_not_fit_together_is_refused(void **state)
{
    static const struct {
        const char *reference;
        const char *failure;
        unsigned requests;
    } cases[] = {
        {"lie", "sent a manifest that does not match its digest", 2},
        {"two-types", "sent a manifest that says it is another type than the answer",
         2},
        {"login", "reading a manifest: not JSON: ", 2},
        {"old", "is an unsupported legacy manifest (schema 1)", 1},
        {DIGEST, "sent a manifest that does not match its digest", 1},
        {"gone", "does not exist there (404)", 1},
    };
    (void)state;
    struct client client;
    struct loopback server = loopback_start(serve_manifests, NULL);
    client_open(&client, &server, open_options, false);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t before = loopback_count(&server);
        struct seen seen = ask(&client, registry_head_manifest, cases[i].reference);
        if (!begins(seen.failure, cases[i].failure))
            fail_msg("%s: %s", cases[i].reference, seen.failure);
        assert_int_equal(loopback_count(&server) - before, cases[i].requests);
    }
    client_close(&client);
    loopback_stop(&server);
}

static void an_image_was_made_on_the_day_that_its_configuration_tells(void **state)
{
    (void)state;
    char day[DAY_TEXT_BYTES];
    struct client client;
    struct loopback server = loopback_start(serve_manifests, NULL);
    client_open(&client, &server, open_options, false);
    struct seen seen = ask(&client, registry_get_created, "index");
    assert_string_equal(seen.failure, "");
    assert_string_equal(day_format(seen.created_day, day), "2024-05-01");
    assert_int_equal(loopback_count(&server), 3);
    seen = ask(&client, registry_get_created, "get");
    assert_string_equal(seen.failure, "");
    assert_int_equal(seen.created_day, DAY_NONE);
    client_close(&client);
    loopback_stop(&server);
}

static void the_last_pulls_are_left_to_the_cluster(void **state)
{
    (void)state;
    struct client client;
    struct loopback server = loopback_start(serve_manifests, NULL);
    client_open(&client, &server, open_options, false);
    assert_false(registry_budget_of(client.registry, client.host).is_known);
    ask(&client, registry_get_created, "index");
    struct registry_budget budget = registry_budget_of(client.registry, client.host);
    assert_true(budget.is_known && !budget.is_low);
    assert_int_equal(budget.left, 12);
    assert_int_equal(budget.limit, 100);
    assert_int_equal(budget.window_seconds, 21600);
    ask(&client, registry_get_created, "last");
    assert_true(registry_budget_of(client.registry, client.host).is_low);
    size_t before = loopback_count(&server);
    struct seen seen = ask(&client, registry_get_created, "index");
    assert_string_equal(seen.failure, "not asked: 10 of 100 pulls are left");
    assert_int_equal(loopback_count(&server), before);
    seen = ask(&client, registry_head_manifest, "1.0"); /* does not count */
    assert_string_equal(seen.digest, DIGEST);
    client_close(&client);
    loopback_stop(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_come_from_the_header_or_from_the_bytes),
        cmocka_unit_test(what_does_not_fit_together_is_refused),
        cmocka_unit_test(an_image_was_made_on_the_day_that_its_configuration_tells),
        cmocka_unit_test(the_last_pulls_are_left_to_the_cluster),
    };
    return RUN_TESTS(tests);
}
