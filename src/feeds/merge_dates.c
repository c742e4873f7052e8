/* Decides which of several dates is a release's. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/merge_dates.h"

/* Before 2000-01-01 there was no such software: a clock that was not set. */
enum { DAY_LEAST = 10957 };

static int usable_day(int day)
{
    return day >= DAY_LEAST ? day : DAY_NONE; /* which is less than any */
}

/* Less than a date: a day on which it was there (see release_day_is_bound). */
static bool is_sighting(enum date_kind kind, const struct answer *answer)
{
    return kind >= DATE_SEEN ||
           (kind == DATE_PUSHED && !(answer->covers & COVERS_RELEASES));
}

struct day_span day_span_none(void)
{
    return (struct day_span){
        .first = DAY_NONE, .earliest = DAY_NONE, .latest = DAY_NONE};
}

/* The answer that was read is over: rebuilds come later, so its earliest day counts. */
static void close_answer(struct day_span *span)
{
    if (span->first == DAY_NONE)
        return;
    if (span->earliest == DAY_NONE || span->first < span->earliest)
        span->earliest = span->first;
    if (span->latest == DAY_NONE || span->first > span->latest)
        span->latest = span->first;
    span->first = DAY_NONE;
}

void day_span_add(struct day_span *span, const struct feed_release *entry,
                  const struct answer *answer)
{
    int day = usable_day(entry->day);
    if (answer != span->answer)
        close_answer(span);
    span->answer = answer;
    if (!is_sighting(entry->date_kind, answer) && day != DAY_NONE &&
        (span->first == DAY_NONE || day < span->first))
        span->first = day;
}

int day_span_gap(struct day_span *span)
{
    close_answer(span);
    return span->earliest == DAY_NONE ? 0 : span->latest - span->earliest;
}

/*
 * Of sightings the earliest counts, by whomever. A date counts before them, of two the
 * better kind, of equals the earliest.
 */
static bool is_better(const struct release *release, int day, enum date_kind kind,
                      const struct answer *answer)
{
    if (release->day == DAY_NONE)
        return true;
    bool is_known_sighting = is_sighting(release->date_kind, release->date_answer);
    if (is_sighting(kind, answer) != is_known_sighting)
        return is_known_sighting;
    if (is_known_sighting && day != release->day)
        return day < release->day;
    return kind != release->date_kind ? kind < release->date_kind : day < release->day;
}

void release_consider_day(struct release *release, int day, enum date_kind kind,
                          const struct answer *answer)
{
    day = usable_day(day);
    if (day == DAY_NONE || !is_better(release, day, kind, answer))
        return;
    release->day = day;
    release->date_kind = kind;
    release->date_answer = answer;
}
