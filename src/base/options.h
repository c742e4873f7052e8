/* Command-line options from a table: the help text is made of the same rows. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"
#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>

enum option_kind {
    OPTION_FLAG,             /* bool *: set to true */
    OPTION_COUNT,            /* int *: one more */
    OPTION_TEXT,             /* const char **: the last one wins */
    OPTION_LIST,             /* struct text_list *: repeatable */
    OPTION_FILE,             /* as OPTION_TEXT: what is read, and has to be there */
    OPTION_FILES,            /* as OPTION_LIST, the same */
    OPTION_CHOICE,           /* const char **: one of choices */
    OPTION_NUMBER,           /* int *: digits */
    OPTION_DAY,              /* int *: YYYY-MM-DD */
    OPTION_DURATION_DAYS,    /* int *: 9d, 2w, or digits as days */
    OPTION_DURATION_SECONDS, /* int *: 90s, 15m, 1h, 9d, 2w */
};

/* A table ends with a row whose long_name is NULL. */
struct option_row {
    const char *long_name; /* without dashes */
    char letter;           /* 0 for none */
    enum option_kind kind;
    const char *argument;       /* what help calls it: FILE; NULL for flags */
    const char *help;           /* one sentence, lower case, no full stop */
    size_t offset;              /* of the variable in the struct of its table */
    const char *const *choices; /* OPTION_CHOICE: NULL-terminated */
    const char *group;          /* heading in the help, NULL: that of the row before */
};

/*
 * Reads arguments (argv[0] is skipped) by the rows of several tables (NULL-terminated);
 * the variables of tables[i] are in the struct values[i]. Operands may stand between
 * options; "--" ends options;
 * "--name=value" and "-xvalue" are accepted. Unknown options are ERROR_USAGE with a
 * near-match hint.
 */
bool options_parse(const struct option_row *const *tables, int argc, char *const *argv,
                   void *const *values, struct arena *arena,
                   struct text_list *ret_operands, struct error *err) NODISCARD;

/* The part of --help that lists the options, at most 80 columns wide. */
struct text;
void options_help(const struct option_row *const *tables, struct text *text);

/* A duration as policies and options write it. suffixes: "dw" or "smhdw". */
bool duration_parse(const char *text, const char *suffixes, long *ret_seconds);
