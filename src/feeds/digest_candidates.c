/* Orders tags by how likely one of them carries a running digest. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/digest_candidates.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* A tag that stands for the numbers of a longer one: "1.7" of "1.7.30". */
static bool stands_for(const struct version *tag, const struct version *longer)
{
    char numbers[VERSION_TEXT_BYTES];
    return longer->kind == TAG_VERSION && longer->number_count > tag->number_count &&
           version_on_line(longer, version_number_text(tag, numbers));
}

bool tag_moves(const struct version_reader *reader, const struct version *tag,
               const struct text_list *tags)
{
    if (tag->kind != TAG_VERSION)
        return tag->kind == TAG_FLOATING_WORD;
    char numbers[VERSION_TEXT_BYTES];
    AUTO_TEXT front;
    text_init(&front, 2 * VERSION_TEXT_BYTES);
    text_addf(&front, "%s.", version_number_text(tag, numbers));
    for (size_t i = 0; i < tags->count; i++) {
        if (strstr(tags->items[i], front.bytes) == NULL)
            continue; /* lists are long, and reading takes its time */
        struct version other = version_read(reader, tags->items[i]);
        if (stands_for(tag, &other))
            return true;
    }
    return false;
}

struct candidate {
    struct version version;
    unsigned distance; /* 0: in the variant and on the line of a running tag */
};

static unsigned distance_of(const struct version_reader *reader,
                            const struct version *running, size_t running_count,
                            const struct version *tag)
{
    enum { FAR = 3, VARIANT_APART = 1, LINE_APART = 2 };
    unsigned least = FAR;
    for (size_t i = 0; i < running_count; i++) {
        unsigned distance = 0;
        if (version_variant_fit(reader, &running[i], tag) != VARIANT_EQUAL)
            distance += VARIANT_APART;
        if (running[i].kind == TAG_VERSION && !stands_for(&running[i], tag))
            distance += LINE_APART;
        least = distance < least ? distance : least;
    }
    if (running_count == 0)
        least = tag->variant.length == 0 ? 0 : VARIANT_APART;
    return least;
}

static int compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    int order = version_compare(&b->version, &a->version);
    if (order != 0)
        return order;
    return strcmp(a->version.text, b->version.text);
}

struct text_list digest_candidates(const struct version_reader *reader,
                                   const struct version *running, size_t running_count,
                                   const struct text_list *tags, struct arena *arena)
{
    AUTO_ARENA *scratch = arena_new();
    struct candidate *candidates =
        arena_alloc_many(scratch, tags->count, sizeof *candidates);
    size_t count = 0;
    for (size_t i = 0; i < tags->count; i++) {
        struct version tag = version_read(reader, tags->items[i]);
        if (tag.kind == TAG_VERSION)
            candidates[count++] = (struct candidate){
                tag, distance_of(reader, running, running_count, &tag)};
    }
    if (count != 0)
        qsort(candidates, count, sizeof *candidates, compare_candidates);
    struct text_list ordered = {0};
    for (size_t i = 0; i < count; i++)
        *LIST_ADD(arena, &ordered) = candidates[i].version.text;
    return ordered;
}
