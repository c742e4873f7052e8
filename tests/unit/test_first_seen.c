/* First-seen days through the store: what had no day gets one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/first_seen.h"

#include "unit.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feeds/answer_tags.h"

enum { DAY_SECONDS = 86400, FIRST_DAY = 18000 };

/* A history in a folder of its own. */
struct seen_test {
    char folder[4096];
    struct out out;
    struct history *history;
    struct arena *arena;
    const struct version_reader *reader;
    int shorter_since_day; /* of the answers */
};

static int set_up(void **state)
{
    struct seen_test *test = calloc(1, sizeof *test);
    struct error err = {0};
    assert_non_null(getcwd(test->folder, sizeof test->folder - 32));
    size_t length = strlen(test->folder);
    snprintf(test->folder + length, sizeof test->folder - length, "/first-seen-XXXXXX");
    assert_non_null(mkdtemp(test->folder));
    setenv("STATE_DIRECTORY", test->folder, 1);
    out_init(&test->out, stdout, stderr);
    test->history = history_open(&test->out, &err);
    assert_non_null(test->history);
    test->arena = arena_new();
    assert_true(version_reader_new(NULL, test->arena, &test->reader, &err));
    *state = test;
    return 0;
}

static int tear_down(void **state)
{
    struct seen_test *test = *state;
    char path[sizeof test->folder + 32];
    history_close(test->history);
    arena_free(test->arena);
    snprintf(path, sizeof path, "%s/state.db", test->folder);
    assert_int_equal(unlink(path), 0);
    snprintf(path, sizeof path, "%s/state.db-journal", test->folder);
    unlink(path);
    assert_int_equal(rmdir(test->folder), 0);
    free(test);
    return 0;
}

/* What a run on a day tells of these tags (blanks between them), then of others. */
static void check_answer(struct seen_test *test, int day, const char *tags,
                         bool keep_first_seen, enum answer_state state,
                         const char *want)
{
    static const char *const kinds[] = {"published", "tagged", "pushed", "seen",
                                        "least"};
    const struct feeds_options options = {.now = (long long)day * DAY_SECONDS,
                                          .keep_first_seen = keep_first_seen};
    const struct feed_run run = {.options = &options,
                                 .history = test->history,
                                 .out = &test->out,
                                 .arena = test->arena};
    struct answer answer = {.covers = COVERS_TAGS,
                            .state = state,
                            .first_seen_repository = "r/x",
                            .shorter_since_day = test->shorter_since_day};
    struct slice rest = slice_of(tags);
    while (rest.at != NULL)
        *LIST_ADD(test->arena, &answer.tags) =
            arena_copy_slice(test->arena, slice_cut(&rest, ' '));
    answer_read_tags(&answer, test->reader, test->arena);
    struct version_texts texts = versions_of(&answer, test->reader, test->arena);
    first_seen_note(&run, &texts, &answer);
    struct error err = {0};
    assert_true(history_flush(test->history, &err));
    AUTO_TEXT text;
    text_init(&text, 4096);
    for (size_t i = 0; answer.tag_days != NULL && i < answer.tags.count; i++)
        if (answer.tag_days[i].day != DAY_NONE)
            text_addf(&text, "%s %s +%d\n", answer.tags.items[i],
                      kinds[answer.tag_days[i].kind],
                      answer.tag_days[i].day - FIRST_DAY);
    for (size_t i = 0; i < answer.releases.count; i++) {
        const struct feed_release *release = &answer.releases.items[i];
        text_addf(&text, "%s %s +%d%s\n", release->version, kinds[release->date_kind],
                  release->day - FIRST_DAY, release->is_withdrawn ? " withdrawn" : "");
    }
    assert_string_equal(text.bytes, want);
}

static void check_day(struct seen_test *test, int day, const char *tags,
                      bool keep_first_seen, const char *want)
{
    check_answer(test, day, tags, keep_first_seen, ANSWER_COMPLETE, want);
}

static void what_stood_in_the_first_list_has_a_least_age(void **state)
{
    check_day(*state, FIRST_DAY, "1.0.0 v1.1.0 1.1.0-alpine latest", true,
              "1.0.0 least +0\nv1.1.0 least +0\n1.1.0-alpine least +0\n");
}

static void what_came_later_has_a_day(void **state)
{
    check_day(*state, FIRST_DAY, "1.0.0", true, "1.0.0 least +0\n");
    check_day(*state, FIRST_DAY + 7, "1.0.0 1.1.0", true,
              "1.0.0 least +0\n1.1.0 seen +7\n");
    check_day(*state, FIRST_DAY + 9, "1.0.0 1.1.0", true,
              "1.0.0 least +0\n1.1.0 seen +7\n");
}

static void what_is_gone_for_two_weeks_is_withdrawn(void **state)
{
    check_day(*state, FIRST_DAY, "1.0.0 1.1.0", true,
              "1.0.0 least +0\n1.1.0 least +0\n");
    check_day(*state, FIRST_DAY + 1, "1.1.0", true, "1.1.0 least +0\n1.0.0 least +0\n");
    check_day(*state, FIRST_DAY + 14, "1.1.0", true,
              "1.1.0 least +0\n1.0.0 least +0\n");
    check_day(*state, FIRST_DAY + 15, "1.1.0", true,
              "1.1.0 least +0\n1.0.0 least +0 withdrawn\n");
    check_day(*state, FIRST_DAY + 400, "1.1.0", true,
              "1.1.0 least +0\n1.0.0 least +0 withdrawn\n");
    check_day(*state, FIRST_DAY + 401, "1.1.0", true, "1.1.0 least +0\n");
}

/* Believed after two weeks, what it lacks is withdrawn that day, not two weeks later.
 */
static void what_a_shorter_list_lacks_is_missing_from_its_first_day_on(void **state)
{
    struct seen_test *test = *state;
    check_day(test, FIRST_DAY, "1.0.0 1.1.0", true, "1.0.0 least +0\n1.1.0 least +0\n");
    test->shorter_since_day = FIRST_DAY + 1;
    check_answer(test, FIRST_DAY + 1, "1.1.0", true, ANSWER_PARTIAL,
                 "1.1.0 least +0\n1.0.0 least +0\n");
    check_answer(test, FIRST_DAY + 8, "1.1.0 1.2.0", true, ANSWER_PARTIAL,
                 "1.1.0 least +0\n1.2.0 seen +8\n1.0.0 least +0\n");
    check_answer(test, FIRST_DAY + 15, "1.1.0 1.2.0", true, ANSWER_COMPLETE,
                 "1.1.0 least +0\n1.2.0 seen +8\n1.0.0 least +0 withdrawn\n");
    test->shorter_since_day = 0;
    check_day(test, FIRST_DAY + 16, "1.1.0 1.2.0", true,
              "1.1.0 least +0\n1.2.0 seen +8\n1.0.0 least +0 withdrawn\n");
    check_day(test, FIRST_DAY + 17, "1.0.0 1.1.0 1.2.0", true,
              "1.0.0 least +0\n1.1.0 least +0\n1.2.0 seen +8\n");
}

static void a_run_that_keeps_no_days_adds_none(void **state)
{
    check_day(*state, FIRST_DAY, "1.0.0", false, "");
    check_day(*state, FIRST_DAY + 1, "1.0.0", true, "1.0.0 least +1\n");
}

static void a_list_that_failed_has_what_is_remembered_and_teaches_nothing(void **state)
{
    const char *known = "1.0.0 least +0\n1.1.0 seen +1\n";
    check_day(*state, FIRST_DAY, "1.0.0", true, "1.0.0 least +0\n");
    check_day(*state, FIRST_DAY + 1, "1.0.0 1.1.0", true, known);
    check_answer(*state, FIRST_DAY + 2, "", true, ANSWER_FAILED, known);
    check_answer(*state, FIRST_DAY + 2, "1.0.0 1.2.0", true, ANSWER_PARTIAL, known);
    check_answer(*state, FIRST_DAY + 2, "", false, ANSWER_FAILED, "");
    check_day(*state, FIRST_DAY + 30, "1.0.0 1.1.0", true, known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_stood_in_the_first_list_has_a_least_age,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_came_later_has_a_day, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_gone_for_two_weeks_is_withdrawn, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            what_a_shorter_list_lacks_is_missing_from_its_first_day_on, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(a_run_that_keeps_no_days_adds_none, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            a_list_that_failed_has_what_is_remembered_and_teaches_nothing, set_up,
            tear_down),
    };
    return RUN_TESTS(tests);
}
