/* Asks one repository for manifests until each running digest has its tag. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"

/* Manifests that are asked for in one repository, however many tags it has. */
enum { DIGEST_MANIFESTS_MAX = 160 };

/* A digest that runs. */
struct sought {
    const char *digest;
    bool is_searched; /* the tags that carry it are wanted, not only its own tag's */
    enum digest_kind kind;
    bool is_found; /* a concrete tag carries it */
};
LIST(sought_list, struct sought);

/* The questions about one repository. Lives in the run's arena. */
struct digest_search {
    /* Set by who starts it. */
    struct feed_run *run;
    struct upstream *upstream;    /* gets what is learnt */
    const char *repository;       /* with a host: it holds a slash */
    const struct text_list *tags; /* of its list, NULL: there is none */
    struct sought_list sought;
    struct text_list own;         /* tags that run */
    void (*ended)(void *context); /* once, when all is asked and answered */
    void *context;

    /* Private. */
    const char *host;
    const char *path;
    struct text_list candidates;
    size_t next; /* candidate */
    size_t asked;
    unsigned under_way;
    bool is_asking; /* more is asked for now: an answer at once starts nothing */
    bool has_twins; /* the other tags of what was found are asked for */
    struct text_list asked_tags;
    struct text_list indexes; /* tags that point at one */
    size_t next_index;
};

/*
 * Starts asking; goes on from inside fetch_all, and may end before this returns. The
 * kinds of the digests and the running tags come first, mostly they are enough; then
 * the concrete tags, the likeliest first; then all other tags of the releases that were
 * found.
 */
void digest_search_start(struct digest_search *search);
