/* Reads .case files of the judge: plain lines, comments with #. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge_case.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/slice.h"
#include "base/text.h"

#define FOLDER SOURCE_FOLDER "/tests/cases/judge"

/* Starts a case: "=== 1.1 3.2 what it shows". */
#define CASE_MARK "=== "

static _Noreturn void complain(const char *file, int number, const char *what)
{
    fprintf(stderr, "tests/cases/judge/%s:%d: %s\n", file, number, what);
    abort();
}

static int compare_names(const void *a, const void *b)
{
    const char *const *left = a;
    const char *const *right = b;
    return strcmp(*left, *right);
}

void judge_case_files(struct arena *arena, struct text_list *ret_names)
{
    DIR *folder = opendir(FOLDER);
    if (folder == NULL) {
        perror(FOLDER);
        abort();
    }
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        if (slice_ends_with(slice_of(entry->d_name), ".case"))
            *LIST_ADD(arena, ret_names) = arena_copy(arena, entry->d_name);
    }
    closedir(folder);
    if (ret_names->count > 0)
        qsort(ret_names->items, ret_names->count, sizeof *ret_names->items,
              compare_names);
}

void split_words(const char *text, struct arena *arena, struct text_list *ret_words)
{
    struct slice rest = slice_of(text);
    while (rest.at != NULL) {
        struct slice word = slice_cut(&rest, ' ');
        if (word.length > 0)
            *LIST_ADD(arena, ret_words) = arena_copy_slice(arena, word);
    }
}

const struct judge_entry *judge_case_find(const struct judge_case *test,
                                          const char *key)
{
    for (size_t i = 0; i < test->entries.count; i++) {
        if (strcmp(test->entries.items[i].key, key) == 0)
            return &test->entries.items[i];
    }
    return NULL;
}

const char *judge_case_value(const struct judge_case *test, const char *key,
                             const char *fallback)
{
    const struct judge_entry *entry = judge_case_find(test, key);
    return entry == NULL ? fallback : entry->value;
}

/* A key that the common part has is replaced, another is added. */
static struct judge_entry *put_entry(struct judge_entry_list *entries, const char *key,
                                     const char *argument, struct arena *arena)
{
    for (size_t i = 0; i < entries->count; i++) {
        if (strcmp(entries->items[i].key, key) == 0 &&
            strcmp(entries->items[i].argument, argument) == 0) {
            entries->items[i] = (struct judge_entry){0};
            return &entries->items[i];
        }
    }
    return LIST_ADD(arena, entries);
}

static struct judge_entry *read_entry(struct judge_case *test, struct slice line,
                                      int number, struct arena *arena)
{
    /* A colon in a value or in a host belongs to it: the one before a blank ends. */
    size_t colon = 0;
    while (colon < line.length &&
           !(line.at[colon] == ':' &&
             (colon + 1 == line.length || line.at[colon + 1] == ' ')))
        colon++;
    if (colon == line.length)
        complain(test->file, number, "neither 'key: value' nor indented");
    struct slice rest = {line.at, colon};
    struct slice value = {line.at + colon + 1, line.length - colon - 1};
    const char *key = arena_copy_slice(arena, slice_cut(&rest, ' '));
    const char *argument =
        rest.at == NULL ? "" : arena_copy_slice(arena, slice_trim(rest));
    struct judge_entry *entry = put_entry(&test->entries, key, argument, arena);
    *entry = (struct judge_entry){.key = key,
                                  .argument = argument,
                                  .value = arena_copy_slice(arena, slice_trim(value)),
                                  .number = number};
    return entry;
}

static struct judge_case *begin_case(struct judge_case_list *cases,
                                     const struct judge_case *common, struct slice line,
                                     int number, struct arena *arena)
{
    struct slice rest = {line.at + strlen(CASE_MARK), line.length - strlen(CASE_MARK)};
    size_t digits = 0;
    for (size_t i = 0; i < rest.length; i++) {
        bool is_rule = (rest.at[i] >= '0' && rest.at[i] <= '9') || rest.at[i] == '.' ||
                       rest.at[i] == ' ';
        if (!is_rule)
            break;
        digits = i + 1;
    }
    struct judge_case *test = LIST_ADD(arena, cases);
    *test = *common;
    test->number = number;
    test->rules = arena_copy_slice(arena, (struct slice){rest.at, digits});
    test->title = arena_copy_slice(
        arena, slice_trim((struct slice){rest.at + digits, rest.length - digits}));
    test->entries = (struct judge_entry_list){0};
    for (size_t i = 0; i < common->entries.count; i++)
        *LIST_ADD(arena, &test->entries) = common->entries.items[i];
    return test;
}

void judge_cases_read(const char *name, struct arena *arena,
                      struct judge_case_list *cases)
{
    enum { CASE_BYTES_MAX = 1024 * 1024 };
    AUTO_TEXT content;
    struct error err = {0};
    text_init(&content, CASE_BYTES_MAX);
    if (!file_read(arena_format(arena, FOLDER "/%s", name), &content, &err))
        complain(name, 0, err.text);
    struct judge_case common = {.file = name, .rules = "", .title = ""};
    struct judge_case *test = &common;
    struct judge_entry *entry = NULL;
    struct slice rest = slice_of(content.bytes);
    for (int number = 1; rest.at != NULL; number++) {
        struct slice line = slice_cut(&rest, '\n');
        struct slice trimmed = slice_trim(line);
        if (trimmed.length == 0 || trimmed.at[0] == '#')
            continue;
        if (slice_starts_with(line, CASE_MARK)) {
            test = begin_case(cases, &common, line, number, arena);
            entry = NULL;
        } else if (line.at[0] != ' ') {
            entry = read_entry(test, trimmed, number, arena);
        } else if (entry != NULL) {
            *LIST_ADD(arena, &entry->lines) =
                arena_copy_slice(arena, (struct slice){line.at, line.length});
        } else {
            complain(name, number, "an indented line without a key above it");
        }
    }
}
