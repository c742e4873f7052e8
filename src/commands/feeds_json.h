/* What the commands over feeds write as JSON, alike. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json_writer.h"
#include "feeds/releases.h"

/* A kind of fact that a feed can tell, with its word. */
struct feed_kind {
    unsigned covers; /* COVERS_... */
    const char *word;
};

/* Ended by one without a word. */
extern const struct feed_kind feed_kinds[];

/* The members of the outermost object that say what the document is. */
void feeds_json_head(struct json_writer *json, long long now);

/* The members that say which feed is meant: feed, about, tells. */
void feeds_json_feed(struct json_writer *json, const struct answer *answer);
