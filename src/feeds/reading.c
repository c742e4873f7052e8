/* What the drivers' readers share. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/reading.h"

#include <string.h>

#define PATH_BYTES                                                                     \
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/+"

enum { JSON_DEPTH_MAX = 32 };

static bool looks_like_html(const struct feed_page *page)
{
    struct slice body = slice_trim((struct slice){page->body, page->body_bytes});
    return body.length != 0 && body.at[0] == '<';
}

bool feed_check_body(const struct feed_page *page, const char *wanted,
                     struct error *err)
{
    if (page->body_bytes == 0)
        return error_set(err, ERROR_FORMAT, "the answer is empty");
    if (looks_like_html(page))
        return error_set(err, ERROR_FORMAT, "the answer is a web page, not %s", wanted);
    return true;
}

json_t *feed_json(const struct feed_page *page, json_type type, struct error *err)
{
    if (!feed_check_body(page, "JSON", err))
        return NULL;
    json_t *root = json_read(page->body, page->body_bytes, JSON_DEPTH_MAX, err);
    if (root == NULL || json_typeof(root) == type)
        return root;
    error_set(err, ERROR_FORMAT, "the answer is not a JSON %s",
              type == JSON_OBJECT ? "object" : "list");
    json_decref(root);
    return NULL;
}

bool feed_json_day(const json_t *object, const char *key, int *ret_day,
                   struct error *err)
{
    const json_t *value = json_object_get(object, key);
    if (value == NULL || json_is_null(value)) {
        *ret_day = DAY_NONE;
        return true;
    }
    struct slice text = {json_string_value(value), json_string_length(value)};
    if (text.at == NULL || !day_parse_time(text, ret_day))
        return error_set(err, ERROR_FORMAT, "'%s' is not a day", key);
    return true;
}

const char *feed_web_link(const char *link, struct arena *arena)
{
    if (link == NULL || (!slice_starts_with(slice_of(link), "https://") &&
                         !slice_starts_with(slice_of(link), "http://")))
        return NULL;
    return arena_copy(arena, link);
}

const char *feed_json_link(const json_t *object, const char *key, struct arena *arena)
{
    return feed_web_link(json_text(object, key), arena);
}

void feed_set_partial(struct answer *answer, const char *reason)
{
    if (answer->state != ANSWER_COMPLETE)
        return;
    answer->state = ANSWER_PARTIAL;
    answer->failure = reason;
}

void feed_set_part_by_nature(struct answer *answer, const char *reason)
{
    if (answer->state != ANSWER_COMPLETE)
        return;
    feed_set_partial(answer, reason);
    answer->is_part_by_nature = true;
}

struct feed_release *feed_add_release(struct arena *arena, struct answer *answer)
{
    if (answer->releases.count >= FEED_ENTRIES_MAX) {
        feed_set_partial(answer, "it names more releases than are kept (20,000)");
        return NULL;
    }
    struct feed_release *release = LIST_ADD(arena, &answer->releases);
    release->day = DAY_NONE;
    return release;
}

struct feed_line *feed_add_line(struct arena *arena, struct answer *answer)
{
    if (answer->lines.count >= FEED_ENTRIES_MAX) {
        feed_set_partial(answer, "it names more lines than are kept (20,000)");
        return NULL;
    }
    struct feed_line *line = LIST_ADD(arena, &answer->lines);
    line->released_day = DAY_NONE;
    line->end_day = DAY_NONE;
    line->known_day = DAY_NONE;
    line->lts_day = DAY_NONE;
    line->extended_end_day = DAY_NONE;
    return line;
}

void feed_url(struct text *ret_url, const char *base, const char *path_format, ...)
{
    size_t length = strlen(base);
    while (length != 0 && base[length - 1] == '/')
        length--;
    text_add_bytes(ret_url, base, length);
    va_list arguments;
    va_start(arguments, path_format);
    text_addfv(ret_url, path_format, arguments);
    va_end(arguments);
}

bool feed_is_path(const char *text)
{
    return text[0] != '\0' && text[strspn(text, PATH_BYTES)] == '\0' &&
           strstr(text, "..") == NULL;
}

/* What stands behind "https://host" of a URL; at NULL: it is no HTTP URL. */
static struct slice path_of(struct slice url)
{
    size_t at = slice_starts_with(url, "https://")  ? strlen("https://")
                : slice_starts_with(url, "http://") ? strlen("http://")
                                                    : url.length;
    size_t host = at;
    while (at < url.length && strchr("/?#", url.at[at]) == NULL)
        at++;
    if (at == host || memchr(url.at, '@', at) != NULL)
        return (struct slice){0};
    return (struct slice){url.at + at, url.length - at};
}

static bool is_made_of(struct slice text, const char *allowed)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] == '\0' || strchr(allowed, text.at[i]) == NULL)
            return false;
    return true;
}

bool feed_moved_url(struct slice url, const char *endpoint, const char *suffix,
                    struct text *ret_url)
{
    struct slice query = path_of(url);
    if (query.at == NULL)
        return false;
    struct slice origin = {url.at, url.length - query.length};
    struct slice path = slice_cut(&query, '?');
    if (!is_made_of(path, PATH_BYTES) || !is_made_of(query, PATH_BYTES "=&%,:;") ||
        memmem(path.at, path.length, "..", 2) != NULL)
        return false;
    if (suffix != NULL && query.at != NULL)
        return false;
    while (suffix != NULL && path.length != 0 && path.at[path.length - 1] == '/')
        path.length--;
    if (endpoint != NULL)
        feed_url(ret_url, endpoint, "%.*s", (int)path.length, path.at);
    else
        text_addf(ret_url, "%.*s%.*s", (int)origin.length, origin.at, (int)path.length,
                  path.at);
    if (suffix != NULL)
        text_add(ret_url, suffix);
    if (query.at != NULL)
        text_addf(ret_url, "?%.*s", (int)query.length, query.at);
    return true;
}
