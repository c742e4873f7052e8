/* Lists the version numbers of an answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/versions_of.h"

#include <stdlib.h>
#include <string.h>

/* Entries of the answer, one after the other, that name one version. */
struct group {
    struct slice text; /* in the entry's own text, or in the arena */
    uint32_t index;    /* into the list that is made */
    bool is_own_stable;
};

struct collector {
    const struct version_reader *reader;
    struct version plain;
    struct arena *arena;
    struct group *groups;
    size_t count;
    size_t bytes; /* of their texts, each with a NUL */
};

static bool is_same(struct slice a, struct slice b)
{
    return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

/* What the tag does not have in one piece. */
static struct slice make_text(const struct version *version, struct arena *arena)
{
    char buffer[VERSION_TEXT_BYTES];
    return slice_of(arena_copy(arena, version_text(version, buffer)));
}

/* The version's group; TEXT_NONE: it is none. */
static uint32_t add_version(struct collector *collector, const struct version *version)
{
    if (version->kind != TAG_VERSION)
        return TEXT_NONE;
    struct slice text = version_text_in_tag(version);
    if (text.at == NULL)
        text = make_text(version, collector->arena);
    /* Lists are mostly in order: what a tag names, the one before it named too. */
    struct group *group = &collector->groups[collector->count];
    if (collector->count != 0 && is_same(group[-1].text, text)) {
        group--;
    } else {
        *group = (struct group){.text = text};
        collector->count++;
        collector->bytes += text.length + 1;
    }
    group->is_own_stable |= version->prerelease == PRERELEASE_NONE &&
                            version_same_prefix(&collector->plain, version);
    return (uint32_t)(group - collector->groups);
}

/* Gives of each tag its group. */
static uint32_t *collect(struct collector *collector, const struct answer *answer)
{
    size_t room = answer->tags.count + answer->releases.count;
    uint32_t *of_tags =
        arena_room_many(collector->arena, answer->tags.count, sizeof *of_tags);
    collector->groups =
        arena_room_many(collector->arena, room + 1, sizeof *collector->groups);
    for (size_t i = 0; i < answer->tags.count; i++)
        of_tags[i] = add_version(collector, &answer->tag_versions[i]);
    for (size_t i = 0; i < answer->releases.count; i++) {
        struct version version =
            version_read(collector->reader, answer->releases.items[i].version);
        add_version(collector, &version);
    }
    return of_tags;
}

static int compare_groups(const void *left, const void *right)
{
    const struct group *const *a = left;
    const struct group *const *b = right;
    return slice_compare((*a)->text, (*b)->text);
}

/* The groups in the order of their texts; most lists have that order already. */
static struct group **sort(struct collector *collector)
{
    struct group **sorted =
        arena_room_many(collector->arena, collector->count, sizeof *sorted);
    bool is_sorted = true;
    for (size_t i = 0; i < collector->count; i++) {
        sorted[i] = &collector->groups[i];
        is_sorted =
            is_sorted && (i == 0 || compare_groups(&sorted[i - 1], &sorted[i]) <= 0);
    }
    if (!is_sorted)
        qsort(sorted, collector->count, sizeof *sorted, compare_groups);
    return sorted;
}

struct version_texts versions_of(const struct answer *answer,
                                 const struct version_reader *reader,
                                 struct arena *arena)
{
    struct collector collector = {
        .reader = reader, .plain = version_read(reader, "1"), .arena = arena};
    uint32_t *of_tags = collect(&collector, answer);
    struct group **sorted = sort(&collector);
    bool *own = arena_alloc_many(arena, collector.count, sizeof *own);
    char *end = arena_room_many(arena, collector.bytes, 1);
    struct text_list texts = {
        .items = arena_room_many(arena, collector.count, sizeof *texts.items),
        .room = collector.count};
    for (size_t i = 0; i < collector.count; i++) {
        struct group *group = sorted[i];
        if (i == 0 || !is_same(sorted[i - 1]->text, group->text)) {
            texts.items[texts.count++] =
                memcpy(end, group->text.at, group->text.length);
            end += group->text.length;
            *end++ = '\0';
        }
        group->index = (uint32_t)(texts.count - 1);
        own[group->index] |= group->is_own_stable;
    }
    for (size_t i = 0; i < answer->tags.count; i++)
        if (of_tags[i] != TEXT_NONE)
            of_tags[i] = collector.groups[of_tags[i]].index;
    return (struct version_texts){texts, own, of_tags};
}

struct text_list versions_own_stable(const struct version_texts *texts,
                                     struct arena *arena)
{
    size_t room = texts->texts.count;
    struct text_list own = {.items = arena_room_many(arena, room, sizeof *own.items),
                            .room = room};
    for (size_t i = 0; i < texts->texts.count; i++)
        if (texts->is_own_stable[i])
            own.items[own.count++] = texts->texts.items[i];
    return own;
}
