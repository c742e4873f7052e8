/* The streaming JSON writer, read back by jansson. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/json_writer.h"

#include "base/day.h"

#include <math.h>
#include <string.h>

#include <jansson.h>

static void members_stand_in_the_order_of_the_calls(void **state)
{
    (void)state;
    AUTO_TEXT text;
    text_init(&text, 10000);
    struct json_writer writer;
    json_writer_init(&writer, &text, false);
    json_write_object(&writer, NULL);
    json_write_text(&writer, "z", "last letter first");
    json_write_number(&writer, "a", -7);
    json_write_list(&writer, "list");
    json_write_flag(&writer, NULL, true);
    json_write_null(&writer, NULL);
    json_write_object(&writer, NULL);
    json_write_end(&writer);
    json_write_end(&writer);
    json_write_real(&writer, "years", 2.149, 1);
    json_write_end(&writer);
    assert_string_equal(text.bytes, "{\"z\":\"last letter first\",\"a\":-7,"
                                    "\"list\":[true,null,{}],\"years\":2.1}");
}

static void pretty_is_what_jansson_writes_with_indent_2(void **state)
{
    (void)state;
    AUTO_TEXT text;
    text_init(&text, 10000);
    struct json_writer writer;
    json_writer_init(&writer, &text, true);
    json_write_object(&writer, NULL);
    json_write_list(&writer, "empty");
    json_write_end(&writer);
    json_write_list(&writer, "one");
    json_write_object(&writer, NULL);
    json_write_text(&writer, "name", "prod");
    json_write_day(&writer, "day", day_of(2021, 4, 12));
    json_write_day(&writer, "none", DAY_NONE);
    json_write_time(&writer, "time", (long long)day_of(2021, 4, 12) * 86400);
    json_write_end(&writer);
    json_write_end(&writer);
    json_write_end(&writer);

    json_auto_t *read = json_loads(text.bytes, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(read);
    char *dumped = json_dumps(read, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    assert_string_equal(text.bytes, dumped);
    free(dumped);
}

/* Writes value, lets jansson read it, and compares with what is wanted. */
static void check_string(const char *value, const char *wanted)
{
    AUTO_TEXT text;
    text_init(&text, 10000);
    struct json_writer writer;
    json_writer_init(&writer, &text, false);
    json_write_text(&writer, NULL, value);
    json_error_t why;
    json_auto_t *read = json_loads(text.bytes, JSON_DECODE_ANY, &why);
    if (read == NULL)
        fail_msg("%s: %s", text.bytes, why.text);
    assert_string_equal(json_string_value(read), wanted);
}

static void every_byte_is_carried_or_repaired(void **state)
{
    (void)state;
    for (int c = 1; c < 256; c++) {
        char value[] = {'a', (char)c, 'z', '\0'};
        check_string(value, c < 0x80 ? value : "a\xEF\xBF\xBDz");
    }
}

static void text_of_the_world_is_carried_whole(void **state)
{
    (void)state;
    check_string("", "");
    check_string("caf\xC3\xA9 \xE6\xBC\xA2\xE5\xAD\x97 \xF0\x9F\x9A\xA2",
                 "caf\xC3\xA9 \xE6\xBC\xA2\xE5\xAD\x97 \xF0\x9F\x9A\xA2");
    check_string("\xE2\x80\xAE"
                 "evil",
                 "\xE2\x80\xAE"
                 "evil");
}

static void broken_sequences_become_replacement_characters(void **state)
{
    (void)state;
    check_string("\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD");                 /* overlong */
    check_string("\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); /* half */
    check_string("\xF4\x90\x80\x80",
                 "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); /* too high */
    check_string("x\xE6\xBC", "x\xEF\xBF\xBD\xEF\xBF\xBD");           /* cut end */
}

static void control_characters_leave_as_escapes_only(void **state)
{
    (void)state;
    AUTO_TEXT text;
    text_init(&text, 10000);
    struct json_writer writer;
    json_writer_init(&writer, &text, false);
    json_write_text(&writer, NULL, "\x1B[2J\x7F\xC2\x9B\xE2\x80\xAE\n\"\\");
    assert_string_equal(text.bytes, "\"\\u001b[2J\\u007f\\u009b\\u202e\\n\\\"\\\\\"");
}

static void what_is_no_number_is_null(void **state)
{
    (void)state;
    AUTO_TEXT text;
    text_init(&text, 10000);
    struct json_writer writer;
    json_writer_init(&writer, &text, false);
    json_write_list(&writer, NULL);
    json_write_real(&writer, NULL, NAN, 1);
    json_write_real(&writer, NULL, INFINITY, 1);
    json_write_text(&writer, NULL, NULL);
    json_write_end(&writer);
    assert_string_equal(text.bytes, "[null,null,null]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_stand_in_the_order_of_the_calls),
        cmocka_unit_test(pretty_is_what_jansson_writes_with_indent_2),
        cmocka_unit_test(every_byte_is_carried_or_repaired),
        cmocka_unit_test(text_of_the_world_is_carried_whole),
        cmocka_unit_test(broken_sequences_become_replacement_characters),
        cmocka_unit_test(control_characters_leave_as_escapes_only),
        cmocka_unit_test(what_is_no_number_is_null),
    };
    return RUN_TESTS(tests);
}
