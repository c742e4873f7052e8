/* Gitea and Forgejo: release objects with days and marks, or tags without them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/forge.h"
#include "feeds/reading.h"
#include "net/url.h"

#include <string.h>

#define API_PATH "/api/v1"

/* The most that Gitea puts on a page, unless its administrator changed it. */
enum { PAGE_ENTRIES = 50 };

static void add_url(const struct feed_subject *subject, const char *list,
                    struct text *ret_url)
{
    struct forge_project project;
    if (!forge_project_read(subject->argument, &project))
        return;
    forge_add_base(subject, API_PATH, ret_url);
    text_addf(ret_url, "/repos/%s/%s?limit=%d", project.path, list, PAGE_ENTRIES);
}

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    struct forge_project project;
    if (!forge_project_read(subject->argument, &project) ||
        strchr(strchr(project.path, '/') + 1, '/') != NULL)
        return error_set(err, ERROR_USAGE,
                         "'%s' is not HOST/OWNER/NAME, as in "
                         "codeberg.org/forgejo/forgejo",
                         subject->argument);
    add_url(subject, "releases", ret_url);
    return true;
}

/* Drafts are shown to those who may push. */
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

static bool parse_tag(const json_t *entry, struct arena *arena, struct answer *answer,
                      struct error *err)
{
    const char *name;
    int day;
    if (!json_want_text(entry, "name", &name, err) ||
        !feed_json_day(json_object_get(entry, "commit"), "created", &day, err))
        return false;
    struct feed_release *release = feed_add_release(arena, answer);
    if (release == NULL)
        return true;
    release->version = arena_copy(arena, name);
    release->day = day;
    release->date_kind = DATE_TAGGED;
    return true;
}

static const struct forge_api api = {
    .add_url = add_url,
    .read_release = parse_release,
    .read_tag = parse_tag,
    .tags = "tags",
    .tags_cover = COVERS_RELEASES | COVERS_DATES,
    .page_entries = PAGE_ENTRIES,
};

static bool parse(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err)
{
    return forge_parse(&api, page, subject, arena, answer, ret_next, err);
}

const struct feed_driver gitea_feed = {
    .name = "gitea",
    .summary = "Gitea and Forgejo, on any host: releases with days and marks, or tags",
    .covers = COVERS_RELEASES | COVERS_DATES | COVERS_MARKS,
    .needs_argument = true,
    .make_url = make_url,
    .accept = "application/json",
    .identity = FEED_IDENTITY_BEARER,
    .limit_hint = "a line for its host in STALEMARK_TOKEN_FILE allows more",
    .parse = parse,
};
