/* Notes first-seen days. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/first_seen.h"

#include "feeds/regression.h"
#include "feeds/versions_of.h"

#include <string.h>

static void add_days(const struct feed_run *run, const struct first_seen_list *seen,
                     int today, struct answer *answer)
{
    struct feed_release_list *releases = &answer->releases;
    size_t room = releases->count + seen->count; /* of long lists: no doubling */
    struct feed_release *items = arena_alloc_many(run->arena, room, sizeof *items);
    if (releases->count != 0)
        memcpy(items, releases->items, releases->count * sizeof *items);
    *releases = (struct feed_release_list){items, releases->count, room};
    for (size_t i = 0; i < seen->count; i++) {
        const struct first_seen *first = &seen->items[i];
        *LIST_ADD(run->arena, releases) = (struct feed_release){
            .version = arena_copy(run->arena, first->version),
            .day = first->day,
            .date_kind = first->is_before ? DATE_LEAST_AGE : DATE_SEEN,
            .is_withdrawn = first->missing_day != DAY_NONE &&
                            today - first->missing_day >= REGRESSION_DAYS};
    }
}

/* Whether the store holds anything that it is to forget: mostly it does not. */
static bool has_forgettable(const struct first_seen_list *seen, int missing_until_day)
{
    for (size_t i = 0; i < seen->count; i++)
        if (seen->items[i].missing_day != DAY_NONE &&
            seen->items[i].missing_day <= missing_until_day)
            return true;
    return false;
}

/* A list that is not whole, or not of today, teaches nothing: the store remembers. */
static void recall(const struct feed_run *run, int today, struct answer *answer)
{
    AUTO_ARENA *scratch = arena_new();
    struct first_seen_list seen;
    history_seen(run->history, answer->first_seen_repository, scratch, &seen);
    if (seen.count != 0)
        add_days(run, &seen, today, answer);
}

static void note(const struct feed_run *run, const struct version_reader *reader,
                 int today, struct answer *answer)
{
    const char *repository = answer->first_seen_repository;
    AUTO_ARENA *scratch = arena_new();
    struct text_list versions = versions_of(answer, reader, false, scratch);
    struct first_seen_list seen = {0};
    struct error err = {0};
    int until = today - FIRST_SEEN_FORGET_DAYS;
    if (!history_see(run->history, repository, &versions, today, scratch, &seen,
                     &err) ||
        (has_forgettable(&seen, until) &&
         !history_forget(run->history, repository, until, &err)))
        out_warn(run->out, "first-seen days of %s are not kept: %s", repository,
                 err.text);
    add_days(run, &seen, today, answer);
}

void first_seen_note(const struct feed_run *run, const struct version_reader *reader,
                     struct answer *answer)
{
    const struct feeds_options *options = run->options;
    if (run->history == NULL || !options->keep_first_seen ||
        answer->first_seen_repository == NULL)
        return;
    int today = day_of_seconds(options->now);
    if (answer->state == ANSWER_COMPLETE && !answer->is_stored)
        note(run, reader, today, answer);
    else if (answer->covers & COVERS_TAGS)
        recall(run, today, answer);
}
