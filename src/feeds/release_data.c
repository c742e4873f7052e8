/* The day of every version, by the release-data files of endoflife.date. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/reading.h"

#define RELEASE_DATA_BASE                                                              \
    "https://raw.githubusercontent.com/endoflife-date/release-data/main/releases"

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    if (!feed_is_path(subject->argument))
        return error_set(err, ERROR_USAGE, "'%s' is not a name of release-data",
                         subject->argument);
    feed_url(ret_url, subject->endpoint != NULL ? subject->endpoint : RELEASE_DATA_BASE,
             "/%s.json", subject->argument);
    return true;
}

static bool parse_version(const json_t *entry, struct arena *arena,
                          struct answer *answer, struct error *err)
{
    const char *name;
    int day;
    if (!json_want_text(entry, "name", &name, err) ||
        !feed_json_day(entry, "date", &day, err))
        return false;
    struct feed_release *release = feed_add_release(arena, answer);
    if (release == NULL)
        return true;
    release->version = arena_copy(arena, name);
    release->day = day;
    release->date_kind = DATE_TAGGED;
    return true;
}

/* eol is a day, true, false, or absent where upstream's tables do not tell it. */
static bool parse_line(const json_t *entry, struct arena *arena, struct answer *answer,
                       struct error *err)
{
    const char *name;
    int released_day;
    int end_day = DAY_NONE;
    const json_t *end = json_object_get(entry, "eol");
    if (!json_want_text(entry, "name", &name, err) ||
        !feed_json_day(entry, "releaseDate", &released_day, err))
        return false;
    if (!json_is_boolean(end) && !feed_json_day(entry, "eol", &end_day, err))
        return false;
    struct feed_line *line = feed_add_line(arena, answer);
    if (line == NULL)
        return true;
    line->name = arena_copy(arena, name);
    line->released_day = released_day;
    line->end_day = end_day;
    line->has_end = end_day != DAY_NONE || json_is_boolean(end);
    line->is_ended = json_is_true(end);
    return true;
}

static bool parse(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err)
{
    (void)subject;
    (void)ret_next;
    json_auto_t *root = feed_json(page, JSON_OBJECT, err);
    if (root == NULL)
        return false;
    json_t *versions = json_object_get(root, "versions");
    json_t *lines = json_object_get(root, "releases");
    if (!json_is_object(versions) || json_object_size(versions) == 0)
        return error_set(err, ERROR_FORMAT, "it holds no 'versions'");

    const char *key;
    json_t *entry;
    json_object_foreach (versions, key, entry) {
        if (!parse_version(entry, arena, answer, err))
            return error_within(err, "version '%.40s'", key);
    }
    json_object_foreach (lines, key, entry) {
        if (!parse_line(entry, arena, answer, err))
            return error_within(err, "release line '%.40s'", key);
    }
    return true;
}

const struct feed_driver release_data_feed = {
    .name = "release-data",
    .summary = "release-data of endoflife.date: versions and their days",
    .covers = COVERS_RELEASES | COVERS_DATES,
    .needs_argument = true,
    .make_url = make_url,
    .accept = "application/json",
    .parse = parse,
};
