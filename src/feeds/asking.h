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
    struct arena *arena; /* answers live here */
    struct feed_token_list tokens;
    struct origin_gate_list gates;
};

/*
 * Starts asking a driver about argument, and fills answer: at once where the store is
 * enough, else from inside fetch_all. answer must stay where it is, with feed, about
 * and covers set. A failure is in the answer.
 */
void feed_ask(struct feed_run *run, const struct feed_driver *driver,
              const char *argument, const struct version_reader *reader,
              struct answer *answer);

/* Why a feed was not asked in a run that is offline. */
const char *feeds_not_asked(const struct feeds_options *options);
