/* The index of a Helm repository: the versions of one chart. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/yaml_events.h"
#include "feeds/helm_excerpt.h"
#include "feeds/reading.h"
#include "identify/version.h"

#include <string.h>

/* Indexes of large repositories have tens of megabytes. */
enum {
    INDEX_BYTES_MAX = 64 * 1024 * 1024,
    NODES_MAX = 20 * 1000 * 1000,
    MAJORS_MAX = 1000,
    SHOWN_MAX = 60
};

/* An index on its way: only what concerns the chart is kept. */
struct index {
    struct yaml_events *events;
    const char *chart;
    struct arena *arena;
    struct answer *answer;
    bool has_entries;
    bool has_chart;
    bool has_end;          /* a key came after the entries: they are not cut */
    struct version newest; /* of the versions that are served; text NULL: none yet */
    bool is_newest_deprecated;
    const struct version_reader *reader;
};

static const char *chart_of(const struct feed_subject *subject)
{
    const char *mark = strchr(subject->argument, '#');
    return mark != NULL ? mark + 1 : "";
}

static bool make_url(const struct feed_subject *subject, struct text *ret_url,
                     struct error *err)
{
    if (strchr(subject->argument, '@') != NULL)
        return error_set(err, ERROR_USAGE,
                         "the URL of a Helm repository names a user: secrets belong "
                         "into STALEMARK_TOKEN_FILE");
    struct slice repository = slice_of(subject->argument);
    repository = slice_cut(&repository, '#');
    const char *chart = chart_of(subject);
    bool is_chart = feed_is_path(chart) && strchr(chart, '/') == NULL;
    if (!is_chart ||
        !feed_moved_url(repository, subject->endpoint, "/index.yaml", ret_url))
        return error_set(err, ERROR_USAGE,
                         "'%s' is not URL#CHART, as in "
                         "https://charts.example.org/stable#thing",
                         subject->argument);
    return true;
}

/* Flags are written plain: true, or anything else for false. */
static bool is_true(const struct yaml_piece *piece)
{
    return piece->kind == YAML_PIECE_TEXT && piece->is_plain &&
           slice_equals(piece->text, "true");
}

static bool is_nothing(const struct yaml_piece *piece)
{
    return piece->kind == YAML_PIECE_TEXT && piece->is_plain &&
           (piece->text.length == 0 || slice_equals(piece->text, "null") ||
            slice_equals(piece->text, "~"));
}

/* One version of the chart, as its map is read. */
struct chart_version {
    const char *version;
    const char *app_version;
    int day;
    bool is_deprecated;
    bool is_removed;
};

static bool take_version(struct index *index, const struct yaml_piece *value,
                         struct chart_version *version, struct error *err)
{
    if (version->version != NULL)
        return yaml_events_complain(index->events, "a second 'version'", err);
    if (value->kind != YAML_PIECE_TEXT || is_nothing(value) ||
        memchr(value->text.at, '\0', value->text.length) != NULL)
        return yaml_events_complain(index->events, "'version' is not text", err);
    version->version = arena_copy_slice(index->arena, value->text);
    return true;
}

/* Free text, and said for people only: what is no short text is left out. */
static bool take_app_version(struct index *index, const struct yaml_piece *value,
                             struct chart_version *version, struct error *err)
{
    bool is_text = value->kind == YAML_PIECE_TEXT && !is_nothing(value) &&
                   value->text.length <= SHOWN_MAX &&
                   memchr(value->text.at, '\0', value->text.length) == NULL;
    if (is_text)
        version->app_version = arena_copy_slice(index->arena, value->text);
    return yaml_events_skip(index->events, value, err);
}

static bool take_created(struct index *index, const struct yaml_piece *value,
                         struct chart_version *version, struct error *err)
{
    if (is_nothing(value))
        return true;
    if (value->kind != YAML_PIECE_TEXT || !day_parse_time(value->text, &version->day))
        return yaml_events_complain(index->events, "'created' is not a time", err);
    return true;
}

/* Passes over a key, which was read, and its value. */
static bool skip_pair(struct index *index, const struct yaml_piece *key,
                      struct error *err)
{
    struct yaml_piece value;
    return yaml_events_skip(index->events, key, err) &&
           yaml_events_next(index->events, &value, err) &&
           yaml_events_skip(index->events, &value, err);
}

/* The value of a key of a version; what it does not need is passed over. */
static bool read_value(struct index *index, struct slice key,
                       struct chart_version *version, struct error *err)
{
    enum { KEY_VERSION, KEY_APP, KEY_CREATED, KEY_DEPRECATED, KEY_REMOVED, KEY_OTHER };
    static const char *const keys[] = {"version", "appVersion", "created", "deprecated",
                                       "removed"};
    size_t field = 0;
    while (field < KEY_OTHER && !slice_equals(key, keys[field]))
        field++;
    struct yaml_piece value;
    if (!yaml_events_next(index->events, &value, err))
        return false;
    if (field == KEY_VERSION)
        return take_version(index, &value, version, err);
    if (field == KEY_APP)
        return take_app_version(index, &value, version, err);
    if (field == KEY_CREATED)
        return take_created(index, &value, version, err);
    version->is_deprecated |= field == KEY_DEPRECATED && is_true(&value);
    version->is_removed |= field == KEY_REMOVED && is_true(&value);
    return yaml_events_skip(index->events, &value, err);
}

/* Whether the chart lives on is said by its newest version. */
static void note_newest(struct index *index, const struct chart_version *entry)
{
    struct version version = version_read(index->reader, entry->version);
    if (entry->is_removed || version.kind != TAG_VERSION ||
        version_is_prerelease(&version))
        return;
    if (index->newest.text != NULL && version_compare(&version, &index->newest) <= 0)
        return;
    index->newest = version;
    index->is_newest_deprecated = entry->is_deprecated;
}

static bool read_version(struct index *index, struct error *err)
{
    struct chart_version entry = {.day = DAY_NONE};
    for (;;) {
        struct yaml_piece key;
        if (!yaml_events_next(index->events, &key, err))
            return false;
        if (key.kind == YAML_PIECE_END)
            break;
        if (key.kind != YAML_PIECE_TEXT)
            return yaml_events_complain(index->events, "a key must be text", err);
        if (!read_value(index, key.text, &entry, err))
            return false;
    }
    if (entry.version == NULL)
        return yaml_events_complain(index->events, "an entry without 'version'", err);
    struct feed_release *release = feed_add_release(index->arena, index->answer);
    if (release == NULL)
        return true;
    release->version = entry.version;
    release->app_version = entry.app_version;
    release->day = entry.day;
    release->date_kind = DATE_PUSHED;
    release->is_withdrawn = entry.is_removed;
    note_newest(index, &entry);
    return true;
}

static bool read_versions(struct index *index, struct error *err)
{
    struct yaml_piece piece;
    if (index->has_chart)
        return yaml_events_complain(index->events, "the chart is there twice", err);
    index->has_chart = true;
    if (!yaml_events_next(index->events, &piece, err))
        return false;
    if (piece.kind != YAML_PIECE_LIST)
        return yaml_events_complain(index->events, "a chart has a list of versions",
                                    err);
    for (;;) {
        if (!yaml_events_next(index->events, &piece, err))
            return false;
        if (piece.kind == YAML_PIECE_END)
            return true;
        if (is_nothing(&piece))
            continue;
        if (piece.kind != YAML_PIECE_MAP)
            return yaml_events_complain(index->events, "a version is no map", err);
        if (!read_version(index, err))
            return false;
    }
}

static bool read_charts(struct index *index, struct error *err)
{
    struct yaml_piece piece;
    if (index->has_entries)
        return yaml_events_complain(index->events, "a second 'entries'", err);
    index->has_entries = true;
    if (!yaml_events_next(index->events, &piece, err))
        return false;
    if (is_nothing(&piece))
        return true;
    if (piece.kind != YAML_PIECE_MAP)
        return yaml_events_complain(index->events, "'entries' is no map", err);
    for (;;) {
        if (!yaml_events_next(index->events, &piece, err))
            return false;
        if (piece.kind == YAML_PIECE_END)
            return true;
        if (piece.kind == YAML_PIECE_TEXT && slice_equals(piece.text, index->chart)) {
            if (!read_versions(index, err))
                return false;
        } else if (!skip_pair(index, &piece, err)) {
            return false;
        }
    }
}

static bool read_index(struct index *index, struct error *err)
{
    struct yaml_piece piece;
    if (!yaml_events_next(index->events, &piece, err))
        return false;
    if (piece.kind != YAML_PIECE_MAP)
        return error_set(err, ERROR_FORMAT, "the answer is no index of charts");
    for (;;) {
        if (!yaml_events_next(index->events, &piece, err))
            return false;
        if (piece.kind == YAML_PIECE_END)
            break;
        bool is_entries =
            piece.kind == YAML_PIECE_TEXT && slice_equals(piece.text, "entries");
        if (is_entries && !read_charts(index, err))
            return false;
        if (is_entries)
            continue;
        index->has_end = index->has_entries;
        if (!skip_pair(index, &piece, err))
            return false;
    }
    /* What stands behind the map would be a complaint of the parser. */
    return yaml_events_next(index->events, &piece, err);
}

/*
 * Whoever builds an index anew dates all its entries with that day: it is no day of
 * theirs.
 */
static void drop_days_of_index(struct answer *answer)
{
    struct feed_release_list *releases = &answer->releases;
    for (size_t i = 1; i < releases->count; i++)
        if (releases->items[i].day != releases->items[0].day)
            return;
    for (size_t i = 0; releases->count > 1 && i < releases->count; i++)
        releases->items[i].day = DAY_NONE;
}

static bool has_line(const struct answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->lines.count; i++)
        if (strcmp(answer->lines.items[i].name, name) == 0)
            return true;
    return false;
}

/* A chart whose newest version is deprecated is deprecated as a whole, says Helm. */
static void end_all_lines(struct index *index)
{
    struct answer *answer = index->answer;
    answer->covers |= COVERS_ENDS;
    for (size_t i = 0; i < answer->releases.count; i++) {
        struct version version =
            version_read(index->reader, answer->releases.items[i].version);
        if (version.kind != TAG_VERSION)
            continue;
        const char *major =
            arena_copy_slice(index->arena, version_part(&version, version.numbers[0]));
        if (has_line(answer, major) || answer->lines.count >= MAJORS_MAX)
            continue;
        struct feed_line *line = feed_add_line(index->arena, answer);
        if (line == NULL)
            return;
        line->name = major;
        line->has_end = true;
        line->is_ended = true;
    }
}

static bool finish(struct index *index, struct error *err)
{
    if (!index->has_entries)
        return error_set(err, ERROR_FORMAT, "the answer is no index of charts");
    if (index->answer->releases.count == 0)
        return error_set(err, ERROR_FORMAT, "the index has no version of chart '%.*s'",
                         SHOWN_MAX, index->chart);
    if (!index->has_end)
        feed_set_partial(index->answer,
                         "nothing follows the entries, so it may have been cut");
    drop_days_of_index(index->answer);
    if (index->is_newest_deprecated)
        end_all_lines(index);
    return true;
}

/*
 * An excerpt of an index begins with a remark of our own, and may be about many charts:
 * the one that is asked is taken out of it, which is cheaper than parsing all.
 */
static bool narrow(const char *chart, struct arena *arena,
                   struct helm_excerpt **ret_own, struct feed_page *page,
                   struct error *err)
{
    struct slice body = {page->body, page->body_bytes};
    struct text_list charts;
    const struct text_list own = {&chart, 1, 1};
    if (!helm_excerpt_charts(body, arena, &charts))
        return true;
    *ret_own = helm_excerpt_new(&own);
    slice_cut(&body, '\n');
    if (!helm_excerpt_take(*ret_own, body.at != NULL ? body.at : "", body.length,
                           err) ||
        !helm_excerpt_end(*ret_own, &body, err))
        return false;
    slice_cut(&body, '\n');
    page->body = body.at != NULL ? body.at : "";
    page->body_bytes = body.length;
    return true;
}

static void clear_excerpt(struct helm_excerpt **excerpt)
{
    helm_excerpt_free(*excerpt);
}

static bool parse(const struct feed_page *page, const struct feed_subject *subject,
                  struct arena *arena, struct answer *answer,
                  struct feed_next *ret_next, struct error *err)
{
    static const struct yaml_limits limits = {.bytes_max = INDEX_BYTES_MAX,
                                              .nodes_max = NODES_MAX};
    (void)ret_next;
    CLEANUP(clear_excerpt) struct helm_excerpt *own = NULL;
    struct feed_page index_page = *page;
    if (!narrow(chart_of(subject), arena, &own, &index_page, err) ||
        !feed_check_body(&index_page, "an index of charts", err))
        return false;
    AUTO_YAML_EVENTS *events =
        yaml_events_open("index.yaml", index_page.body, index_page.body_bytes, &limits);
    struct index index = {
        .events = events, .chart = chart_of(subject), .arena = arena, .answer = answer};
    if (!version_reader_new(NULL, arena, &index.reader, err))
        return false;
    return read_index(&index, err) && finish(&index, err);
}

const struct feed_driver helm_feed = {
    .name = "helm",
    .summary = "the index of a Helm repository: versions of a chart",
    .covers = COVERS_RELEASES | COVERS_DATES | COVERS_MARKS,
    .needs_argument = true,
    .make_url = make_url,
    .accept = "application/yaml, text/yaml, */*;q=0.5",
    .identity = FEED_IDENTITY_BASIC,
    .body_max_bytes = INDEX_BYTES_MAX,
    .parse = parse,
};
