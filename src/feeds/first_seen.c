/* Notes first-seen days. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/first_seen.h"

#include <stdlib.h>
#include <string.h>

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void add_version(const char *text, const struct version_reader *reader,
                        struct arena *arena, struct text_list *versions)
{
    struct version version = version_read(reader, text);
    char buffer[VERSION_TEXT_BYTES];
    if (version.kind == TAG_VERSION)
        *LIST_ADD(arena, versions) = arena_copy(arena, version_text(&version, buffer));
}

/* The version numbers of an answer, each once: twins and rebuilds are one release. */
static struct text_list versions_of(const struct answer *answer,
                                    const struct version_reader *reader,
                                    struct arena *arena)
{
    struct text_list versions = {0};
    for (size_t i = 0; i < answer->tags.count; i++)
        add_version(answer->tags.items[i], reader, arena, &versions);
    for (size_t i = 0; i < answer->releases.count; i++)
        add_version(answer->releases.items[i].version, reader, arena, &versions);
    if (versions.count == 0)
        return versions;
    qsort(versions.items, versions.count, sizeof *versions.items, compare_texts);
    size_t kept = 1;
    for (size_t i = 1; i < versions.count; i++)
        if (strcmp(versions.items[i], versions.items[kept - 1]) != 0)
            versions.items[kept++] = versions.items[i];
    versions.count = kept;
    return versions;
}

void first_seen_note(const struct feed_run *run, const struct version_reader *reader,
                     struct answer *answer)
{
    const struct feeds_options *options = run->options;
    if (run->history == NULL || !options->keep_first_seen ||
        answer->first_seen_repository == NULL || answer->state != ANSWER_COMPLETE ||
        answer->is_stored)
        return;
    AUTO_ARENA *scratch = arena_new();
    struct text_list versions = versions_of(answer, reader, scratch);
    struct first_seen_list seen = {0};
    struct error err = {0};
    if (!history_see(run->history, answer->first_seen_repository, &versions,
                     day_of_seconds(options->now), scratch, &seen, &err)) {
        out_warn(run->out, "first-seen days of %s are not kept: %s",
                 answer->first_seen_repository, err.text);
        return;
    }
    for (size_t i = 0; i < seen.count; i++)
        *LIST_ADD(run->arena, &answer->releases) = (struct feed_release){
            .version = arena_copy(run->arena, seen.items[i].version),
            .day = seen.items[i].day,
            .date_kind = seen.items[i].is_before ? DATE_LEAST_AGE : DATE_SEEN};
}
