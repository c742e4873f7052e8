/* HTTP answers that are none, in words. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/feed.h"
#include "net/fetch.h"

/* Whether more requests would be refused too, or take the ban nearer. */
bool feed_status_is_limit(const struct fetch_response *response);

/*
 * Says what a status other than 200 means, with the time at which a used-up rate limit
 * begins anew and what would help. In the arena.
 */
const char *feed_status_words(const struct fetch_response *response,
                              const struct feed_driver *driver, bool has_token,
                              struct arena *arena);

/* What is left of a rate limit, where the answer tells one. */
struct feed_budget feed_budget_of(const struct fetch_response *response);
