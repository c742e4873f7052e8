/* What a shorter list lacks. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/regression.h"

#include "feeds/answer_tags.h"

#include "unit.h"

#include "base/compiler.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Ascending texts, one letter each. */
static struct text_list list_of(const char *letters, struct arena *arena)
{
    struct text_list list = {0};
    for (; *letters != '\0'; letters++)
        *LIST_ADD(arena, &list) = arena_copy_slice(arena, (struct slice){letters, 1});
    return list;
}

static const struct {
    const char *before;
    const char *after;
    size_t gone;
    const char *last;
} cases[] = {
    {"", "", 0, ""},        {"abc", "abc", 0, ""},  {"abc", "abcd", 0, ""},
    {"", "abc", 0, ""},     {"bd", "abcde", 0, ""}, {"abc", "ab", 1, "c"},
    {"abc", "bc", 1, "a"},  {"abcd", "ac", 2, "d"}, {"abc", "", 3, "c"},
    {"abc", "xyz", 3, "c"}, {"ace", "bcd", 2, "e"},
};

static void versions_that_are_gone_are_counted(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO_ARENA *arena = arena_new();
        struct text_list before = list_of(cases[i].before, arena);
        struct text_list after = list_of(cases[i].after, arena);
        const char *last = "";
        assert_int_equal(regression_count(&before, &after, &last), cases[i].gone);
        assert_string_equal(last, cases[i].last);
    }
}

/* A cache in a folder of its own. */
struct cache_test {
    char folder[4096];
    struct out out;
    struct cache *cache;
};

static int set_up(void **state)
{
    struct cache_test *test = calloc(1, sizeof *test);
    assert_non_null(getcwd(test->folder, sizeof test->folder - 32));
    size_t length = strlen(test->folder);
    snprintf(test->folder + length, sizeof test->folder - length, "/regression-XXXXXX");
    assert_non_null(mkdtemp(test->folder));
    setenv("CACHE_DIRECTORY", test->folder, 1);
    out_init(&test->out, stdout, stderr);
    test->cache = cache_open(&test->out);
    *state = test;
    return 0;
}

static int tear_down(void **state)
{
    static const char *const files[] = {"cache.db", "cache.db-journal", "cache.db-wal",
                                        "cache.db-shm"};
    struct cache_test *test = *state;
    cache_close(test->cache);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char path[sizeof test->folder + 32];
        snprintf(path, sizeof path, "%s/%s", test->folder, files[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(test->folder), 0);
    free(test);
    return 0;
}

/* Which state an answer with these tags, or lines with an end, has on a day. */
static enum answer_state state_on(struct cache_test *test, int day, const char *texts,
                                  bool are_lines)
{
    enum { DAY_SECONDS = 86400 };
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    const struct feeds_options options = {.now = (long long)day * DAY_SECONDS};
    const struct feed_run run = {
        .options = &options, .cache = test->cache, .arena = arena};
    struct answer answer = {.feed = "x",
                            .about = "y",
                            .covers = are_lines ? COVERS_ENDS : COVERS_TAGS,
                            .state = ANSWER_COMPLETE};
    struct slice rest = slice_of(texts);
    while (rest.at != NULL) {
        const char *text = arena_copy_slice(arena, slice_cut(&rest, ' '));
        if (are_lines)
            *LIST_ADD(arena, &answer.lines) =
                (struct feed_line){.name = text, .has_end = true};
        else
            *LIST_ADD(arena, &answer.tags) = text;
    }
    const struct version_reader *reader;
    assert_true(version_reader_new(NULL, arena, &reader, &err));
    answer_read_tags(&answer, reader, arena);
    struct version_texts versions = versions_of(&answer, reader, arena);
    regression_check(&run, &versions, &answer);
    return answer.state;
}

static void a_shorter_list_is_believed_when_it_has_stood_for_two_weeks(void **state)
{
    const enum answer_state whole = ANSWER_COMPLETE;
    const enum answer_state part = ANSWER_PARTIAL;
    for (unsigned i = 0; i < 2; i++) {
        bool are_lines = i == 1;
        assert_int_equal(state_on(*state, 100, "1.0.0 1.1.0 1.2.0", are_lines), whole);
        assert_int_equal(state_on(*state, 101, "1.0.0 1.1.0", are_lines), part);
        assert_int_equal(state_on(*state, 114, "1.0.0 1.1.0", are_lines), part);
        assert_int_equal(state_on(*state, 115, "1.0.0 1.1.0", are_lines), whole);
        assert_int_equal(state_on(*state, 116, "1.0.0 1.1.0", are_lines), whole);
        assert_int_equal(state_on(*state, 117, "1.0.0", are_lines), part);
        assert_int_equal(state_on(*state, 130, "1.1.0", are_lines), part);
        assert_int_equal(state_on(*state, 132, "1.1.0", are_lines), part);
        assert_int_equal(state_on(*state, 143, "1.1.0", are_lines), part);
        assert_int_equal(state_on(*state, 144, "1.1.0", are_lines), whole);
    }
}

static void a_shorter_list_begins_anew_when_the_whole_one_was_back(void **state)
{
    assert_int_equal(state_on(*state, 100, "1.0.0 1.1.0", false), ANSWER_COMPLETE);
    assert_int_equal(state_on(*state, 101, "1.0.0", false), ANSWER_PARTIAL);
    assert_int_equal(state_on(*state, 102, "1.0.0 1.1.0", false), ANSWER_COMPLETE);
    assert_int_equal(state_on(*state, 120, "1.0.0", false), ANSWER_PARTIAL);
    assert_int_equal(state_on(*state, 121, "1.0.0 1.1.0 1.2.0", false),
                     ANSWER_COMPLETE);
    assert_int_equal(state_on(*state, 140, "1.0.0", false), ANSWER_PARTIAL);
}

/* Whoever deletes a tag and releases every week never has a list that stays the same.
 */
static void a_shorter_list_may_grow_while_it_stands(void **state)
{
    const enum answer_state whole = ANSWER_COMPLETE;
    const enum answer_state part = ANSWER_PARTIAL;
    assert_int_equal(state_on(*state, 100, "1.0.0 1.1.0 1.2.0", false), whole);
    assert_int_equal(state_on(*state, 101, "1.0.0 1.1.0", false), part);
    assert_int_equal(state_on(*state, 108, "1.0.0 1.1.0 1.3.0", false), part);
    assert_int_equal(state_on(*state, 114, "1.0.0 1.1.0 1.3.0 1.4.0", false), part);
    assert_int_equal(state_on(*state, 115, "1.0.0 1.1.0 1.3.0 1.4.0", false), whole);
    assert_int_equal(state_on(*state, 116, "1.0.0 1.1.0 1.3.0 1.4.0 1.5.0", false),
                     whole);
    /* What came meanwhile and goes again is a loss of its own. */
    assert_int_equal(state_on(*state, 120, "1.0.0 1.1.0 1.3.0 1.4.0", false), part);
    assert_int_equal(state_on(*state, 127, "1.0.0 1.1.0 1.3.0 1.4.0 1.6.0", false),
                     part);
    assert_int_equal(state_on(*state, 128, "1.0.0 1.1.0 1.3.0 1.4.0", false), part);
    assert_int_equal(state_on(*state, 141, "1.0.0 1.1.0 1.3.0 1.4.0", false), part);
    assert_int_equal(state_on(*state, 142, "1.0.0 1.1.0 1.3.0 1.4.0", false), whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_that_are_gone_are_counted),
        cmocka_unit_test_setup_teardown(
            a_shorter_list_is_believed_when_it_has_stood_for_two_weeks, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            a_shorter_list_begins_anew_when_the_whole_one_was_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_shorter_list_may_grow_while_it_stands, set_up,
                                        tear_down),
    };
    return RUN_TESTS(tests);
}
