/* Asks one plain feed: its pages, the store behind it, and what failed. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/feed.h"
#include "feeds/feeds.h"
#include "feeds/origin_gate.h"
#include "feeds/tokens.h"

/* What all questions of one run share. */
struct feed_run {
    const struct feeds_options *options;
    struct fetcher *fetcher;
    struct registry_client *registries;
    struct cache *cache;
    struct history *history; /* NULL: none */
    struct out *out;
    struct arena *arena; /* of what lives as long as the run */
    struct feed_token_list tokens;
    struct origin_gate_list gates;
    struct text_list helm;      /* arguments of all questions to repositories of Helm */
    struct shared_page *shared; /* private: pages that several questions wait for */
};

/* Where an answer goes, and who is told when nothing more will come of it. */
struct answer_place {
    struct answer *answer; /* stays where it is, with feed, about and covers set */
    struct arena *arena;   /* of all that it says */
    void (*ended)(void *context); /* NULL: nobody; once, maybe before asking returns */
    void *context;
    bool is_store_only; /* nothing is requested, whatever the store lacks */
};

/*
 * Starts asking a driver about argument, and fills the answer: at once where the store
 * is enough, else from inside fetch_all. A failure is in the answer.
 */
void feed_ask(struct feed_run *run, const struct feed_driver *driver,
              const char *argument, const struct version_reader *reader,
              const struct answer_place *place);

/* Tells who waits for it. */
void answer_end(const struct answer_place *place);

/* The same about some tags of a repository, which must stay where they are. */
void feed_ask_tags(struct feed_run *run, const struct feed_driver *driver,
                   const char *argument, const struct text_list *tags,
                   const struct answer_place *place);

/* Why a feed was not asked in a run that is offline. */
const char *feeds_not_asked(const struct feeds_options *options);
