/* Options are read by their table, and wrong ones are told with a hint. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include "base/day.h"
#include "base/options.h"
#include "base/text.h"

#include <string.h>

struct values {
    bool flag;
    int count;
    const char *text;
    struct text_list list;
    const char *choice;
    int number;
    int day;
    int days;
    int seconds;
};

static const char *const choices[] = {"stale", "due", NULL};

static const struct option_row rows[] = {
    {"flag", 'f', OPTION_FLAG, NULL, "a flag", offsetof(struct values, flag), NULL,
     "Some"},
    {"verbose", 'v', OPTION_COUNT, NULL, "louder", offsetof(struct values, count), NULL,
     NULL},
    {"text", 't', OPTION_TEXT, "TEXT", "a text", offsetof(struct values, text), NULL,
     NULL},
    {"list", 'l', OPTION_LIST, "ITEM", "items", offsetof(struct values, list), NULL,
     NULL},
    {"choice", 0, OPTION_CHOICE, "WORD", "one of them", offsetof(struct values, choice),
     choices, NULL},
    {"number", 0, OPTION_NUMBER, "N", "a number", offsetof(struct values, number), NULL,
     NULL},
    {"as-of", 0, OPTION_DAY, "DATE", "a day", offsetof(struct values, day), NULL, NULL},
    {"age", 0, OPTION_DURATION_DAYS, "DUR", "days", offsetof(struct values, days), NULL,
     NULL},
    {"ttl", 0, OPTION_DURATION_SECONDS, "DUR", "seconds",
     offsetof(struct values, seconds), NULL, NULL},
    {0},
};
static const struct option_row *const tables[] = {rows, NULL};

static bool parse(struct values *values, struct text_list *operands,
                  struct arena *arena, struct error *err, int argc,
                  const char *const *argv)
{
    void *const each[] = {values};
    char *copies[16];
    for (int i = 0; i < argc; i++)
        copies[i] = (char *)(uintptr_t)arena_copy(arena, argv[i]);
    return options_parse(tables, argc, copies, each, arena, operands, err);
}

#define PARSE(...)                                                                     \
    const char *const argv[] = {"command", __VA_ARGS__};                               \
    AUTO_ARENA *arena = arena_new();                                                   \
    struct values values = {0};                                                        \
    struct text_list operands = {0};                                                   \
    struct error err = {0};                                                            \
    bool ok = parse(&values, &operands, arena, &err, (int)COUNT_OF(argv), argv)

static void every_kind_is_read(void **state)
{
    (void)state;
    PARSE("-fvv", "--text=a=b", "one", "-lx", "-l", "y", "--choice", "due",
          "--number=7", "--as-of=2021-04-12", "--age=2w", "--ttl=1h", "--", "-z");
    assert_true(ok);
    assert_true(values.flag);
    assert_int_equal(values.count, 2);
    assert_string_equal(values.text, "a=b");
    assert_int_equal(values.list.count, 2);
    assert_string_equal(values.list.items[1], "y");
    assert_string_equal(values.choice, "due");
    assert_int_equal(values.number, 7);
    assert_int_equal(values.day, day_of(2021, 4, 12));
    assert_int_equal(values.days, 14);
    assert_int_equal(values.seconds, 3600);
    assert_int_equal(operands.count, 2);
    assert_string_equal(operands.items[1], "-z");
}

static void a_near_option_is_named(void **state)
{
    (void)state;
    PARSE("--numbr", "7");
    assert_false(ok);
    assert_int_equal(err.code, ERROR_USAGE);
    assert_string_equal(err.text, "unknown option --numbr, did you mean --number?");
}

static void a_missing_argument_is_told(void **state)
{
    (void)state;
    PARSE("--text");
    assert_false(ok);
    assert_string_equal(err.text, "--text needs TEXT");
}

static void a_wrong_choice_lists_the_right_ones(void **state)
{
    (void)state;
    PARSE("--choice=fresh");
    assert_false(ok);
    assert_string_equal(err.text, "--choice is one of stale, due, not 'fresh'");
}

static void a_flag_takes_no_argument(void **state)
{
    (void)state;
    PARSE("--flag=yes");
    assert_false(ok);
    assert_string_equal(err.text, "--flag takes no argument");
}

static void a_wrong_day_or_duration_is_told(void **state)
{
    (void)state;
    {
        PARSE("--as-of=2021-02-30");
        assert_false(ok);
        assert_string_equal(err.text,
                            "--as-of takes a day as YYYY-MM-DD, not '2021-02-30'");
    }
    {
        PARSE("--age=9h");
        assert_false(ok);
        assert_string_equal(err.text,
                            "--age takes a duration such as 9d or 2w, not '9h'");
    }
    {
        PARSE("--ttl=36500d"); /* more seconds than an int holds */
        assert_false(ok);
        assert_string_equal(
            err.text,
            "--ttl takes a duration such as 90s, 15m, 1h or 2d, not '36500d'");
    }
}

static void the_help_has_each_option_and_fits_80_columns(void **state)
{
    (void)state;
    AUTO_TEXT help;
    text_init(&help, 10000);
    options_help(tables, &help);
    for (size_t i = 0; rows[i].long_name != NULL; i++)
        assert_non_null(strstr(help.bytes, rows[i].long_name));
    struct slice rest = slice_of(help.bytes);
    while (rest.at != NULL)
        assert_true(slice_cut(&rest, '\n').length <= 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_read),
        cmocka_unit_test(a_near_option_is_named),
        cmocka_unit_test(a_missing_argument_is_told),
        cmocka_unit_test(a_wrong_choice_lists_the_right_ones),
        cmocka_unit_test(a_flag_takes_no_argument),
        cmocka_unit_test(a_wrong_day_or_duration_is_told),
        cmocka_unit_test(the_help_has_each_option_and_fits_80_columns),
    };
    return RUN_TESTS(tests);
}
