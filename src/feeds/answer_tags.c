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
    for (size_t i = 0; i < count; i++)
        answer->tag_versions[i] = version_read(reader, answer->tags.items[i]);
}
