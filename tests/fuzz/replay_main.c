/* Replays a corpus, whole and with bytes changed, without a fuzzer: a test of make
 * check.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"
#include "fuzz.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    INPUT_BYTES_MAX = 4 * 1024 * 1024,
    PATH_BYTES_MAX = 4096,
    CHANGES = 300, /* of each input; the same ones every time */
};

/* xorshift: every machine makes the same changes. */
static uint32_t random_next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* The bytes in an allocation of just their size, as a fuzzer hands them over. */
static void feed(const char *bytes, size_t count)
{
    AUTO_HEAP uint8_t *exact = malloc(count != 0 ? count : 1);
    if (exact == NULL)
        abort();
    if (count != 0)
        memcpy(exact, bytes, count);
    LLVMFuzzerTestOneInput(exact, count);
}

/* One to four bytes become others; every fourth time the end is cut off too. */
static void feed_changed(const char *bytes, size_t count, uint32_t *state)
{
    static const char odd[] = {0, -1, -128, '"', '{', '[', '\\', '\n', '-', '9'};
    AUTO_HEAP char *changed = malloc(count);
    if (changed == NULL)
        abort();
    memcpy(changed, bytes, count);
    for (uint32_t left = 1 + random_next(state) % 4; left > 0; left--) {
        size_t at = random_next(state) % count;
        if (random_next(state) % 2 == 0)
            changed[at] = odd[random_next(state) % sizeof odd];
        else
            changed[at] = (char)(changed[at] ^ (1 << random_next(state) % 8));
    }
    feed(changed, random_next(state) % 4 == 0 ? random_next(state) % count : count);
}

static bool replay_file(const char *path)
{
    AUTO_TEXT content;
    struct error err = {0};
    text_init(&content, INPUT_BYTES_MAX);
    if (!file_read(path, &content, &err)) {
        printf("# %s\n", err.text);
        return false;
    }
    feed(content.bytes, content.length);
    uint32_t state = 0x9E3779B9U ^ (uint32_t)content.length;
    for (int i = 0; content.length != 0 && i < CHANGES; i++)
        feed_changed(content.bytes, content.length, &state);
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
