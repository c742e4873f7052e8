/* What runs that were killed left beside a file that they were writing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/leftover.h"

#include "base/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { AGE_SECONDS = 60 * 60, LETTERS = 6, PATH_BYTES_MAX = 4096 };

/* "report.json.stalemark-Ab12Cd" of "report.json". */
static bool is_temporary(const char *entry, const char *name)
{
    if (strncmp(entry, name, strlen(name)) != 0)
        return false;
    const char *mark = entry + strlen(name);
    if (strncmp(mark, LEFTOVER_MARK, strlen(LEFTOVER_MARK)) != 0)
        return false;
    const char *letters = mark + strlen(LEFTOVER_MARK);
    return strlen(letters) == LETTERS &&
           strspn(letters, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                           "0123456789") == LETTERS;
}

static bool is_old(int folder, const char *entry, time_t now)
{
    struct stat facts;
    return fstatat(folder, entry, &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(facts.st_mode) && facts.st_uid == geteuid() &&
           facts.st_mtime < now - AGE_SECONDS;
}

void leftover_remove(const char *path, time_t now)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    AUTO_TEXT folder;
    text_init(&folder, PATH_BYTES_MAX);
    text_add_bytes(&folder, path, (size_t)(name - path));
    DIR *entries = opendir(folder.length != 0 ? folder.bytes : ".");
    if (entries == NULL)
        return; /* it is no harm to leave them */
    for (const struct dirent *entry = readdir(entries); entry != NULL;
         entry = readdir(entries))
        if (is_temporary(entry->d_name, name) &&
            is_old(dirfd(entries), entry->d_name, now))
            unlinkat(dirfd(entries), entry->d_name, 0);
    closedir(entries);
}
