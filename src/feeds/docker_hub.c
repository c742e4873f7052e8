/* Docker Hub's own API: when tags were pushed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/reading.h"
#include "feeds/tag_dates.h"

#include <string.h>

#include "net/url.h"

#define HUB_BASE "https://hub.docker.com"

/* The newest come first: mostly they are what is asked for. */
#define NEWEST "?page_size=100&ordering=last_updated"

static bool add_url(const struct feed_subject *subject, struct text *ret_url)
{
    const char *slash = strchr(subject->argument, '/');
    if (!feed_is_path(subject->argument) || slash == NULL ||
        slash == subject->argument || slash[1] == '\0' || strchr(slash + 1, '/'))
        return false;
    feed_url(ret_url, subject->endpoint != NULL ? subject->endpoint : HUB_BASE,
             "/v2/namespaces/%.*s/repositories/%s/tags",
             (int)(slash - subject->argument), subject->argument, slash + 1);
    return true;
}

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    if (!add_url(subject, ret_url))
        return error_set(err, ERROR_USAGE,
                         "'%s' is not NAMESPACE/NAME, as in library/traefik",
                         subject->argument);
    text_add(ret_url, NEWEST);
    return true;
}

/* tag_last_pushed is the push; last_updated moves with marks that are no push. */
static bool parse_tag(const json_t *entry, struct arena *arena, struct answer *answer,
                      struct error *err)
{
    const char *name;
    int pushed_day;
    int updated_day;
    if (!json_want_text(entry, "name", &name, err) ||
        !feed_json_day(entry, "tag_last_pushed", &pushed_day, err) ||
        !feed_json_day(entry, "last_updated", &updated_day, err))
        return false;
    tag_date_add(name, pushed_day != DAY_NONE ? pushed_day : updated_day, arena,
                 answer);
    return true;
}

static bool parse_tags(const json_t *list, struct arena *arena, struct answer *answer,
                       struct error *err)
{
    size_t i;
    json_t *entry;
    json_array_foreach (list, i, entry)
        if (!parse_tag(entry, arena, answer, err))
            return error_within(err, "tag %zu", i + 1);
    return true;
}

/* A tag that the newest do not have is asked for by its name: it may be years back. */
static void find_next(const json_t *root, const struct feed_subject *subject,
                      struct arena *arena, struct answer *answer,
                      struct feed_next *ret_next)
{
    bool wants_all;
    const char *missing = tag_date_missing(subject, answer, &wants_all);
    if (wants_all) {
        ret_next->url = arena_copy(arena, json_text(root, "next"));
        return;
    }
    AUTO_TEXT url;
    text_init(&url, URL_ROOM);
    if (missing == NULL || !add_url(subject, &url))
        return;
    text_addf(&url, "/%s", missing);
    ret_next->url = arena_copy(arena, url.bytes);
}

static bool parse(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err)
{
    json_auto_t *root = feed_json(page, JSON_OBJECT, err);
    if (root == NULL)
        return false;
    const json_t *list = json_object_get(root, "results");
    bool is_one = list == NULL && page->number != 0;
    size_t before = answer->releases.count;
    if (!is_one && !json_is_array(list))
        return error_set(err, ERROR_FORMAT, "the answer has no list 'results'");
    if (!(is_one ? parse_tag(root, arena, answer, err)
                 : parse_tags(list, arena, answer, err)))
        return false;
    if (answer->releases.count == before && answer->state == ANSWER_COMPLETE)
        return error_set(err, ERROR_FORMAT,
                         page->number == 0 ? "the repository has no tags"
                                           : "the page has no tags");
    const char *asked = is_one ? strrchr(page->url, '/') + 1 : NULL;
    if (asked != NULL && answer->state == ANSWER_COMPLETE &&
        strcmp(answer->releases.items[before].version, asked) != 0)
        return error_set(err, ERROR_FORMAT, "the answer is about another tag");
    find_next(root, subject, arena, answer, ret_next);
    return true;
}

const struct feed_driver docker_hub_feed = {
    .name = "docker-hub",
    .summary = "Docker Hub's API: the day on which tags were pushed",
    .covers = COVERS_DATES,
    .needs_argument = true,
    .make_url = make_url,
    .accept = "application/json",
    .identity = FEED_IDENTITY_BEARER,
    .parse = parse,
};
