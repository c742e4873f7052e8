/* Files are read within their limit and replaced whole; JSON within its depth. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/file.h"
#include "base/json.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char folder[] = "test_file.XXXXXX";

static const char *path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path_of("file"));
    rmdir(path_of("a/b"));
    rmdir(path_of("a"));
    return rmdir(folder);
}

static void a_replaced_file_holds_the_new_content(void **state)
{
    (void)state;
    struct error err = {0};
    assert_true(file_replace(path_of("file"), "first", 5, &err));
    assert_true(file_replace(path_of("file"), "second", 6, &err));
    AUTO_TEXT content;
    text_init(&content, 6);
    assert_true(file_read(path_of("file"), &content, &err));
    assert_string_equal(content.bytes, "second");
}

static void a_file_over_the_limit_is_refused(void **state)
{
    (void)state;
    struct error err = {0};
    assert_true(file_replace(path_of("file"), "second", 6, &err));
    AUTO_TEXT content;
    text_init(&content, 5);
    assert_false(file_read(path_of("file"), &content, &err));
    assert_non_null(strstr(err.text, "is larger than 5 bytes"));
}

/* An empty file of a name, as old as that. */
static void make_old(const char *name, time_t age_seconds)
{
    struct error err = {0};
    const time_t then = time(NULL) - age_seconds;
    const struct timespec times[2] = {{.tv_sec = then}, {.tv_sec = then}};
    assert_true(file_replace(path_of(name), "", 0, &err));
    assert_int_equal(utimensat(AT_FDCWD, path_of(name), times, 0), 0);
}

static void what_killed_runs_left_is_removed_and_nothing_else(void **state)
{
    (void)state;
    static const char *const kept[] = {
        "file.stalemark-young1", "file.stalemark-seven77", "file.stalemark-no.let",
        "other.stalemark-aB3dE6", "file.backup"};
    struct error err = {0};
    make_old("file.stalemark-aB3dE6", 2 * 60 * 60);
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        make_old(kept[i], i == 0 ? 60 : 2 * 60 * 60);
    assert_true(file_replace(path_of("file"), "x", 1, &err));
    assert_int_equal(access(path_of("file.stalemark-aB3dE6"), F_OK), -1);
    for (size_t i = 0; i < COUNT_OF(kept); i++) {
        assert_int_equal(access(path_of(kept[i]), F_OK), 0);
        unlink(path_of(kept[i]));
    }
}

static void a_full_disk_is_told(void **state)
{
    (void)state;
    struct error err = {0};
    assert_false(file_replace("/dev/full", "x", 1, &err));
    assert_string_equal(err.text, "writing /dev/full: No space left on device");
}

static void folders_are_made_with_their_parents(void **state)
{
    (void)state;
    struct error err = {0};
    assert_true(folder_make(path_of("a/b"), &err));
    assert_true(folder_make(path_of("a/b"), &err));
    struct stat facts;
    assert_int_equal(stat(path_of("a/b"), &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0700);
}

static void deep_json_is_refused_before_it_is_parsed(void **state)
{
    (void)state;
    struct error err = {0};
    char deep[201];
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    deep[200] = '\0';
    assert_null(json_read(deep, 200, 99, &err));
    assert_string_equal(err.text, "JSON is nested deeper than 99 levels");
    json_auto_t *root = json_read(deep, 200, 100, &err);
    assert_non_null(root);
    json_auto_t *text = json_read("[\"[[[[\\\"[[\"]", 12, 1, &err);
    assert_non_null(text);
}

static void doubled_keys_are_refused(void **state)
{
    (void)state;
    struct error err = {0};
    const char *doubled = "{\"a\":1,\"a\":2}";
    assert_null(json_read(doubled, strlen(doubled), 10, &err));
    assert_int_equal(err.code, ERROR_FORMAT);
}

static void invalid_utf8_becomes_valid_json(void **state)
{
    (void)state;
    json_auto_t *text = json_of_text("a\xFF");
    assert_string_equal(json_string_value(text), "a\xEF\xBF\xBD");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_replaced_file_holds_the_new_content),
        cmocka_unit_test(a_file_over_the_limit_is_refused),
        cmocka_unit_test(what_killed_runs_left_is_removed_and_nothing_else),
        cmocka_unit_test(a_full_disk_is_told),
        cmocka_unit_test(folders_are_made_with_their_parents),
        cmocka_unit_test(deep_json_is_refused_before_it_is_parsed),
        cmocka_unit_test(doubled_keys_are_refused),
        cmocka_unit_test(invalid_utf8_becomes_valid_json),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
