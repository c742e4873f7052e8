/* Tests of the answer cache on real files, broken ones too. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "store/cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A folder of its own for each test, and what was said. */
static char folder[64];
static char path[128];
static char said[4096];
static struct out out;

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "./test-cache-XXXXXX");
    assert_non_null(mkdtemp(folder));
    char *whole = realpath(folder, NULL);
    setenv("XDG_CACHE_HOME", whole, 1);
    free(whole);
    unsetenv("CACHE_DIRECTORY");
    snprintf(path, sizeof path, "%s/stalemark/cache.db", folder);
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

static void put(struct cache *cache, const char *key, const char *body, long long at)
{
    cache_put(cache, key,
              &(struct cached_answer){.url = "https://registry.example/",
                                      .etag = "W/\"1\"",
                                      .body = body,
                                      .body_bytes = strlen(body),
                                      .fetched_at = at,
                                      .is_complete = true});
}

static bool has(struct cache *cache, const char *key)
{
    AUTO_ARENA *arena = arena_new();
    struct cached_answer answer;
    return cache_get(cache, key, arena, &answer);
}

static void write_file(const char *text, size_t bytes)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, bytes, file), bytes);
    fclose(file);
}

static void an_answer_comes_back_as_it_was_put(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct cached_answer answer = {0};
    struct cache *cache = cache_open(&out);
    cache_put(cache, "k",
              &(struct cached_answer){.url = "https://registry.example/",
                                      .modified = "Mon, 12 Apr 2021 05:06:07 GMT",
                                      .body = "a\0b",
                                      .body_bytes = 3,
                                      .fetched_at = 1618203967,
                                      .is_complete = true});
    cache_close(cache);
    cache = cache_open(&out);
    assert_true(cache_get(cache, "k", arena, &answer));
    assert_string_equal(answer.url, "https://registry.example/");
    assert_null(answer.etag);
    assert_string_equal(answer.modified, "Mon, 12 Apr 2021 05:06:07 GMT");
    assert_int_equal(answer.body_bytes, 3);
    assert_memory_equal(answer.body, "a\0b", 4);
    assert_int_equal(answer.fetched_at, 1618203967);
    assert_true(answer.is_complete);
    assert_false(has(cache, "other"));
    cache_close(cache);
    assert_string_equal(said, "");
}

static void a_later_answer_replaces_and_a_304_makes_younger(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct cached_answer answer = {0};
    struct cache *cache = cache_open(&out);
    put(cache, "k", "one", 100);
    put(cache, "k", "two", 200);
    cache_touch(cache, "k", 300);
    assert_true(cache_get(cache, "k", arena, &answer));
    assert_string_equal(answer.body, "two");
    assert_int_equal(answer.fetched_at, 300);
    cache_close(cache);
}

static void answers_are_counted_pruned_and_cleared(void **state)
{
    (void)state;
    struct cache_counts counts;
    struct cache *cache = cache_open(&out);
    put(cache, "a", "12345", 100);
    put(cache, "b", "123", 200);
    put(cache, "c", "1", 300);
    cache_count(cache, &counts);
    assert_int_equal(counts.answers, 3);
    assert_int_equal(counts.bytes, 9);
    assert_int_equal(counts.oldest_at, 100);
    assert_int_equal(counts.newest_at, 300);
    assert_int_equal(cache_prune(cache, 200), 1);
    assert_false(has(cache, "a"));
    assert_true(has(cache, "b"));
    assert_int_equal(cache_clear(cache), 2);
    assert_int_equal(cache_clear(cache), 0);
    cache_close(cache);
}

static void file_and_folder_are_for_their_owner_alone(void **state)
{
    (void)state;
    struct stat facts;
    char above[128];
    cache_close(cache_open(&out));
    snprintf(above, sizeof above, "%s/stalemark", folder);
    assert_int_equal(stat(above, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0700);
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0600);
}

static void a_broken_file_is_set_aside_and_built_anew(void **state)
{
    (void)state;
    char aside[160];
    static char garbage[8192];
    memset(garbage, 'x', sizeof garbage);
    cache_close(cache_open(&out));
    write_file(garbage, sizeof garbage);
    struct cache *cache = cache_open(&out);
    put(cache, "k", "body", 1);
    assert_true(has(cache, "k"));
    cache_close(cache);
    assert_non_null(strstr(said, "it is set aside and built anew"));
    snprintf(aside, sizeof aside, "%s.broken", path);
    assert_int_equal(access(aside, F_OK), 0);
}

static void a_cache_cut_short_is_built_anew(void **state)
{
    (void)state;
    struct cache *cache = cache_open(&out);
    for (int i = 0; i < 50; i++) {
        char key[16];
        snprintf(key, sizeof key, "%d", i);
        put(cache, key, "body body body body body body body body body body", i);
    }
    cache_close(cache);
    assert_int_equal(truncate(path, 4096 + 100), 0);
    cache = cache_open(&out);
    assert_false(has(cache, "1"));
    put(cache, "k", "body", 1);
    assert_true(has(cache, "k"));
    cache_close(cache);
    assert_non_null(strstr(said, "set aside"));
}

static void a_file_of_another_shape_is_built_anew(void **state)
{
    (void)state;
    cache_close(cache_open(&out));
    FILE *file = fopen(path, "r+");
    /* user_version stays 1, and the table of that shape goes. */
    char bytes[32768] = {0};
    size_t count = fread(bytes, 1, sizeof bytes, file);
    char *name = memmem(bytes, count, "CREATE TABLE answer", 19);
    assert_non_null(name);
    fseek(file, name - bytes + 13, SEEK_SET);
    assert_int_equal(fwrite("unsaid", 1, 6, file), 6);
    fclose(file);
    struct cache *cache = cache_open(&out);
    put(cache, "k", "body", 1);
    assert_true(has(cache, "k"));
    cache_close(cache);
}

static void a_newer_programs_file_is_left_alone(void **state)
{
    (void)state;
    cache_close(cache_open(&out));
    FILE *file = fopen(path, "r+");
    fseek(file, 60, SEEK_SET); /* user_version, big-endian */
    assert_int_equal(fwrite("\0\0\0\143", 1, 4, file), 4);
    fclose(file);
    struct cache *cache = cache_open(&out);
    put(cache, "k", "body", 1);
    assert_false(has(cache, "k"));
    cache_close(cache);
    assert_non_null(strstr(said, "of a newer stalemark"));
}

static void a_symbolic_link_in_place_of_the_file_is_not_followed(void **state)
{
    (void)state;
    char target[160];
    snprintf(target, sizeof target, "%s/target", folder);
    cache_close(cache_open(&out));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("../target", path), 0);
    struct cache *cache = cache_open(&out);
    put(cache, "k", "body", 1);
    cache_close(cache);
    assert_int_equal(access(target, F_OK), -1);
    assert_non_null(strstr(said, "this run goes without"));
}

static void a_folder_that_others_may_write_is_refused(void **state)
{
    (void)state;
    char above[128];
    snprintf(above, sizeof above, "%s/stalemark", folder);
    cache_close(cache_open(&out));
    assert_int_equal(chmod(above, 0777), 0);
    struct cache *cache = cache_open(&out);
    put(cache, "k", "body", 1);
    assert_false(has(cache, "k"));
    cache_close(cache);
    assert_non_null(strstr(said, "chmod go-w"));
}

static void a_place_that_cannot_be_had_makes_a_cache_that_forgets(void **state)
{
    (void)state;
    struct cache_counts counts;
    setenv("XDG_CACHE_HOME", "/dev/null", 1);
    struct cache *cache = cache_open(&out);
    put(cache, "k", "body", 1);
    assert_false(has(cache, "k"));
    cache_count(cache, &counts);
    assert_int_equal(counts.answers, 0);
    assert_int_equal(cache_clear(cache), 0);
    cache_close(cache);
    assert_non_null(strstr(said, "this run goes without"));
}

static void the_folder_of_systemd_is_used_as_it_is(void **state)
{
    (void)state;
    char file[160];
    char *whole = realpath(folder, NULL);
    setenv("CACHE_DIRECTORY", whole, 1);
    free(whole);
    cache_close(cache_open(&out));
    snprintf(file, sizeof file, "%s/cache.db", folder);
    assert_int_equal(access(file, F_OK), 0);
    unsetenv("CACHE_DIRECTORY");
}

/* Two runs write the same cache at once: each answer is one of theirs, whole. */
static void runs_at_the_same_time_share_the_cache(void **state)
{
    (void)state;
    enum { RUNS = 4, ANSWERS = 40 };
    pid_t runs[RUNS];
    for (int run = 0; run < RUNS; run++) {
        runs[run] = fork();
        if (runs[run] != 0)
            continue;
        struct cache *cache = cache_open(&out);
        for (int i = 0; i < ANSWERS; i++) {
            char key[16];
            snprintf(key, sizeof key, "%d", i);
            put(cache, key, "body", run);
        }
        cache_close(cache);
        _exit(said[0] != '\0');
    }
    for (int run = 0; run < RUNS; run++) {
        int status;
        assert_int_equal(waitpid(runs[run], &status, 0), runs[run]);
        assert_int_equal(status, 0);
    }
    struct cache_counts counts;
    struct cache *cache = cache_open(&out);
    cache_count(cache, &counts);
    assert_int_equal(counts.answers, ANSWERS);
    cache_close(cache);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_answer_comes_back_as_it_was_put),
        TEST(a_later_answer_replaces_and_a_304_makes_younger),
        TEST(answers_are_counted_pruned_and_cleared),
        TEST(file_and_folder_are_for_their_owner_alone),
        TEST(a_broken_file_is_set_aside_and_built_anew),
        TEST(a_cache_cut_short_is_built_anew),
        TEST(a_file_of_another_shape_is_built_anew),
        TEST(a_newer_programs_file_is_left_alone),
        TEST(a_symbolic_link_in_place_of_the_file_is_not_followed),
        TEST(a_folder_that_others_may_write_is_refused),
        TEST(a_place_that_cannot_be_had_makes_a_cache_that_forgets),
        TEST(the_folder_of_systemd_is_used_as_it_is),
        TEST(runs_at_the_same_time_share_the_cache),
    };
    return RUN_TESTS(tests);
}
