/* Tests of the tag list reader: in pieces of every size it says what jansson says. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/tags_json.h"

#include "unit.h"

#include "base/arena.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reads in pieces; the tags joined by blanks, or NULL when it was refused. */
static const char *read_tags(const char *json, size_t bytes, size_t piece,
                             struct arena *arena, struct error *err)
{
    AUTO_TEXT lines;
    struct tags_json reader;
    text_init(&lines, bytes + 1);
    tags_json_init(&reader, &lines, NULL, 1000);
    for (size_t at = 0; at < bytes; at += piece)
        if (!tags_json_add(&reader, json + at, bytes - at < piece ? bytes - at : piece,
                           err))
            return NULL;
    if (!tags_json_finish(&reader, err))
        return NULL;
    char *joined = arena_alloc(arena, lines.length + 1);
    memcpy(joined, lines.bytes, lines.length);
    for (size_t i = 0; i < lines.length; i++)
        if (joined[i] == '\n')
            joined[i] = i + 1 < lines.length ? ' ' : '\0';
    return joined;
}

static void check(const char *json, const char *wanted)
{
    for (size_t piece = 1; piece <= strlen(json) + 1; piece++) {
        AUTO_ARENA *arena = arena_new();
        struct error err = {0};
        const char *got = read_tags(json, strlen(json), piece, arena, &err);
        if (wanted == NULL ? got != NULL : got == NULL || strcmp(got, wanted) != 0)
            fail_msg("%s in pieces of %zu: wanted %s, got %s (%s)", json, piece,
                     wanted != NULL ? wanted : "refusal", got != NULL ? got : "refusal",
                     err.text);
        /* Whatever it takes, jansson takes too. */
        json_t *root = json_loadb(json, strlen(json), 0, NULL);
        assert_true(got == NULL || root != NULL);
        json_decref(root);
    }
}

static void tag_lists_are_read(void **state)
{
    (void)state;
    check("{\"name\":\"library/nginx\",\"tags\":[\"1.24\",\"1.25\",\"latest\"]}",
          "1.24 1.25 latest");
    check(" { \"tags\" : [ \"a\" , \"b\" ] , \"name\" : \"x\" } \n", "a b");
    check("{\"tags\":null}", "");
    check("{\"tags\":[]}", "");
    check("{\"tags\":[\"\\u0031.\\u0032\",\"a\\/b\",\"\\\"\"]}", "1.2");
    /* The extended answer of gcr.io: other members are checked and passed over. */
    check("{\"child\":[\"sub\"],\"manifest\":{\"sha256:aa\":{\"tag\":[\"no\"],\"tags\":"
          "[\"no\"],\"n\":-1.5e+3,\"t\":true,\"z\":null}},\"name\":\"p/i\",\"tags\":["
          "\"yes\"]}",
          "yes");
}

/* Reads in pieces; the lines with their days joined by commas, or the refusal. */
static const char *read_days(const char *json, size_t piece, size_t tags_max,
                             struct arena *arena)
{
    AUTO_TEXT lines;
    AUTO_TEXT days;
    AUTO_TEXT dated;
    struct tags_json reader;
    struct error err = {0};
    size_t bytes = strlen(json);
    text_init(&lines, bytes + 1);
    text_init(&days, 12 * bytes);
    text_init(&dated, 12 * bytes);
    tags_json_init(&reader, &lines, &days, tags_max);
    for (size_t at = 0; at < bytes; at += piece)
        if (!tags_json_add(&reader, json + at, bytes - at < piece ? bytes - at : piece,
                           &err))
            return arena_copy(arena, err.text);
    if (!tags_json_finish(&reader, &err))
        return arena_copy(arena, err.text);
    struct tag_day_index *index = tag_day_index_new(&days);
    tag_day_index_add(index, (struct slice){lines.bytes, lines.length}, &dated);
    tag_day_index_free(index);
    for (size_t i = 0; i < dated.length; i++)
        if (dated.bytes[i] == '\n')
            dated.bytes[i] = i + 1 < dated.length ? ',' : '\0';
    return arena_copy(arena, dated.bytes);
}

static void check_days(const char *json, const char *wanted)
{
    for (size_t piece = 1; piece <= strlen(json) + 1; piece++) {
        AUTO_ARENA *arena = arena_new();
        const char *got = read_days(json, piece, 1000, arena);
        if (strcmp(got, wanted) != 0)
            fail_msg("%s in pieces of %zu: wanted %s, got %s", json, piece, wanted,
                     got);
    }
}

#define IMAGE(members)                                                                 \
    "{\"manifest\":{\"sha256:aa\":{" members "}},\"tags\":[\"1\",\"2\"]}"

static void days_of_tags_are_read(void **state)
{
    (void)state;
    /* Container Registry writes both times as text, Artifact Registry one as a number.
     */
    check_days(IMAGE("\"tag\":[\"1\"],\"timeCreatedMs\":\"1690000000000\","
                     "\"timeUploadedMs\":\"1695000100000\""),
               "1 2023-07-22,2");
    check_days(IMAGE("\"tag\":[\"1\",\"2\"],\"timeUploadedMs\":1690000100000"),
               "1 2023-07-22,2 2023-07-22");
    /* Members in another order, and behind the tags. */
    check_days("{\"tags\":[\"1\",\"2\"],\"manifest\":{\"a\":{\"timeUploadedMs\":"
               "\"1690000000000\",\"tag\":[\"2\"]}},\"child\":[\"1\"],\"next\":\"x\"}",
               "1,2 2023-07-22");
    /* A tag of two images has moved: it was there by the earlier day. */
    check_days(
        "{\"manifest\":{\"a\":{\"tag\":[\"1\"],\"timeUploadedMs\":\"1690000000000\"},"
        "\"b\":{\"tag\":[\"1\"],\"timeUploadedMs\":\"1390000000000\"},"
        "\"c\":{\"tag\":[],\"timeUploadedMs\":\"1590000000000\"}},\"tags\":[\"1\"]}",
        "1 2014-01-17");
}

static void what_makes_no_sense_is_no_day(void **state)
{
    (void)state;
    static const char *const times[] = {"\"0\"", "\"315532800000\"",
                                        "0",     "\"-1690000000000\"",
                                        "\"\"",  "\"2023-07-22T04:26:40Z\"",
                                        "null",  "1.69e12",
                                        "true",  "\"99999999999999999999999\"",
                                        "[]",    "{\"timeUploadedMs\":1690000000000}"};
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        char json[300];
        snprintf(json, sizeof json,
                 IMAGE("\"tag\":[\"1\"],\"timeCreatedMs\":%s,\"timeUploadedMs\":%s"),
                 times[i], times[i]);
        check_days(json, "1,2");
        /* The other of the two may make sense. */
        snprintf(json, sizeof json,
                 IMAGE("\"timeCreatedMs\":%s,\"timeUploadedMs\":\"1690000000000\","
                       "\"tag\":[\"1\"]"),
                 times[i]);
        check_days(json, "1 2023-07-22,2");
    }
}

static void odd_images_leave_the_tags(void **state)
{
    (void)state;
    check_days("{\"manifest\":null,\"tags\":[\"1\"]}", "1");
    check_days("{\"manifest\":\"x\",\"tags\":[\"1\"]}", "1");
    check_days("{\"manifest\":[{\"tag\":[\"1\"],\"timeUploadedMs\":\"1690000000000\"}],"
               "\"tags\":[\"1\"]}",
               "1");
    check_days("{\"manifest\":{},\"child\":[\"a\"],\"tags\":[\"1\"]}", "1");
    check_days("{\"manifest\":{\"a\":null,\"b\":[],\"c\":1},\"tags\":[\"1\"]}", "1");
    check_days(IMAGE("\"tag\":\"1\",\"timeUploadedMs\":1690000000000"), "1,2");
    check_days(IMAGE("\"tag\":null,\"timeUploadedMs\":1690000000000"), "1,2");
    check_days(IMAGE("\"tag\":{\"1\":\"1\"},\"timeUploadedMs\":1690000000000"), "1,2");
    check_days(IMAGE("\"tag\":[[\"1\"],{\"2\":\"2\"},null,3],"
                     "\"timeUploadedMs\":1690000000000"),
               "1,2");
    check_days(IMAGE("\"tag\":[\"9\",\"=2001-01-01\",\"a b\",\"\"],"
                     "\"timeUploadedMs\":1690000000000"),
               "1,2");
    /* Deeper down the same words mean nothing. */
    check_days(IMAGE("\"x\":{\"tag\":[\"1\"],\"timeUploadedMs\":1690000000000}"),
               "1,2");
    check_days("{\"x\":{\"manifest\":{\"a\":{\"tag\":[\"1\"],\"timeUploadedMs\":"
               "1690000000000}}},\"tags\":[\"1\"]}",
               "1");
    /* What the first image says is not said of the second. */
    check_days("{\"manifest\":{\"a\":{\"timeUploadedMs\":1690000000000},\"b\":{\"tag\":"
               "[\"1\"]}},\"tags\":[\"1\"]}",
               "1");
    AUTO_ARENA *arena = arena_new();
    assert_non_null(
        strstr(read_days("{\"manifest\":{},\"manifest\":{},\"tags\":[]}", 1, 9, arena),
               "'manifest' twice"));
}

/* However many tags the images claim to have, no more are held than tags are taken. */
static void days_are_bounded_as_tags_are(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const char *json = IMAGE("\"tag\":[\"1\",\"3\",\"4\",\"2\"],\"timeUploadedMs\":"
                             "1690000000000");
    assert_string_equal(read_days(json, 7, 3, arena), "1 2023-07-22,2");
}

static void what_cannot_be_a_tag_is_dropped(void **state)
{
    (void)state;
    AUTO_TEXT lines;
    struct tags_json reader;
    struct error err = {0};
    char want[400];
    char json[400];
    char longest[129];
    memset(longest, 'x', 128);
    longest[128] = '\0';
    snprintf(json, sizeof json,
             "{\"tags\":[\"%s\",\"%sy\",\"\",null,\"a b\",\".a\",\"-a\",\"\\u00e9\","
             "\"sha256:aa\",\"\xc3\xa9\",\"a\\nb\",\"_ok\"]}",
             longest, longest);
    text_init(&lines, sizeof json);
    tags_json_init(&reader, &lines, NULL, 1000);
    assert_true(tags_json_add(&reader, json, strlen(json), &err));
    assert_true(tags_json_finish(&reader, &err));
    assert_int_equal(reader.count, 2);
    snprintf(want, sizeof want, "%s\n_ok\n", longest);
    assert_string_equal(lines.bytes, want);
    assert_int_equal(reader.dropped, 10);
}

static const char *const malformed[] = {
    "",
    " ",
    "null",
    "[]",
    "\"tags\"",
    "1",
    "<html>",
    "{}",
    "{\"errors\":[]}",
    "{\"tags\":{}}",
    "{\"tags\":\"a\"}",
    "{\"tags\":1}",
    "{\"tags\":true}",
    "{\"tags\":[1]}",
    "{\"tags\":[true]}",
    "{\"tags\":[[]]}",
    "{\"tags\":[{}]}",
    "{\"tags\":[\"a\"]",
    "{\"tags\":[\"a\"",
    "{\"tags\":[\"a",
    "{\"tags\":",
    "{\"tags\"",
    "{\"tags\":[\"a\"]}x",
    "{\"tags\":[\"a\"]}{}",
    "{\"tags\":[\"a\",]}",
    "{\"tags\":[,\"a\"]}",
    "{\"tags\":[\"a\" \"b\"]}",
    "{\"tags\":[\"a\"],}",
    "{,\"tags\":[]}",
    "{tags:[]}",
    "{'tags':[]}",
    "{\"tags\" []}",
    "{\"tags\":[\"a\"}}",
    "{\"tags\":[\"\\x\"]}",
    "{\"tags\":[\"\\u12g4\"]}",
    "{\"tags\":[\"\\u0000\"]}",
    "{\"tags\":[\"\\ud800\"]}",
    "{\"tags\":[\"\\ud800x\"]}",
    "{\"tags\":[\"\\udc00\"]}",
    "{\"tags\":[\"\\ud800\\n\"]}",
    "{\"tags\":[\"a\nb\"]}",
    "{\"tags\":[\"\xff\"]}",
    "{\"tags\":[\"\xc0\x80\"]}",
    "{\"tags\":[\"\xed\xa0\x80\"]}",
    "{\"tags\":[\"\xf4\x90\x80\x80\"]}",
    "{\"tags\":[\"\xc3\"]}",
    "{\"n\":01,\"tags\":[]}",
    "{\"n\":1.,\"tags\":[]}",
    "{\"n\":.5,\"tags\":[]}",
    "{\"n\":1e,\"tags\":[]}",
    "{\"n\":-,\"tags\":[]}",
    "{\"n\":+1,\"tags\":[]}",
    "{\"n\":tru,\"tags\":[]}",
    "{\"n\":nully,\"tags\":[]}",
    "{\"tags\":[\"a\"],\"tags\":[\"b\"]}",
    "{\"tags\":null,\"tags\":[\"b\"]}",
};

static void what_is_malformed_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(malformed); i++)
        check(malformed[i], NULL);
}

static void deep_nesting_is_refused(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    static char json[100000];
    memset(json, '[', sizeof json);
    memcpy(json, "{\"a\":", 5);
    assert_null(read_tags(json, sizeof json, sizeof json, arena, &err));
    assert_non_null(strstr(err.text, "nested too deeply"));
}

static void more_tags_than_wanted_are_left_out_and_told(void **state)
{
    (void)state;
    AUTO_TEXT lines;
    struct tags_json reader;
    struct error err = {0};
    const char *json = "{\"tags\":[\"a\",\"b\",\"c\"]}";
    text_init(&lines, 100);
    tags_json_init(&reader, &lines, NULL, 2);
    assert_true(tags_json_add(&reader, json, strlen(json), &err));
    assert_int_equal(reader.count, 2);
    assert_string_equal(lines.bytes, "a\nb\n");
    assert_true(reader.is_over);
}

/* Fifty thousand tags take the memory of their texts and little more. */
static void memory_grows_with_the_tags_alone(void **state)
{
    (void)state;
    AUTO_TEXT lines;
    struct tags_json reader;
    struct error err = {0};
    char piece[64];
    text_init(&lines, 1024 * 1024);
    tags_json_init(&reader, &lines, NULL, 200000);
    assert_true(tags_json_add(&reader, "{\"tags\":[\"0\"", 12, &err));
    for (int i = 1; i < 50000; i++) {
        snprintf(piece, sizeof piece, ",\"1.%d.0\"", i);
        assert_true(tags_json_add(&reader, piece, strlen(piece), &err));
    }
    assert_true(tags_json_add(&reader, "]}", 2, &err));
    assert_true(tags_json_finish(&reader, &err));
    assert_int_equal(reader.count, 50000);
    assert_false(text_overflowed(&lines));
    assert_true(lines.room <= 1024 * 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tag_lists_are_read),
        cmocka_unit_test(days_of_tags_are_read),
        cmocka_unit_test(what_makes_no_sense_is_no_day),
        cmocka_unit_test(odd_images_leave_the_tags),
        cmocka_unit_test(days_are_bounded_as_tags_are),
        cmocka_unit_test(what_cannot_be_a_tag_is_dropped),
        cmocka_unit_test(what_is_malformed_is_refused),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(more_tags_than_wanted_are_left_out_and_told),
        cmocka_unit_test(memory_grows_with_the_tags_alone),
    };
    return RUN_TESTS(tests);
}
