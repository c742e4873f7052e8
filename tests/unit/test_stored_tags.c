/* Tag lists in the cache: pages with their validators, and what is none of ours. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/stored_tags.h"

#include "unit.h"

#include <string.h>

static struct slice lines_of(const char *text)
{
    return (struct slice){text, strlen(text)};
}

static const char *text_of(struct slice slice, struct arena *arena)
{
    return arena_copy_slice(arena, slice);
}

static void pages_are_read_as_they_were_written(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT stored = {0};
    struct registry_page pages[] = {
        {.url = "https://r/1",
         .etag = "W/\"1\"",
         .next = "https://r/2",
         .lines = lines_of("1.0\n1.1\n")},
        {.url = "https://r/2", .last_modified = "Mon", .lines = lines_of("1.2\n")}};
    struct registry_page_list list = {pages, 2, 2};
    struct registry_page_list read = {0};
    struct slice lines = {0};
    assert_true(stored_tags_write(&list, NULL, &stored));
    assert_true(stored_tags_read((struct slice){stored.bytes, stored.length}, arena,
                                 &read, &lines));
    assert_int_equal(read.count, 2);
    assert_string_equal(read.items[0].url, "https://r/1");
    assert_string_equal(read.items[0].etag, "W/\"1\"");
    assert_null(read.items[0].last_modified);
    assert_string_equal(read.items[0].next, "https://r/2");
    assert_string_equal(text_of(read.items[0].lines, arena), "1.0\n1.1\n");
    assert_null(read.items[1].etag);
    assert_string_equal(read.items[1].last_modified, "Mon");
    assert_null(read.items[1].next);
    assert_string_equal(text_of(read.items[1].lines, arena), "1.2\n");
    assert_string_equal(text_of(lines, arena), "1.0\n1.1\n1.2\n");
}

static void what_was_not_modified_comes_from_the_earlier_list(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT stored = {0};
    AUTO_TEXT lost = {0};
    struct registry_page before[] = {{.url = "u1", .lines = lines_of("a\n")},
                                     {.url = "u2", .lines = lines_of("b\n")}};
    struct registry_page now[] = {{.url = "u1", .is_not_modified = true},
                                  {.url = "u2", .lines = lines_of("c\nd\n")}};
    struct registry_page_list earlier = {before, 2, 2};
    struct registry_page_list none = {0};
    struct registry_page_list list = {now, 2, 2};
    struct registry_page_list read = {0};
    struct slice lines = {0};
    assert_true(stored_tags_write(&list, &earlier, &stored));
    assert_true(stored_tags_read((struct slice){stored.bytes, stored.length}, arena,
                                 &read, &lines));
    assert_string_equal(text_of(lines, arena), "a\nc\nd\n");
    assert_false(stored_tags_write(&list, &none, &lost));
}

static void days_are_cut_from_the_tags(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct text_list tags = {0};
    const int *days = NULL;
    stored_tags_list(lines_of("1.0 2023-07-22\n1.1\n1.2 soon\n"), arena, &tags, &days);
    assert_int_equal(tags.count, 3);
    assert_string_equal(tags.items[0], "1.0");
    assert_string_equal(tags.items[1], "1.1");
    assert_string_equal(tags.items[2], "1.2");
    assert_int_equal(days[0], day_of(2023, 7, 22));
    assert_int_equal(days[1], DAY_NONE);
    assert_int_equal(days[2], DAY_NONE);
    stored_tags_list(lines_of("1.0\n1.1\n"), arena, &tags, &days);
    assert_int_equal(tags.count, 2);
    assert_null(days);
}

static void what_is_none_of_ours_is_no_list(void **state)
{
    (void)state;
    static const char *const bodies[] = {"",
                                         "1.0\n1.1\n",
                                         "1\n4\nu\n\n\n",
                                         "1\n4\nu\n\n\n\n1.0",
                                         "1\n\n",
                                         "x\n4\nu\n\n\n\n",
                                         "1001\n",
                                         "1\n4\n\n\n\n\n1.0\n",
                                         "0\nx\n",
                                         "1\n-1\nu\n\n\n\n",
                                         "1\n3\nu\n\n\n\n1.0\n"};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        AUTO_ARENA *arena = arena_new();
        struct registry_page_list read = {0};
        struct slice lines = {0};
        if (stored_tags_read(lines_of(bodies[i]), arena, &read, &lines))
            fail_msg("'%s' is taken", bodies[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_read_as_they_were_written),
        cmocka_unit_test(what_was_not_modified_comes_from_the_earlier_list),
        cmocka_unit_test(days_are_cut_from_the_tags),
        cmocka_unit_test(what_is_none_of_ours_is_no_list),
    };
    return RUN_TESTS(tests);
}
