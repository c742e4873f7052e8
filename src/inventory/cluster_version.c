/* Reading gitVersion, with what vendors put behind it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/cluster_version.h"

#include "base/json.h"
#include "base/slice.h"

#include <string.h>

enum {
    VERSION_BYTES_MAX = 128,
    VERSION_DEPTH_MAX = 8,
    NUMBERS_MIN = 2,
    NUMBERS_MAX = 3
};

static size_t digits_of(struct slice text)
{
    size_t count = 0;
    while (count < text.length && text.at[count] >= '0' && text.at[count] <= '9')
        count++;
    return count;
}

/* The length of "1.27.3" or "1.27" at the front of text; 0 where neither is. */
static size_t numbers_length(struct slice text)
{
    size_t at = 0;
    int numbers = 0;
    for (;;) {
        size_t digits = digits_of((struct slice){text.at + at, text.length - at});
        if (digits == 0)
            return 0;
        at += digits;
        numbers++;
        if (numbers == NUMBERS_MAX || at == text.length || text.at[at] != '.')
            break;
        at++;
    }
    return numbers >= NUMBERS_MIN ? at : 0;
}

/* The length of "-rc.1" and the like at the front of text; 0 for other suffixes. */
static size_t prerelease_length(struct slice text)
{
    static const char *const words[] = {"-alpha.", "-beta.", "-rc."};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        size_t length = strlen(words[i]);
        if (!slice_starts_with(text, words[i]))
            continue;
        size_t digits =
            digits_of((struct slice){text.at + length, text.length - length});
        return digits == 0 ? 0 : length + digits;
    }
    return 0;
}

const char *cluster_version_plain(const char *text, struct arena *arena)
{
    struct slice version = slice_trim(slice_of(text));
    if (slice_starts_with(version, "v")) {
        version.at++;
        version.length--;
    }
    size_t length = numbers_length(version);
    struct slice suffix = {version.at + length, version.length - length};
    if (length == 0 || version.length > VERSION_BYTES_MAX ||
        slice_starts_with(version, "0.0.0") ||
        (suffix.length != 0 && suffix.at[0] != '-' && suffix.at[0] != '+'))
        return NULL;
    version.length = length + prerelease_length(suffix);
    return arena_copy_slice(arena, version);
}

/* "1.27" of major "1" and minor "27+". */
static const char *plain_of_parts(const char *major, const char *minor,
                                  struct arena *arena)
{
    if (major == NULL || minor == NULL)
        return NULL;
    struct slice number = slice_of(minor);
    number.length = digits_of(number);
    return cluster_version_plain(
        arena_format(arena, "%s.%.*s", major, (int)number.length, number.at), arena);
}

bool cluster_version_read(const char *body, size_t bytes, struct arena *arena,
                          const char **ret_plain, const char **ret_full,
                          struct error *err)
{
    json_auto_t *root = json_read(body, bytes, VERSION_DEPTH_MAX, err);
    if (root == NULL)
        return false;
    const char *full = json_text(root, "gitVersion");
    const char *plain = full == NULL ? NULL : cluster_version_plain(full, arena);
    if (plain == NULL)
        plain =
            plain_of_parts(json_text(root, "major"), json_text(root, "minor"), arena);
    if (plain == NULL)
        return error_set(err, ERROR_FORMAT, "no version in it");
    *ret_plain = plain;
    *ret_full = full == NULL ? NULL : arena_copy(arena, full);
    return true;
}
