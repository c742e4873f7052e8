/* Tests of the registry logins: docker's and podman's files, and real helpers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/credentials.h"

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[4096];
static char said[4096];
static struct out out;

static int set_up(void **state)
{
    (void)state;
    static const char *const names[] = {
        "DOCKER_AUTH_CONFIG", "DOCKER_CONFIG",   "REGISTRY_AUTH_FILE",
        "XDG_RUNTIME_DIR",    "XDG_CONFIG_HOME",
    };
    char template[] = "./test-credentials-XXXXXX";
    assert_non_null(mkdtemp(template));
    char *whole = realpath(template, NULL);
    snprintf(folder, sizeof folder, "%s", whole);
    free(whole);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        unsetenv(names[i]);
    setenv("HOME", folder, 1);
    memset(said, 0, sizeof said);
    out = (struct out){.normal = stdout, .problems = fmemopen(said, sizeof said, "w")};
    setbuf(out.problems, NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fclose(out.problems);
    pid_t process = fork();
    if (process == 0)
        execlp("rm", "rm", "-rf", folder, (char *)NULL);
    waitpid(process, NULL, 0);
    return 0;
}

static void write_file(const char *name, const char *content, mode_t mode)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(content, file);
    assert_int_equal(fchmod(fileno(file), mode), 0);
    fclose(file);
}

static void make_folder(const char *name)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static void use_docker_config(const char *json)
{
    write_file("config.json", json, 0600);
    setenv("DOCKER_CONFIG", folder, 1);
}

/* A helper in the only folder of PATH besides the system's. */
static void add_helper(const char *name, const char *script)
{
    char path[4300];
    char content[2000];
    snprintf(path, sizeof path, "%s:/usr/bin:/bin", folder);
    setenv("PATH", path, 1);
    snprintf(content, sizeof content, "#!/bin/sh\n%s", script);
    write_file(name, content, 0700);
}

/* "user:password", "token:T", "bearer:T", or "-" and the problem. */
static const char *find(struct credentials *credentials, const char *host,
                        const char *repository)
{
    static char found[600];
    const char *problem = NULL;
    struct credential credential = {0};
    if (!credentials_find(credentials, host, repository, &credential, &problem))
        snprintf(found, sizeof found, "-%s%s", problem != NULL ? " " : "",
                 problem != NULL ? problem : "");
    else if (credential.identity_token != NULL)
        snprintf(found, sizeof found, "token:%s", credential.identity_token);
    else if (credential.registry_token != NULL)
        snprintf(found, sizeof found, "bearer:%s", credential.registry_token);
    else
        snprintf(found, sizeof found, "%s:%s", credential.user, credential.password);
    return found;
}

static void assert_found(const char *host, const char *repository, const char *wanted)
{
    struct credentials *credentials = credentials_load(&out);
    assert_string_equal(find(credentials, host, repository), wanted);
    credentials_free(credentials);
}

static void logins_are_found_by_host_in_all_forms_of_keys(void **state)
{
    (void)state;
    /* Zm9vOmJhcg== is foo:bar, dXNlcjpwYXNzOndvcmQA is user:pass:word and a NUL. */
    use_docker_config(
        "{\"auths\":{\"registry.example:5000\":{\"auth\":\"Zm9vOmJhcg==\"},"
        "\"https://old.example/v1/\":{\"auth\":\"dXNlcjpwYXNzOndvcmQA\"},"
        "\"http://older.example\":{\"username\":\"u\",\"password\":\"p\"},"
        "\"refresh.example\":{\"auth\":\"Zm9vOmJhcg==\",\"identitytoken\":\"it\"},"
        "\"bearer.example\":{\"registrytoken\":\"rt\"},"
        "\"empty.example\":{},\"bad.example\":{\"auth\":\"####\"},"
        "\"nouser.example\":{\"auth\":\"OnB3\"},\"UPPER.example\":{\"auth\":"
        "\"Zm9vOmJhcg==\"}}}");
    assert_found("registry.example:5000", "a", "foo:bar");
    assert_found("registry.example", "a", "-");
    assert_found("old.example", "a", "user:pass:word");
    assert_found("older.example", "a", "u:p");
    assert_found("refresh.example", "a", "token:it");
    assert_found("bearer.example", "a", "bearer:rt");
    assert_found("empty.example", "a", "-");
    assert_found("bad.example", "a", "-");
    assert_found("nouser.example", "a", "-");
    assert_found("upper.EXAMPLE", "a", "foo:bar");
    assert_found("xregistry.example:5000", "a", "-");
    assert_found("registry.example:5000.evil.example", "a", "-");
    assert_string_equal(said, "");
}

static void docker_hub_goes_by_its_names(void **state)
{
    (void)state;
    static const char *const keys[] = {"https://index.docker.io/v1/", "docker.io",
                                       "index.docker.io",
                                       "https://registry-1.docker.io/v2/"};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        char json[200];
        snprintf(json, sizeof json, "{\"auths\":{\"%s\":{\"auth\":\"Zm9vOmJhcg==\"}}}",
                 keys[i]);
        use_docker_config(json);
        assert_found("docker.io", "library/x", "foo:bar");
    }
    use_docker_config("{\"auths\":{\"https://index.docker.io/v1/access-token\":"
                      "{\"auth\":\"Zm9vOmJhcg==\"}}}");
    assert_found("docker.io", "library/x", "-");
}

static void the_most_specific_path_wins(void **state)
{
    (void)state;
    make_folder("containers");
    write_file(
        "containers/auth.json",
        "{\"auths\":{\"quay.example\":{\"username\":\"host\",\"password\":\"1\"},"
        "\"quay.example/team\":{\"username\":\"team\",\"password\":\"2\"},"
        "\"quay.example/team/app\":{\"username\":\"app\",\"password\":\"3\"}}}",
        0600);
    setenv("XDG_RUNTIME_DIR", folder, 1);
    assert_found("quay.example", "team/app", "app:3");
    assert_found("quay.example", "team/app/sub", "app:3");
    assert_found("quay.example", "team/apple", "team:2");
    assert_found("quay.example", "teams", "host:1");
}

static void the_environment_comes_before_podman_and_docker(void **state)
{
    (void)state;
    use_docker_config("{\"auths\":{\"a.example\":{\"username\":\"docker\","
                      "\"password\":\"p\"}}}");
    assert_found("a.example", "x", "docker:p");
    write_file(
        "auth.json",
        "{\"auths\":{\"a.example\":{\"username\":\"podman\",\"password\":\"p\"}}}",
        0600);
    char path[4200];
    snprintf(path, sizeof path, "%s/auth.json", folder);
    setenv("REGISTRY_AUTH_FILE", path, 1);
    assert_found("a.example", "x", "podman:p");
    setenv("DOCKER_AUTH_CONFIG",
           "{\"auths\":{\"a.example\":{\"username\":\"env\",\"password\":\"p\"}}}", 1);
    assert_found("a.example", "x", "env:p");
}

static void stars_stand_for_one_label(void **state)
{
    (void)state;
    use_docker_config(
        "{\"auths\":{\"*.gcr.example\":{\"username\":\"u\",\"password\":"
        "\"p\"},\"a*b*c.example\":{\"username\":\"v\",\"password\":\"q\"}}}");
    assert_found("eu.gcr.example", "x", "u:p");
    assert_found("a.eu.gcr.example", "x", "-");
    assert_found("gcr.example", "x", "-");
    assert_found("axxbxbxc.example", "x", "v:q");
    assert_found("a.b.c.example", "x", "-");
}

static void a_helper_is_asked_by_its_host_and_once(void **state)
{
    (void)state;
    add_helper(
        "docker-credential-test",
        "read server; echo \"$1 $server\" >> \"$HOME/asked\"\n"
        "echo '{\"ServerURL\":\"x\",\"Username\":\"me\",\"Secret\":\"s3cret\"}'");
    use_docker_config("{\"credHelpers\":{\"helped.example\":\"test\","
                      "\"https://index.docker.io/v1/\":\"test\"},"
                      "\"auths\":{\"helped.example\":{\"auth\":\"Zm9vOmJhcg==\"}}}");
    struct credentials *credentials = credentials_load(&out);
    assert_string_equal(find(credentials, "helped.example", "a"), "me:s3cret");
    assert_string_equal(find(credentials, "helped.example", "b"), "me:s3cret");
    assert_string_equal(find(credentials, "docker.io", "library/x"), "me:s3cret");
    assert_string_equal(find(credentials, "other.example", "a"), "-");
    credentials_free(credentials);
    char path[4200];
    char asked[200] = {0};
    snprintf(path, sizeof path, "%s/asked", folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(asked, 1, sizeof asked - 1, file) > 0);
    fclose(file);
    assert_string_equal(asked, "get helped.example\nget https://index.docker.io/v1/\n");
}

static void the_store_is_asked_for_every_host_and_may_know_none(void **state)
{
    (void)state;
    add_helper("docker-credential-store",
               "read server\n"
               "case $server in\n"
               "token.example) echo '{\"Username\":\"<token>\",\"Secret\":\"idt\"}';;\n"
               "*) echo 'credentials not found in native keychain'; exit 1;;\nesac");
    use_docker_config("{\"credsStore\":\"store\",\"auths\":{\"kept.example\":{\"auth\":"
                      "\"Zm9vOmJhcg==\"}}}");
    assert_found("token.example", "a", "token:idt");
    assert_found("other.example", "a", "-");
    assert_found("kept.example", "a", "foo:bar");
}

static void a_helper_that_fails_is_named_without_its_words(void **state)
{
    (void)state;
    add_helper("docker-credential-broken", "echo 's3cret leaked'; exit 3");
    add_helper("docker-credential-odd", "echo '{\"Secret\":\"s3cret\"'");
    use_docker_config("{\"credHelpers\":{\"broken.example\":\"broken\",\"odd.example\":"
                      "\"odd\",\"gone.example\":\"gone\",\"evil.example\":\"../x\"}}");
    assert_found("broken.example", "a",
                 "- docker-credential-broken get failed with exit status 3");
    assert_found("odd.example", "a",
                 "- docker-credential-odd: answered no Username and Secret");
    assert_found("gone.example", "a",
                 "- docker-credential-gone: no such program in PATH");
    assert_found("evil.example", "a",
                 "- a credential helper's name has other characters than letters, "
                 "digits . _ -");
}

static void a_broken_file_is_warned_of_without_its_content(void **state)
{
    (void)state;
    use_docker_config("{\"auths\":{\"a.example\":{\"auth\":\"s3cret\"");
    assert_found("a.example", "a", "-");
    assert_non_null(strstr(said, "config.json"));
    assert_null(strstr(said, "s3cret"));
}

static void hosts_that_the_files_name_may_be_private(void **state)
{
    (void)state;
    use_docker_config("{\"credsStore\":\"store\",\"credHelpers\":{\"b.example\":\"x\"},"
                      "\"auths\":{\"a.example\":{},\"c.example/team\":{}}}");
    struct credentials *credentials = credentials_load(&out);
    assert_true(credentials_name(credentials, "a.example"));
    assert_true(credentials_name(credentials, "b.example"));
    assert_true(credentials_name(credentials, "c.example"));
    assert_false(credentials_name(credentials, "d.example"));
    credentials_free(credentials);
}

static void nothing_there_is_nothing(void **state)
{
    (void)state;
    assert_found("registry.example", "a", "-");
    assert_string_equal(said, "");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(logins_are_found_by_host_in_all_forms_of_keys),
        TEST(docker_hub_goes_by_its_names),
        TEST(the_most_specific_path_wins),
        TEST(the_environment_comes_before_podman_and_docker),
        TEST(stars_stand_for_one_label),
        TEST(a_helper_is_asked_by_its_host_and_once),
        TEST(the_store_is_asked_for_every_host_and_may_know_none),
        TEST(a_helper_that_fails_is_named_without_its_words),
        TEST(a_broken_file_is_warned_of_without_its_content),
        TEST(hosts_that_the_files_name_may_be_private),
        TEST(nothing_there_is_nothing),
    };
    return RUN_TESTS(tests);
}
