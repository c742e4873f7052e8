/* Which token goes to which origin, and to no other. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/tokens.h"

#include "unit.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int forget_environment(void **state)
{
    (void)state;
    static const char *const names[] = {"GITHUB_TOKEN", "GH_TOKEN", "GH_HOST",
                                        "GH_ENTERPRISE_TOKEN", "STALEMARK_TOKEN_FILE"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        unsetenv(names[i]);
    return 0;
}

/* The token for a URL by the environment as it stands; "" for none. */
static void check_token(const char *url, const char *want)
{
    AUTO_ARENA *arena = arena_new();
    struct feed_token_list tokens;
    struct error err = {0};
    if (!feed_tokens_read(arena, &tokens, &err))
        fail_msg("%s", err.text);
    const char *got = feed_token_for(&tokens, url);
    assert_string_equal(got != NULL ? got : "", want);
}

static void without_an_environment_there_is_no_token(void **state)
{
    (void)state;
    check_token("https://api.github.com/repos/a/b", "");
}

static void the_github_token_goes_to_its_api_alone(void **state)
{
    (void)state;
    setenv("GITHUB_TOKEN", "first", 1);
    setenv("GH_TOKEN", "second", 1);
    check_token("https://api.github.com/repos/a/b", "first");
    check_token("https://API.github.com:443/repos/a/b", "first");
    check_token("http://api.github.com/repos/a/b", "");
    check_token("https://api.github.com:8443/repos/a/b", "");
    check_token("https://api.github.com.evil.example/repos/a/b", "");
    check_token("https://github.com/a/b", "");
    check_token("https://ghe.corp.example/api/v3", "");
}

static void an_empty_variable_is_none(void **state)
{
    (void)state;
    setenv("GITHUB_TOKEN", "", 1);
    setenv("GH_TOKEN", "second", 1);
    check_token("https://api.github.com/repos/a/b", "second");
}

static void the_enterprise_token_goes_to_its_host_alone(void **state)
{
    (void)state;
    setenv("GH_ENTERPRISE_TOKEN", "enterprise", 1);
    check_token("https://ghe.corp.example/api/v3", "");
    setenv("GH_HOST", "ghe.corp.example", 1);
    check_token("https://ghe.corp.example/api/v3", "enterprise");
    check_token("https://api.github.com/repos/a/b", "");
}

static void write_token_file(char *path, const char *content)
{
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    struct error err = {0};
    if (!file_replace(path, content, strlen(content), &err))
        fail_msg("%s", err.text);
    setenv("STALEMARK_TOKEN_FILE", path, 1);
}

static void the_token_file_names_other_origins(void **state)
{
    (void)state;
    char path[] = "tokens-XXXXXX";
    write_token_file(path, "# forges\n\nhttps://forge.example:8443/ignored  t0ken\n"
                           "https://github.com gitt0ken\n");
    check_token("https://forge.example:8443/a/b.git", "t0ken");
    check_token("https://forge.example/a/b.git", "");
    check_token("https://github.com/a/b", "gitt0ken");
    unlink(path);
}

static void check_refused(const char *content, const char *want)
{
    char path[] = "tokens-XXXXXX";
    write_token_file(path, content);
    AUTO_ARENA *arena = arena_new();
    struct feed_token_list tokens;
    struct error err = {0};
    assert_false(feed_tokens_read(arena, &tokens, &err));
    assert_int_equal(err.code, ERROR_USAGE);
    assert_non_null(strstr(err.text, want));
    assert_null(strstr(err.text, "s3cret"));
    unlink(path);
}

static void a_bad_line_is_named_without_the_token(void **state)
{
    (void)state;
    check_refused("https://forge.example one\ns3cret\n", ":2:");
    check_refused("forge.example s3cret\n", ":1:");
    check_refused("https://forge.example s3cret more\n", ":1:");
    check_refused("https://forge.example s3cret\x01\n", ":1:");
}

static void a_token_file_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    setenv("STALEMARK_TOKEN_FILE", "there-is-no-such-file", 1);
    AUTO_ARENA *arena = arena_new();
    struct feed_token_list tokens;
    struct error err = {0};
    assert_false(feed_tokens_read(arena, &tokens, &err));
    assert_int_equal(err.code, ERROR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(without_an_environment_there_is_no_token,
                               forget_environment),
        cmocka_unit_test_setup(the_github_token_goes_to_its_api_alone,
                               forget_environment),
        cmocka_unit_test_setup(an_empty_variable_is_none, forget_environment),
        cmocka_unit_test_setup(the_enterprise_token_goes_to_its_host_alone,
                               forget_environment),
        cmocka_unit_test_setup(the_token_file_names_other_origins, forget_environment),
        cmocka_unit_test_setup(a_bad_line_is_named_without_the_token,
                               forget_environment),
        cmocka_unit_test_setup(a_token_file_that_is_not_there_is_an_error,
                               forget_environment),
    };
    return RUN_TESTS(tests);
}
