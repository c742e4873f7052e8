/* Gzip files are inflated within their limits, and nothing else passes for one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/arena.h"
#include "base/gzip.h"

#include <stdlib.h>
#include <string.h>

enum { MEGABYTE = 1024 * 1024 };

static const char verse[] = "{\"product\":\"traefik\"}\n{\"product\":\"coredns\"}\n";

static void deflate(struct slice bytes, struct text *ret_compressed)
{
    struct error err = {0};
    text_init(ret_compressed, 64 * MEGABYTE);
    assert_true(gzip_deflate(bytes, ret_compressed, &err));
}

static struct slice slice_of_text(const struct text *text)
{
    return (struct slice){text->bytes, text->length};
}

/* Inflates within max; what went wrong is in err. */
static bool inflate(struct slice compressed, size_t max, struct text *ret_text,
                    struct error *err)
{
    text_init(ret_text, max);
    return gzip_inflate(compressed, ret_text, err);
}

static void what_was_deflated_comes_back(void **state)
{
    (void)state;
    AUTO_TEXT compressed;
    AUTO_TEXT text;
    struct error err = {0};
    deflate(slice_of(verse), &compressed);
    assert_true(inflate(slice_of_text(&compressed), MEGABYTE, &text, &err));
    assert_string_equal(text.bytes, verse);
}

static void the_same_bytes_give_the_same_file_without_a_time(void **state)
{
    (void)state;
    AUTO_TEXT first;
    AUTO_TEXT second;
    deflate(slice_of(verse), &first);
    deflate(slice_of(verse), &second);
    assert_int_equal(first.length, second.length);
    assert_memory_equal(first.bytes, second.bytes, first.length);
    assert_memory_equal(first.bytes + 3, "\0\0\0\0\0", 5); /* flags and time */
}

static void nothing_at_all_comes_back_as_nothing(void **state)
{
    (void)state;
    AUTO_TEXT compressed;
    AUTO_TEXT text;
    struct error err = {0};
    deflate(slice_of(""), &compressed);
    assert_true(inflate(slice_of_text(&compressed), MEGABYTE, &text, &err));
    assert_int_equal(text.length, 0);
}

static void a_file_cut_anywhere_is_refused(void **state)
{
    (void)state;
    AUTO_TEXT compressed;
    deflate(slice_of(verse), &compressed);
    for (size_t length = 0; length < compressed.length; length++) {
        AUTO_TEXT text;
        struct error err = {0};
        struct slice part = {compressed.bytes, length};
        assert_false(inflate(part, MEGABYTE, &text, &err));
        assert_int_equal(err.code, ERROR_FORMAT);
    }
}

/* Bits that only fill the last byte up may differ; what is read may not. */
static void a_changed_bit_changes_no_content(void **state)
{
    (void)state;
    AUTO_TEXT compressed;
    size_t refused = 0;
    deflate(slice_of(verse), &compressed);
    for (size_t at = 10; at < compressed.length; at++) {
        AUTO_TEXT text;
        struct error err = {0};
        compressed.bytes[at] ^= 0x10;
        if (inflate(slice_of_text(&compressed), MEGABYTE, &text, &err))
            assert_string_equal(text.bytes, verse);
        else
            refused++;
        compressed.bytes[at] ^= 0x10;
    }
    assert_true(refused + 1 >= compressed.length - 10);
}

static void bytes_after_the_end_are_refused(void **state)
{
    (void)state;
    AUTO_TEXT compressed;
    AUTO_TEXT text;
    struct error err = {0};
    deflate(slice_of(verse), &compressed);
    text_add(&compressed, "more");
    assert_false(inflate(slice_of_text(&compressed), MEGABYTE, &text, &err));
    assert_string_equal(err.text, "4 bytes follow the end of the file");
}

static void plain_text_is_no_gzip_file(void **state)
{
    (void)state;
    AUTO_TEXT text;
    struct error err = {0};
    assert_false(inflate(slice_of(verse), MEGABYTE, &text, &err));
    assert_non_null(strstr(err.text, "not a gzip file"));
}

static void more_than_the_limit_is_refused(void **state)
{
    (void)state;
    AUTO_TEXT compressed;
    AUTO_TEXT text;
    struct error err = {0};
    deflate(slice_of(verse), &compressed);
    assert_false(inflate(slice_of_text(&compressed), sizeof verse - 2, &text, &err));
    assert_non_null(strstr(err.text, "inflated it is larger than"));
}

static void a_file_made_to_fill_memories_is_refused_early(void **state)
{
    (void)state;
    AUTO_TEXT compressed;
    AUTO_TEXT text;
    struct error err = {0};
    size_t count = 48 * MEGABYTE;
    char *zeroes = calloc(1, count);
    assert_non_null(zeroes);
    deflate((struct slice){zeroes, count}, &compressed);
    free(zeroes);
    assert_false(inflate(slice_of_text(&compressed), 64 * MEGABYTE, &text, &err));
    assert_string_equal(err.text, "it inflates to more than 200 times its size");
    assert_true(text.length < 16 * MEGABYTE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_deflated_comes_back),
        cmocka_unit_test(the_same_bytes_give_the_same_file_without_a_time),
        cmocka_unit_test(nothing_at_all_comes_back_as_nothing),
        cmocka_unit_test(a_file_cut_anywhere_is_refused),
        cmocka_unit_test(a_changed_bit_changes_no_content),
        cmocka_unit_test(bytes_after_the_end_are_refused),
        cmocka_unit_test(plain_text_is_no_gzip_file),
        cmocka_unit_test(more_than_the_limit_is_refused),
        cmocka_unit_test(a_file_made_to_fill_memories_is_refused_early),
    };
    return RUN_TESTS(tests);
}
