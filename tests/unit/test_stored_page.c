/* Pages go into the store and come back as they were. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/stored_page.h"

#include "unit.h"

#include <string.h>

static void a_page_comes_back_as_it_was(void **state)
{
    (void)state;
    const struct feed_page page = {.content_type = "application/json; charset=utf-8",
                                   .link = "<https://feed.example/2>; rel=\"next\"",
                                   .body = "[\n1,\0\n]",
                                   .body_bytes = 7};
    AUTO_TEXT stored;
    text_init(&stored, 1000);
    stored_page_write(&page, &stored);
    struct feed_page read = {0};
    assert_true(stored_page_read(stored.bytes, stored.length, &read));
    assert_string_equal(read.content_type, page.content_type);
    assert_string_equal(read.link, page.link);
    assert_int_equal(read.body_bytes, page.body_bytes);
    assert_memory_equal(read.body, page.body, page.body_bytes);
}

static void headers_that_were_not_there_are_not_there(void **state)
{
    (void)state;
    const struct feed_page page = {.body = "", .body_bytes = 0};
    AUTO_TEXT stored;
    text_init(&stored, 1000);
    stored_page_write(&page, &stored);
    struct feed_page read = {0};
    assert_true(stored_page_read(stored.bytes, stored.length, &read));
    assert_null(read.content_type);
    assert_null(read.link);
    assert_int_equal(read.body_bytes, 0);
}

static void bytes_of_another_shape_are_refused(void **state)
{
    (void)state;
    char one_line[] = "application/json\n";
    char no_line[] = "{}";
    struct feed_page read = {0};
    assert_false(stored_page_read(one_line, strlen(one_line), &read));
    assert_false(stored_page_read(no_line, strlen(no_line), &read));
    assert_false(stored_page_read(no_line, 0, &read));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_comes_back_as_it_was),
        cmocka_unit_test(headers_that_were_not_there_are_not_there),
        cmocka_unit_test(bytes_of_another_shape_are_refused),
    };
    return RUN_TESTS(tests);
}
