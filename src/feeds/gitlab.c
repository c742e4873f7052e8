/* GitLab: release objects with their days, or tags where there are none. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/forge.h"
#include "feeds/reading.h"
#include "net/url.h"

#define API_PATH "/api/v4"

/* The most that GitLab puts on a page. */
enum { PAGE_ENTRIES = 100 };

static void add_url(const struct feed_subject *subject, const char *list,
                    struct text *ret_url)
{
    struct forge_project project;
    if (!forge_project_read(subject->argument, &project))
        return;
    forge_add_base(subject, API_PATH, ret_url);
    text_add(ret_url, "/projects/");
    url_add_escaped(ret_url, project.path);
    text_addf(ret_url, "/%s?per_page=%d", list, PAGE_ENTRIES);
}

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    struct forge_project project;
    if (!forge_project_read(subject->argument, &project))
        return error_set(err, ERROR_USAGE,
                         "'%s' is not HOST/GROUP/PROJECT, as in "
                         "gitlab.com/gitlab-org/gitlab-runner",
                         subject->argument);
    add_url(subject, "releases", ret_url);
    return true;
}

/*
 * released_at may lie ahead: such a release has its day and counts from then on. One
 * that is announced for no day does not exist yet.
 */
static bool parse_release(const json_t *entry, struct arena *arena,
                          struct answer *answer, struct error *err)
{
    const char *tag;
    int day;
    if (!json_want_text(entry, "tag_name", &tag, err) ||
        !feed_json_day(entry, "released_at", &day, err))
        return false;
    if (day == DAY_NONE && json_flag(entry, "upcoming_release"))
        return true;
    struct feed_release *release = feed_add_release(arena, answer);
    if (release == NULL)
        return true;
    release->version = arena_copy(arena, tag);
    release->day = day;
    release->date_kind = DATE_PUBLISHED;
    release->url = feed_json_link(json_object_get(entry, "_links"), "self", arena);
    return true;
}

/* created_at is when an annotated tag was made; light ones have their commit's day. */
static bool parse_tag(const json_t *entry, struct arena *arena, struct answer *answer,
                      struct error *err)
{
    const char *name;
    int day;
    if (!json_want_text(entry, "name", &name, err) ||
        !feed_json_day(entry, "created_at", &day, err))
        return false;
    const json_t *commit = json_object_get(entry, "commit");
    if (day == DAY_NONE && !feed_json_day(commit, "committed_date", &day, err))
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
    .tags = "repository/tags",
    .tags_cover = COVERS_RELEASES | COVERS_DATES,
    .page_entries = PAGE_ENTRIES,
};

static bool parse(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err)
{
    return forge_parse(&api, page, subject, arena, answer, ret_next, err);
}

const struct feed_driver gitlab_feed = {
    .name = "gitlab",
    .summary = "GitLab, on any host: releases with days, or tags",
    .covers = COVERS_RELEASES | COVERS_DATES,
    .needs_argument = true,
    .make_url = make_url,
    .accept = "application/json",
    .identity = FEED_IDENTITY_BEARER,
    .limit_hint = "a line for its host in STALEMARK_TOKEN_FILE allows more",
    .parse = parse,
};
