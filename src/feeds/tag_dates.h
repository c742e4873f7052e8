/* What the APIs of registries share that tell when tags were pushed. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "feeds/feed.h"

/* Reads one tag of an answer; complaints name no place. */
typedef bool tag_date_reader(const json_t *entry, struct arena *arena,
                             struct answer *answer, struct error *err);

/* One such API. */
struct tag_api {
    const char *base;    /* where the policy names no endpoint */
    const char *before;  /* of its path: "/v2/namespaces/" */
    const char *between; /* namespace and name */
    const char *behind;
    const char *newest; /* the query that lists the newest first */
    const char *one;    /* what stands before a tag in the URL of its own page */
    const char *list;   /* the member that lists tags */
    const char *example;
    bool has_folders; /* a name may be of several parts */
    tag_date_reader *read;
};

/* Writes the URL of the newest tags of the subject's repository. */
bool tag_api_url(const struct tag_api *api, const struct feed_subject *subject,
                 struct text *ret_url, struct error *err) NODISCARD;

/* Writes the URL of a tag's own page. False: there can be none. */
bool tag_api_tag_url(const struct tag_api *api, const struct feed_subject *subject,
                     const char *tag, struct text *ret_url) NODISCARD;

/*
 * Adds the tags of a page. A page without any, and one of a tag that does not name it,
 * are failures.
 */
bool tag_api_read(const struct tag_api *api, const struct feed_page *page,
                  const json_t *root, struct arena *arena, struct answer *answer,
                  struct error *err) NODISCARD;

/*
 * Adds a tag with the day of its push; a list that is full becomes partial. A push day
 * is that of the bytes: a tag that was built anew has a later one.
 */
void tag_date_add(const char *tag, int day, struct arena *arena, struct answer *answer);

/*
 * Where tags are wanted: the page of the first of them, from *at on, that no page named
 * so far: it may be years back. *at is then behind it. Nothing where all are named, or
 * the driver has no such pages.
 */
void tag_page_next(const struct feed_driver *driver, const struct feed_subject *subject,
                   const struct answer *answer, size_t *at, struct arena *arena,
                   struct feed_next *ret_next);
