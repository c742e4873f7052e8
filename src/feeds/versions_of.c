/* Lists the version numbers of an answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/versions_of.h"

#include <stdlib.h>
#include <string.h>

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

struct collector {
    const struct version_reader *reader;
    struct version plain;
    bool stable_only;
    struct arena *arena;
    struct text_list versions;
};

static void add_version(struct collector *collector, const char *text)
{
    struct version version = version_read(collector->reader, text);
    char buffer[VERSION_TEXT_BYTES];
    if (version.kind != TAG_VERSION)
        return;
    if (collector->stable_only && (version.prerelease != PRERELEASE_NONE ||
                                   !version_same_prefix(&collector->plain, &version)))
        return;
    *LIST_ADD(collector->arena, &collector->versions) =
        arena_copy(collector->arena, version_text(&version, buffer));
}

static void remove_twins(struct text_list *versions)
{
    size_t kept = 0;
    for (size_t i = 0; i < versions->count; i++)
        if (kept == 0 || strcmp(versions->items[i], versions->items[kept - 1]) != 0)
            versions->items[kept++] = versions->items[i];
    versions->count = kept;
}

struct text_list versions_of(const struct answer *answer,
                             const struct version_reader *reader, bool stable_only,
                             struct arena *arena)
{
    struct collector collector = {.reader = reader,
                                  .plain = version_read(reader, "1"),
                                  .stable_only = stable_only,
                                  .arena = arena};
    for (size_t i = 0; i < answer->tags.count; i++)
        add_version(&collector, answer->tags.items[i]);
    for (size_t i = 0; i < answer->releases.count; i++)
        add_version(&collector, answer->releases.items[i].version);
    if (collector.versions.count != 0)
        qsort(collector.versions.items, collector.versions.count,
              sizeof *collector.versions.items, compare_texts);
    remove_twins(&collector.versions);
    return collector.versions;
}
