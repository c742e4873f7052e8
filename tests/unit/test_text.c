/* Slices, the text builder, the arena, lists, UTF-8, near matches, hashes, errors. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/list.h"
#include "base/near.h"
#include "base/out.h"
#include "base/text.h"
#include "base/utf8.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

static void a_slice_is_cut_into_all_its_pieces(void **state)
{
    (void)state;
    struct slice rest = slice_of("a,,b");
    assert_true(slice_equals(slice_cut(&rest, ','), "a"));
    assert_true(slice_equals(slice_cut(&rest, ','), ""));
    assert_non_null(rest.at);
    assert_true(slice_equals(slice_cut(&rest, ','), "b"));
    assert_null(rest.at);
}

static void a_number_is_digits_up_to_its_maximum(void **state)
{
    (void)state;
    uint64_t number;
    assert_true(text_number("0", 0, &number));
    assert_true(text_number("18446744073709551615", UINT64_MAX, &number));
    assert_true(number == UINT64_MAX);
    assert_false(text_number("18446744073709551616", UINT64_MAX, &number));
    assert_false(text_number("256", 255, &number));
    assert_false(text_number("7", 5, &number));
    assert_false(text_number("", 9, &number));
    assert_false(text_number("-1", 9, &number));
    assert_false(text_number(" 1", 9, &number));
}

static void a_text_keeps_what_fits_and_says_so(void **state)
{
    (void)state;
    AUTO_TEXT text;
    text_init(&text, 10);
    text_add(&text, "12345678");
    assert_false(text_overflowed(&text));
    text_addf(&text, "%s", "abcdef");
    assert_true(text_overflowed(&text));
    assert_string_equal(text.bytes, "12345678ab");
    text_reset(&text);
    assert_false(text_overflowed(&text));
    assert_string_equal(text.bytes, "");
}

static void a_line_fits_as_a_slice_and_a_line_feed_do(void **state)
{
    (void)state;
    for (size_t max = 0; max < 400; max++) {
        AUTO_TEXT lines;
        AUTO_TEXT text;
        text_init(&lines, max);
        text_init(&text, max);
        for (size_t i = 0; i < 60; i++) {
            struct slice line = {"123456789", i % 10};
            text_add_line(&lines, line);
            text_add_slice(&text, line);
            text_add_char(&text, '\n');
        }
        assert_string_equal(lines.bytes, text.bytes);
        assert_int_equal(lines.length, text.length);
        assert_int_equal(text_overflowed(&lines), text_overflowed(&text));
    }
}

static void an_arena_aligns_and_zeroes(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    for (size_t bytes = 1; bytes < 70000; bytes = bytes * 3 + 1) {
        const char *copy = arena_copy(arena, "x");
        unsigned char *room = arena_alloc(arena, bytes);
        assert_int_equal((uintptr_t)room % alignof(max_align_t), 0);
        assert_int_equal(room[0], 0);
        assert_int_equal(room[bytes - 1], 0);
        memset(room, 0xFF, bytes);
        assert_string_equal(copy, "x");
    }
    assert_true(arena_bytes(arena) > 44000);
}

static void a_list_keeps_what_was_added(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct text_list list = {0};
    for (int i = 0; i < 1000; i++)
        *LIST_ADD(arena, &list) = arena_format(arena, "%d", i);
    assert_int_equal(list.count, 1000);
    assert_string_equal(list.items[0], "0");
    assert_string_equal(list.items[999], "999");
}

static void a_new_slot_is_zeroed_whatever_was_there(void **state)
{
    (void)state;
    struct large {
        unsigned char bytes[200];
    };
    LIST(large_list, struct large);
    static const struct large zeros;
    AUTO_ARENA *arena = arena_new();
    memset(arena_alloc(arena, 2000), 0xFF, 2000);
    arena_reset(arena); /* its block stays as it is */
    struct large_list list = {0};
    struct index_list places = {0};
    for (size_t i = 0; i < 20; i++) {
        struct large *slot = LIST_ADD(arena, &list);
        assert_memory_equal(slot, &zeros, sizeof zeros);
        memset(slot, 0xFF, sizeof *slot);
        assert_int_equal(*LIST_ADD(arena, &places), 0);
    }
    assert_int_equal(list.count, 20);
}

static void the_first_cause_stays_and_steps_go_before_it(void **state)
{
    (void)state;
    struct error err = {0};
    assert_false(error_set(&err, ERROR_FORMAT, "cause %d", 1));
    assert_false(error_set(&err, ERROR_USAGE, "cause %d", 2));
    assert_false(error_within(&err, "reading %s", "x.yaml"));
    assert_string_equal(err.text, "reading x.yaml: cause 1");
    assert_int_equal(err.code, ERROR_FORMAT);
}

static void a_long_error_is_cut_not_overrun(void **state)
{
    (void)state;
    struct error err = {0};
    char longest[2000];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    error_set(&err, ERROR_FORMAT, "%s", longest);
    error_within(&err, "outer");
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    assert_memory_equal(err.text, "outer: aaa", 10);
    error_within(&err, "%s", longest);
    assert_memory_equal(err.text, "outer: aaa", 10);
}

static void near_words_are_found_and_far_ones_are_not(void **state)
{
    (void)state;
    static const char *const keys[] = {"soak", "tiers", "roles", "floating",
                                       "line_end"};
    assert_string_equal(near_match("soaks", keys, COUNT_OF(keys)), "soak");
    assert_string_equal(near_match("lineend", keys, COUNT_OF(keys)), "line_end");
    assert_string_equal(near_match("tires", keys, COUNT_OF(keys)), "tiers");
    assert_null(near_match("mirrors", keys, COUNT_OF(keys)));
    assert_null(near_match("", keys, COUNT_OF(keys)));
}

static void utf8_is_told_from_other_bytes(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "\x80",         "\xC0\x80",         "\xC3", "\xE0\x80\x80",
        "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8", "\xC3\x28"};
    uint32_t point;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_int_equal(utf8_read(slice_of(wrong[i]), &point), 0);
    assert_int_equal(utf8_read(slice_of("\xF0\x9F\x98\x80"), &point), 4);
    assert_int_equal(point, 0x1F600);
    AUTO_TEXT text;
    text_init(&text, 100);
    utf8_repair(&text, slice_of("a\xFF"
                                "b"));
    assert_string_equal(text.bytes, "a\xEF\xBF\xBD"
                                    "b");
}

static void foreign_text_cannot_steer_a_terminal(void **state)
{
    (void)state;
    AUTO_TEXT text;
    text_init(&text, 1000);
    out_add_printable(&text, "a\x1b[31m\r\n\x7f\xC2\x9B\xE2\x80\xAE\xFF\xC3\xA9");
    assert_string_equal(text.bytes,
                        "a\\x1B[31m\\x0D\\x0A\\x7F\\u{9B}\\u{202E}\\xFF\xC3\xA9");
    assert_int_equal(out_width("\xC3\xA9\xE6\xBC\xA2"), 3);
}

static void base64_goes_both_ways(void **state)
{
    (void)state;
    static const char *const plain[] = {"",     "f",     "fo",    "foo",
                                        "foob", "fooba", "foobar"};
    static const char *const coded[] = {"",         "Zg==",     "Zm8=",    "Zm9v",
                                        "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    for (size_t i = 0; i < COUNT_OF(plain); i++) {
        char text[32];
        unsigned char bytes[32];
        base64_encode(plain[i], strlen(plain[i]), text);
        assert_string_equal(text, coded[i]);
        long count = base64_decode(text, strlen(text), bytes);
        assert_int_equal(count, (long)strlen(plain[i]));
        assert_memory_equal(bytes, plain[i], strlen(plain[i]));
    }
    unsigned char bytes[32];
    assert_int_equal(base64_decode("Zm9v\nYg", 7, bytes), 4);
    assert_int_equal(base64_decode("Z", 1, bytes), -1);
    assert_int_equal(base64_decode("Zg=", 3, bytes), -1);
    assert_int_equal(base64_decode("Zg==Zg==", 8, bytes), -1);
    assert_int_equal(base64_decode("Z!==", 4, bytes), -1);
}

static void a_hash_is_sha256(void **state)
{
    (void)state;
    char hex[SHA256_TEXT_BYTES];
    char base64[SHA256_BASE64_BYTES];
    /* FIPS 180-4's example "abc". */
    assert_string_equal(
        sha256_hex("abc", 3, hex),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_string_equal(sha256_base64("abc", 3, base64),
                        "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slice_is_cut_into_all_its_pieces),
        cmocka_unit_test(a_number_is_digits_up_to_its_maximum),
        cmocka_unit_test(a_text_keeps_what_fits_and_says_so),
        cmocka_unit_test(a_line_fits_as_a_slice_and_a_line_feed_do),
        cmocka_unit_test(an_arena_aligns_and_zeroes),
        cmocka_unit_test(a_list_keeps_what_was_added),
        cmocka_unit_test(a_new_slot_is_zeroed_whatever_was_there),
        cmocka_unit_test(the_first_cause_stays_and_steps_go_before_it),
        cmocka_unit_test(a_long_error_is_cut_not_overrun),
        cmocka_unit_test(near_words_are_found_and_far_ones_are_not),
        cmocka_unit_test(utf8_is_told_from_other_bytes),
        cmocka_unit_test(foreign_text_cannot_steer_a_terminal),
        cmocka_unit_test(base64_goes_both_ways),
        cmocka_unit_test(a_hash_is_sha256),
    };
    return RUN_TESTS(tests);
}
