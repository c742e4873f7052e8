/* Tests of pull secrets: noted from pods, read from the API's answer, bound to images.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/pull_secrets.h"

#include "base/digest.h"
#include "base/slice.h"
#include "inventory/collect.h"
#include "inventory/pod_list.h"
#include "net/credentials.h"

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool add(const struct pod_record *record, void *context, struct error *err)
{
    (void)err;
    collection_add(context, 0, record);
    return true;
}

static void pods_name_secrets_for_their_own_images(void **state)
{
    (void)state;
    static const char list[] =
        "{\"kind\":\"PodList\",\"items\":["
        "{\"metadata\":{\"name\":\"a\",\"namespace\":\"shop\"},\"spec\":{"
        "\"imagePullSecrets\":[{\"name\":\"one\"},{\"name\":\"two\"},{}],"
        "\"containers\":[{\"name\":\"m\",\"image\":\" r.example/a:1 \"}],"
        "\"initContainers\":[{\"name\":\"i\",\"image\":\"r.example/b:1\"}]}},"
        "{\"metadata\":{\"name\":\"b\",\"namespace\":\"shop\"},\"spec\":{"
        "\"imagePullSecrets\":[{\"name\":\"one\"}],"
        "\"containers\":[{\"name\":\"m\",\"image\":\"r.example/a:1\"}]}},"
        "{\"metadata\":{\"name\":\"c\",\"namespace\":\"done\"},\"spec\":{"
        "\"imagePullSecrets\":[{\"name\":\"old\"}],"
        "\"containers\":[{\"name\":\"m\",\"image\":\"r.example/a:1\"}]},"
        "\"status\":{\"phase\":\"Succeeded\"}}]}";
    AUTO_ARENA *arena = arena_new();
    struct text_list none = {0};
    struct error err = {0};
    struct pod_list_end end = {0};
    struct collection *collection = collection_new(arena, &none, &none);
    struct pull_secrets *secrets = pull_secrets_new();
    collection_add_cluster(collection, "test", CLUSTER_API);
    collection_note_pull_secrets(collection, secrets);
    struct pod_list *reader = pod_list_new(add, collection);
    assert_true(pod_list_feed(reader, list, strlen(list), &err));
    assert_true(pod_list_finish(reader, &end, &err));
    pod_list_free(reader);
    const struct pull_secret_list *all = pull_secrets_all(secrets);
    assert_int_equal(all->count, 2);
    assert_string_equal(all->items[0]->name, "one");
    assert_string_equal(all->items[0]->namespace, "shop");
    assert_int_equal(all->items[0]->references.count, 2);
    assert_string_equal(all->items[0]->references.items[0], "r.example/a:1");
    assert_string_equal(all->items[0]->references.items[1], "r.example/b:1");
    assert_string_equal(all->items[1]->name, "two");
    pull_secrets_free(secrets);
    collection_free(collection);
}

static void one_namespace_cannot_use_up_the_room(void **state)
{
    (void)state;
    char name[32];
    struct pull_secrets *secrets = pull_secrets_new();
    for (int i = 0; i < 10000; i++) {
        snprintf(name, sizeof name, "s%d", i);
        pull_secrets_note(secrets, 0, "greedy", name, slice_of("r.example/a:1"));
    }
    pull_secrets_note(secrets, 0, "shop", "one", slice_of("r.example/a:1"));
    const struct pull_secret_list *all = pull_secrets_all(secrets);
    assert_string_equal(all->items[all->count - 1]->namespace, "shop");
    assert_true(all->count < 100);
    assert_int_equal(pull_secrets_left_out(secrets), 10000 - (all->count - 1));
    pull_secrets_free(secrets);
}

/* What is read of a Secret: the document, or "" with the reason in err. */
static const char *read_secret(struct pull_secrets *secrets, const char *body,
                               struct error *err)
{
    static char document[200];
    struct pull_secret secret = {0};
    document[0] = '\0';
    if (pull_secrets_read(secrets, &secret, body, strlen(body), err))
        snprintf(document, sizeof document, "%s%.*s", secret.is_bare ? "bare " : "",
                 (int)secret.document_bytes, secret.document);
    return document;
}

static void both_types_of_secrets_are_read_and_no_other(void **state)
{
    (void)state;
    struct error err = {0};
    struct pull_secrets *secrets = pull_secrets_new();
    /* e30= is {}. */
    assert_string_equal(read_secret(secrets,
                                    "{\"type\":\"kubernetes.io/dockerconfigjson\","
                                    "\"data\":{\".dockerconfigjson\":\"e30=\"}}",
                                    &err),
                        "{}");
    assert_string_equal(read_secret(secrets,
                                    "{\"type\":\"kubernetes.io/dockercfg\","
                                    "\"data\":{\".dockercfg\":\"e30=\"}}",
                                    &err),
                        "bare {}");
    assert_int_equal(err.code, ERROR_NONE);
    static const char *const others[] = {
        "{\"type\":\"Opaque\",\"data\":{\".dockerconfigjson\":\"e30=\"}}",
        ("{\"type\":\"kubernetes.io/dockercfg\","
         "\"data\":{\".dockerconfigjson\":\"e30=\"}}"),
        "{\"type\":\"kubernetes.io/dockercfg\",\"data\":{\".dockercfg\":\"canary!\"}}",
        "{\"type\":\"kubernetes.io/dockercfg\"}",
        "[\"canary\"]",
        "canary",
        "",
    };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct error why = {0};
        assert_string_equal(read_secret(secrets, others[i], &why), "");
        assert_int_equal(why.code, ERROR_FORMAT);
        assert_null(strstr(why.text, "canary"));
    }
    pull_secrets_free(secrets);
}

static struct credentials *credentials_of(const char *json, const char *host,
                                          const char *repository)
{
    struct out out = {.normal = stdout, .problems = stdout, .verbosity = -1};
    struct error err = {0};
    AUTO_ARENA *arena = arena_new();
    struct credential_use_list uses = {0};
    setenv("HOME", "/nonexistent", 1);
    struct credentials *credentials = credentials_load(&out);
    *LIST_ADD(arena, &uses) = (struct credential_use){host, repository};
    assert_true(credentials_add_pull_secret(credentials, "a secret", slice_of(json),
                                            false, &uses, &err));
    return credentials;
}

/*
 * The user of the n-th secret for an image; "-": there is none. The secret is that of
 * a pod with the image "HOST REPOSITORY".
 */
static const char *user_of(const char *keys, const char *own, const char *host,
                           const char *repository, size_t number)
{
    static char user[64];
    char json[1000];
    struct credential credential = {0};
    const char *problem = NULL;
    AUTO_ARENA *arena = arena_new();
    struct slice rest = slice_of(own);
    const char *own_host = arena_copy_slice(arena, slice_cut(&rest, ' '));
    snprintf(json, sizeof json, "{\"auths\":{%s},\"credsStore\":\"none\"}", keys);
    struct credentials *credentials =
        credentials_of(json, own_host, arena_copy_slice(arena, rest));
    assert_false(
        credentials_find(credentials, host, repository, &credential, &problem));
    assert_null(problem);
    assert_false(credentials_name(credentials, host));
    bool is_found = credentials_find_pull_secret(credentials, host, repository, number,
                                                 &credential);
    snprintf(user, sizeof user, "%s", is_found ? credential.user : "-");
    credentials_free(credentials);
    return user;
}

#define LOGIN(key, user) "\"" key "\":{\"username\":\"" user "\",\"password\":\"p\"}"

/* Kubernetes, "Interpretation of config.json": globs in one label, paths as prefixes,
 * the port as it stands. */
static void keys_match_as_the_kubelet_reads_them(void **state)
{
    (void)state;
    static const struct {
        const char *keys;
        const char *host;
        const char *user;
    } cases[] = {
        {LOGIN("r.example", "u"), "r.example", "u"},
        {LOGIN("r.example", "u"), "r.example:5000", "-"},
        {LOGIN("r.example:5000", "u"), "r.example:5000", "u"},
        {LOGIN("r.example:5000", "u"), "r.example", "-"},
        {LOGIN("*.example", "u"), "r.example", "u"},
        {LOGIN("*.example", "u"), "example", "-"},
        {LOGIN("*.example", "u"), "a.r.example", "-"},
        {LOGIN("*.example", "u"), "r.example.evil", "-"},
        {LOGIN("*.*.example", "u"), "a.r.example", "u"},
        {LOGIN("prefix*.example", "u"), "prefix-a.example", "u"},
        {LOGIN("*suffix.example", "u"), "a-suffix.example", "u"},
        {LOGIN("*.example:5000", "u"), "r.example:5000", "u"},
        {LOGIN("r.*", "u"), "r.example:5000", "-"},
        {LOGIN("*", "u"), "r.example", "-"},
        {LOGIN("*", "u"), "localhost:5000", "-"},
        {LOGIN("https://r.example/v1/", "u"), "r.example", "u"},
        {LOGIN("r.example/team", "u"), "r.example", "u"},
        {LOGIN("r.example/team/app", "u"), "r.example", "u"},
        {LOGIN("r.example/team/ap", "u"), "r.example", "-"},
        {LOGIN("r.example/other", "u"), "r.example", "-"},
        {LOGIN("https://index.docker.io/v1/", "u"), "docker.io", "u"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char image[100];
        snprintf(image, sizeof image, "%s team/app", cases[i].host);
        assert_string_equal(user_of(cases[i].keys, image, cases[i].host, "team/app", 0),
                            cases[i].user);
    }
}

static void the_longest_key_comes_first_and_equal_logins_once(void **state)
{
    (void)state;
    static const char keys[] =
        LOGIN("r.example", "host") "," LOGIN("r.example/team/app", "app") "," LOGIN(
            "r.example/team", "team") "," LOGIN("*.example", "host");
    static const char *const users[] = {"app", "team", "host", "-"};
    for (size_t i = 0; i < COUNT_OF(users); i++)
        assert_string_equal(
            user_of(keys, "r.example team/app", "r.example", "team/app", i), users[i]);
}

/* A tenant may write any number of them: a registry is asked with eight. */
static void so_many_logins_and_no_more_are_tried(void **state)
{
    (void)state;
    struct credential credential;
    struct out out = {.normal = stdout, .problems = stdout, .verbosity = -1};
    struct credentials *credentials = credentials_load(&out);
    struct credential_use use = {"r.example", "a/b"};
    struct credential_use_list uses = {.items = &use, .count = 1};
    for (int i = 0; i < 20; i++) {
        char json[200];
        snprintf(json, sizeof json,
                 "{\"r.example\":{\"username\":\"u%d\",\"password\":\"p\"}}", i);
        struct error why = {0};
        assert_true(credentials_add_pull_secret(credentials, "s", slice_of(json), true,
                                                &uses, &why));
    }
    struct error why = {0};
    assert_true(credentials_add_pull_secret(
        credentials, "s",
        slice_of("{\"r.example/a\":{\"username\":\"long\",\"password\":\"p\"}}"), true,
        &uses, &why));
    assert_true(
        credentials_find_pull_secret(credentials, "r.example", "a/b", 0, &credential));
    assert_string_equal(credential.user, "long");
    assert_true(
        credentials_find_pull_secret(credentials, "r.example", "a/b", 7, &credential));
    assert_string_equal(credential.user, "u6");
    assert_false(
        credentials_find_pull_secret(credentials, "r.example", "a/b", 8, &credential));
    credentials_free(credentials);
}

static void a_secret_is_for_the_images_of_its_pods_alone(void **state)
{
    (void)state;
    static const char keys[] = LOGIN("r.example", "u") "," LOGIN("docker.io", "hub");
    assert_string_equal(user_of(keys, "r.example a/b", "r.example", "a/b", 0), "u");
    assert_string_equal(user_of(keys, "r.example a/b", "r.example", "a/c", 0), "-");
    assert_string_equal(user_of(keys, "r.example a/b", "other.example", "a/b", 0), "-");
    assert_string_equal(user_of(keys, "r.example a/b", "docker.io", "a/b", 0), "-");
    assert_string_equal(user_of(keys, "docker.io a/b", "docker.io", "a/b", 0), "hub");
    assert_string_equal(
        user_of(keys, "docker.io a/b", "registry-1.docker.io", "a/b", 0), "hub");
}

/* With sanitizers the heap is elsewhere: then the end of this test says nothing. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_GUARDED_HEAP
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_GUARDED_HEAP
#endif
#endif

/* How often a text stands in the heap: what was freed is looked at too. */
static size_t count_in_heap(const char *text, size_t length)
{
    char line[512];
    size_t count = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    assert_non_null(maps);
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long begin;
        unsigned long end;
        if (strstr(line, "[heap]") == NULL ||
            sscanf(line, "%lx-%lx", &begin, &end) != 2)
            continue;
        const char *at = (const char *)begin;
        while ((at = memmem(at, end - (size_t)at, text, length)) != NULL) {
            count++;
            at++;
        }
    }
    fclose(maps);
    return count;
}

static void nothing_of_a_secret_is_left_when_it_is_freed(void **state)
{
    (void)state;
    /* Long, so that what the allocator writes into freed memory leaves most of it. */
    static const char plain[] = "canary-0500-";
    static const char encoded[] = "Y2FuYXJ5LTA1MDAt"; /* of that */
    static char document[20000] = "{\"auths\":{\"r.example\":{\"username\":\"users\","
                                  "\"password\":\"";
    static char body[40000] = "{\"type\":\"kubernetes.io/dockerconfigjson\",\"data\":{"
                              "\".dockerconfigjson\":\"";
    for (int i = 0; i < 1000; i++)
        snprintf(document + strlen(document), 24, "canary-%04d-", i);
    snprintf(document + strlen(document), 5, "\"}}}");
    base64_encode(document, strlen(document), body + strlen(body));
    snprintf(body + strlen(body), 4, "\"}}");
    struct out out = {.normal = stdout, .problems = stdout, .verbosity = -1};
    struct credential_use use = {"r.example", "a/b"};
    struct credential_use_list uses = {.items = &use, .count = 1};
    struct credential credential;
    struct pull_secret secret = {0};
    struct error err = {0};
    struct pull_secrets *secrets = pull_secrets_new();
    struct credentials *credentials = credentials_load(&out);
    assert_true(pull_secrets_read(secrets, &secret, body, strlen(body), &err));
    assert_true(credentials_add_pull_secret(
        credentials, "s", (struct slice){secret.document, secret.document_bytes}, false,
        &uses, &err));
    assert_true(
        credentials_find_pull_secret(credentials, "r.example", "a/b", 0, &credential));
    assert_non_null(strstr(credential.password, plain));
    assert_non_null(strstr(body, encoded));
#ifndef HAS_GUARDED_HEAP
    assert_true(count_in_heap(plain, strlen(plain)) >= 2);
#endif
    credentials_free(credentials);
    pull_secrets_free(secrets);
    assert_int_equal(count_in_heap(plain, strlen(plain)), 0);
    assert_int_equal(count_in_heap(encoded, strlen(encoded)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pods_name_secrets_for_their_own_images),
        cmocka_unit_test(one_namespace_cannot_use_up_the_room),
        cmocka_unit_test(both_types_of_secrets_are_read_and_no_other),
        cmocka_unit_test(keys_match_as_the_kubelet_reads_them),
        cmocka_unit_test(the_longest_key_comes_first_and_equal_logins_once),
        cmocka_unit_test(nothing_of_a_secret_is_left_when_it_is_freed),
        cmocka_unit_test(so_many_logins_and_no_more_are_tried),
        cmocka_unit_test(a_secret_is_for_the_images_of_its_pods_alone),
    };
    return RUN_TESTS(tests);
}
