/* Reads arguments that name a forge's host, and walks its pages. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/forge.h"

#include "feeds/reading.h"
#include "net/link_header.h"
#include "net/url.h"

#include <string.h>

enum { PAGES_MAX = 100 };

bool forge_project_read(const char *argument, struct forge_project *ret_project)
{
    static const char of_hosts[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.:";
    struct slice host = {argument, strspn(argument, of_hosts)};
    const char *path = argument + host.length;
    bool is_host =
        memchr(host.at, '.', host.length) || memchr(host.at, ':', host.length);
    if (!is_host || host.at[0] == '.' || host.at[0] == ':' || path[0] != '/')
        return false;
    path++;
    const char *slash = strchr(path, '/');
    size_t length = strlen(path);
    if (!feed_is_path(path) || slash == NULL || path[0] == '/' ||
        path[length - 1] == '/' || strstr(path, "//") != NULL)
        return false;
    *ret_project = (struct forge_project){host, path};
    return true;
}

void forge_add_base(const struct feed_subject *subject, const char *api_path,
                    struct text *ret_url)
{
    struct forge_project project;
    if (subject->endpoint != NULL)
        feed_url(ret_url, subject->endpoint, "%s", "");
    else if (forge_project_read(subject->argument, &project))
        text_addf(ret_url, "https://%.*s%s", (int)project.host.length, project.host.at,
                  api_path);
}

/* The same question with the number of the page that follows. */
static bool add_next_number(const struct feed_page *page, struct text *ret_url)
{
    struct slice url = slice_of(page->url);
    const char *number = strstr(page->url, "&page=");
    if (number != NULL)
        url.length = (size_t)(number - page->url);
    if (memchr(url.at, '?', url.length) == NULL)
        return false;
    text_add_slice(ret_url, url);
    text_addf(ret_url, "&page=%u", page->number + 2);
    return !text_overflowed(ret_url);
}

bool forge_find_next(const struct feed_page *page, size_t entries, size_t page_entries,
                     struct arena *arena, struct answer *answer,
                     struct feed_next *ret_next, struct error *err)
{
    AUTO_TEXT url;
    text_init(&url, URL_ROOM);
    enum link_next next = link_header_next(page->link, page->url, &url);
    if (next == LINK_BROKEN)
        return error_set(err, ERROR_FORMAT, "the link to the next page is no URL");
    if (next == LINK_FOUND && entries == 0)
        return error_set(err, ERROR_FORMAT, "an empty page links a next one");
    if (next == LINK_NONE && (page->link != NULL || entries < page_entries))
        return true;
    if (next == LINK_NONE && !add_next_number(page, &url))
        feed_set_partial(answer, "it does not tell whether there is a next page");
    else if (page->number + 1 >= PAGES_MAX)
        feed_set_partial(answer, "it has more than 100 pages");
    else
        ret_next->url = arena_copy(arena, url.bytes);
    return true;
}

static bool is_tag_page(const struct forge_api *api, const struct feed_page *page)
{
    struct slice rest = slice_of(page->url);
    struct slice path = slice_cut(&rest, '?');
    size_t length = strlen(api->tags);
    return slice_ends_with(path, api->tags) && path.at[path.length - length - 1] == '/';
}

static bool read_entries(const struct forge_api *api, const json_t *list, bool are_tags,
                         struct arena *arena, struct answer *answer, struct error *err)
{
    size_t i;
    json_t *entry;
    json_array_foreach (list, i, entry) {
        bool read = are_tags ? api->read_tag(entry, arena, answer, err)
                             : api->read_release(entry, arena, answer, err);
        if (!read)
            return error_within(err, "%s %zu", are_tags ? "tag" : "release", i + 1);
    }
    return true;
}

/* A project may have tags and no release objects. */
static const char *tags_url(const struct forge_api *api,
                            const struct feed_subject *subject, struct arena *arena)
{
    AUTO_TEXT url;
    text_init(&url, URL_ROOM);
    api->add_url(subject, api->tags, &url);
    return arena_copy(arena, url.bytes);
}

bool forge_parse(const struct forge_api *api, const struct feed_page *page,
                 const struct feed_subject *subject, struct arena *arena,
                 struct answer *answer, struct feed_next *ret_next, struct error *err)
{
    bool are_tags = is_tag_page(api, page);
    if (are_tags)
        answer->covers = api->tags_cover;
    json_auto_t *root = feed_json(page, JSON_ARRAY, err);
    if (root == NULL || !read_entries(api, root, are_tags, arena, answer, err) ||
        !forge_find_next(page, json_array_size(root), api->page_entries, arena, answer,
                         ret_next, err))
        return false;
    if (answer->releases.count != 0 || ret_next->url != NULL ||
        answer->state != ANSWER_COMPLETE)
        return true;
    if (are_tags)
        return error_set(err, ERROR_FORMAT,
                         "the project has neither releases nor tags");
    ret_next->url = tags_url(api, subject, arena);
    return true;
}
