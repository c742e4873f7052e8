/* Tests of the JSON scanner: what it hands over, and that it judges as jansson. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_scan.h"

#include "base/text.h"

#include "unit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIELD_TEXT = 1,
    FIELD_FLAG,
    FIELD_NUMBER,
    FIELD_OBJECT,
    FIELD_LIST,
    FIELD_TEXTS,
    FIELD_PREFIX
};

static const struct json_row inner_rows[] = {
    {"text", JSON_WANT_TEXT, FIELD_TEXT, NULL},
};
static const struct json_shape inner_shape = {inner_rows, COUNT_OF(inner_rows)};
static const struct json_row root_rows[] = {
    {"text", JSON_WANT_TEXT, FIELD_TEXT, NULL},
    {"flag", JSON_WANT_FLAG, FIELD_FLAG, NULL},
    {"number", JSON_WANT_NUMBER, FIELD_NUMBER, NULL},
    {"object", JSON_WANT_OBJECT, FIELD_OBJECT, &inner_shape},
    {"list", JSON_WANT_LIST, FIELD_LIST, &inner_shape},
    {"texts", JSON_WANT_TEXTS, FIELD_TEXTS, NULL},
    {"own/*", JSON_WANT_TEXT, FIELD_PREFIX, NULL},
};
static const struct json_shape root_shape = {root_rows, COUNT_OF(root_rows)};
static const struct json_row root = {"root", JSON_WANT_OBJECT, 0, &root_shape};

/* Writes each event as a word or two, so that a test can compare all of them. */
static bool write_event(const struct json_event *event, void *context,
                        struct error *err)
{
    (void)err;
    static const char *const names[] = {[JSON_LIST] = "list",
                                        [JSON_ENTER] = "enter",
                                        [JSON_LEAVE] = "leave",
                                        [JSON_MISFIT] = "misfit"};
    struct text *text = context;
    switch (event->kind) {
    case JSON_TEXT:
    case JSON_NUMBER:
        if (event->key.length != 0)
            text_addf(text, "%.*s:", (int)event->key.length, event->key.at);
        text_addf(text, "%s=%.*s ", event->row->key, (int)event->text.length,
                  event->text.at);
        break;
    case JSON_FLAG:
        text_addf(text, "%s=%s ", event->row->key, event->flag ? "true" : "false");
        break;
    case JSON_LIST:
    case JSON_ENTER:
    case JSON_LEAVE:
    case JSON_MISFIT:
        text_addf(text, "%s %s ", names[event->kind], event->row->key);
        break;
    }
    return true;
}

/* Feeds bytes in steps of that many and collects the events. */
static bool scan(const char *bytes, size_t count, size_t step, bool is_stream,
                 struct text *events, struct error *err)
{
    struct json_scan *scanner = json_scan_new(&root, is_stream, write_event, events);
    bool done = true;
    for (size_t at = 0; done && at < count; at += step) {
        /* A copy of its own size lets the sanitizer see a read behind the chunk. */
        size_t length = count - at < step ? count - at : step;
        char *chunk = malloc(length);
        assert_non_null(chunk);
        memcpy(chunk, bytes + at, length);
        done = json_scan_feed(scanner, chunk, length, err);
        free(chunk);
    }
    done = done && json_scan_finish(scanner, err);
    json_scan_free(scanner);
    return done;
}

static void gives(const char *json, const char *expected)
{
    for (size_t step = 1; step <= strlen(json); step++) {
        AUTO_TEXT events;
        text_init(&events, 10000);
        struct error err = {0};
        if (!scan(json, strlen(json), step, false, &events, &err))
            fail_msg("%s in steps of %zu: %s", json, step, err.text);
        assert_string_equal(events.bytes, expected);
    }
}

static void refused(const char *json, const char *complaint)
{
    for (size_t step = 1; step <= strlen(json) + 1; step++) {
        AUTO_TEXT events;
        text_init(&events, 10000);
        struct error err = {0};
        if (scan(json, strlen(json), step, false, &events, &err))
            fail_msg("%s was accepted in steps of %zu", json, step);
        assert_non_null(strstr(err.text, complaint));
    }
}

static void lists_of_texts_hand_over_each(void **state)
{
    (void)state;
    gives("{\"texts\":[\"a\",\"b\\u0041\",\"\"],\"text\":\"c\"}",
          "enter root list texts texts=a texts=bA texts= text=c leave root ");
    gives("{\"texts\":null,\"list\":[\"x\"]}",
          "enter root list texts list list misfit list leave root ");
    gives("{\"texts\":[1,{\"text\":2},[\"a\"],\"b\"]}",
          "enter root list texts misfit texts misfit texts misfit texts texts=b "
          "leave root ");
    gives("{\"texts\":\"a\",\"text\":[\"b\"]}",
          "enter root misfit texts misfit text leave root ");
}

static void wanted_members_are_handed_over(void **state)
{
    (void)state;
    gives("{\"text\":\"a\",\"other\":[1,{\"text\":2}],\"flag\":true,\"number\":-1.5e3}",
          "enter root text=a flag=true number=-1.5e3 leave root ");
    gives(
        "{ \"object\" : { \"text\" : \"x\" } , \"list\" : [ { } , {\"text\":\"y\"} ] }",
        "enter root enter object text=x leave object list list enter list leave list "
        "enter list text=y leave list leave root ");
    gives("{\"own/a\":\"1\",\"own/b\":\"2\",\"own\":\"3\"}",
          "enter root own/a:own/*=1 own/b:own/*=2 leave root ");
}

static void null_is_absent_but_a_null_list_is_a_list(void **state)
{
    (void)state;
    gives("{\"text\":null,\"flag\":null,\"object\":null}", "enter root leave root ");
    gives("{\"list\":null}", "enter root list list leave root ");
}

static void members_of_another_type_are_misfits(void **state)
{
    (void)state;
    gives("{\"text\":1}", "enter root misfit text leave root ");
    gives("{\"text\":{\"text\":\"a\"}}", "enter root misfit text leave root ");
    gives("{\"list\":{\"text\":\"a\"}}", "enter root misfit list leave root ");
    gives("{\"list\":[1,[{\"text\":\"a\"}],null]}",
          "enter root list list misfit list misfit list misfit list leave root ");
    gives("{\"object\":[]}", "enter root misfit object leave root ");
    gives("{\"number\":\"1\",\"flag\":0}",
          "enter root misfit number misfit flag leave root ");
}

static void escapes_are_decoded_in_keys_and_texts(void **state)
{
    (void)state;
    gives("{\"te\\u0078t\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83d\\ude00\"}",
          "enter root text=\"\\/\b\f\n\r\t\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80 leave "
          "root ");
    gives("{\"text\":\"\xC3\xA9\xF0\x9F\x98\x80 and eight or more plain ones\"}",
          "enter root text=\xC3\xA9\xF0\x9F\x98\x80 and eight or more plain ones leave "
          "root ");
}

static void a_wanted_key_that_comes_twice_is_refused(void **state)
{
    (void)state;
    refused("{\"text\":\"a\",\"text\":\"b\"}", "a key stands twice");
    refused("{\"text\":\"a\",\"te\\u0078t\":\"b\"}", "a key stands twice");
    gives("{\"list\":[{\"text\":\"a\"},{\"text\":\"b\"}]}",
          "enter root list list enter list text=a leave list enter list text=b leave "
          "list leave root ");
}

static void the_complaint_names_the_byte(void **state)
{
    (void)state;
    refused("{\"text\": x}", "not JSON: byte 10: a value was expected");
    refused("{\"a\":\"b\x01\"}", "not JSON: byte 8: a text with a control character");
    refused("[]", "not JSON: byte 1: an object was expected");
}

static void nesting_has_a_limit(void **state)
{
    (void)state;
    AUTO_TEXT deep;
    text_init(&deep, 1000);
    text_add(&deep, "{\"a\":");
    for (int i = 0; i < JSON_SCAN_DEPTH_MAX - 1; i++)
        text_add(&deep, "[");
    struct error err = {0};
    AUTO_TEXT events;
    text_init(&events, 10000);
    assert_false(scan(deep.bytes, deep.length, 7, false, &events, &err));
    assert_non_null(strstr(err.text, "cut off"));
    err = (struct error){0};
    text_add(&deep, "[");
    assert_false(scan(deep.bytes, deep.length, 7, false, &events, &err));
    assert_non_null(strstr(err.text, "nested too deep"));
}

static void a_text_without_end_is_refused_at_its_limit(void **state)
{
    (void)state;
    AUTO_TEXT events;
    text_init(&events, 10000);
    struct json_scan *scanner = json_scan_new(&root, false, write_event, &events);
    struct error err = {0};
    static const char chunk[65536] = {0};
    char *letters = malloc(sizeof chunk);
    assert_non_null(letters);
    memset(letters, 'a', sizeof chunk);
    assert_true(json_scan_feed(scanner, "{\"text\":\"", 9, &err));
    size_t fed = 0;
    while (json_scan_feed(scanner, letters, sizeof chunk, &err))
        fed += sizeof chunk;
    assert_in_range(fed, JSON_SCAN_STRING_BYTES_MAX - sizeof chunk,
                    JSON_SCAN_STRING_BYTES_MAX + sizeof chunk);
    assert_non_null(strstr(err.text, "a text is too long"));
    free(letters);
    json_scan_free(scanner);
}

static void documents_may_follow_each_other_in_a_stream(void **state)
{
    (void)state;
    const char *two = "{\"text\":\"a\"}\n{\"text\":\"b\"} ";
    AUTO_TEXT events;
    text_init(&events, 10000);
    struct error err = {0};
    assert_true(scan(two, strlen(two), 3, true, &events, &err));
    assert_string_equal(events.bytes,
                        "enter root text=a leave root enter root text=b leave root ");
    refused(two, "more stands behind the document");
}

/* One random change: a byte replaced, removed, doubled or put in. */
static size_t mutate(char *bytes, size_t count, unsigned *seed)
{
    static const char letters[] = "{}[]\",:\\u0019aeE+-. \n\t\x01\x80\xC3\xA9tfn";
    size_t at = (size_t)rand_r(seed) % count;
    char letter = letters[(size_t)rand_r(seed) % (sizeof letters - 1)];
    switch (rand_r(seed) % 3) {
    case 0:
        bytes[at] = letter;
        return count;
    case 1:
        memmove(bytes + at, bytes + at + 1, count - at - 1);
        return count - 1;
    default:
        memmove(bytes + at + 1, bytes + at, count - at);
        bytes[at] = letter;
        return count + 1;
    }
}

static void what_jansson_takes_or_refuses_is_taken_or_refused(void **state)
{
    (void)state;
    static const char base[] =
        "{\"a\":{\"b\":[1,-2.5e+3,0,true,false,null,"
        "\"\\u00e9\\n\\ud83d\\ude00\xC3\xA9\"],"
        "\"c\":{}},\"d\":[],\"e\":\"plain text that is long\",\"f\":[[],{}]} ";
    unsigned seed = 42;
    int taken = 0;
    for (int round = 0; round < 40000; round++) {
        char bytes[sizeof base + 8];
        size_t count = sizeof base - 1;
        memcpy(bytes, base, count);
        for (int changes = rand_r(&seed) % 4; changes > 0; changes--)
            count = mutate(bytes, count, &seed);
        json_error_t why;
        json_auto_t *expected = json_loadb(bytes, count, 0, &why);
        /* Numbers that are not wanted may be of any size. */
        if (expected == NULL && json_error_code(&why) == json_error_numeric_overflow)
            continue;
        AUTO_TEXT events;
        text_init(&events, 10000);
        struct error err = {0};
        bool is_taken =
            scan(bytes, count, 1 + (size_t)rand_r(&seed) % 40, false, &events, &err);
        taken += is_taken;
        if (is_taken != (expected != NULL && json_is_object(expected)))
            fail_msg("%.*s: %s", (int)count, bytes, is_taken ? "taken" : err.text);
    }
    assert_in_range(taken, 10000, 30000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wanted_members_are_handed_over),
        cmocka_unit_test(lists_of_texts_hand_over_each),
        cmocka_unit_test(null_is_absent_but_a_null_list_is_a_list),
        cmocka_unit_test(members_of_another_type_are_misfits),
        cmocka_unit_test(escapes_are_decoded_in_keys_and_texts),
        cmocka_unit_test(a_wanted_key_that_comes_twice_is_refused),
        cmocka_unit_test(the_complaint_names_the_byte),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(a_text_without_end_is_refused_at_its_limit),
        cmocka_unit_test(documents_may_follow_each_other_in_a_stream),
        cmocka_unit_test(what_jansson_takes_or_refuses_is_taken_or_refused),
    };
    return RUN_TESTS(tests);
}
