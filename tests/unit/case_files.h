/* Case files that tell in their first line, "# ok" or "# LINE:COLUMN: what", what to
 * say. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/file.h"
#include "base/list.h"
#include "base/text.h"
#include "unit.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static inline int compare_texts(const void *left, const void *right)
{
    const char *const *a = left;
    const char *const *b = right;
    return strcmp(*a, *b);
}

/* All *.yaml of a folder (named with a slash at its end), sorted. */
static inline struct text_list case_files(const char *folder, struct arena *arena)
{
    struct text_list files = {0};
    DIR *opened = opendir(folder);
    assert_non_null(opened);
    const struct dirent *entry;
    while ((entry = readdir(opened)) != NULL)
        if (slice_ends_with(slice_of(entry->d_name), ".yaml"))
            *LIST_ADD(arena, &files) =
                arena_format(arena, "%s%s", folder, entry->d_name);
    closedir(opened);
    qsort(files.items, files.count, sizeof *files.items, compare_texts);
    return files;
}

/* The first line without "# ". */
static inline const char *case_expectation(const char *path, struct arena *arena)
{
    AUTO_TEXT content;
    struct error err = {0};
    text_init(&content, 1 << 20);
    assert_true(file_read(path, &content, &err));
    struct slice rest = {content.bytes, content.length};
    struct slice first = slice_cut(&rest, '\n');
    assert_true(slice_starts_with(first, "# "));
    return arena_copy_slice(arena, (struct slice){first.at + 2, first.length - 2});
}

/* The complaint without the folder of the cases, which differs from tree to tree. */
static inline const char *without_folder(const char *text, const char *folder,
                                         struct arena *arena)
{
    AUTO_TEXT shorter;
    text_init(&shorter, 4096);
    const char *at;
    while ((at = strstr(text, folder)) != NULL) {
        text_add_bytes(&shorter, text, (size_t)(at - text));
        text = at + strlen(folder);
    }
    text_add(&shorter, text);
    return arena_copy(arena, shorter.bytes);
}

/* Compares what was said (NULL: nothing, it was read) with the first line; counts. */
static inline void case_check(const char *path, const char *folder,
                              const char *complaint, struct arena *arena, size_t *wrong)
{
    const char *name = path + strlen(folder);
    const char *wanted = case_expectation(path, arena);
    const char *got =
        complaint == NULL ? "ok" : without_folder(complaint, folder, arena);
    if (strcmp(wanted, "ok") != 0)
        wanted = arena_format(arena, "%s:%s", name, wanted);
    if (strcmp(got, wanted) == 0)
        return;
    print_message("# %s\n#   wanted %s\n#   got    %s\n", name, wanted, got);
    ++*wrong;
}
