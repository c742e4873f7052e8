/* Which answers may acquit: complete, young, of the right place (judging.md 2). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/shelf.h"

#include <string.h>

/* Drivers that tell when lines end, for a feed that was named and never asked. */
static const char *const ends_drivers[] = {"endoflife"};

/* How near an answer is to acquitting, the worse first. */
enum worth { WORTH_NONE, WORTH_FAILED, WORTH_PARTIAL, WORTH_OLD, WORTH_WHOLE };

/* Whether an answer is young enough on the day to acquit. */
static bool is_young(const struct judge_facts *facts, const struct answer *answer)
{
    /* 2.2: never the clock, and not below zero; 2.3: no time is too old. */
    if (answer->fetched_at == 0)
        return false;
    return facts->as_of_day - day_of_seconds(answer->fetched_at) <=
           facts->max_data_age_days;
}

const char *answer_name(const struct answer *answer, struct arena *arena)
{
    if (answer->about == NULL || answer->about[0] == '\0')
        return answer->feed;
    return arena_format(arena, "%s %s", answer->feed, answer->about);
}

static enum worth worth_of(const struct judge_facts *facts, const struct answer *answer)
{
    switch (answer->state) {
    case ANSWER_FAILED:
        return WORTH_FAILED;
    case ANSWER_PARTIAL:
        return WORTH_PARTIAL;
    case ANSWER_COMPLETE:
        break;
    }
    return is_young(facts, answer) ? WORTH_WHOLE : WORTH_OLD;
}

static const char *gap_message_of(const struct judge_facts *facts,
                                  const struct answer *answer, enum worth worth,
                                  struct arena *arena)
{
    const char *name = answer_name(answer, arena);
    const char *failure = answer->failure != NULL ? answer->failure : "no reason given";
    if (worth == WORTH_FAILED)
        return arena_format(arena, "%s failed: %s", name, failure);
    if (worth == WORTH_PARTIAL)
        return arena_format(arena, "%s told a part only: %s", name, failure);
    if (answer->fetched_at == 0)
        return arena_format(arena, "the age of %s is not known", name);
    char day[DAY_TEXT_BYTES];
    day_format(day_of_seconds(answer->fetched_at), day);
    return arena_format(arena, "%s is of %s, more than %d days old", name, day,
                        facts->max_data_age_days);
}

static enum reason gap_of(enum worth worth)
{
    switch (worth) {
    case WORTH_NONE:
        return REASON_NO_FEED;
    case WORTH_FAILED:
        return REASON_FEED_FAILED;
    case WORTH_PARTIAL:
        return REASON_FEED_PARTIAL;
    case WORTH_OLD:
    case WORTH_WHOLE:
        break;
    }
    return REASON_DATA_TOO_OLD;
}

static bool wants_ends(const struct upstream *upstream)
{
    if (upstream->product == NULL)
        return false;
    const struct catalog_feed_list *feeds = &upstream->product->feeds;
    for (size_t i = 0; i < feeds->count; i++) {
        for (size_t j = 0; j < COUNT_OF(ends_drivers); j++) {
            if (strcmp(feeds->items[i].driver, ends_drivers[j]) == 0)
                return true;
        }
    }
    return false;
}

/* 2.2: where a feed of ends is named, fresh needs its answer, whole and young. */
static void assess_ends(const struct shelf *shelf, struct arena *arena,
                        struct trust *trust)
{
    const struct answer_list *answers = &shelf->upstream->answers;
    bool is_wanted = wants_ends(shelf->upstream);
    enum worth best = WORTH_NONE;
    const struct answer *nearest = NULL;
    for (size_t i = 0; i < answers->count; i++) {
        const struct answer *answer = &answers->items[i];
        if (!(answer->covers & COVERS_ENDS))
            continue;
        is_wanted = true;
        enum worth worth = worth_of(shelf->facts, answer);
        if (worth > best) {
            best = worth;
            nearest = answer;
        }
    }
    if (!is_wanted || best == WORTH_WHOLE || !shelf->facts->policy->line_end.stale)
        return;
    trust->has_ends_gap = true;
    trust->ends_gap = best == WORTH_NONE ? REASON_FEED_FAILED : gap_of(best);
    trust->ends_message = nearest == NULL
                              ? "the feed of line ends was not asked"
                              : gap_message_of(shelf->facts, nearest, best, arena);
}

/* 2.1: dates that a feed would have told may be earlier than those that are known. */
static void assess_dates(const struct shelf *shelf, struct arena *arena,
                         struct trust *trust)
{
    const struct answer_list *answers = &shelf->upstream->answers;
    for (size_t i = 0; i < answers->count && !trust->has_dates_gap; i++) {
        const struct answer *answer = &answers->items[i];
        enum worth worth = worth_of(shelf->facts, answer);
        if (!(answer->covers & COVERS_DATES) || worth == WORTH_WHOLE)
            continue;
        trust->has_dates_gap = true;
        /* Dates that nobody was asked for will not be there at the next try either. */
        trust->dates_gap = answer->is_left_out ? REASON_NO_DATE : gap_of(worth);
        trust->dates_message =
            answer->is_left_out
                ? arena_format(arena, "%s: %s", answer_name(answer, arena),
                               answer->failure)
                : gap_message_of(shelf->facts, answer, worth, arena);
    }
}

typedef bool list_test(const struct shelf *shelf, const struct answer *answer);

/* How near the best list that passes is to acquitting, and which it is. */
static enum worth best_list(const struct shelf *shelf, list_test *passes,
                            const struct answer **ret_nearest)
{
    const struct answer_list *answers = &shelf->upstream->answers;
    enum worth best = WORTH_NONE;
    *ret_nearest = NULL;
    for (size_t i = 0; i < answers->count; i++) {
        const struct answer *answer = &answers->items[i];
        enum worth worth = worth_of(shelf->facts, answer);
        if (worth > best && passes(shelf, answer)) {
            best = worth;
            *ret_nearest = answer;
        }
    }
    return best;
}

/* What keeps the lists from acquitting; a twin that answered well is named with it. */
static void set_gap(const struct shelf *shelf, enum worth best,
                    const struct answer *nearest, struct arena *arena,
                    struct trust *trust)
{
    const struct answer *twin;
    trust->gap = gap_of(best);
    trust->gap_message = nearest == NULL
                             ? "no feed tells its releases"
                             : gap_message_of(shelf->facts, nearest, best, arena);
    if (best_list(shelf, list_is_served, &twin) != WORTH_WHOLE)
        return;
    if (nearest == NULL)
        trust->gap = REASON_FEED_FAILED;
    trust->gap_message = arena_format(
        arena,
        "%s; %s may have stopped receiving releases, so its list alone is not enough",
        nearest == NULL ? "its home is not listed" : trust->gap_message,
        twin->repository);
}

void trust_assess(const struct shelf *shelf, struct arena *arena,
                  struct trust *ret_trust)
{
    const struct answer *nearest;
    struct trust trust = {.is_out_of_reach = !list_home_is_whole(shelf->upstream)};
    trust.has_complete = best_list(shelf, list_is_served, &nearest) >= WORTH_OLD;
    enum worth best = best_list(shelf, list_may_acquit, &nearest);
    if (best == WORTH_WHOLE)
        trust.list = nearest;
    else
        set_gap(shelf, best, nearest, arena, &trust);
    assess_dates(shelf, arena, &trust);
    assess_ends(shelf, arena, &trust);
    *ret_trust = trust;
}

/* Reads a complete feed's own entries: the merge keeps the first teller only. */
static bool feed_names(const struct shelf *shelf, const struct answer *answer,
                       const struct version *running)
{
    for (size_t i = 0; i < answer->releases.count; i++) {
        struct version version =
            version_read(shelf->upstream->reader, answer->releases.items[i].version);
        if (version.kind == TAG_VERSION &&
            version_compare_release(&version, running) == 0)
            return true;
    }
    return false;
}

bool trust_knows(const struct shelf *shelf, const struct shelf_release *release,
                 const struct version *running)
{
    if (release == NULL || release->standing == STANDING_ABSENT)
        return false;
    const struct answer_list *answers = &shelf->upstream->answers;
    const struct answer *first = release->release->answer;
    if (first != NULL && first->state == ANSWER_COMPLETE &&
        list_is_served(shelf, first))
        return true;
    for (size_t i = release->release->tags_begin; i < release->release->tags_end; i++) {
        if (shelf_tag_answer(shelf, i)->state == ANSWER_COMPLETE)
            return true;
    }
    for (size_t i = 0; i < answers->count; i++) {
        const struct answer *answer = &answers->items[i];
        if (answer->state == ANSWER_COMPLETE && (answer->covers & COVERS_RELEASES) &&
            feed_names(shelf, answer, running))
            return true;
    }
    return false;
}
