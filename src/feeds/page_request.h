/* Requests for pages of feeds: identity, trust, validators, the key in the store. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"
#include "feeds/page_excerpt.h"

/* Of content type and links together, as the store keeps them. */
enum { PAGE_HEADERS_BYTES_MAX = 64 * 1024 };

/*
 * Who asks what: method, URL, Accept and a hash of the identity, never the secret. In
 * the arena.
 */
const char *page_request_key(const struct feed_run *run,
                             const struct feed_driver *driver,
                             const struct feed_next *page, struct arena *arena);

/*
 * Sends the request, conditional on what is stored; excerpt, which may be NULL, takes
 * what is wanted of the body, and must be there until done is called. A token goes to
 * its own origin alone; private addresses and plain HTTP only where the policy names
 * them.
 */
bool page_request_send(struct feed_run *run, const struct feed_driver *driver,
                       const struct feed_subject *subject, const struct feed_next *page,
                       struct page_excerpt *excerpt, fetch_done *done, void *context,
                       struct error *err) NODISCARD;

/* All Link headers of an answer as one. */
void page_links(const struct fetch_response *response, struct text *ret_links);
