/* Replays a corpus through a fuzz target without a fuzzer: a test of make check. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_BYTES_MAX = 4 * 1024 * 1024, PATH_BYTES_MAX = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

/* The bytes in an allocation of just their size, as a fuzzer hands them over. */
static bool replay_file(const char *path)
{
    AUTO_TEXT content;
    struct error err = {0};
    text_init(&content, INPUT_BYTES_MAX);
    if (!file_read(path, &content, &err)) {
        printf("# %s\n", err.text);
        return false;
    }
    AUTO_HEAP uint8_t *exact = malloc(content.length != 0 ? content.length : 1);
    if (exact == NULL)
        return false;
    if (content.length != 0)
        memcpy(exact, content.bytes, content.length);
    LLVMFuzzerTestOneInput(exact, content.length);
    return true;
}

/* How many inputs were replayed; -1: the folder or one of them cannot be read. */
static int replay_folder(const char *path)
{
    int replayed = 0;
    DIR *folder = opendir(path);
    if (folder == NULL)
        return -1;
    for (struct dirent *entry = readdir(folder); entry != NULL && replayed >= 0;
         entry = readdir(folder)) {
        char file[PATH_BYTES_MAX];
        if (entry->d_name[0] == '.')
            continue;
        int length = snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        bool fits = length > 0 && (size_t)length < sizeof file;
        replayed = fits && replay_file(file) ? replayed + 1 : -1;
    }
    closedir(folder);
    return replayed;
}

/* The corpus of fuzz_NAME is tests/fuzz/corpus/NAME; other folders are arguments. */
int main(int argc, char *argv[])
{
    char path[PATH_BYTES_MAX];
    const char *slash = strrchr(argv[0], '/');
    const char *name = slash != NULL ? slash + 1 : argv[0];
    if (strncmp(name, "fuzz_", 5) == 0)
        name += 5;
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/%s", SOURCE_FOLDER, name);
    int replayed = replay_folder(argc > 1 ? argv[1] : path);
    printf("1..1\n%sok 1 - %s: %d inputs\n", replayed > 0 ? "" : "not ", name,
           replayed);
    return replayed > 0 ? 0 : 1;
}
