/* Notes days of tags, and which are still wanted. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/tag_dates.h"

#include "feeds/reading.h"

#include <string.h>

void tag_date_add(const char *tag, int day, struct arena *arena, struct answer *answer)
{
    struct feed_release *release = feed_add_release(arena, answer);
    if (release == NULL)
        return;
    release->version = arena_copy(arena, tag);
    release->day = day;
    release->date_kind = DATE_PUSHED;
}

static bool is_named(const struct answer *answer, const char *tag)
{
    for (size_t i = 0; i < answer->releases.count; i++)
        if (strcmp(answer->releases.items[i].version, tag) == 0)
            return true;
    return false;
}

const char *tag_date_missing(const struct feed_subject *subject,
                             const struct answer *answer, bool *ret_wants_all)
{
    *ret_wants_all = subject->tags == NULL;
    for (size_t i = 0; subject->tags != NULL && i < subject->tags->count; i++)
        if (!is_named(answer, subject->tags->items[i]))
            return subject->tags->items[i];
    return NULL;
}
