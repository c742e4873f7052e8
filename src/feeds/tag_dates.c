/* Asks registries' APIs for tags, and notes their days. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/tag_dates.h"

#include "feeds/reading.h"
#include "net/url.h"

#include <string.h>

static bool add_repository(const struct tag_api *api,
                           const struct feed_subject *subject, struct text *ret_url)
{
    const char *repository = subject->argument;
    const char *slash = strchr(repository, '/');
    if (!feed_is_path(repository) || slash == NULL || slash == repository ||
        slash[1] == '\0' || (!api->has_folders && strchr(slash + 1, '/') != NULL))
        return false;
    feed_url(ret_url, subject->endpoint != NULL ? subject->endpoint : api->base,
             "%s%.*s%s%s%s", api->before, (int)(slash - repository), repository,
             api->between, slash + 1, api->behind);
    return true;
}

bool tag_api_url(const struct tag_api *api, const struct feed_subject *subject,
                 struct text *ret_url, struct error *err)
{
    if (!add_repository(api, subject, ret_url))
        return error_set(err, ERROR_USAGE, "'%s' is not NAMESPACE/NAME, as in %s",
                         subject->argument, api->example);
    text_add(ret_url, api->newest);
    return true;
}

bool tag_api_tag_url(const struct tag_api *api, const struct feed_subject *subject,
                     const char *tag, struct text *ret_url)
{
    if (!add_repository(api, subject, ret_url))
        return false;
    text_addf(ret_url, "%s%s", api->one, tag);
    return !text_overflowed(ret_url);
}

static bool is_named(const struct answer *answer, size_t from, const char *tag)
{
    for (size_t i = from; i < answer->releases.count; i++)
        if (strcmp(answer->releases.items[i].version, tag) == 0)
            return true;
    return false;
}

/* An API may answer a tag's own page with the tag itself. */
static bool read_tags(const struct tag_api *api, const struct feed_page *page,
                      const json_t *root, struct arena *arena, struct answer *answer,
                      struct error *err)
{
    const json_t *list = json_object_get(root, api->list);
    if (list == NULL && page->tag != NULL)
        return api->read(root, arena, answer, err);
    if (!json_is_array(list))
        return error_set(err, ERROR_FORMAT, "the answer has no list '%s'", api->list);
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!api->read(json_array_get(list, i), arena, answer, err))
            return error_within(err, "tag %zu", i + 1);
    return true;
}

bool tag_api_read(const struct tag_api *api, const struct feed_page *page,
                  const json_t *root, struct arena *arena, struct answer *answer,
                  struct error *err)
{
    size_t before = answer->releases.count;
    if (!read_tags(api, page, root, arena, answer, err))
        return false;
    if (answer->state != ANSWER_COMPLETE) /* it was full */
        return true;
    if (answer->releases.count == before)
        return error_set(err, ERROR_FORMAT,
                         page->number == 0 ? "the repository has no tags"
                                           : "the page has no tags");
    if (page->tag != NULL && !is_named(answer, before, page->tag))
        return error_set(err, ERROR_FORMAT, "the answer is about another tag");
    return true;
}

void tag_date_add(const char *tag, int day, struct arena *arena, struct answer *answer)
{
    struct feed_release *release = feed_add_release(arena, answer);
    if (release == NULL)
        return;
    release->version = arena_copy(arena, tag);
    release->day = day;
    release->date_kind = DATE_PUSHED;
}

void tag_page_next(const struct feed_driver *driver, const struct feed_subject *subject,
                   const struct answer *answer, size_t *at, struct arena *arena,
                   struct feed_next *ret_next)
{
    if (subject->tags == NULL || driver->make_tag_url == NULL)
        return;
    while (*at < subject->tags->count) {
        const char *tag = subject->tags->items[(*at)++];
        AUTO_TEXT url;
        text_init(&url, URL_ROOM);
        if (is_named(answer, 0, tag) || !driver->make_tag_url(subject, tag, &url))
            continue;
        *ret_next = (struct feed_next){.url = arena_copy(arena, url.bytes), .tag = tag};
        return;
    }
}
