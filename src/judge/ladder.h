/* The releases above a running version, line by line. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identify/tags.h"
#include "judge/shelf.h"

#include <stdbool.h>
#include <stddef.h>

/* One line, from the running one upwards. */
struct rung {
    const struct version *version; /* one that stands on it */
    const char *name;              /* "1.7" */
    size_t major;                  /* counted from 0, the running major */
    size_t begin;                  /* counted releases, into ladder.releases */
    size_t end;
    size_t newest;        /* the highest that can be pulled; SIZE_MAX: none can */
    size_t fitting;       /* the same in the running variant; SIZE_MAX: none */
    int first_day;        /* least day of a counted release; DAY_NONE: none is dated */
    size_t first;         /* the release of that day, else the lowest */
    size_t waiting_begin; /* those that wait and can be pulled, into ladder.waiting */
    size_t waiting_end;
    const struct shelf_release *soaking; /* the highest that waits; NULL: none */
    const struct shelf_release *unclear; /* the highest that may exist; NULL: none */
    int unclear_count;
    int opened_day;          /* first release, soaked or not; DAY_NONE: not known */
    int last_day;            /* last release; DAY_NONE: not known */
    bool has_undated;        /* one of its releases has no date: it may be the last */
    const struct line *line; /* as a feed tells it; NULL: none does */
};
LIST(rung_list, struct rung);

LIST(shelf_release_list, const struct shelf_release *);

/* Seen from one running version. rungs[0] is its own line. */
struct ladder {
    struct ladder *next; /* in the shelf's table */
    const char *tag;
    const struct shelf *shelf;
    struct version running;
    bool is_floating;   /* the running tag moves over releases */
    bool is_prerelease; /* by its version, or by a feed's mark */
    const struct tag_view *view;
    const struct shelf_release *own; /* the entry of the running version; NULL: none */
    bool is_known;                   /* judging.md 1.8 */
    struct shelf_release_list releases;
    struct shelf_release_list waiting; /* younger than the soak: they count soon */
    struct rung_list rungs;
    const struct shelf_release *final; /* counted; of a running prerelease; NULL */
    size_t strays;        /* newer numbers of another kind, in the running variant */
    bool has_dated_stray; /* one that a feed dates after the newest accepted one */
    const char *stray;    /* the highest of them */
};

/* The ladder of a running version, made once for each tag. */
const struct ladder *ladder_of(struct shelf *shelf, const struct version *running,
                               struct arena *arena);

/* The earliest of the counted releases from begin to before end, else the lowest. */
size_t ladder_first(const struct ladder *ladder, size_t begin, size_t end,
                    int *ret_day);

/* Whether a release can be pulled for the running platform. */
bool ladder_can_pull(const struct ladder *ladder, const struct shelf_release *at);

/* The same, in the running variant or a newer base of it. */
bool ladder_can_pull_variant(const struct ladder *ladder,
                             const struct shelf_release *at);

/* Why no tag and no feed entry of a release counts, or TAG_REASON_NONE. */
enum tag_reason ladder_reason_against(const struct ladder *ladder,
                                      const struct shelf_release *at);

/* Whether a tag may stand in for the running one, its variant aside. */
bool ladder_takes_tag(const struct ladder *ladder, const struct version *tag);
