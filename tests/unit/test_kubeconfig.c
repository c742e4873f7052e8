/* Tests of kubeconfig files, from tests/cases/kubeconfig.cases. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/cluster_access.h"

#include "base/file.h"

#include "unit.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CASES      SOURCE_FOLDER "/tests/cases/kubeconfig.cases"
#define REAL_FILES SOURCE_FOLDER "/../shared/data/kubeconfig"

/* One case on its way; its files are in a folder of their own, the working one. */
struct test_case {
    char name[200];
    char explicit_path[200];
    char context[200];
    char file[200];
    struct text content;
    struct text expected;
};

static void save_file(struct test_case *test)
{
    struct error err = {0};
    char *slash = strrchr(test->file, '/');
    if (test->file[0] == '\0')
        return;
    if (slash != NULL) {
        *slash = '\0';
        assert_true(folder_make(test->file, &err));
        *slash = '/';
    }
    assert_true(
        file_replace(test->file, test->content.bytes, test->content.length, &err));
    test->file[0] = '\0';
    text_reset(&test->content);
}

static void add_escaped(struct text *text, const char *value)
{
    for (; *value != '\0'; value++) {
        if (*value == '\n')
            text_add(text, "\\n");
        else
            text_add_char(text, *value);
    }
}

static void add_line(struct text *text, const char *key, const char *value)
{
    if (value == NULL)
        return;
    text_addf(text, "%s ", key);
    add_escaped(text, value);
    text_add(text, "\n");
}

static void describe(const struct cluster_access *access, struct text *text)
{
    add_line(text, "context", access->name);
    add_line(text, "server", access->server);
    add_line(text, "namespace", access->namespace);
    add_line(text, "token", access->token);
    add_line(text, "token-file", access->token_file);
    add_line(text, "username", access->username);
    add_line(text, "proxy", access->proxy);
    add_line(text, "ca", access->tls.ca_pem);
    add_line(text, "certificate", access->tls.certificate_pem);
    add_line(text, "key", access->tls.key_pem);
    add_line(text, "server-name", access->tls.server_name);
    add_line(text, "skip-verify", access->tls.skip_verify ? "yes" : "no");
    add_line(text, "compression", access->no_compression ? "no" : "yes");
    for (size_t i = 0; i < access->impersonation_count; i++)
        text_addf(text, "header %s: %s\n", access->impersonation[i].name,
                  access->impersonation[i].value);
    text_addf(text, "plugin %s", access->has_plugin ? access->plugin.command : "none");
    for (size_t i = 0; i < access->plugin.arguments.count; i++)
        text_addf(text, " %s", access->plugin.arguments.items[i]);
    text_add(text, "\n");
    for (size_t i = 0; i < access->plugin.environment.count; i++)
        add_line(text, "plugin-environment", access->plugin.environment.items[i]);
}

/* The access as lines, or the error behind "!> ". */
static void access_text(const char *path, const char *context, struct text *text)
{
    AUTO_ARENA *arena = arena_new();
    struct out quiet = {.verbosity = -1};
    struct kubeconfig config = {0};
    struct cluster_access access = {0};
    struct error err = {0};
    bool done = kubeconfig_load(path, &quiet, arena, &config, &err);
    if (done && context == NULL)
        context = config.current_context;
    if (done && context == NULL)
        done = error_set(&err, ERROR_USAGE, "no current context");
    if (done && access_of_context(&config, context, arena, &access, &err))
        describe(&access, text);
    else
        text_addf(text, "!> %s\n", err.text);
}

static void check_line(const struct test_case *test, const struct text *got,
                       struct slice line)
{
    char wanted[1000];
    bool is_error = slice_starts_with(line, "!> ");
    snprintf(wanted, sizeof wanted, is_error ? "%.*s" : "\n%.*s\n",
             (int)line.length - 3, line.at + 3);
    bool got_error = strncmp(got->bytes + 1, "!> ", 3) == 0;
    if (got_error != is_error || strstr(got->bytes, wanted) == NULL)
        fail_msg("%s:\nexpected: %.*s\ngot:%s", test->name, (int)line.length, line.at,
                 got->bytes);
}

static int remove_one(const char *path, const struct stat *status, int kind,
                      struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

static void leave_folder(void)
{
    const char *folder = getenv("HOME");
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void end_case(struct test_case *test)
{
    AUTO_TEXT got;
    text_init(&got, 100000);
    save_file(test);
    text_add(&got, "\n");
    access_text(test->explicit_path[0] == '\0' ? NULL : test->explicit_path,
                test->context[0] == '\0' ? NULL : test->context, &got);
    struct slice rest = slice_of(test->expected.bytes);
    if (rest.length == 0)
        fail_msg("%s expects nothing", test->name);
    while (rest.length != 0)
        check_line(test, &got, slice_cut(&rest, '\n'));
    leave_folder();
}

static void begin_case(struct test_case *test, struct slice name)
{
    char folder[] = "/tmp/stalemark-kubeconfig.XXXXXX";
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(setenv("HOME", folder, 1), 0);
    assert_int_equal(unsetenv("KUBECONFIG"), 0);
    snprintf(test->name, sizeof test->name, "%.*s", (int)name.length, name.at);
    test->explicit_path[0] = test->context[0] = test->file[0] = '\0';
    text_reset(&test->content);
    text_reset(&test->expected);
}

static bool take_word(struct slice line, const char *word, char buffer[200])
{
    if (!slice_starts_with(line, word))
        return false;
    size_t length = strlen(word);
    snprintf(buffer, 200, "%.*s", (int)(line.length - length), line.at + length);
    return true;
}

static void take_line(struct test_case *test, struct slice line)
{
    char paths[200];
    if (slice_starts_with(line, "@file "))
        save_file(test);
    if (take_word(line, "@file ", test->file) ||
        take_word(line, "@kubeconfig ", test->explicit_path) ||
        take_word(line, "@context ", test->context))
        return;
    if (take_word(line, "@env ", paths))
        assert_int_equal(setenv("KUBECONFIG", paths, 1), 0);
    else if (slice_starts_with(line, "=> ") || slice_starts_with(line, "!> "))
        text_addf(&test->expected, "%.*s\n", (int)line.length, line.at);
    else if (line.length != 0)
        text_addf(&test->content, "%.*s\n", (int)line.length, line.at);
}

static void every_case_gives_the_access_it_names(void **state)
{
    (void)state;
    struct error err = {0};
    struct test_case test = {0};
    AUTO_TEXT cases;
    text_init(&cases, 1 << 20);
    text_init(&test.content, 1 << 20);
    text_init(&test.expected, 1 << 20);
    assert_true(file_read(CASES, &cases, &err));
    size_t count = 0;
    struct slice rest = {cases.bytes, cases.length};
    while (rest.at != NULL) {
        struct slice line = slice_cut(&rest, '\n');
        bool begins = slice_starts_with(line, "### ");
        if ((begins || rest.at == NULL) && test.name[0] != '\0') {
            end_case(&test);
            count++;
        }
        if (begins)
            begin_case(&test, line);
        else if (test.name[0] != '\0')
            take_line(&test, line);
    }
    text_clear(&test.content);
    text_clear(&test.expected);
    assert_in_range(count, 30, 1000);
}

static void a_file_that_everybody_may_write_runs_no_program(void **state)
{
    (void)state;
    struct test_case test = {0};
    AUTO_ARENA *arena = arena_new();
    text_init(&test.content, 10000);
    text_init(&test.expected, 10000);
    begin_case(&test, slice_of("writable"));
    take_line(&test, slice_of("@file a.yaml"));
    text_add(&test.content,
             "clusters: [{name: c, cluster: {server: 'https://c'}}]\n"
             "contexts: [{name: x, context: {cluster: c, user: u}}]\n"
             "users: [{name: u, user: {exec: {command: login, apiVersion: "
             "client.authentication.k8s.io/v1beta1}}}]\n");
    save_file(&test);
    for (int is_writable = 0; is_writable < 2; is_writable++) {
        struct out quiet = {.verbosity = -1};
        struct kubeconfig config;
        struct cluster_access access;
        struct error err = {0};
        assert_int_equal(chmod("a.yaml", is_writable ? 0606 : 0600), 0);
        assert_true(kubeconfig_load("a.yaml", &quiet, arena, &config, &err));
        assert_true(access_of_context(&config, "x", arena, &access, &err));
        assert_int_equal(access.plugin.is_forbidden, is_writable);
    }
    leave_folder();
    text_clear(&test.content);
    text_clear(&test.expected);
}

static void the_service_account_is_an_access(void **state)
{
    (void)state;
    struct test_case test = {0};
    AUTO_ARENA *arena = arena_new();
    struct cluster_access access;
    struct error err = {0};
    text_init(&test.content, 10000);
    text_init(&test.expected, 10000);
    begin_case(&test, slice_of("in-cluster"));
    assert_false(access_is_in_cluster("."));
    assert_int_equal(setenv("KUBERNETES_SERVICE_HOST", "fd00::1", 1), 0);
    assert_int_equal(setenv("KUBERNETES_SERVICE_PORT", "443", 1), 0);
    assert_true(access_is_in_cluster("."));
    assert_false(access_in_cluster(".", arena, &access, &err));
    assert_non_null(strstr(err.text, "automountServiceAccountToken"));
    take_line(&test, slice_of("@file ca.crt"));
    take_line(&test, slice_of("-----BEGIN CERTIFICATE-----"));
    save_file(&test);
    assert_true(access_in_cluster(".", arena, &access, &err));
    assert_string_equal(access.server, "https://[fd00::1]:443");
    assert_string_equal(access.token_file, "./token");
    assert_true(access.tls.ca_alone);
    assert_int_equal(unsetenv("KUBERNETES_SERVICE_HOST"), 0);
    leave_folder();
    text_clear(&test.content);
    text_clear(&test.expected);
}

/* Real files of other projects: each loads, and each context is an access or an error
 * that names it. */
static void real_files_load(void **state)
{
    (void)state;
    DIR *folder = opendir(REAL_FILES);
    if (folder == NULL) {
        print_message("# skipped: no %s\n", REAL_FILES);
        return;
    }
    size_t count = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder)) {
        AUTO_ARENA *arena = arena_new();
        struct out quiet = {.verbosity = -1};
        struct kubeconfig config;
        struct error err = {0};
        if (entry->d_name[0] == '.')
            continue;
        const char *path = arena_format(arena, "%s/%s", REAL_FILES, entry->d_name);
        if (!kubeconfig_load(path, &quiet, arena, &config, &err))
            fail_msg("%s: %s", path, err.text);
        assert_true(config.contexts.count > 0);
        assert_non_null(config.current_context);
        for (size_t i = 0; i < config.contexts.count; i++) {
            struct cluster_access access;
            struct error why = {0};
            bool done = access_of_context(&config, config.contexts.items[i].name, arena,
                                          &access, &why);
            assert_true(done || strstr(why.text, path) != NULL);
        }
        count++;
    }
    closedir(folder);
    assert_true(count >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gives_the_access_it_names),
        cmocka_unit_test(a_file_that_everybody_may_write_runs_no_program),
        cmocka_unit_test(the_service_account_is_an_access),
        cmocka_unit_test(real_files_load),
    };
    return RUN_TESTS(tests);
}
