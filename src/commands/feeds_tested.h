/* What a test of feeds found, as a table that grows or as one JSON document. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/out.h"
#include "feeds/plan.h"
#include "feeds/probe.h"

/* A feed that was asked. */
struct tested_feed {
    size_t wanted; /* which, as an index into the plan's */
    struct feed_probe probe;
};
LIST(tested_feed_list, struct tested_feed);

/* The table: a head, and a line as soon as a feed has answered. */
void tested_print_head(struct out *out);
void tested_print_feed(const struct feed_probe *probe, struct out *out);

/* The document, docs/schema/feeds-test.schema.json. */
void tested_print_json(const struct plan *plan, const struct tested_feed_list *tested,
                       long long now, struct out *out);
