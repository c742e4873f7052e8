/* What a shorter list lacks. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/regression.h"

#include "unit.h"

#include "base/compiler.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_that_are_gone_are_counted),
    };
    return RUN_TESTS(tests);
}
