/* Tests of the history on real files. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/day.h"
#include "store/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

static char folder[64];
static char path[128];
static char said[4096];
static struct out out;

static int set_up(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "./test-history-XXXXXX");
    assert_non_null(mkdtemp(folder));
    char *whole = realpath(folder, NULL);
    setenv("XDG_STATE_HOME", whole, 1);
    free(whole);
    unsetenv("STATE_DIRECTORY");
    snprintf(path, sizeof path, "%s/stalemark/state.db", folder);
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

static struct history *open_history(void)
{
    struct error err = {0};
    struct history *history = history_open(&out, &err);
    assert_non_null(history);
    return history;
}

static void record(struct history *history, const char *series, long long started_at,
                   bool is_complete, const char *finding)
{
    struct error err = {0};
    struct history_finding items[] = {{finding, "stale", "{}"}, {"other", "due", "{}"}};
    struct history_finding_list findings = {.items = items, .count = 2};
    struct history_run run = {.series = series,
                              .as_of_day = day_of(2021, 4, 12),
                              .started_at = started_at,
                              .is_complete = is_complete,
                              .policy_sha256 = "abc"};
    assert_true(history_record(history, &run, &findings, &err));
}

static void the_last_complete_run_of_a_series_is_found(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct history_run run = {0};
    struct history_finding_list findings = {0};
    struct history *history = open_history();
    assert_false(history_last(history, "prod", 9999, arena, &run, &findings));
    record(history, "prod", 100, true, "first");
    record(history, "prod", 200, true, "second");
    record(history, "prod", 300, false, "cut short");
    record(history, "test", 400, true, "elsewhere");
    history_close(history);
    history = open_history();
    assert_true(history_last(history, "prod", 9999, arena, &run, &findings));
    assert_int_equal(run.started_at, 200);
    assert_int_equal(run.as_of_day, day_of(2021, 4, 12));
    assert_string_equal(run.policy_sha256, "abc");
    assert_int_equal(findings.count, 2);
    assert_string_equal(findings.items[0].id, "second");
    assert_string_equal(findings.items[1].status, "due");
    assert_true(history_last(history, "prod", 200, arena, &run, &findings));
    assert_string_equal(findings.items[0].id, "first");
    history_close(history);
}

static void runs_are_listed_newest_first_and_found_by_number(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct history_run_list runs = {0};
    struct history_run run = {0};
    struct history_finding_list findings = {0};
    struct history *history = open_history();
    record(history, "prod", 100, true, "a");
    record(history, "test", 300, false, "b");
    record(history, "prod", 200, true, "c");
    history_runs(history, NULL, arena, &runs);
    assert_int_equal(runs.count, 3);
    assert_int_equal(runs.items[0].started_at, 300);
    assert_false(runs.items[0].is_complete);
    history_runs(history, "prod", arena, &runs);
    assert_int_equal(runs.count, 2);
    assert_int_equal(runs.items[0].started_at, 200);
    assert_true(history_find(history, runs.items[0].id, arena, &run, &findings));
    assert_string_equal(findings.items[0].id, "c");
    assert_false(history_find(history, 12345, arena, &run, &findings));
    history_close(history);
}

static void a_run_is_recorded_whole_or_not_at_all(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct history_run_list runs = {0};
    struct history_finding items[] = {{"a", "stale", "{}"}, {"b", NULL, "{}"}};
    struct history_finding_list findings = {.items = items, .count = 2};
    struct history_run run = {.series = "prod", .is_complete = true};
    struct history *history = open_history();
    assert_false(history_record(history, &run, &findings, &err));
    assert_non_null(strstr(err.text, "recording the run in"));
    history_runs(history, NULL, arena, &runs);
    assert_int_equal(runs.count, 0);
    record(history, "prod", 100, true, "a");
    history_close(history);
}

static void a_notification_goes_out_once_for_series_kind_and_day(void **state)
{
    (void)state;
    struct history *history = open_history();
    assert_false(history_notified(history, "prod", "slack", 10, false));
    assert_false(history_notified(history, "prod", "slack", 10, true));
    assert_true(history_notified(history, "prod", "slack", 10, false));
    assert_true(history_notified(history, "prod", "slack", 10, true));
    assert_false(history_notified(history, "prod", "slack", 11, false));
    assert_false(history_notified(history, "prod", "email", 10, false));
    assert_false(history_notified(history, "test", "slack", 10, false));
    history_close(history);
}

static struct first_seen_list see(struct history *history, struct arena *arena, int day,
                                  const char *const *versions, size_t count)
{
    struct error err = {0};
    struct first_seen_list seen = {0};
    struct text_list list = {.items = (const char **)(uintptr_t)versions,
                             .count = count};
    assert_true(
        history_see(history, "docker.io/library/x", &list, day, arena, &seen, &err));
    assert_true(history_flush(history, &err));
    return seen;
}

static void versions_keep_the_day_of_their_first_list(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    static const char *const first[] = {"1.0", "1.1"};
    static const char *const second[] = {"1.2", "1.1", "1.0"};
    struct history *history = open_history();
    struct first_seen_list seen = see(history, arena, 100, first, 2);
    assert_int_equal(seen.count, 2);
    assert_true(seen.items[0].is_before);
    see(history, arena, 150, second, 3);
    history_close(history);
    history = open_history();
    seen = see(history, arena, 200, second, 3);
    assert_int_equal(seen.count, 3);
    assert_string_equal(seen.items[0].version, "1.0");
    assert_int_equal(seen.items[0].day, 100);
    assert_true(seen.items[0].is_before);
    assert_string_equal(seen.items[2].version, "1.2");
    assert_int_equal(seen.items[2].day, 150);
    assert_false(seen.items[2].is_before);
    assert_int_equal(seen.items[2].missing_day, DAY_NONE);
    history_close(history);
}

static void a_list_that_shrank_is_remembered_from_its_first_day(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    static const char *const whole[] = {"1.0", "1.1"};
    struct history *history = open_history();
    see(history, arena, 100, whole, 2);
    see(history, arena, 110, whole, 1);
    struct first_seen_list seen = see(history, arena, 120, whole, 1);
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.items[0].missing_day, DAY_NONE);
    assert_int_equal(seen.items[1].missing_day, 110);
    seen = see(history, arena, 121, whole, 2);
    assert_int_equal(seen.items[1].missing_day, DAY_NONE);
    assert_int_equal(seen.items[1].day, 100);
    see(history, arena, 130, whole, 1);
    assert_true(history_forget(history, "docker.io/library/x", 129, &err));
    seen = see(history, arena, 131, whole, 1);
    assert_int_equal(seen.count, 2);
    assert_true(history_forget(history, "docker.io/library/x", 130, &err));
    seen = see(history, arena, 132, whole, 1);
    assert_int_equal(seen.count, 1);
    history_close(history);
}

static void what_was_forgotten_whole_begins_anew(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    static const char *const first[] = {"1.0", "1.1"};
    static const char *const other[] = {"2.0"};
    struct history *history = open_history();
    see(history, arena, 100, first, 2);
    see(history, arena, 110, NULL, 0);
    assert_true(history_forget(history, "docker.io/library/x", 110, &err));
    assert_int_equal(see(history, arena, 120, NULL, 0).count, 0);
    see(history, arena, 130, other, 1);
    struct first_seen_list seen = see(history, arena, 140, other, 1);
    assert_int_equal(seen.count, 1);
    assert_int_equal(seen.items[0].day, 130);
    assert_true(seen.items[0].is_before);
    history_close(history);
}

/* The file as the first shape had it: a row for each version. */
static void a_file_of_the_first_shape_keeps_its_days(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    static const char *const now[] = {"1.0", "1.2", "1.3"};
    sqlite3 *file = NULL;
    history_close(open_history());
    assert_int_equal(sqlite3_open(path, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file,
                                  "DROP TABLE first_list; PRAGMA user_version = 1;"
                                  "INSERT INTO first_seen VALUES"
                                  " ('docker.io/library/x', '1.0', 90, 1, NULL),"
                                  " ('docker.io/library/x', '1.1', 90, 1, NULL),"
                                  " ('docker.io/library/x', '1.2', 95, 0, NULL)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(file);
    struct history *history = open_history();
    struct first_seen_list seen = see(history, arena, 100, now, 3);
    assert_int_equal(seen.count, 4);
    assert_int_equal(seen.items[0].day, 90);
    assert_true(seen.items[0].is_before);
    assert_int_equal(seen.items[1].missing_day, 100);
    assert_int_equal(seen.items[2].day, 95);
    assert_int_equal(seen.items[3].day, 100);
    assert_false(seen.items[3].is_before);
    history_close(history);
}

static void a_damaged_history_is_named_and_not_thrown_away(void **state)
{
    (void)state;
    struct error err = {0};
    static char garbage[4096];
    memset(garbage, 'x', sizeof garbage);
    history_close(open_history());
    FILE *file = fopen(path, "w");
    assert_int_equal(fwrite(garbage, 1, sizeof garbage, file), sizeof garbage);
    fclose(file);
    assert_null(history_open(&out, &err));
    assert_non_null(strstr(err.text, "opening the history"));
    assert_non_null(strstr(err.text, "state.db"));
    assert_int_equal(access(path, F_OK), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_last_complete_run_of_a_series_is_found),
        TEST(runs_are_listed_newest_first_and_found_by_number),
        TEST(a_run_is_recorded_whole_or_not_at_all),
        TEST(a_notification_goes_out_once_for_series_kind_and_day),
        TEST(versions_keep_the_day_of_their_first_list),
        TEST(a_list_that_shrank_is_remembered_from_its_first_day),
        TEST(what_was_forgotten_whole_begins_anew),
        TEST(a_file_of_the_first_shape_keeps_its_days),
        TEST(a_damaged_history_is_named_and_not_thrown_away),
    };
    return RUN_TESTS(tests);
}
