/* Notes first-seen days. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/first_seen.h"

#include "feeds/versions_of.h"

void first_seen_note(const struct feed_run *run, const struct version_reader *reader,
                     struct answer *answer)
{
    const struct feeds_options *options = run->options;
    if (run->history == NULL || !options->keep_first_seen ||
        answer->first_seen_repository == NULL || answer->state != ANSWER_COMPLETE ||
        answer->is_stored)
        return;
    AUTO_ARENA *scratch = arena_new();
    struct text_list versions = versions_of(answer, reader, false, scratch);
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
