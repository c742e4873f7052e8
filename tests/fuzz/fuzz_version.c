/* Versions: the order of any three tags is total, whatever their bytes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "identify/version.h"

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

/* Antisymmetric, and transitive over three. */
static void check_order(const struct version *a, const struct version *b,
                        const struct version *c)
{
    if (sign(version_compare(a, b)) != -sign(version_compare(b, a)))
        abort();
    if (version_compare(a, a) != 0)
        abort();
    if (version_compare(a, b) <= 0 && version_compare(b, c) <= 0 &&
        version_compare(a, c) > 0)
        abort();
}

/* The parts lie within the text. */
static void check_parts(const struct version *version)
{
    char buffer[VERSION_TEXT_BYTES];
    version_text(version, buffer);
    version_number_text(version, buffer);
    version_variant_text(version, buffer);
    for (int i = 0; i < version->number_count; i++)
        if (version->numbers[i].at + version->numbers[i].length > version->text_length)
            abort();
}

/*
 * Only dots between the numbers, nothing but "v" before them, and no word as long as an
 * abbreviated commit: "21a6666666-x" is alpha 6666666, "21-a6666666" a commit.
 */
static bool is_plain(const struct version *version, const char *numbers)
{
    enum { COMMIT_LENGTH = 7 };
    return version->prefix.length <= 1 && version->numbers[0].at <= 1 &&
           version->prerelease_text.length < COMMIT_LENGTH &&
           numbers[strspn(numbers, "0123456789.")] == '\0';
}

/* What is printed of a plain version reads as the same release, and prints the same. */
static void check_text(const struct version_reader *reader,
                       const struct version *version)
{
    char shown[VERSION_TEXT_BYTES];
    char again[VERSION_TEXT_BYTES];
    if (version->kind != TAG_VERSION ||
        !is_plain(version, version_number_text(version, shown)))
        return;
    struct version reread = version_read(reader, version_text(version, shown));
    if (strcmp(version_text(&reread, again), shown) != 0)
        abort();
    if (version_compare_release(version, &reread) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA *arena = arena_new();
    const struct version_reader *reader;
    struct version_rules rules = {.scheme = SCHEME_SEMVER, .line = LINE_MINOR};
    struct error err = {0};
    if (!version_reader_new(&rules, arena, &reader, &err))
        abort();

    struct slice rest = {(const char *)data, size};
    struct version versions[3];
    for (size_t i = 0; i < 3; i++) {
        struct slice line = slice_cut(&rest, '\n');
        versions[i] = version_read(reader, arena_copy_slice(arena, line));
        check_parts(&versions[i]);
        check_text(reader, &versions[i]);
    }
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++)
            for (size_t k = 0; k < 3; k++)
                check_order(&versions[i], &versions[j], &versions[k]);
    return 0;
}
