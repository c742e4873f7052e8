/* Tests of credentials: real plugins, token files, what is renewed and what is not. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/cluster_credentials.h"

#include "base/file.h"
#include "inventory/exec_plugin.h"

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define V1 "client.authentication.k8s.io/v1"

static char folder[100];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/stalemark-credentials.XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"plugin", "count", "token", "info"};
    char path[200];
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

static const char *write_file(const char *name, const char *content,
                              struct arena *arena)
{
    struct error err = {0};
    const char *path = arena_format(arena, "%s/%s", folder, name);
    if (!file_replace(path, content, strlen(content), &err))
        fail_msg("%s", err.text);
    return path;
}

static const char *read_back(const char *name, struct arena *arena)
{
    struct error err = {0};
    AUTO_TEXT content;
    text_init(&content, 100000);
    if (!file_read(arena_format(arena, "%s/%s", folder, name), &content, &err))
        return "";
    return arena_copy(arena, content.bytes);
}

/* An access whose plugin is this shell script; each run adds a line to "count". */
static struct cluster_access plugin_access(const char *script, struct arena *arena)
{
    struct cluster_access access = {
        .name = "x", .server = "https://k.example:6443", .has_plugin = true};
    const char *whole =
        arena_format(arena, "#!/bin/sh\necho run >>%s/count\n%s\n", folder, script);
    access.plugin.command = write_file("plugin", whole, arena);
    access.plugin.api_version = V1;
    assert_int_equal(chmod(access.plugin.command, 0700), 0);
    unlink(arena_format(arena, "%s/count", folder));
    return access;
}

static size_t runs(struct arena *arena)
{
    return strlen(read_back("count", arena)) / strlen("run\n");
}

#define TOKEN_SCRIPT                                                                   \
    "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1                          \
    "\",\"status\":{\"token\":\"secret-token\"}}'"

static void a_plugin_runs_once_and_again_after_a_401(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct cluster_access access = plugin_access(TOKEN_SCRIPT, arena);
    struct cluster_credentials *credentials =
        cluster_credentials_new(&access, false, arena);
    struct cluster_credential first;
    struct cluster_credential second;
    assert_true(cluster_credentials_get(credentials, 1000, &first, &err));
    assert_true(cluster_credentials_get(credentials, 999999, &second, &err));
    assert_string_equal(first.authorization, "Bearer secret-token");
    assert_int_equal(runs(arena), 1);
    /* Two requests with the same credential are refused: one renewal serves both. */
    assert_true(cluster_credentials_renew(credentials, first.generation));
    assert_true(cluster_credentials_renew(credentials, second.generation));
    assert_true(cluster_credentials_get(credentials, 1000, &first, &err));
    assert_int_equal(runs(arena), 2);
    /* Refused again: that is the end, until the server has taken one. */
    assert_false(cluster_credentials_renew(credentials, first.generation));
    cluster_credentials_accepted(credentials);
    assert_true(cluster_credentials_renew(credentials, first.generation));
    cluster_credentials_free(credentials);
}

static void an_answer_that_expires_is_asked_for_again(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct cluster_access access =
        plugin_access("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1
                      "\",\"status\":{\"token\":\"t\",\"expirationTimestamp\":\"1970-"
                      "01-01T01:00:00Z\"}}'",
                      arena);
    struct cluster_credentials *credentials =
        cluster_credentials_new(&access, false, arena);
    struct cluster_credential credential;
    assert_true(cluster_credentials_get(credentials, 3599, &credential, &err));
    assert_true(cluster_credentials_get(credentials, 3599, &credential, &err));
    assert_int_equal(runs(arena), 1);
    assert_true(cluster_credentials_get(credentials, 3600, &credential, &err));
    assert_int_equal(runs(arena), 2);
    cluster_credentials_free(credentials);
}

static void a_plugin_that_fails_is_told_once_and_not_run_again(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct cluster_access access =
        plugin_access("echo secret-on-stdout; echo log in first >&2; exit 3", arena);
    struct cluster_credentials *credentials =
        cluster_credentials_new(&access, false, arena);
    struct cluster_credential credential;
    for (int i = 0; i < 3; i++) {
        struct error err = {0};
        assert_false(cluster_credentials_get(credentials, 1, &credential, &err));
        assert_non_null(strstr(err.text, "ended with status 3: log in first"));
        assert_null(strstr(err.text, "secret"));
    }
    assert_int_equal(runs(arena), 1);
    cluster_credentials_free(credentials);
}

static void no_exec_and_an_open_kubeconfig_forbid_plugins(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct cluster_access access = plugin_access(TOKEN_SCRIPT, arena);
    struct cluster_credential credential;
    struct error err = {0};
    struct cluster_credentials *credentials =
        cluster_credentials_new(&access, true, arena);
    assert_false(cluster_credentials_get(credentials, 1, &credential, &err));
    assert_non_null(strstr(err.text, "--no-exec forbids"));
    cluster_credentials_free(credentials);
    err = (struct error){0};
    access.plugin.is_forbidden = true;
    credentials = cluster_credentials_new(&access, false, arena);
    assert_false(cluster_credentials_get(credentials, 1, &credential, &err));
    assert_non_null(strstr(err.text, "everybody may write the kubeconfig"));
    assert_int_equal(runs(arena), 0);
    cluster_credentials_free(credentials);
}

static void a_missing_plugin_tells_the_install_hint(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct plugin_answer answer;
    struct cluster_access access = {.has_plugin = true};
    access.plugin.command = "stalemark-no-such-plugin";
    access.plugin.api_version = V1;
    access.plugin.install_hint = "install it from example.org";
    assert_false(exec_plugin_run(&access, arena, &answer, &err));
    assert_non_null(strstr(err.text, "install it from example.org"));
    assert_non_null(strstr(err.text, "stalemark-no-such-plugin"));
}

static void the_plugin_is_told_of_the_cluster(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct plugin_answer answer;
    const struct yaml_node *config = NULL;
    static const char extension[] = "{audience: [a, 1, true, \"1\"]}";
    assert_true(
        yaml_read("x", extension, sizeof extension - 1, NULL, arena, &config, &err));
    struct cluster_access access = plugin_access(
        arena_format(arena, "printf %%s \"$KUBERNETES_EXEC_INFO\" >%s/info\n%s", folder,
                     TOKEN_SCRIPT),
        arena);
    access.tls.ca_pem = "PEM";
    access.tls.server_name = "real.example";
    access.plugin.wants_cluster = true;
    access.plugin.config = config;
    assert_true(exec_plugin_run(&access, arena, &answer, &err));
    assert_string_equal(
        read_back("info", arena),
        "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1
        "\",\"spec\":{\"interactive\":false,\"cluster\":{\"server\":"
        "\"https://k.example:6443\",\"tls-server-name\":\"real.example\","
        "\"certificate-authority-data\":\"UEVN\",\"config\":{\"audience\":[\"a\",1,"
        "true,"
        "\"1\"]}}}}");
    access.plugin.wants_cluster = false;
    assert_true(exec_plugin_run(&access, arena, &answer, &err));
    assert_string_equal(read_back("info", arena),
                        "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1
                        "\",\"spec\":{\"interactive\":false}}");
}

static void answers_are_taken_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *status;
        const char *complaint; /* NULL: taken */
    } cases[] = {
        {"{\"token\":\"t\"}", NULL},
        {"{\"clientCertificateData\":\"c\",\"clientKeyData\":\"k\"}", NULL},
        {"{\"clientCertificateData\":\"c\"}", "but not both"},
        {"{\"clientKeyData\":\"k\",\"token\":\"t\"}", "but not both"},
        {"{}", "no token and no certificate"},
        {"null", "no 'status'"},
        {"{\"token\":\"t\",\"expirationTimestamp\":\"soon\"}", "is no time"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO_ARENA *arena = arena_new();
        struct plugin_answer answer;
        struct error err = {0};
        const char *body = arena_format(
            arena,
            "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1 "\",\"status\":%s}",
            cases[i].status);
        bool is_taken = exec_plugin_read(body, strlen(body), V1, arena, &answer, &err);
        if (is_taken != (cases[i].complaint == NULL))
            fail_msg("%s: %s", body, err.text);
        if (!is_taken)
            assert_non_null(strstr(err.text, cases[i].complaint));
        err = (struct error){0};
        assert_false(
            exec_plugin_read(body, strlen(body), V1 "beta1", arena, &answer, &err));
    }
}

static void a_token_file_is_read_again_and_its_last_good_token_stays(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct cluster_credential credential;
    struct cluster_access access = {.token = "static"};
    access.token_file = write_file("token", "  first\n", arena);
    struct cluster_credentials *credentials =
        cluster_credentials_new(&access, false, arena);
    assert_true(cluster_credentials_get(credentials, 1000, &credential, &err));
    assert_string_equal(credential.authorization, "Bearer first");
    write_file("token", "second\n", arena);
    assert_true(cluster_credentials_get(credentials, 1059, &credential, &err));
    assert_string_equal(credential.authorization, "Bearer first");
    assert_true(cluster_credentials_get(credentials, 1060, &credential, &err));
    assert_string_equal(credential.authorization, "Bearer second");
    write_file("token", "third\n", arena);
    assert_true(cluster_credentials_renew(credentials, credential.generation));
    assert_true(cluster_credentials_get(credentials, 1061, &credential, &err));
    assert_string_equal(credential.authorization, "Bearer third");
    write_file("token", "\n", arena);
    assert_true(cluster_credentials_get(credentials, 2000, &credential, &err));
    assert_string_equal(credential.authorization, "Bearer third");
    cluster_credentials_free(credentials);
}

static void without_encryption_no_credential_is_sent(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct cluster_credential credential;
    struct cluster_access access = {.token = "t", .is_plain_http = true};
    struct cluster_credentials *credentials =
        cluster_credentials_new(&access, false, arena);
    assert_true(cluster_credentials_get(credentials, 1, &credential, &err));
    assert_null(credential.authorization);
    assert_false(cluster_credentials_renew(credentials, credential.generation));
    cluster_credentials_free(credentials);
}

static void a_user_name_is_basic_and_a_plugins_certificate_is_used(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct cluster_credential credential;
    struct cluster_access basic = {.username = "me", .password = "p"};
    struct cluster_credentials *credentials =
        cluster_credentials_new(&basic, false, arena);
    assert_true(cluster_credentials_get(credentials, 1, &credential, &err));
    assert_string_equal(credential.authorization, "Basic bWU6cA==");
    cluster_credentials_free(credentials);
    struct cluster_access access = plugin_access(
        "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1
        "\",\"status\":{\"clientCertificateData\":\"c\",\"clientKeyData\":\"k\"}}'",
        arena);
    access.tls.ca_pem = "ca";
    credentials = cluster_credentials_new(&access, false, arena);
    assert_true(cluster_credentials_get(credentials, 1, &credential, &err));
    assert_null(credential.authorization);
    assert_string_equal(credential.tls->certificate_pem, "c");
    assert_string_equal(credential.tls->key_pem, "k");
    assert_string_equal(credential.tls->ca_pem, "ca");
    cluster_credentials_free(credentials);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plugin_runs_once_and_again_after_a_401),
        cmocka_unit_test(an_answer_that_expires_is_asked_for_again),
        cmocka_unit_test(a_plugin_that_fails_is_told_once_and_not_run_again),
        cmocka_unit_test(no_exec_and_an_open_kubeconfig_forbid_plugins),
        cmocka_unit_test(a_missing_plugin_tells_the_install_hint),
        cmocka_unit_test(the_plugin_is_told_of_the_cluster),
        cmocka_unit_test(answers_are_taken_or_refused),
        cmocka_unit_test(a_token_file_is_read_again_and_its_last_good_token_stays),
        cmocka_unit_test(without_encryption_no_credential_is_sent),
        cmocka_unit_test(a_user_name_is_basic_and_a_plugins_certificate_is_used),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
