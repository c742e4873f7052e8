/* One feed, asked alone, to see whether it answers and how fast. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/feed.h"
#include "feeds/feeds.h"

struct feed_probe {
    struct answer answer;
    long long elapsed_ms;
    size_t requests; /* tokens, pages, redirects and retries included */
};

/*
 * Asks the feed now, whatever is stored of it, and waits for its answer. A feed that
 * fails is an answer with its reason. False as for feeds_read.
 */
bool feeds_probe(const struct feeds_options *options, const struct feed_driver *driver,
                 const char *argument, const struct version_reader *reader,
                 struct fetcher *fetcher, struct out *out, struct arena *arena,
                 struct feed_probe *ret_probe, struct error *err) NODISCARD;
