/* Splits image references as tests/cases/image_ref.cases says. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/image_ref.h"

#include "case_lines.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

/* Replaces HEX64 and its like by that many digits: cases stay readable. */
static void expand(const char *pattern, struct text *text)
{
    for (const char *at = pattern; *at != '\0'; at++) {
        int count = strncmp(at, "HEX64", 5) == 0     ? 64
                    : strncmp(at, "HEX128", 6) == 0  ? 128
                    : strncmp(at, "LONG256", 7) == 0 ? 256
                    : strncmp(at, "LONG248", 7) == 0 ? 248
                                                     : 0;
        if (count == 0) {
            text_add_char(text, *at);
            continue;
        }
        for (int i = 0; i < count; i++)
            text_add_char(text, "abc0123456789def"[i % 16]);
        at += count == 64 ? 4 : count == 128 ? 5 : 6;
    }
}

/* "parse REFERENCE => REPOSITORY TAG DIGEST", with - for what is not there. */
static void check_parse(const struct case_line *line, const char *reference)
{
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT got = {0};
    AUTO_TEXT pattern = {0};
    AUTO_TEXT wanted = {0};
    text_init(&got, 4096);
    text_init(&pattern, 4096);
    text_init(&wanted, 4096);
    struct image_ref ref;
    struct error err = {0};
    if (image_ref_parse(reference, arena, &ref, &err))
        text_addf(&got, "%s %s %s", ref.repository, or_dash(ref.tag),
                  or_dash(ref.digest));
    else
        text_addf(&got, "error: %s", err.text);
    for (size_t i = 3; i < line->count; i++)
        text_addf(&pattern, "%s%s", i == 3 ? "" : " ", line->words[i]);
    expand(pattern.bytes, &wanted);
    bool is_error = strncmp(wanted.bytes, "error: ", 7) == 0;
    bool is_right = is_error ? strncmp(got.bytes, "error: ", 7) == 0 &&
                                   strstr(got.bytes, wanted.bytes + 7) != NULL
                             : strcmp(got.bytes, wanted.bytes) == 0;
    if (!is_right)
        fail_msg("%s:%d: wanted '%s', got '%s'", line->file, line->number, wanted.bytes,
                 got.bytes);
    if (!is_error)
        return;
    assert_int_equal(err.code, ERROR_FORMAT);
}

static void every_reference_is_split_as_its_rule_says(void **state)
{
    (void)state;
    struct case_lines lines;
    case_lines_open(&lines, "image_ref.cases");
    struct case_line line;
    while (case_lines_next(&lines, &line)) {
        AUTO_TEXT reference = {0};
        text_init(&reference, 4096);
        if (strcmp(line.words[1], "EMPTY") != 0)
            expand(line.words[1], &reference);
        check_parse(&line, reference.bytes);
    }
    case_lines_close(&lines);
}

static void white_space_is_no_part_of_a_reference(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct image_ref ref;
    struct error err = {0};
    assert_false(image_ref_parse(" redis:7", arena, &ref, &err));
    assert_false(image_ref_parse("redis:7\n", arena, &ref, &err));
}

static void the_default_tag_is_told_from_a_written_one(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct image_ref ref;
    struct error err = {0};
    assert_true(image_ref_parse("redis", arena, &ref, &err));
    assert_false(ref.has_tag);
    assert_string_equal(ref.tag, "latest");
    assert_true(image_ref_parse("redis:latest", arena, &ref, &err));
    assert_true(ref.has_tag);
}

#define SOME_DIGEST                                                                    \
    "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void a_reference_printed_and_parsed_again_is_the_same(void **state)
{
    (void)state;
    static const char *const references[] = {
        "redis",
        "redis:7",
        "registry.example:5000/a/b:v1",
        "localhost/x",
        "quay.io/a/b:1@" SOME_DIGEST,
        "a/b@" SOME_DIGEST,
    };
    AUTO_ARENA *arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(references); i++) {
        struct image_ref ref;
        struct image_ref again;
        struct error err = {0};
        assert_true(image_ref_parse(references[i], arena, &ref, &err));
        const char *shown = image_ref_format(&ref, arena);
        assert_true(image_ref_parse(shown, arena, &again, &err));
        assert_string_equal(image_ref_format(&again, arena), shown);
        assert_string_equal(again.domain, ref.domain);
        assert_string_equal(again.path, ref.path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reference_is_split_as_its_rule_says),
        cmocka_unit_test(white_space_is_no_part_of_a_reference),
        cmocka_unit_test(the_default_tag_is_told_from_a_written_one),
        cmocka_unit_test(a_reference_printed_and_parsed_again_is_the_same),
    };
    return RUN_TESTS(tests);
}
