/* Docker Hub's own API: when tags were pushed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/reading.h"
#include "feeds/tag_dates.h"

/* tag_last_pushed is the push; last_updated moves with marks that are no push. */
static bool read_tag(const json_t *entry, struct arena *arena, struct answer *answer,
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

/* The newest come first: mostly they are what is asked for. */
static const struct tag_api hub = {
    .base = "https://hub.docker.com",
    .before = "/v2/namespaces/",
    .between = "/repositories/",
    .behind = "/tags",
    .newest = "?page_size=100&ordering=last_updated",
    .one = "/",
    .list = "results",
    .example = "library/traefik",
    .read = read_tag,
};

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    return tag_api_url(&hub, subject, ret_url, err);
}

static bool make_tag_url(const struct feed_subject *subject, const char *tag,
                         struct text *ret_url)
{
    return tag_api_tag_url(&hub, subject, tag, ret_url);
}

static bool parse(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err)
{
    json_auto_t *root = feed_json(page, JSON_OBJECT, err);
    if (root == NULL || !tag_api_read(&hub, page, root, arena, answer, err))
        return false;
    if (subject->tags == NULL)
        ret_next->url = arena_copy(arena, json_text(root, "next"));
    return true;
}

const struct feed_driver docker_hub_feed = {
    .name = "docker-hub",
    .summary = "Docker Hub's API: the day on which tags were pushed",
    .covers = COVERS_DATES,
    .needs_argument = true,
    .make_url = make_url,
    .make_tag_url = make_tag_url,
    .accept = "application/json",
    .identity = FEED_IDENTITY_BEARER,
    .parse = parse,
};
