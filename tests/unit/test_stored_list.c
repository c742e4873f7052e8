/* Lists in the cache: what was written is read, and nothing else. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/stored_list.h"

#include "unit.h"

#include <string.h>

static struct text_list list_of(struct arena *arena, const char *const *items,
                                size_t count)
{
    struct text_list list = {0};
    for (size_t i = 0; i < count; i++)
        *LIST_ADD(arena, &list) = items[i];
    return list;
}

static void what_was_written_is_read_in_its_order(void **state)
{
    static const char *const items[] = {"v1.7.30", "1.7.30-alpine", "latest", "\"[,]"};
    (void)state;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT stored = {0};
    struct text_list list = list_of(arena, items, COUNT_OF(items));
    assert_true(stored_list_write(&list, &stored));
    struct text_list read = stored_list_read(stored.bytes, stored.length, arena);
    assert_int_equal(read.count, COUNT_OF(items));
    for (size_t i = 0; i < read.count; i++)
        assert_string_equal(read.items[i], items[i]);
}

/* Byte for byte, to the last. */
static void only_what_would_be_written_is_the_list(void **state)
{
    static const char *const items[] = {"1.0", "1.1", "1.10"};
    static const struct {
        const char *body;
        bool is_list;
    } cases[] = {
        {"1.0\n1.1\n1.10\n", true},     {"", false},
        {"1.0\n1.1\n", false},          {"1.0\n1.1\n1.10", false},
        {"1.0\n1.1\n1.1\n", false},     {"1.0\n1.1\n1.100\n", false},
        {"1.0\n1.1\n1.10\n2\n", false}, {"1.0\n1.1\n1.10\n\n", false},
        {"1.0\n\n1.1\n1.10\n", false},  {"1.0 1.1 1.10\n", false},
    };
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct text_list list = list_of(arena, items, COUNT_OF(items));
    struct text_list none = {0};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (stored_list_is(cases[i].body, strlen(cases[i].body), &list) !=
            cases[i].is_list)
            fail_msg("'%s' was taken wrongly", cases[i].body);
    assert_true(stored_list_is("", 0, &none));
    assert_false(stored_list_is("\n", 1, &none));
}

static void an_empty_list_stays_empty(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT stored = {0};
    struct text_list none = {0};
    assert_true(stored_list_write(&none, &stored));
    assert_int_equal(stored_list_read(stored.bytes, stored.length, arena).count, 0);
}

static void an_entry_that_is_no_line_keeps_the_list_out(void **state)
{
    static const char *const broken[][2] = {{"1.0", "1.1\n1.2"}, {"1.0", ""}};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        AUTO_ARENA *arena = arena_new();
        AUTO_TEXT stored = {0};
        struct text_list list = list_of(arena, broken[i], 2);
        assert_false(stored_list_write(&list, &stored));
    }
}

static void a_line_that_was_cut_off_is_left_out(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct text_list read = stored_list_read("1.0\n1.1", 7, arena);
    assert_int_equal(read.count, 1);
    assert_string_equal(read.items[0], "1.0");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read_in_its_order),
        cmocka_unit_test(only_what_would_be_written_is_the_list),
        cmocka_unit_test(an_empty_list_stays_empty),
        cmocka_unit_test(an_entry_that_is_no_line_keeps_the_list_out),
        cmocka_unit_test(a_line_that_was_cut_off_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
