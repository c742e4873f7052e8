/* What one upstream offers as of a day, whatever runs. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/releases.h"
#include "judge/judge.h"
#include "judge/tag_views.h"

#include <stdbool.h>
#include <stddef.h>

/* Where a release stands on the day (judging.md 1.4, 1.6, 1.7). */
enum standing {
    STANDING_ABSENT,  /* it does not exist yet */
    STANDING_UNCLEAR, /* undated: it may exist, it does not count, it forbids fresh */
    STANDING_SOAKING, /* too young to count */
    STANDING_COUNTED,
};

struct shelf_release {
    const struct release *release;
    enum standing standing;
    int day;             /* its date, or a day on which it was there; DAY_NONE */
    int counts_from_day; /* the first day on which it counts; DAY_NONE: not known */
};

/* What the answers are good for (judging.md section 2). */
struct trust {
    const struct answer *list; /* complete and young: it may acquit; NULL: none */
    bool has_complete;         /* a complete list of any age */
    bool is_out_of_reach;      /* the tags of the home are not known whole */
    enum reason gap;           /* with list NULL: why */
    const char *gap_message;
    bool has_dates_gap; /* a feed of dates told nothing whole and young */
    enum reason dates_gap;
    const char *dates_message;
    bool has_ends_gap; /* a feed of line ends is named and told nothing whole and young
                        */
    enum reason ends_gap;
    const char *ends_message;
};

/* Whether the day is the release's own, by a release feed: no missing fact moves it. */
bool release_is_dated_well(const struct shelf_release *release);

struct ladder;
struct fit_table;

struct shelf {
    struct arena *arena;
    const struct upstream *upstream;
    const struct judge_facts *facts;
    struct shelf_release *releases; /* those of upstream, in their order */
    size_t count;
    struct trust trust;
    struct upstream_views *views;
    struct ladder **ladders; /* kept by running tag; see ladder.c */
    struct fit_table **fits; /* kept by version of Kubernetes; see fit_table.c */
};

struct shelf *shelf_new(const struct upstream *upstream,
                        const struct judge_facts *facts, struct arena *arena);

/* A tag by its place in upstream.tag_order. */
static inline const struct version *shelf_tag(const struct shelf *shelf, size_t place)
{
    return &shelf->upstream->tags.items[shelf->upstream->tag_order[place]];
}

/* The answer that lists it. */
static inline const struct answer *shelf_tag_answer(const struct shelf *shelf,
                                                    size_t place)
{
    return upstream_lister(shelf->upstream, shelf->upstream->tag_order[place]);
}

/* The release with the numbers and prerelease of version, or NULL. */
const struct shelf_release *shelf_find(const struct shelf *shelf,
                                       const struct version *version);

/* The index of the first release above version. */
size_t shelf_above(const struct shelf *shelf, const struct version *version);

/*
 * Whether it is a list of releases: a release feed's, or the tags of a repository that
 * is still served. A repository that the product left is whole and frozen.
 */
bool list_is_served(const struct shelf *shelf, const struct answer *answer);

/*
 * Whether the list, whole and young, may acquit: a release feed's or the home's (the
 * product's first image). Another repository's does where it has something as new as
 * all that others ever told, the home or a release feed among them.
 */
bool list_may_acquit(const struct shelf *shelf, const struct answer *answer);

/* The repository whose list says what can be pulled; NULL: none is known. */
const char *list_home(const struct upstream *upstream);

/* Whether its tags are known whole, whenever they were asked for. */
bool list_home_is_whole(const struct upstream *upstream);

/* Decides what the answers of an upstream are good for. */
void trust_assess(const struct shelf *shelf, struct arena *arena,
                  struct trust *ret_trust);

/*
 * Whether the running version stands in a complete list as of the day (judging.md
 * 1.8). release is its entry, or NULL.
 */
bool trust_knows(const struct shelf *shelf, const struct shelf_release *release,
                 const struct version *running);

/* "github traefik/traefik" */
const char *answer_name(const struct answer *answer, struct arena *arena);
