/* Lists the version numbers of an answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/versions_of.h"

#include <stdlib.h>
#include <string.h>

/* An entry of the answer that is a version. */
struct named {
    const char *text;
    uint32_t at; /* in the answer: tags first, then releases */
    bool is_own_stable;
};

struct collector {
    const struct version_reader *reader;
    struct version plain;
    struct arena *arena;
    struct named *named;
    size_t count;
};

static int compare_named(const void *left, const void *right)
{
    const struct named *a = left;
    const struct named *b = right;
    return strcmp(a->text, b->text);
}

static void add_version(struct collector *collector, const struct version *version,
                        size_t at)
{
    char buffer[VERSION_TEXT_BYTES];
    if (version->kind != TAG_VERSION)
        return;
    version_text(version, buffer);
    /* Lists are mostly in order: what a tag names, the one before it named too. */
    const struct named *last =
        collector->count == 0 ? NULL : &collector->named[collector->count - 1];
    bool is_same = last != NULL && strcmp(last->text, buffer) == 0;
    collector->named[collector->count++] = (struct named){
        .text = is_same ? last->text : arena_copy(collector->arena, buffer),
        .at = (uint32_t)at,
        .is_own_stable = version->prerelease == PRERELEASE_NONE &&
                         version_same_prefix(&collector->plain, version)};
}

static void collect(struct collector *collector, const struct answer *answer)
{
    size_t room = answer->tags.count + answer->releases.count;
    collector->named =
        arena_room_many(collector->arena, room, sizeof *collector->named);
    for (size_t i = 0; i < answer->tags.count; i++)
        add_version(collector, &answer->tag_versions[i], i);
    for (size_t i = 0; i < answer->releases.count; i++) {
        struct version version =
            version_read(collector->reader, answer->releases.items[i].version);
        add_version(collector, &version, answer->tags.count + i);
    }
}

static void sort(struct collector *collector)
{
    bool is_sorted = true;
    for (size_t i = 1; is_sorted && i < collector->count; i++)
        is_sorted = compare_named(&collector->named[i - 1], &collector->named[i]) <= 0;
    if (!is_sorted)
        qsort(collector->named, collector->count, sizeof *collector->named,
              compare_named);
}

struct version_texts versions_of(const struct answer *answer,
                                 const struct version_reader *reader,
                                 struct arena *arena)
{
    struct collector collector = {
        .reader = reader, .plain = version_read(reader, "1"), .arena = arena};
    collect(&collector, answer);
    sort(&collector);
    size_t tags = answer->tags.count;
    bool *own = arena_alloc_many(arena, collector.count, sizeof *own);
    uint32_t *of_tags = arena_room_many(arena, tags, sizeof *of_tags);
    struct text_list texts = {
        .items = arena_room_many(arena, collector.count, sizeof *texts.items),
        .room = collector.count};
    for (size_t i = 0; i < tags; i++)
        of_tags[i] = TEXT_NONE;
    for (size_t i = 0; i < collector.count; i++) {
        const struct named *named = &collector.named[i];
        if (texts.count == 0 || strcmp(texts.items[texts.count - 1], named->text) != 0)
            texts.items[texts.count++] = named->text;
        own[texts.count - 1] |= named->is_own_stable;
        if (named->at < tags)
            of_tags[named->at] = (uint32_t)(texts.count - 1);
    }
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
