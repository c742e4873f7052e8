/* Feed drivers: bytes in, releases out. No network, no clock. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"
#include "base/text.h"
#include "feeds/releases.h"
#include "net/fetch.h"

/* What a driver is asked about. */
struct feed_subject {
    const struct product *product; /* NULL: a repository without a product */
    const char *argument;          /* of the catalogue: "traefik/traefik" */
    const char *endpoint;          /* base URL of the policy, NULL: the driver's own */
};

/* A page of an answer, as the driver's parse gets it. */
struct feed_page {
    const char *body;
    size_t body_bytes;
    const char *content_type; /* NULL: none */
    const char *link;         /* the Link header's value, NULL: none */
    const char *url;          /* that was asked, for relative links */
    unsigned number;          /* from 0 */
};

/*
 * One kind of feed. Listed in one array in feeds.c. The registry driver is special in
 * that feeds.c asks it through net/registry.h; the others are plain requests.
 */
struct feed_driver {
    const char *name;    /* in catalogues and policies */
    const char *summary; /* for `feeds list` and the manual */
    unsigned covers;     /* COVERS_... */
    bool needs_argument;

    /* Writes the URL of the first page. NULL: the driver makes no requests (file). */
    bool (*make_url)(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err);

    /* Headers and limits of a request for url; request is zeroed but for url. */
    void (*prepare)(const struct feed_subject *subject, struct fetch_request *request);

    /*
     * Adds what the page says to answer, in the arena. ret_next gets the URL of the
     * next page when there is one (same origin is checked by the caller). Complaints
     * name the place. Must accept any bytes.
     */
    bool (*parse)(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer, struct text *ret_next,
                  struct error *err);
};

/* All drivers, NULL-terminated; and their names, for the catalogue's checks. */
extern const struct feed_driver *const feed_drivers[];
const char *const *feed_driver_names(void);
const struct feed_driver *feed_driver_find(const char *name);
