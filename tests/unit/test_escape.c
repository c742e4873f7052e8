/* The escapers, by tests/cases/escape.cases and by every byte there is. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/file.h"
#include "report/escape.h"

#include <string.h>

typedef void escape(struct text *text, const char *foreign);

static const struct {
    const char *name;
    escape *escape;
} sinks[] = {
    {"terminal", escape_terminal}, {"html", escape_html},
    {"markdown", escape_markdown}, {"slack", escape_slack},
    {"code", escape_slack_code},
};

static unsigned hex_digit(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'A') + 10;
}

/* Turns the escapes of the case file into the bytes that they stand for. */
static void add_unescaped(struct text *text, struct slice from)
{
    static const char letters[] = "nret\\";
    static const char bytes[] = "\n\r\x1B\t\\";
    for (size_t i = 0; i < from.length; i++) {
        if (from.at[i] != '\\') {
            text_add_char(text, from.at[i]);
            continue;
        }
        i++;
        assert_true(i < from.length);
        if (from.at[i] == 'x') {
            assert_true(i + 2 < from.length);
            text_add_char(text, (char)(hex_digit(from.at[i + 1]) * 16 +
                                       hex_digit(from.at[i + 2])));
            i += 2;
        } else {
            const char *letter = strchr(letters, from.at[i]);
            assert_non_null(letter);
            text_add_char(text, bytes[letter - letters]);
        }
    }
}

static escape *find_sink(struct slice name)
{
    for (size_t i = 0; i < COUNT_OF(sinks); i++)
        if (slice_equals(name, sinks[i].name))
            return sinks[i].escape;
    fail_msg("no such sink: %.*s", (int)name.length, name.at);
    return NULL;
}

static void check_case(struct slice line)
{
    AUTO_TEXT given, wanted, got;
    text_init(&given, 1000);
    text_init(&wanted, 1000);
    text_init(&got, 1000);
    struct slice rest = line;
    escape *sink = find_sink(slice_cut(&rest, '\t'));
    add_unescaped(&given, slice_cut(&rest, '\t'));
    add_unescaped(&wanted, rest);
    sink(&got, given.bytes);
    if (strcmp(got.bytes, wanted.bytes) != 0)
        fail_msg("%.*s: got '%s'", (int)line.length, line.at, got.bytes);
}

static void foreign_text_becomes_what_the_cases_say(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_TEXT cases;
    text_init(&cases, 1 << 20);
    if (!file_read(SOURCE_FOLDER "/tests/cases/escape.cases", &cases, &err))
        fail_msg("%s", err.text);
    size_t count = 0;
    struct slice rest = slice_of(cases.bytes);
    while (rest.length != 0) {
        struct slice line = slice_cut(&rest, '\n');
        if (line.length == 0 || line.at[0] == '#')
            continue;
        check_case(line);
        count++;
    }
    assert_true(count > 30);
}

/* In no sink may a byte come through that steers it, whatever stands around it. */
static void no_byte_gets_through_that_acts(void **state)
{
    (void)state;
    static const char *const forbidden[] = {"", "<>\"'", "<>|`*_[]", "<>`", "<>"};
    for (size_t sink = 0; sink < COUNT_OF(sinks); sink++) {
        for (int c = 1; c < 256; c++) {
            char foreign[] = {' ', (char)c, ' ', '\0'};
            AUTO_TEXT got;
            text_init(&got, 100);
            sinks[sink].escape(&got, foreign);
            for (size_t i = 0; i < got.length; i++) {
                assert_true((unsigned char)got.bytes[i] >= ' ');
                assert_true((unsigned char)got.bytes[i] < 0x7F);
                assert_null(strchr(forbidden[sink], got.bytes[i]));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(foreign_text_becomes_what_the_cases_say),
        cmocka_unit_test(no_byte_gets_through_that_acts),
    };
    return RUN_TESTS(tests);
}
