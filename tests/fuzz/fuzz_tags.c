/* Tags: any list beside any running tag gives each a relation that fits its order. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>

#include "base/arena.h"
#include "identify/tags.h"

enum { TAGS_MAX = 64 };

static void check_relation(const struct version *running, const struct version *tag,
                           struct tag_relation relation)
{
    bool is_newer = relation.relation == RELATION_NEWER;
    bool is_incomparable = relation.relation == RELATION_INCOMPARABLE;
    if (is_newer != (relation.step != TAG_STEP_NONE))
        abort();
    if (is_incomparable != (relation.reason != TAG_REASON_NONE))
        abort();
    if (is_newer && version_compare(tag, running) <= 0)
        abort();
    if (relation.relation == RELATION_OLDER && version_compare(tag, running) >= 0)
        abort();
}

/* The first line runs, the second half of the others is what a feed publishes. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_ARENA *arena = arena_new();
    const struct version_reader *reader;
    struct error err = {0};
    if (!version_reader_new(NULL, arena, &reader, &err))
        abort();
    struct slice rest = {(const char *)bytes, count};
    struct version tags[TAGS_MAX];
    size_t tag_count = 0;
    do {
        struct slice line = slice_cut(&rest, '\n');
        tags[tag_count++] = version_read(reader, arena_copy_slice(arena, line));
    } while (rest.at != NULL && tag_count < TAGS_MAX);

    size_t listed = (tag_count + 1) / 2;
    const struct tag_view *view = tag_view_new(
        reader, &tags[0], 0, tags, listed, tags + listed, tag_count - listed, arena);
    for (size_t i = 0; i < tag_count; i++)
        check_relation(&tags[0], &tags[i], tag_relate(view, &tags[i]));
    return 0;
}
