/* What the drivers' readers share: JSON answers, days, links, limits. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json.h"
#include "feeds/feed.h"

/* Kept entries of one answer: more make it partial. */
enum { FEED_ENTRIES_MAX = 20000 };

/*
 * The JSON document of a page, of type JSON_OBJECT or JSON_ARRAY; the caller owns it.
 * An HTML page and an empty body are named as what they are.
 */
json_t *feed_json(const struct feed_page *page, json_type type,
                  struct error *err) NODISCARD;

/* Names an empty body and a web page as what they are: no wanted ("JSON"). */
bool feed_check_body(const struct feed_page *page, const char *wanted,
                     struct error *err) NODISCARD;

/* A day or time, or null or nothing (DAY_NONE); anything else is a complaint. */
bool feed_json_day(const json_t *object, const char *key, int *ret_day,
                   struct error *err) NODISCARD;

/* A link that may be shown: http or https; NULL for anything else. In the arena. */
const char *feed_web_link(const char *link, struct arena *arena);
const char *feed_json_link(const json_t *object, const char *key, struct arena *arena);

/*
 * A zeroed release, its day DAY_NONE; NULL when the answer is full, which makes it
 * partial.
 */
struct feed_release *feed_add_release(struct arena *arena, struct answer *answer);

/* The same for a line, its days DAY_NONE. */
struct feed_line *feed_add_line(struct arena *arena, struct answer *answer);

/* Lowers a complete answer to partial; the first reason stays. */
void feed_set_partial(struct answer *answer, const char *reason);

/* The same for a feed that never tells all: no news, as long as it answers. */
void feed_set_part_by_nature(struct answer *answer, const char *reason);

/* Writes base, without slashes at its end, and the formatted path. */
void feed_url(struct text *ret_url, const char *base, const char *path_format, ...)
    PRINTF(3, 4);

/* Whether a text can be put into a URL's path as it is: letters, digits and -._~/+ */
bool feed_is_path(const char *text);

/*
 * Writes a URL that a catalogue names; the endpoint of the policy stands in for scheme
 * and host where there is one (else NULL). A suffix replaces the slashes at its end,
 * and excludes a query; NULL: the URL as it stands. False: it is no http or https URL,
 * names a user, or holds what would have to be escaped.
 */
bool feed_moved_url(struct slice url, const char *endpoint, const char *suffix,
                    struct text *ret_url) NODISCARD;
