/* What is left of a history whose file is damaged, and many runs on one file. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history_fixture.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

enum { REPOSITORIES = 400, PAGE_BYTES = 16384 }; /* the pages of new files */

/* Two versions of each of many repositories, seen on day 90, and a third on day 95. */
static void fill(void)
{
    AUTO_ARENA *arena = arena_new();
    struct history *history = history_opened();
    struct error err = {0};
    static const char *first[] = {"1.0", "1.1"};
    static const char *second[] = {"1.0", "1.1", "1.2"};
    for (int round = 0; round < 2; round++) {
        const struct text_list versions = {round == 0 ? first : second,
                                           round == 0 ? 2 : 3, 0};
        for (int i = 0; i < REPOSITORIES; i++) {
            struct first_seen_list seen;
            char name[64];
            snprintf(name, sizeof name, "registry.example/%03d", i);
            assert_true(history_see(history, name, &versions, 90 + 5 * round, arena,
                                    &seen, &err));
        }
        assert_true(history_flush(history, &err));
    }
    history_recorded(history, "s", 1000, true, "f");
    history_close(history);
}

/* Writes over bytes of the file; from the end of it where at is negative. */
static void damage(long at, const void *bytes, size_t count)
{
    FILE *file = fopen(history_path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, at, at < 0 ? SEEK_END : SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    fclose(file);
}

/* How many repositories have all their days; those that do not count as never newer. */
static size_t count_kept(struct history *history)
{
    AUTO_ARENA *arena = arena_new();
    size_t kept = 0;
    for (int i = 0; i < REPOSITORIES; i++) {
        static const char *now[] = {"1.0", "1.1", "1.2", "1.3"};
        const struct text_list versions = {now, 4, 4};
        struct first_seen_list seen;
        struct error err = {0};
        char name[64];
        snprintf(name, sizeof name, "registry.example/%03d", i);
        assert_true(history_see(history, name, &versions, 200, arena, &seen, &err));
        assert_int_equal(seen.count, 4);
        kept += seen.items[0].day == 90 && seen.items[1].day == 90 &&
                seen.items[2].day == 95 && !seen.items[2].is_before;
        for (int k = 0; k < 3; k++)
            assert_true(seen.items[k].day < 200 || seen.items[k].is_before);
    }
    return kept;
}

static void assert_kept(size_t least, const char *words)
{
    struct history *history = history_opened();
    size_t kept = count_kept(history);
    if (kept < least)
        fail_msg("only %zu repositories kept their days", kept);
    assert_non_null(strstr(history_said, "was damaged"));
    assert_non_null(strstr(history_said, words));
    history_close(history);
    char aside[160];
    snprintf(aside, sizeof aside, "%s.broken", history_path);
    assert_int_equal(access(aside, F_OK), 0);
    memset(history_said, 0, sizeof history_said);
    history_close(history_opened());
    assert_string_equal(history_said, "");
}

static void what_is_no_database_is_set_aside_and_told(void **state)
{
    (void)state;
    static char garbage[PAGE_BYTES];
    memset(garbage, 'x', sizeof garbage);
    history_close(history_opened());
    assert_int_equal(truncate(history_path, 0), 0);
    damage(0, garbage, sizeof garbage);
    assert_kept(0, "0 rows of it are saved, some are lost");
}

static void a_wrong_header_loses_nothing_but_certainty(void **state)
{
    (void)state;
    static char garbage[100];
    memset(garbage, 'x', sizeof garbage);
    fill();
    damage(0, garbage, sizeof garbage);
    assert_kept(REPOSITORIES, "some are lost");
}

static void a_bad_page_loses_what_stood_on_it(void **state)
{
    (void)state;
    static char garbage[PAGE_BYTES];
    memset(garbage, 'x', sizeof garbage);
    fill();
    FILE *file = fopen(history_path, "r");
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long pages = ftell(file) / PAGE_BYTES;
    fclose(file);
    assert_true(pages > 8);
    damage(pages / 2 * PAGE_BYTES, garbage, sizeof garbage);
    assert_kept(REPOSITORIES / 2, "some are lost");
}

static void a_file_cut_short_keeps_its_beginning(void **state)
{
    (void)state;
    fill();
    FILE *file = fopen(history_path, "r");
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long bytes = ftell(file);
    fclose(file);
    assert_int_equal(truncate(history_path, bytes - PAGE_BYTES), 0);
    assert_kept(REPOSITORIES, "some are lost");
}

static void an_earlier_damaged_file_is_not_written_over(void **state)
{
    (void)state;
    static char garbage[PAGE_BYTES];
    memset(garbage, 'x', sizeof garbage);
    for (int i = 0; i < 2; i++) {
        history_close(history_opened());
        damage(0, garbage, sizeof garbage);
        history_close(history_opened());
    }
    char aside[160];
    snprintf(aside, sizeof aside, "%s.broken.1", history_path);
    assert_int_equal(access(aside, F_OK), 0);
}

/* After a loss a list teaches nothing of when its versions came; the next one does. */
static void the_list_after_a_loss_begins_to_stand_again(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    sqlite3 *file = NULL;
    static const char *const first[] = {"1.0", "1.1"};
    static const char *const second[] = {"1.0", "1.1", "1.2"};
    history_close(history_opened());
    assert_int_equal(sqlite3_open(history_path, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file,
                                  "INSERT INTO first_seen VALUES"
                                  " ('docker.io/library/x', '1.0', 90, 1, NULL);"
                                  "INSERT INTO incomplete VALUES"
                                  " ('docker.io/library/x')",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(file);
    struct history *history = history_opened();
    struct first_seen_list seen = history_saw(history, arena, 100, first, 2);
    assert_int_equal(seen.items[0].day, 90);
    assert_int_equal(seen.items[1].day, 100);
    assert_true(seen.items[1].is_before);
    seen = history_saw(history, arena, 110, second, 3);
    assert_true(seen.items[1].is_before);
    assert_int_equal(seen.items[2].day, 110);
    assert_false(seen.items[2].is_before);
    history_close(history);
}

/* Each is a run of its own; the lock makes them wait, not fail. */
static void twenty_runs_at_once_lose_nothing(void **state)
{
    (void)state;
    enum { RUNS_AT_ONCE = 20 };
    pid_t processes[RUNS_AT_ONCE];
    for (int i = 0; i < RUNS_AT_ONCE; i++) {
        processes[i] = fork();
        assert_true(processes[i] >= 0);
        if (processes[i] != 0)
            continue;
        struct error err = {0};
        struct history *history = history_open(&history_out, &err);
        char repository[64];
        const char *version = "1.0";
        const struct text_list versions = {&version, 1, 1};
        struct first_seen_list seen;
        AUTO_ARENA *arena = arena_new();
        snprintf(repository, sizeof repository, "registry.example/%d", i);
        bool is_ok =
            history != NULL &&
            history_see(history, repository, &versions, 90, arena, &seen, &err) &&
            history_flush(history, &err);
        if (is_ok)
            history_recorded(history, "s", 1000 + i, true, repository);
        history_close(history);
        _exit(is_ok ? 0 : 1);
    }
    for (int i = 0; i < RUNS_AT_ONCE; i++) {
        int status;
        assert_int_equal(waitpid(processes[i], &status, 0), processes[i]);
        assert_int_equal(status, 0);
    }
    AUTO_ARENA *arena = arena_new();
    struct history *history = history_opened();
    struct history_run_list runs;
    history_runs(history, "s", arena, &runs);
    assert_int_equal(runs.count, RUNS_AT_ONCE);
    for (int i = 0; i < RUNS_AT_ONCE; i++) {
        char repository[64];
        struct first_seen_list seen;
        snprintf(repository, sizeof repository, "registry.example/%d", i);
        history_seen(history, repository, arena, &seen);
        assert_int_equal(seen.count, 1);
    }
    history_close(history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HISTORY_TEST(what_is_no_database_is_set_aside_and_told),
        HISTORY_TEST(a_wrong_header_loses_nothing_but_certainty),
        HISTORY_TEST(a_bad_page_loses_what_stood_on_it),
        HISTORY_TEST(a_file_cut_short_keeps_its_beginning),
        HISTORY_TEST(an_earlier_damaged_file_is_not_written_over),
        HISTORY_TEST(the_list_after_a_loss_begins_to_stand_again),
        HISTORY_TEST(twenty_runs_at_once_lose_nothing),
    };
    return RUN_TESTS(tests);
}
