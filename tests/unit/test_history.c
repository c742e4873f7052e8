/* Tests of the history on real files. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "history_fixture.h"

#include "base/day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

static void the_last_complete_run_of_a_series_is_found(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct history_run run = {0};
    struct history_finding_list findings = {0};
    struct history *history = history_opened();
    assert_false(history_last(history, "prod", 9999, arena, &run, &findings));
    history_recorded(history, "prod", 100, true, "first");
    history_recorded(history, "prod", 200, true, "second");
    history_recorded(history, "prod", 300, false, "cut short");
    history_recorded(history, "test", 400, true, "elsewhere");
    history_close(history);
    history = history_opened();
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
    struct history *history = history_opened();
    history_recorded(history, "prod", 100, true, "a");
    history_recorded(history, "test", 300, false, "b");
    history_recorded(history, "prod", 200, true, "c");
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
    struct history *history = history_opened();
    assert_false(history_record(history, &run, &findings, &err));
    assert_non_null(strstr(err.text, "recording the run in"));
    history_runs(history, NULL, arena, &runs);
    assert_int_equal(runs.count, 0);
    history_recorded(history, "prod", 100, true, "a");
    history_close(history);
}

static void a_notification_goes_out_once_for_series_kind_and_day(void **state)
{
    (void)state;
    struct history *history = history_opened();
    assert_false(history_notified(history, "prod", "slack", 10, false));
    assert_false(history_notified(history, "prod", "slack", 10, true));
    assert_true(history_notified(history, "prod", "slack", 10, false));
    assert_true(history_notified(history, "prod", "slack", 10, true));
    assert_false(history_notified(history, "prod", "slack", 11, false));
    assert_false(history_notified(history, "prod", "email", 10, false));
    assert_false(history_notified(history, "test", "slack", 10, false));
    history_close(history);
}

static void versions_keep_the_day_of_their_first_list(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    static const char *const first[] = {"1.0", "1.1"};
    static const char *const second[] = {"1.2", "1.1", "1.0"};
    struct history *history = history_opened();
    struct first_seen_list seen = history_saw(history, arena, 100, first, 2);
    assert_int_equal(seen.count, 2);
    assert_true(seen.items[0].is_before);
    history_saw(history, arena, 150, second, 3);
    history_close(history);
    history = history_opened();
    seen = history_saw(history, arena, 200, second, 3);
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

static void a_list_that_stays_as_it_was_keeps_its_first_day(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    static const char *const first[] = {"1.10", "1.0", "1.1", "1.0"};
    static const char *const same[] = {"1.0", "1.1", "1.10"};
    static const char *const other[] = {"1.0", "1.1", "1.11"};
    struct history *history = history_opened();
    history_saw(history, arena, 100, first, 4);
    for (int day = 110; day <= 120; day += 10) {
        struct first_seen_list seen = history_saw(history, arena, day, same, 3);
        assert_int_equal(seen.count, 3);
        for (size_t i = 0; i < seen.count; i++) {
            assert_string_equal(seen.items[i].version, same[i]);
            assert_int_equal(seen.items[i].day, 100);
            assert_true(seen.items[i].is_before);
            assert_int_equal(seen.items[i].missing_day, DAY_NONE);
        }
    }
    struct first_seen_list seen = history_saw(history, arena, 130, other, 3);
    assert_int_equal(seen.count, 4);
    assert_int_equal(seen.items[2].missing_day, 130);
    assert_int_equal(seen.items[3].day, 130);
    assert_false(seen.items[3].is_before);
    seen = history_saw(history, arena, 140, same, 2);
    assert_int_equal(seen.count, 4);
    assert_int_equal(seen.items[2].missing_day, 130);
    assert_int_equal(seen.items[3].missing_day, 140);
    history_close(history);
}

static void a_list_that_shrank_is_remembered_from_its_first_day(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    static const char *const whole[] = {"1.0", "1.1"};
    struct history *history = history_opened();
    history_saw(history, arena, 100, whole, 2);
    history_saw(history, arena, 110, whole, 1);
    struct first_seen_list seen = history_saw(history, arena, 120, whole, 1);
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.items[0].missing_day, DAY_NONE);
    assert_int_equal(seen.items[1].missing_day, 110);
    seen = history_saw(history, arena, 121, whole, 2);
    assert_int_equal(seen.items[1].missing_day, DAY_NONE);
    assert_int_equal(seen.items[1].day, 100);
    history_saw(history, arena, 130, whole, 1);
    assert_true(history_forget(history, "docker.io/library/x", 129, &err));
    seen = history_saw(history, arena, 131, whole, 1);
    assert_int_equal(seen.count, 2);
    assert_true(history_forget(history, "docker.io/library/x", 130, &err));
    seen = history_saw(history, arena, 132, whole, 1);
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
    struct history *history = history_opened();
    history_saw(history, arena, 100, first, 2);
    history_saw(history, arena, 110, NULL, 0);
    assert_true(history_forget(history, "docker.io/library/x", 110, &err));
    assert_int_equal(history_saw(history, arena, 120, NULL, 0).count, 0);
    history_saw(history, arena, 130, other, 1);
    struct first_seen_list seen = history_saw(history, arena, 140, other, 1);
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
    history_close(history_opened());
    assert_int_equal(sqlite3_open(history_path, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file,
                                  "DROP TABLE first_list; DROP TABLE incomplete;"
                                  "PRAGMA user_version = 1;"
                                  "INSERT INTO first_seen VALUES"
                                  " ('docker.io/library/x', '1.0', 90, 1, NULL),"
                                  " ('docker.io/library/x', '1.1', 90, 1, NULL),"
                                  " ('docker.io/library/x', '1.2', 95, 0, NULL)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(file);
    struct history *history = history_opened();
    struct first_seen_list seen = history_saw(history, arena, 100, now, 3);
    assert_int_equal(seen.count, 4);
    assert_int_equal(seen.items[0].day, 90);
    assert_true(seen.items[0].is_before);
    assert_int_equal(seen.items[1].missing_day, 100);
    assert_int_equal(seen.items[2].day, 95);
    assert_int_equal(seen.items[3].day, 100);
    assert_false(seen.items[3].is_before);
    history_close(history);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        HISTORY_TEST(the_last_complete_run_of_a_series_is_found),
        HISTORY_TEST(runs_are_listed_newest_first_and_found_by_number),
        HISTORY_TEST(a_run_is_recorded_whole_or_not_at_all),
        HISTORY_TEST(a_notification_goes_out_once_for_series_kind_and_day),
        HISTORY_TEST(versions_keep_the_day_of_their_first_list),
        HISTORY_TEST(a_list_that_stays_as_it_was_keeps_its_first_day),
        HISTORY_TEST(a_list_that_shrank_is_remembered_from_its_first_day),
        HISTORY_TEST(what_was_forgotten_whole_begins_anew),
        HISTORY_TEST(a_file_of_the_first_shape_keeps_its_days),
    };
    return RUN_TESTS(tests);
}
