/* Command-line options from a table, and the help made of the same rows. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/options.h"

#include "base/day.h"
#include "base/file.h"
#include "base/near.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { OPTIONS_MAX = 128, HELP_COLUMNS = 80, HELP_INDENT = 28 };

struct parsing {
    const struct option_row *const *tables;
    int argc;
    char *const *argv;
    int at;              /* the next argument to read */
    void *const *values; /* values[i] for tables[i] */
    struct arena *arena;
};

/* A row with the struct that its variable is in. */
struct found {
    const struct option_row *row; /* NULL: none */
    char *values;
};

static struct found find_long(const struct parsing *parsing, struct slice name)
{
    for (size_t i = 0; parsing->tables[i] != NULL; i++)
        for (const struct option_row *row = parsing->tables[i]; row->long_name != NULL;
             row++)
            if (slice_equals(name, row->long_name))
                return (struct found){row, parsing->values[i]};
    return (struct found){0};
}

static struct found find_letter(const struct parsing *parsing, char letter)
{
    for (size_t i = 0; parsing->tables[i] != NULL; i++)
        for (const struct option_row *row = parsing->tables[i]; row->long_name != NULL;
             row++)
            if (row->letter == letter)
                return (struct found){row, parsing->values[i]};
    return (struct found){0};
}

static bool unknown_long(const struct option_row *const *tables, struct slice name,
                         struct arena *arena, struct error *err)
{
    const char *names[OPTIONS_MAX];
    size_t count = 0;
    for (size_t i = 0; tables[i] != NULL; i++)
        for (const struct option_row *row = tables[i];
             row->long_name != NULL && count < OPTIONS_MAX; row++)
            names[count++] = row->long_name;
    const char *near = near_match(arena_copy_slice(arena, name), names, count);
    if (near != NULL)
        return error_set(err, ERROR_USAGE, "unknown option --%.*s, did you mean --%s?",
                         (int)name.length, name.at, near);
    return error_set(err, ERROR_USAGE, "unknown option --%.*s; see --help",
                     (int)name.length, name.at);
}

bool duration_parse(const char *text, const char *suffixes, long *ret_seconds)
{
    static const struct {
        char suffix;
        long seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 7 * 86400}};
    size_t length = strlen(text);
    if (length < 2 || strchr(suffixes, text[length - 1]) == NULL)
        return false;
    uint64_t number;
    if (!slice_number((struct slice){text, length - 1}, 36500, &number))
        return false;
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (units[i].suffix != text[length - 1])
            continue;
        *ret_seconds = (long)number * units[i].seconds;
        return true;
    }
    return false;
}

static bool is_choice(const char *const *choices, const char *argument)
{
    for (size_t i = 0; choices[i] != NULL; i++)
        if (strcmp(choices[i], argument) == 0)
            return true;
    return false;
}

static bool wrong_choice(const struct option_row *row, const char *argument,
                         struct error *err)
{
    AUTO_TEXT list;
    text_init(&list, 512);
    for (size_t i = 0; row->choices[i] != NULL; i++)
        text_addf(&list, "%s%s", i == 0 ? "" : ", ", row->choices[i]);
    return error_set(err, ERROR_USAGE, "--%s is one of %s, not '%s'", row->long_name,
                     list.bytes, argument);
}

static bool store_duration(const struct option_row *row, const char *argument,
                           const char *suffixes, long unit_seconds, int *ret_number,
                           struct error *err)
{
    uint64_t number;
    long seconds;
    if (text_number(argument, 36500, &number))
        *ret_number = (int)number;
    else if (duration_parse(argument, suffixes, &seconds) &&
             seconds / unit_seconds <= INT_MAX)
        *ret_number = (int)(seconds / unit_seconds);
    else
        return error_set(err, ERROR_USAGE, "--%s takes a duration such as %s, not '%s'",
                         row->long_name,
                         unit_seconds == 1 ? "90s, 15m, 1h or 2d" : "9d or 2w",
                         argument);
    return true;
}

/* A slip in a name is told before anything is asked; "-" and URLs are no files. */
static bool is_there(const struct option_row *row, const char *argument,
                     struct error *err)
{
    if (strcmp(argument, "-") == 0 || strstr(argument, "://") != NULL ||
        file_is_readable(argument, err))
        return true;
    return error_within(err, "--%s", row->long_name);
}

static bool store(struct parsing *parsing, struct found found, const char *argument,
                  struct error *err)
{
    const struct option_row *row = found.row;
    void *target = found.values + row->offset;
    uint64_t number;
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)target = true;
        return true;
    case OPTION_COUNT:
        (*(int *)target)++;
        return true;
    case OPTION_TEXT:
        *(const char **)target = argument;
        return true;
    case OPTION_FILE:
        *(const char **)target = argument;
        return is_there(row, argument, err);
    case OPTION_FILES:
        *LIST_ADD(parsing->arena, (struct text_list *)target) = argument;
        return is_there(row, argument, err);
    case OPTION_LIST:
        *LIST_ADD(parsing->arena, (struct text_list *)target) = argument;
        return true;
    case OPTION_CHOICE:
        if (!is_choice(row->choices, argument))
            return wrong_choice(row, argument, err);
        *(const char **)target = argument;
        return true;
    case OPTION_NUMBER:
        if (!text_number(argument, INT_MAX, &number))
            return error_set(err, ERROR_USAGE, "--%s takes a number, not '%s'",
                             row->long_name, argument);
        *(int *)target = (int)number;
        return true;
    case OPTION_DAY:
        if (!day_parse(slice_of(argument), target))
            return error_set(err, ERROR_USAGE,
                             "--%s takes a day as YYYY-MM-DD, not '%s'", row->long_name,
                             argument);
        return true;
    case OPTION_DURATION_DAYS:
        return store_duration(row, argument, "dw", 86400, target, err);
    case OPTION_DURATION_SECONDS:
        return store_duration(row, argument, "smhdw", 1, target, err);
    }
    return true;
}

static bool takes_argument(const struct option_row *row)
{
    return row->kind != OPTION_FLAG && row->kind != OPTION_COUNT;
}

static bool read_long(struct parsing *parsing, const char *text, struct error *err)
{
    struct slice value = slice_of(text);
    struct slice name = slice_cut(&value, '=');
    struct found found = find_long(parsing, name);
    const struct option_row *row = found.row;
    if (row == NULL)
        return unknown_long(parsing->tables, name, parsing->arena, err);
    if (!takes_argument(row)) {
        if (value.at != NULL)
            return error_set(err, ERROR_USAGE, "--%s takes no argument",
                             row->long_name);
        return store(parsing, found, NULL, err);
    }
    if (value.at != NULL)
        return store(parsing, found, value.at, err);
    if (parsing->at >= parsing->argc)
        return error_set(err, ERROR_USAGE, "--%s needs %s", row->long_name,
                         row->argument);
    return store(parsing, found, parsing->argv[parsing->at++], err);
}

/* "-qv", "-fFILE", "-f FILE". */
static bool read_letters(struct parsing *parsing, const char *text, struct error *err)
{
    for (; *text != '\0'; text++) {
        struct found found = find_letter(parsing, *text);
        const struct option_row *row = found.row;
        if (row == NULL)
            return error_set(err, ERROR_USAGE, "unknown option -%c; see --help", *text);
        if (!takes_argument(row)) {
            if (!store(parsing, found, NULL, err))
                return false;
            continue;
        }
        if (text[1] != '\0')
            return store(parsing, found, text + 1, err);
        if (parsing->at >= parsing->argc)
            return error_set(err, ERROR_USAGE, "-%c needs %s", *text, row->argument);
        return store(parsing, found, parsing->argv[parsing->at++], err);
    }
    return true;
}

bool options_parse(const struct option_row *const *tables, int argc, char *const *argv,
                   void *const *values, struct arena *arena,
                   struct text_list *ret_operands, struct error *err)
{
    struct parsing parsing = {tables, argc, argv, 1, values, arena};
    while (parsing.at < argc) {
        const char *text = argv[parsing.at++];
        if (strcmp(text, "--") == 0)
            break;
        bool ok = true;
        if (strncmp(text, "--", 2) == 0)
            ok = read_long(&parsing, text + 2, err);
        else if (text[0] == '-' && text[1] != '\0')
            ok = read_letters(&parsing, text + 1, err);
        else
            *LIST_ADD(arena, ret_operands) = text;
        if (!ok)
            return false;
    }
    while (parsing.at < argc)
        *LIST_ADD(arena, ret_operands) = argv[parsing.at++];
    return true;
}

/* Breaks words at the right edge; the text stands behind HELP_INDENT columns. */
static void add_wrapped(struct text *text, const char *words)
{
    size_t column = HELP_INDENT;
    struct slice rest = slice_of(words);
    bool is_first = true;
    while (rest.at != NULL) {
        struct slice word = slice_cut(&rest, ' ');
        if (!is_first && column + 1 + word.length > HELP_COLUMNS) {
            text_addf(text, "\n%*s", HELP_INDENT, "");
            column = HELP_INDENT;
        } else if (!is_first) {
            text_add_char(text, ' ');
            column++;
        }
        text_add_slice(text, word);
        column += word.length;
        is_first = false;
    }
    text_add_char(text, '\n');
}

static void help_row(const struct option_row *row, struct text *text)
{
    char left[64];
    char letter[] = {row->letter == 0 ? ' ' : '-', row->letter == 0 ? ' ' : row->letter,
                     row->letter == 0 ? ' ' : ',', '\0'};
    int width = snprintf(left, sizeof left, "  %s --%s%s%s", letter, row->long_name,
                         row->argument == NULL ? "" : " ",
                         row->argument == NULL ? "" : row->argument);
    text_add(text, left);
    if (width > HELP_INDENT - 2)
        text_addf(text, "\n%*s", HELP_INDENT, "");
    else
        text_addf(text, "%*s", HELP_INDENT - width, "");
    add_wrapped(text, row->help);
}

void options_help(const struct option_row *const *tables, struct text *text)
{
    for (size_t i = 0; tables[i] != NULL; i++) {
        for (const struct option_row *row = tables[i]; row->long_name != NULL; row++) {
            if (row->group != NULL)
                text_addf(text, "\n%s:\n", row->group);
            help_row(row, text);
        }
    }
}
