/* GitHub: release objects with their days and marks, or tags where there are none. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/forge.h"
#include "feeds/reading.h"

#include <string.h>

#define GITHUB_BASE "https://api.github.com"

enum { URL_BYTES_MAX = 8192, PAGE_ENTRIES = 100 };

static const char *base_of(const struct feed_subject *subject)
{
    return subject->endpoint != NULL ? subject->endpoint : GITHUB_BASE;
}

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    const char *slash = strchr(subject->argument, '/');
    if (!feed_is_path(subject->argument) || slash == NULL ||
        slash == subject->argument || slash[1] == '\0' || strchr(slash + 1, '/'))
        return error_set(err, ERROR_USAGE, "'%s' is not OWNER/NAME", subject->argument);
    feed_url(ret_url, base_of(subject), "/repos/%s/releases?per_page=100",
             subject->argument);
    return true;
}

/*
 * The day is that of publication: created_at is the commit's. Drafts have no day and
 * are seen only by those who may push.
 */
static bool parse_release(const json_t *entry, struct arena *arena,
                          struct answer *answer, struct error *err)
{
    const char *tag;
    int day;
    if (!json_want_text(entry, "tag_name", &tag, err) ||
        !feed_json_day(entry, "published_at", &day, err))
        return false;
    if (json_flag(entry, "draft"))
        return true;
    struct feed_release *release = feed_add_release(arena, answer);
    if (release == NULL)
        return true;
    release->version = arena_copy(arena, tag);
    release->day = day;
    release->date_kind = DATE_PUBLISHED;
    release->is_prerelease = json_flag(entry, "prerelease");
    release->url = feed_json_link(entry, "html_url", arena);
    return true;
}

/*
 * A repository that was renamed answers under its old name until somebody takes that:
 * the pages of its releases, "https://github.com/OWNER/NAME/releases/...", tell.
 */
static void note_move(const struct feed_subject *subject, struct arena *arena,
                      struct answer *answer)
{
    const char *page =
        answer->releases.count != 0 ? answer->releases.items[0].url : NULL;
    const char *host = page != NULL ? strstr(page, "://") : NULL;
    const char *name = host != NULL ? strchr(host + 3, '/') : NULL;
    const char *end = name != NULL ? strstr(name, "/releases/") : NULL;
    if (end == NULL || answer->moved_to != NULL)
        return;
    struct slice now = {name + 1, (size_t)(end - name) - 1};
    bool is_name = memchr(now.at, '/', now.length) != NULL;
    if (is_name && !slice_equals_ignoring_case(now, subject->argument))
        answer->moved_to = arena_copy_slice(arena, now);
}

static bool parse_tag(const json_t *entry, struct arena *arena, struct answer *answer,
                      struct error *err)
{
    const char *name;
    if (!json_want_text(entry, "name", &name, err))
        return false;
    struct feed_release *release = feed_add_release(arena, answer);
    if (release != NULL)
        release->version = arena_copy(arena, name);
    return true;
}

/* Tags are asked for on their own path, whichever way it begins. */
static bool is_tag_page(const struct feed_page *page)
{
    struct slice url = slice_of(page->url);
    return slice_ends_with(slice_cut(&url, '?'), "/tags");
}

static bool parse_entries(const json_t *root, bool are_tags, struct arena *arena,
                          struct answer *answer, struct error *err)
{
    size_t i;
    json_t *entry;
    json_array_foreach (root, i, entry) {
        bool read = are_tags ? parse_tag(entry, arena, answer, err)
                             : parse_release(entry, arena, answer, err);
        if (!read)
            return error_within(err, "%s %zu", are_tags ? "tag" : "release", i + 1);
    }
    return true;
}

/* Without a token an hour has 60 requests: they go round the products, not deep. */
static bool find_next(const struct feed_page *page, size_t entries,
                      const struct feed_subject *subject, struct arena *arena,
                      struct answer *answer, struct feed_next *ret_next,
                      struct error *err)
{
    if (!forge_find_next(page, entries, PAGE_ENTRIES, arena, answer, ret_next, err))
        return false;
    if (ret_next->url == NULL || subject->has_token)
        return true;
    *ret_next = (struct feed_next){0};
    feed_set_partial(answer,
                     "only its first page was asked for: there is no GitHub token "
                     "(GITHUB_TOKEN)");
    return true;
}

/* A repository may have tags and no release objects: they are asked for then. */
static bool fall_back_to_tags(const struct feed_subject *subject, struct arena *arena,
                              struct feed_next *ret_next)
{
    AUTO_TEXT url;
    text_init(&url, URL_BYTES_MAX);
    feed_url(&url, base_of(subject), "/repos/%s/tags?per_page=100", subject->argument);
    ret_next->url = arena_copy(arena, url.bytes);
    return true;
}

static bool parse(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err)
{
    bool are_tags = is_tag_page(page);
    if (are_tags)
        answer->covers = COVERS_RELEASES;
    json_auto_t *root = feed_json(page, JSON_ARRAY, err);
    if (root == NULL || !parse_entries(root, are_tags, arena, answer, err) ||
        !find_next(page, json_array_size(root), subject, arena, answer, ret_next, err))
        return false;
    note_move(subject, arena, answer);
    if (answer->releases.count != 0 || ret_next->url != NULL ||
        answer->state != ANSWER_COMPLETE)
        return true;
    if (are_tags)
        return error_set(err, ERROR_FORMAT,
                         "the repository has neither releases nor tags");
    return fall_back_to_tags(subject, arena, ret_next);
}

const struct feed_driver github_feed = {
    .name = "github",
    .summary = "GitHub: releases with days and marks, or tags",
    .covers = COVERS_RELEASES | COVERS_DATES | COVERS_MARKS,
    .needs_argument = true,
    .make_url = make_url,
    .accept = "application/vnd.github+json",
    .header = {"X-GitHub-Api-Version", "2022-11-28"},
    .identity = FEED_IDENTITY_BEARER,
    .limit_hint = "a token in GITHUB_TOKEN allows 5,000 requests an hour",
    .parse = parse,
};
