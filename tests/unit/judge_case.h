/* Cases of the judge: one file, a common part, then cases that replace parts of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/list.h"

#include <stddef.h>

/* "key argument: value", and the indented lines below it. */
struct judge_entry {
    const char *key;      /* "github", "registry", "patch" */
    const char *argument; /* "docker.io/acme/acme"; "" for none */
    const char *value;    /* "" for none */
    struct text_list lines;
    int number;
};
LIST(judge_entry_list, struct judge_entry);

struct judge_case {
    const char *file;
    int number;
    const char *rules; /* "1.1 3.2" */
    const char *title;
    struct judge_entry_list entries;
};
LIST(judge_case_list, struct judge_case);

/* Adds the cases of a file under tests/cases/judge; ends the test when it is broken. */
void judge_cases_read(const char *name, struct arena *arena,
                      struct judge_case_list *cases);

/* The names of all *.case files, sorted. */
void judge_case_files(struct arena *arena, struct text_list *ret_names);

/* The entry of a key, or NULL; its value, or fallback. */
const struct judge_entry *judge_case_find(const struct judge_case *test,
                                          const char *key);
const char *judge_case_value(const struct judge_case *test, const char *key,
                             const char *fallback);

/* The blank-separated words of a text. */
void split_words(const char *text, struct arena *arena, struct text_list *ret_words);
