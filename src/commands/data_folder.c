/* Where the files that come with the program are. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/data_folder.h"

#include "base/file.h"
#include "base/list.h"
#include "base/slice.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES_MAX = 4096 };

/* The folder of the running program, links resolved; NULL where it cannot be told. */
static const char *program_folder(struct arena *arena)
{
    char path[PATH_BYTES_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path);
    if (length <= 0 || (size_t)length == sizeof path)
        return NULL;
    while (length > 1 && path[length - 1] != '/')
        length--;
    return arena_copy_slice(arena, (struct slice){path, (size_t)length - 1});
}

/* Whoever can write beside the program can replace it, so its word is taken. */
static const char *build_folder(const char *program, struct arena *arena)
{
    AUTO_TEXT content;
    struct error ignored = {0};
    text_init(&content, PATH_BYTES_MAX);
    if (!file_read(arena_format(arena, "%s/stalemark.data", program), &content,
                   &ignored))
        return NULL;
    struct slice folder = slice_trim((struct slice){content.bytes, content.length});
    return slice_starts_with(folder, "/") ? arena_copy_slice(arena, folder) : NULL;
}

static bool is_data_folder(const char *folder, struct arena *arena)
{
    return access(arena_format(arena, "%s/policies/default.yaml", folder), F_OK) == 0;
}

static bool take_named(const char *folder, struct arena *arena, const char **ret_folder,
                       struct error *err)
{
    if (folder[0] != '/' || !is_data_folder(folder, arena))
        return error_set(err, ERROR_USAGE,
                         "STALEMARK_DATA: %s is no absolute folder with "
                         "policies/default.yaml",
                         folder);
    *ret_folder = folder;
    return true;
}

static void add_candidates(struct text_list *candidates, struct arena *arena)
{
    const char *program = program_folder(arena);
    if (program != NULL) {
        const char *build = build_folder(program, arena);
        if (build != NULL)
            *LIST_ADD(arena, candidates) = build;
        *LIST_ADD(arena, candidates) =
            arena_format(arena, "%s/../share/stalemark", program);
    }
    *LIST_ADD(arena, candidates) = DATA_FOLDER;
}

bool data_folder_find(struct arena *arena, const char **ret_folder, struct error *err)
{
    struct text_list candidates = {0};
    const char *named = getenv("STALEMARK_DATA");
    if (named != NULL && named[0] != '\0')
        return take_named(named, arena, ret_folder, err);
    add_candidates(&candidates, arena);
    for (size_t i = 0; i < candidates.count; i++) {
        if (is_data_folder(candidates.items[i], arena)) {
            *ret_folder = candidates.items[i];
            return true;
        }
    }
    return error_set(err, ERROR_OUTSIDE,
                     "the policy and catalogue that come with stalemark are not in %s: "
                     "install them, or set STALEMARK_DATA to their folder",
                     DATA_FOLDER);
}
