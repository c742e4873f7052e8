/* Reads the tags of an answer, once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/answer_tags.h"

void answer_read_tags(struct answer *answer, const struct version_reader *reader,
                      struct arena *arena)
{
    if (answer->tag_reader == reader)
        return;
    size_t count = answer->tags.count;
    answer->tag_versions = arena_room_many(arena, count, sizeof *answer->tag_versions);
    answer->tag_reader = reader;
    version_read_list(reader, answer->tags.items, count, answer->tag_versions);
}
