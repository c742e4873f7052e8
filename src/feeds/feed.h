/* Feed drivers: bytes in, releases out. No network, no clock. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "feeds/releases.h"

/* What a driver is asked about. The same for all products that name the feed so. */
struct feed_subject {
    const char *argument; /* of the catalogue: "traefik/traefik" */
    const char *endpoint; /* base URL of the policy, NULL: the driver's own */
    bool has_token;       /* requests carry an identity */
    /* How the first product that names the feed reads versions; NULL: as usual. */
    const struct version_reader *reader;
    const struct text_list *tags; /* whose days are wanted; NULL: all there are */
};

/* A page of an answer, as the driver's parse gets it. */
struct feed_page {
    const char *body; /* NUL-terminated, may hold NUL bytes */
    size_t body_bytes;
    const char *content_type; /* NULL: none */
    const char *link;         /* the Link headers' values, NULL: none */
    const char *url;          /* of the last hop, for relative links */
    unsigned number;          /* from 0 */
    const char *tag;          /* whose own page it is; NULL: a page of the list */
    bool is_unterminated;     /* only the connection's end marked the body's end */
    bool is_missing;          /* the server has none of that name; see may_miss_pages */
};

/* What to ask after a page. Texts are in the arena given to parse. */
struct feed_next {
    const char *url;  /* NULL: there is no more */
    const char *post; /* body of a POST, NULL: GET */
    size_t post_bytes;
    const char *tag; /* whose own page it is; NULL: a page of the list */
};

/* How a driver's requests carry an identity where there is one. */
enum feed_identity {
    FEED_IDENTITY_NONE,
    FEED_IDENTITY_BEARER,
    FEED_IDENTITY_BASIC, /* "USER:PASSWORD", or a token as the password */
};

struct feed_run;
struct answer_place;

struct feed_header {
    const char *name;
    const char *value;
};

/*
 * One kind of feed. Listed in one array in drivers.c. The registry driver is special in
 * that feeds.c asks it through net/registry.h, and release files are read from disk;
 * the others are plain requests.
 */
struct feed_driver {
    const char *name;    /* in catalogues and policies */
    const char *summary; /* for `feeds list` and the manual */
    unsigned covers;     /* COVERS_... */
    bool needs_argument;

    /* Writes the URL of the first page. NULL: the driver makes no requests. */
    bool (*make_url)(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err);

    /*
     * Writes the URL of a tag's own page, for those that are wanted (feed_subject) and
     * that the first page does not name. NULL: there are none, or parse knows better.
     */
    bool (*make_tag_url)(const struct feed_subject *subject, const char *tag,
                         struct text *ret_url);

    /* Asks in a way of its own, instead of by pages; NULL: by pages. */
    void (*ask)(struct feed_run *run, const char *argument,
                const struct answer_place *place);

    /* Of its requests. Content types as of GET and POST; all may be NULL. */
    const char *accept;
    const char *post_type;
    struct feed_header header; /* one more; name NULL: none */
    enum feed_identity identity;
    size_t body_max_bytes;  /* 0: 16 MiB */
    bool may_miss_pages;    /* one behind the first that is not there is no failure */
    const char *limit_hint; /* what helps when a rate limit is used up, NULL: nothing */

    /*
     * Adds what the page says to answer, in the arena, and lowers its state to
     * ANSWER_PARTIAL, with the reason, where it is not whole. ret_next gets what is to
     * be asked next (same origin is checked by the caller). Complaints name the place.
     * Must accept any bytes. On failure the caller takes back what was added.
     */
    bool (*parse)(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err);
};

/* All drivers, NULL-terminated; and their names, for the catalogue's checks. */
extern const struct feed_driver *const feed_drivers[];
const char *const *feed_driver_names(void);
const struct feed_driver *feed_driver_find(const char *name);

/*
 * Who is asked for a feed of the catalogue, and about what: "helm: oci://HOST/CHART" is
 * "oci: HOST/CHART", with or without the scheme. NULL: there is no such driver.
 */
const struct feed_driver *feed_driver_of(const struct catalog_feed *feed,
                                         const char **ret_argument);

/*
 * Whether each feed of the catalogue says what to ask, as its driver can read it.
 * Complaints are ERROR_USAGE and have the form "FILE:LINE:COLUMN: what is wrong".
 */
bool feed_check_catalog(const struct catalog *catalog, struct error *err) NODISCARD;

/* Each in a file of its own. */
extern const struct feed_driver atom_feed;
extern const struct feed_driver docker_hub_feed;
extern const struct feed_driver endoflife_feed;
extern const struct feed_driver git_feed;
extern const struct feed_driver gitea_feed;
extern const struct feed_driver github_feed;
extern const struct feed_driver gitlab_feed;
extern const struct feed_driver helm_feed;
extern const struct feed_driver kubernetes_release_feed;
extern const struct feed_driver oci_feed;
extern const struct feed_driver quay_feed;
extern const struct feed_driver registry_feed;
extern const struct feed_driver release_data_feed;
extern const struct feed_driver release_file_feed;
