/* Quay's own API: when tags were pushed. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/reading.h"
#include "feeds/tag_dates.h"

#include <string.h>

#include "base/mail_day.h"
#include "net/url.h"

#define QUAY_BASE "https://quay.io"

/* Pages without what is asked for, and no more than that of deleted tags. */
#define NEWEST "?onlyActiveTags=true&limit=100"

static bool add_url(const struct feed_subject *subject, struct text *ret_url)
{
    const char *slash = strchr(subject->argument, '/');
    if (!feed_is_path(subject->argument) || slash == NULL ||
        slash == subject->argument || slash[1] == '\0')
        return false;
    feed_url(ret_url, subject->endpoint != NULL ? subject->endpoint : QUAY_BASE,
             "/api/v1/repository/%s/tag/" NEWEST, subject->argument);
    return true;
}

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    if (!add_url(subject, ret_url))
        return error_set(err, ERROR_USAGE,
                         "'%s' is not NAMESPACE/NAME, as in coreos/etcd",
                         subject->argument);
    text_add(ret_url, "&page=1");
    return true;
}

/* The push as seconds since 1970, or as mail writes times. A deleted tag has an end. */
static bool parse_tag(const json_t *entry, struct arena *arena, struct answer *answer,
                      struct error *err)
{
    const char *name;
    int day = DAY_NONE;
    json_int_t seconds = json_number(entry, "start_ts", 0);
    const char *modified = json_text(entry, "last_modified");
    if (!json_want_text(entry, "name", &name, err))
        return false;
    if (json_number(entry, "end_ts", 0) != 0)
        return true;
    if (seconds > 0)
        day = day_of_seconds(seconds);
    else if (modified != NULL && !day_parse_mail(slice_of(modified), &day))
        return error_set(err, ERROR_FORMAT, "'last_modified' is not a day");
    tag_date_add(name, day, arena, answer);
    return true;
}

/* The page after this one, or that of one tag that is still wanted. */
static void find_next(const json_t *root, const struct feed_page *page,
                      const struct feed_subject *subject, struct arena *arena,
                      const struct answer *answer, struct feed_next *ret_next)
{
    bool wants_all;
    const char *missing = tag_date_missing(subject, answer, &wants_all);
    AUTO_TEXT url;
    text_init(&url, URL_ROOM);
    if (!add_url(subject, &url))
        return;
    if (wants_all && json_flag(root, "has_additional"))
        text_addf(&url, "&page=%u", page->number + 2);
    else if (missing != NULL)
        text_addf(&url, "&specificTag=%s", missing);
    else
        return;
    ret_next->url = arena_copy(arena, url.bytes);
}

static bool parse(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err)
{
    json_auto_t *root = feed_json(page, JSON_OBJECT, err);
    if (root == NULL)
        return false;
    const json_t *list = json_object_get(root, "tags");
    if (!json_is_array(list))
        return error_set(err, ERROR_FORMAT, "the answer has no list 'tags'");
    size_t before = answer->releases.count;
    size_t i;
    json_t *entry;
    json_array_foreach (list, i, entry)
        if (!parse_tag(entry, arena, answer, err))
            return error_within(err, "tag %zu", i + 1);
    if (answer->releases.count == before && answer->state == ANSWER_COMPLETE)
        return error_set(err, ERROR_FORMAT,
                         page->number == 0 ? "the repository has no tags"
                                           : "the page has no tags");
    find_next(root, page, subject, arena, answer, ret_next);
    return true;
}

const struct feed_driver quay_feed = {
    .name = "quay",
    .summary = "Quay's API: the day on which tags were pushed",
    .covers = COVERS_DATES,
    .needs_argument = true,
    .make_url = make_url,
    .accept = "application/json",
    .identity = FEED_IDENTITY_BEARER,
    .parse = parse,
};
