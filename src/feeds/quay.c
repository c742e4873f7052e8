/* Quay's own API: when tags were pushed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mail_day.h"
#include "feeds/reading.h"
#include "feeds/tag_dates.h"
#include "net/url.h"

/* Pages without what is asked for, and no more than that of deleted tags. */
#define LISTED "?onlyActiveTags=true&limit=100"

/* The end of the year 9999: what is later is a mistake. */
static const json_int_t seconds_most = 253402300799;

/*
 * A deleted tag has an end, and so has one that expires some day. The newest come
 * first: what ended before one of them was pushed is gone.
 */
static bool is_gone(json_int_t end, const struct answer *answer)
{
    if (end <= 0 || end > seconds_most)
        return false;
    for (size_t i = 0; i < answer->releases.count; i++)
        if (answer->releases.items[i].day >= day_of_seconds(end))
            return true;
    return false;
}

/* The push as seconds since 1970, or as mail writes times. */
static bool read_tag(const json_t *entry, struct arena *arena, struct answer *answer,
                     struct error *err)
{
    const char *name;
    int day = DAY_NONE;
    json_int_t seconds = json_number(entry, "start_ts", 0);
    const char *modified = json_text(entry, "last_modified");
    if (!json_want_text(entry, "name", &name, err))
        return false;
    if (is_gone(json_number(entry, "end_ts", 0), answer))
        return true;
    if (seconds > seconds_most)
        return error_set(err, ERROR_FORMAT, "'start_ts' is not a time");
    if (seconds > 0)
        day = day_of_seconds(seconds);
    else if (modified != NULL && !day_parse_mail(slice_of(modified), &day))
        return error_set(err, ERROR_FORMAT, "'last_modified' is not a day");
    tag_date_add(name, day, arena, answer);
    return true;
}

static const struct tag_api quay = {
    .base = "https://quay.io",
    .before = "/api/v1/repository/",
    .between = "/",
    .behind = "/tag/",
    .newest = LISTED "&page=1",
    .one = LISTED "&specificTag=",
    .list = "tags",
    .example = "coreos/etcd",
    .has_folders = true,
    .read = read_tag,
};

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    return tag_api_url(&quay, subject, ret_url, err);
}

static bool make_tag_url(const struct feed_subject *subject, const char *tag,
                         struct text *ret_url)
{
    return tag_api_tag_url(&quay, subject, tag, ret_url);
}

/* The number of the next page stands in place of this one's. */
static const char *next_page(const struct feed_page *page,
                             const struct feed_subject *subject, struct arena *arena)
{
    struct error ignored = {0};
    AUTO_TEXT url;
    text_init(&url, URL_ROOM);
    if (!tag_api_url(&quay, subject, &url, &ignored))
        return NULL;
    return arena_format(arena, "%.*s%u", (int)url.length - 1, url.bytes,
                        page->number + 2);
}

static bool parse(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err)
{
    json_auto_t *root = feed_json(page, JSON_OBJECT, err);
    if (root == NULL || !tag_api_read(&quay, page, root, arena, answer, err))
        return false;
    if (subject->tags == NULL && json_flag(root, "has_additional"))
        ret_next->url = next_page(page, subject, arena);
    return true;
}

const struct feed_driver quay_feed = {
    .name = "quay",
    .summary = "Quay's API: the day on which tags were pushed",
    .covers = COVERS_DATES,
    .needs_argument = true,
    .make_url = make_url,
    .make_tag_url = make_tag_url,
    .accept = "application/json",
    .identity = FEED_IDENTITY_BEARER,
    .parse = parse,
};
