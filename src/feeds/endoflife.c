/* When the lines of a product end, by API version 1 of endoflife.date. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/reading.h"

#define ENDOFLIFE_BASE "https://endoflife.date/api/v1"

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    if (!feed_is_path(subject->argument))
        return error_set(err, ERROR_USAGE, "'%s' is not a name of endoflife.date",
                         subject->argument);
    feed_url(ret_url, subject->endpoint != NULL ? subject->endpoint : ENDOFLIFE_BASE,
             "/products/%s", subject->argument);
    return true;
}

/* The is... members were computed when the site was built: the days are the facts. */
static bool parse_release(const json_t *entry, struct arena *arena,
                          struct answer *answer, struct error *err)
{
    const char *name;
    if (!json_want_text(entry, "name", &name, err))
        return false;
    const json_t *is_eol = json_object_get(entry, "isEol");
    if (is_eol != NULL && !json_is_boolean(is_eol))
        return error_set(err, ERROR_FORMAT, "'isEol' is neither true nor false");
    struct feed_line line;
    if (!feed_json_day(entry, "releaseDate", &line.released_day, err) ||
        !feed_json_day(entry, "eolFrom", &line.end_day, err) ||
        !feed_json_day(entry, "ltsFrom", &line.lts_day, err) ||
        !feed_json_day(entry, "eoesFrom", &line.extended_end_day, err))
        return false;

    struct feed_line *added = feed_add_line(arena, answer);
    if (added == NULL)
        return true;
    added->name = arena_copy(arena, name);
    added->released_day = line.released_day;
    added->end_day = line.end_day;
    added->extended_end_day = line.extended_end_day;
    added->has_end = line.end_day != DAY_NONE || is_eol != NULL;
    added->is_ended = line.end_day == DAY_NONE && json_is_true(is_eol);
    added->is_lts = line.lts_day != DAY_NONE || json_flag(entry, "isLts");
    added->lts_day = line.lts_day;
    return true;
}

static bool parse(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err)
{
    (void)subject;
    (void)ret_next;
    json_auto_t *root = feed_json(page, JSON_OBJECT, err);
    const char *version;
    if (root == NULL || !json_want_text(root, "schema_version", &version, err))
        return false;
    if (!slice_starts_with(slice_of(version), "1."))
        return error_set(err, ERROR_FORMAT, "schema version %.20s is not 1", version);
    const json_t *releases =
        json_object_get(json_object_get(root, "result"), "releases");
    if (!json_is_array(releases) || json_array_size(releases) == 0)
        return error_set(err, ERROR_FORMAT, "'result' holds no list of 'releases'");

    size_t i;
    json_t *entry;
    json_array_foreach (releases, i, entry) {
        if (!parse_release(entry, arena, answer, err))
            return error_within(err, "release line %zu", i + 1);
    }
    answer->has_lines_complete = answer->state == ANSWER_COMPLETE;
    return true;
}

const struct feed_driver endoflife_feed = {
    .name = "endoflife",
    .summary = "endoflife.date: the ends of release lines",
    .covers = COVERS_ENDS,
    .needs_argument = true,
    .make_url = make_url,
    .accept = "application/json",
    .parse = parse,
};
