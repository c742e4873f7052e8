/* Notes first-seen days. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/first_seen.h"

#include "feeds/feeds.h"
#include "feeds/regression.h"

#include <string.h>

/* What is seen in tags is told of these; the rest of what the store knows is added. */
struct noted {
    const struct feed_run *run;
    const struct first_seen_list *seen;
    int today;
    const uint32_t *of_texts; /* the index into seen of each text */
    const bool *is_told;      /* of seen: by the days of the tags */
};

static enum date_kind kind_of(const struct first_seen *first)
{
    return first->is_before ? DATE_LEAST_AGE : DATE_SEEN;
}

static void add_releases(const struct noted *noted, size_t count, struct answer *answer)
{
    struct arena *arena = noted->run->arena;
    struct feed_release_list *releases = &answer->releases;
    size_t room = releases->count + count; /* of long lists: no doubling */
    struct feed_release *items = arena_room_many(arena, room, sizeof *items);
    if (releases->count != 0)
        memcpy(items, releases->items, releases->count * sizeof *items);
    *releases = (struct feed_release_list){items, releases->count, room};
    for (size_t i = 0; i < noted->seen->count; i++) {
        const struct first_seen *first = &noted->seen->items[i];
        if (noted->is_told[i])
            continue;
        *LIST_ADD(arena, releases) = (struct feed_release){
            .version = arena_copy(arena, first->version),
            .day = first->day,
            .date_kind = kind_of(first),
            .is_withdrawn = first->missing_day != DAY_NONE &&
                            noted->today - first->missing_day >= REGRESSION_DAYS};
    }
}

static void add_tag_days(const struct noted *noted, const struct version_texts *texts,
                         struct answer *answer)
{
    size_t count = answer->tags.count;
    struct tag_day *days = arena_room_many(noted->run->arena, count, sizeof *days);
    for (size_t i = 0; i < count; i++) {
        uint32_t text = texts->of_tags[i];
        uint32_t at = text == TEXT_NONE ? TEXT_NONE : noted->of_texts[text];
        days[i] = (struct tag_day){.day = DAY_NONE};
        if (at != TEXT_NONE)
            days[i] = (struct tag_day){noted->seen->items[at].day,
                                       kind_of(&noted->seen->items[at])};
    }
    answer->tag_days = days;
}

/* What is seen for the first time, or as it ever was, is told by the text itself. */
static int compare_texts(const char *a, const char *b)
{
    return a == b ? 0 : strcmp(a, b);
}

/* Both ascend. What a list of today lacks, or the store of a list that failed, is one
 * side's alone. */
static void add_days(const struct feed_run *run, const struct version_texts *texts,
                     const struct first_seen_list *seen, int today,
                     struct answer *answer)
{
    AUTO_ARENA *scratch = arena_new();
    bool *is_told = arena_alloc_many(scratch, seen->count, sizeof *is_told);
    uint32_t *of_texts =
        arena_alloc_many(scratch, texts->texts.count, sizeof *of_texts);
    const struct noted noted = {run, seen, today, of_texts, is_told};
    size_t told = 0;
    for (size_t i = 0; i < texts->texts.count; i++)
        of_texts[i] = TEXT_NONE;
    for (size_t i = 0, k = 0; i < seen->count && k < texts->texts.count;) {
        int order = compare_texts(seen->items[i].version, texts->texts.items[k]);
        if (order == 0) {
            of_texts[k] = (uint32_t)i;
            is_told[i] = answer->tags.count != 0;
            told += is_told[i];
        }
        i += order <= 0 ? 1 : 0;
        k += order >= 0 ? 1 : 0;
    }
    if (answer->tags.count != 0)
        add_tag_days(&noted, texts, answer);
    if (told < seen->count)
        add_releases(&noted, seen->count - told, answer);
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

/*
 * A list of today that told all it has: one that got shorter is not believed for a
 * while, yet what it lacks is missing from its first day on, and what is new in it is
 * new.
 */
static bool is_live(const struct answer *answer)
{
    return (answer->state == ANSWER_COMPLETE || answer->shorter_since_day != 0) &&
           !answer->is_stored;
}

bool first_seen_applies(const struct feed_run *run, const struct answer *answer)
{
    return run->history != NULL && run->options->keep_first_seen &&
           answer->first_seen_repository != NULL &&
           (is_live(answer) || (answer->covers & COVERS_TAGS));
}

static void note(const struct feed_run *run, const struct version_texts *texts,
                 const struct answer *answer, struct arena *arena,
                 struct first_seen_list *seen)
{
    const char *repository = answer->first_seen_repository;
    struct error err = {0};
    int today = day_of_seconds(run->options->now);
    int until = today - FIRST_SEEN_FORGET_DAYS;
    int missing_day =
        answer->shorter_since_day != 0 ? answer->shorter_since_day : today;
    if (!history_see_shorter(run->history, repository, &texts->texts, today,
                             missing_day, arena, seen, &err) ||
        (has_forgettable(seen, until) && !feeds_clock_is_wrong(run->fetcher) &&
         !history_forget(run->history, repository, until, &err)))
        out_warn(run->out, "first-seen days of %s are not kept: %s", repository,
                 err.text);
}

void first_seen_note(const struct feed_run *run, const struct version_texts *texts,
                     struct answer *answer)
{
    if (!first_seen_applies(run, answer))
        return;
    AUTO_ARENA *scratch = arena_new();
    struct first_seen_list seen = {0};
    /* A list that is not whole, or not of today, teaches nothing: it is recalled. */
    if (is_live(answer))
        note(run, texts, answer, scratch, &seen);
    else
        history_seen(run->history, answer->first_seen_repository, scratch, &seen);
    if (seen.count != 0)
        add_days(run, texts, &seen, day_of_seconds(run->options->now), answer);
}
