/* Gzip that arrives in pieces is whole at its end and nowhere before. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/gzip.h"
#include "base/text.h"
#include "gunzip_pieces.h"

#include <stdlib.h>
#include <string.h>

enum { MEGABYTE = 1024 * 1024, TRAILER_BYTES = 8 };

static const char verse[] = "2.0.0\n2.0.1\n2.0.2\n2.1.0\n";

static void pack(const char *words, struct text *packed)
{
    struct error err = {0};
    AUTO_TEXT member;
    text_init(&member, 64 * MEGABYTE);
    assert_true(gzip_deflate(slice_of(words), &member, &err));
    text_add_bytes(packed, member.bytes, member.length);
}

static struct slice all_of(const struct text *text)
{
    return (struct slice){text->bytes, text->length};
}

static void pieces_of_any_size_give_the_same(void **state)
{
    (void)state;
    AUTO_TEXT packed;
    text_init(&packed, MEGABYTE);
    pack(verse, &packed);
    for (size_t piece = 1; piece <= packed.length; piece++) {
        AUTO_TEXT text;
        bool is_whole = false;
        text_init(&text, MEGABYTE);
        assert_int_equal(gunzip_in_pieces(all_of(&packed), piece, &text, &is_whole),
                         GUNZIP_MORE);
        assert_true(is_whole);
        assert_string_equal(text.bytes, verse);
    }
}

static void a_stream_cut_anywhere_is_not_whole(void **state)
{
    (void)state;
    AUTO_TEXT packed;
    text_init(&packed, MEGABYTE);
    pack(verse, &packed);
    for (size_t length = 0; length < packed.length; length++) {
        AUTO_TEXT text;
        bool is_whole = true;
        text_init(&text, MEGABYTE);
        assert_int_equal(
            gunzip_in_pieces((struct slice){packed.bytes, length}, 7, &text, &is_whole),
            GUNZIP_MORE);
        assert_false(is_whole);
    }
}

static void members_one_behind_the_other_are_one_file(void **state)
{
    (void)state;
    AUTO_TEXT packed;
    text_init(&packed, MEGABYTE);
    pack("2.0.0\n", &packed);
    size_t first = packed.length;
    pack("", &packed);
    pack("2.1.0\n", &packed);
    for (size_t piece = 1; piece <= packed.length; piece++) {
        AUTO_TEXT text;
        bool is_whole = false;
        text_init(&text, MEGABYTE);
        assert_int_equal(gunzip_in_pieces(all_of(&packed), piece, &text, &is_whole),
                         GUNZIP_MORE);
        assert_true(is_whole);
        assert_string_equal(text.bytes, "2.0.0\n2.1.0\n");
    }
    AUTO_TEXT text;
    bool is_whole = true;
    text_init(&text, MEGABYTE);
    assert_int_equal(
        gunzip_in_pieces((struct slice){packed.bytes, first + 3}, 5, &text, &is_whole),
        GUNZIP_MORE);
    assert_false(is_whole);
}

static void what_follows_the_end_and_is_no_member_is_refused(void **state)
{
    (void)state;
    static const char *const junk[] = {"more", "<html>", "\x1f\x8c"};
    for (size_t i = 0; i < COUNT_OF(junk); i++) {
        AUTO_TEXT packed;
        AUTO_TEXT text;
        bool is_whole;
        text_init(&packed, MEGABYTE);
        text_init(&text, MEGABYTE);
        pack(verse, &packed);
        text_add(&packed, junk[i]);
        assert_int_equal(gunzip_in_pieces(all_of(&packed), 4096, &text, &is_whole),
                         GUNZIP_BROKEN);
    }
}

static void a_wrong_checksum_or_length_is_refused(void **state)
{
    (void)state;
    for (size_t back = 1; back <= TRAILER_BYTES; back++) {
        AUTO_TEXT packed;
        AUTO_TEXT text;
        bool is_whole;
        text_init(&packed, MEGABYTE);
        text_init(&text, MEGABYTE);
        pack(verse, &packed);
        packed.bytes[packed.length - back] ^= 1;
        assert_int_equal(gunzip_in_pieces(all_of(&packed), 3, &text, &is_whole),
                         GUNZIP_BROKEN);
    }
}

static void other_bytes_are_refused(void **state)
{
    (void)state;
    AUTO_TEXT text;
    bool is_whole;
    text_init(&text, MEGABYTE);
    assert_int_equal(gunzip_in_pieces(slice_of(verse), 1, &text, &is_whole),
                     GUNZIP_BROKEN);
    assert_int_equal(text.length, 0);
}

static void much_more_than_fits_at_once_comes_whole(void **state)
{
    (void)state;
    AUTO_TEXT words;
    AUTO_TEXT packed;
    AUTO_TEXT text;
    bool is_whole = false;
    text_init(&words, 64 * MEGABYTE);
    text_init(&packed, 64 * MEGABYTE);
    text_init(&text, 64 * MEGABYTE);
    for (unsigned i = 0; words.length < 3 * MEGABYTE; i++)
        text_addf(&words, "%u.%u.%u\n", i % 7, i, i * 31 % 1009);
    pack(words.bytes, &packed);
    assert_int_equal(gunzip_in_pieces(all_of(&packed), packed.length, &text, &is_whole),
                     GUNZIP_MORE);
    assert_true(is_whole);
    assert_int_equal(text.length, words.length);
    assert_memory_equal(text.bytes, words.bytes, words.length);
}

static bool refuse(const char *bytes, size_t count, void *context)
{
    (void)bytes;
    (void)count;
    *(unsigned *)context += 1;
    return false;
}

static void who_takes_may_stop(void **state)
{
    (void)state;
    AUTO_TEXT packed;
    unsigned calls = 0;
    text_init(&packed, MEGABYTE);
    pack(verse, &packed);
    struct gunzip *gunzip = gunzip_new();
    assert_int_equal(gunzip_push(gunzip, all_of(&packed), refuse, &calls),
                     GUNZIP_STOPPED);
    assert_int_equal(calls, 1);
    gunzip_free(gunzip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_of_any_size_give_the_same),
        cmocka_unit_test(a_stream_cut_anywhere_is_not_whole),
        cmocka_unit_test(members_one_behind_the_other_are_one_file),
        cmocka_unit_test(what_follows_the_end_and_is_no_member_is_refused),
        cmocka_unit_test(a_wrong_checksum_or_length_is_refused),
        cmocka_unit_test(other_bytes_are_refused),
        cmocka_unit_test(much_more_than_fits_at_once_comes_whole),
        cmocka_unit_test(who_takes_may_stop),
    };
    return RUN_TESTS(tests);
}
