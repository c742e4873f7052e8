/* Lines of a .cases file: comments dropped, words split. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { CASE_WORDS_MAX = 64 };

/* One line; words point into it. */
struct case_line {
    const char *file;
    int number;
    char *words[CASE_WORDS_MAX + 1]; /* NULL behind the last */
    size_t count;
};

struct case_lines {
    const char *file;
    struct text content;
    char *next;
    int number;
};

/* Opens tests/cases/NAME of the source folder; ends the test when it is missing. */
void case_lines_open(struct case_lines *lines, const char *name);
void case_lines_close(struct case_lines *lines);

/* The next line that holds words; false at the end. */
bool case_lines_next(struct case_lines *lines, struct case_line *ret_line);
