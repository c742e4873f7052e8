/* One question to a plain feed, and its pages. Private to the asking*.c files. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"

/* One feed on its way. Lives in the run's arena: callbacks come back to it. */
struct asking {
    struct feed_run *run;
    const struct feed_driver *driver;
    struct answer_place place;
    struct answer *answer; /* of the place */
    struct feed_subject subject;
    struct feed_next page;        /* the one that is asked for now */
    unsigned number;              /* of that page */
    unsigned hops;                /* redirects followed for it */
    struct origin_gate *gate;     /* that it went through last */
    struct page_excerpt *excerpt; /* NULL: the page is kept whole */
    bool is_store_only;           /* something failed: the rest comes from the store */
    struct shared_page *shared;   /* NULL: the page is this question's alone */
    size_t next_tag;       /* of those wanted: the first whose page was not asked for */
    unsigned tag_failures; /* of tags' own pages */
    struct text_list seen; /* URLs of pages, so that no list is walked in a circle */
};

/*
 * The first page of several questions, such as two charts of one index: one of them
 * asks for it, the others read what it gets.
 */
struct shared_page {
    const char *url;
    const struct feed_driver *driver;
    struct asking *first;
    LIST(, struct asking *)
    others;
    bool has_ended; /* for whoever comes later the store has it */
    bool is_stored;
    struct shared_page *next;
};

/* Behind the last page of the list come those of tags that it did not name. */
void asking_find_tag_page(struct asking *asking, struct feed_next *next);

/*
 * Reads a page into the answer, and finds the next one. On failure nothing of the page
 * is kept.
 */
bool asking_read_page(struct asking *asking, struct feed_page *page,
                      struct feed_next *ret_next, struct error *err) NODISCARD;

/* Whether the feed is none the worse where the page is not there. */
bool asking_may_miss_page(const struct asking *asking);

/*
 * Reads the page from the store, where one that is missing upstream has no body. False:
 * it is not there, or it cannot be read, of which err tells.
 */
bool asking_read_stored(struct asking *asking, struct feed_next *ret_next,
                        struct error *err) NODISCARD;

/* Keeps a page that was read; one that may have been cut is not. */
void asking_store_page(struct asking *asking, const struct fetch_response *response,
                       const struct feed_page *page);

/* The page was read: the next one, if any, is asked for now, and shared with nobody. */
void asking_advance(struct asking *asking, const struct feed_next *next);

/* The answer is as old as its oldest page. */
void asking_note_age(struct answer *answer, long long fetched_at);
