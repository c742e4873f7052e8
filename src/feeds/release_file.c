/* Reads release files. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/release_file.h"

#include "base/file.h"
#include "feeds/reading.h"

#define FORMAT    "stalemark-releases/1"
#define FEED_NAME "file"

enum { FILE_BYTES_MAX = 64 * 1024 * 1024, DEPTH_MAX = 32, TAGS_MAX = 200000 };

/* Where a record comes from, as its answers show it. */
struct record_source {
    const char *about;
    struct arena *arena;
};

static bool parse_release(const json_t *entry, const struct record_source *source,
                          struct answer *answer, struct error *err)
{
    const char *version;
    int day;
    if (!json_want_text(entry, "version", &version, err) ||
        !feed_json_day(entry, "date", &day, err))
        return false;
    struct feed_release *release = feed_add_release(source->arena, answer);
    if (release == NULL)
        return true;
    release->version = arena_copy(source->arena, version);
    release->day = day;
    release->date_kind = DATE_PUBLISHED;
    release->is_prerelease = json_flag(entry, "prerelease");
    release->is_withdrawn = json_flag(entry, "withdrawn");
    release->url = feed_json_link(entry, "url", source->arena);
    release->app_version = arena_copy(source->arena, json_text(entry, "app_version"));
    return true;
}

/* end is a day, true (ended, the day is not known), false, or null for not told. */
static bool parse_line(const json_t *entry, const struct record_source *source,
                       struct answer *answer, struct error *err)
{
    const json_t *end = json_object_get(entry, "end");
    const char *name;
    struct feed_line read = {.end_day = DAY_NONE};
    if (!json_want_text(entry, "line", &name, err) ||
        !feed_json_day(entry, "released", &read.released_day, err) ||
        !feed_json_day(entry, "known", &read.known_day, err) ||
        !feed_json_day(entry, "lts_from", &read.lts_day, err) ||
        !feed_json_day(entry, "extended_end", &read.extended_end_day, err))
        return false;
    if (!json_is_boolean(end) && !feed_json_day(entry, "end", &read.end_day, err))
        return false;
    struct feed_line *line = feed_add_line(source->arena, answer);
    if (line == NULL)
        return true;
    *line = read;
    line->name = arena_copy(source->arena, name);
    line->has_end = read.end_day != DAY_NONE || json_is_boolean(end);
    line->is_ended = json_is_true(end);
    line->is_lts = read.lts_day != DAY_NONE || json_flag(entry, "lts");
    return true;
}

typedef bool parse_entry(const json_t *entry, const struct record_source *source,
                         struct answer *answer, struct error *err);

static bool parse_entries(const json_t *list, const char *key, parse_entry *parse,
                          const struct record_source *source, struct answer *answer,
                          struct error *err)
{
    if (!json_is_array(list))
        return error_set(err, ERROR_FORMAT, "'%s' is not a list", key);
    size_t i;
    json_t *entry;
    json_array_foreach (list, i, entry) {
        if (!parse(entry, source, answer, err))
            return error_within(err, "entry %zu of '%s'", i + 1, key);
    }
    return true;
}

/* Completeness and age, of a record, its lines, or one of its tag lists. */
static bool parse_trust(const json_t *object, const char *fetched_key,
                        const char *complete_key, struct answer *answer,
                        struct error *err)
{
    const json_t *fetched = json_object_get(object, fetched_key);
    if (fetched != NULL && !json_is_null(fetched)) {
        int64_t seconds;
        struct slice text = {json_string_value(fetched), json_string_length(fetched)};
        if (text.at == NULL || !seconds_parse_time(text, &seconds))
            return error_set(err, ERROR_FORMAT, "'%s' is not a day or a time",
                             fetched_key);
        answer->fetched_at = seconds;
    }
    answer->state = ANSWER_COMPLETE;
    if (!json_flag(object, complete_key))
        feed_set_partial(answer, "the file does not call it complete");
    return true;
}

static bool parse_lines(const json_t *object, const struct record_source *source,
                        struct answer *answer, struct error *err)
{
    answer->covers |= COVERS_ENDS;
    if (!parse_entries(json_object_get(object, "lines"), "lines", parse_line, source,
                       answer, err))
        return false;
    answer->has_lines_complete = answer->state == ANSWER_COMPLETE;
    return true;
}

/* Lines of their own age and completeness are an answer of their own. */
static bool has_own_trust(const json_t *object)
{
    return json_object_get(object, "lines_complete") != NULL ||
           json_object_get(object, "lines_fetched") != NULL;
}

static bool parse_own_lines(const json_t *object, const struct record_source *source,
                            struct release_record *record, struct error *err)
{
    struct answer answer = {.feed = FEED_NAME, .about = source->about};
    if (json_object_get(object, "lines") == NULL || !has_own_trust(object))
        return true;
    if (!parse_trust(object, "lines_fetched", "lines_complete", &answer, err) ||
        !parse_lines(object, source, &answer, err))
        return false;
    *LIST_ADD(source->arena, &record->answers) = answer;
    return true;
}

static bool parse_releases(const json_t *object, const struct record_source *source,
                           struct release_record *record, struct error *err)
{
    const json_t *releases = json_object_get(object, "releases");
    bool has_lines = json_object_get(object, "lines") != NULL && !has_own_trust(object);
    if (releases == NULL && !has_lines)
        return true;
    struct answer answer = {.feed = FEED_NAME, .about = source->about};
    if (!parse_trust(object, "fetched", "complete", &answer, err))
        return false;
    if (releases != NULL) {
        answer.covers |= COVERS_RELEASES | COVERS_DATES | COVERS_MARKS;
        if (!parse_entries(releases, "releases", parse_release, source, &answer, err))
            return false;
    }
    if (has_lines && !parse_lines(object, source, &answer, err))
        return false;
    *LIST_ADD(source->arena, &record->answers) = answer;
    return true;
}

static bool parse_tag_list(const json_t *object, const struct record_source *source,
                           struct answer *answer, struct error *err)
{
    const json_t *tags = json_object_get(object, "tags");
    if (!parse_trust(object, "fetched", "complete", answer, err))
        return false;
    if (!json_is_array(tags))
        return error_set(err, ERROR_FORMAT, "it holds no list of 'tags'");
    size_t i;
    json_t *tag;
    json_array_foreach (tags, i, tag) {
        if (!json_is_string(tag))
            return error_set(err, ERROR_FORMAT, "tag %zu is not text", i + 1);
        if (i == TAGS_MAX) {
            feed_set_partial(answer, "it names more tags than are kept (200,000)");
            break;
        }
        *LIST_ADD(source->arena, &answer->tags) =
            arena_copy(source->arena, json_string_value(tag));
    }
    return true;
}

static bool parse_tags(json_t *object, const struct record_source *source,
                       struct release_record *record, struct error *err)
{
    json_t *lists = json_object_get(object, "tags");
    if (lists == NULL)
        return true;
    if (!json_is_object(lists))
        return error_set(err, ERROR_FORMAT, "'tags' is not an object of repositories");
    const char *repository;
    json_t *list;
    json_object_foreach (lists, repository, list) {
        struct answer answer = {.feed = FEED_NAME,
                                .about = source->about,
                                .covers = COVERS_TAGS,
                                .repository = arena_copy(source->arena, repository)};
        if (!parse_tag_list(list, source, &answer, err))
            return error_within(err, "tags of '%.100s'", repository);
        *LIST_ADD(source->arena, &record->answers) = answer;
    }
    return true;
}

static bool check_format(const json_t *object, struct error *err)
{
    const char *format;
    if (!json_is_object(object))
        return error_set(err, ERROR_FORMAT, "not a JSON object");
    if (!json_want_text(object, "format", &format, err))
        return false;
    if (!slice_equals(slice_of(format), FORMAT))
        return error_set(err, ERROR_FORMAT, "format '%.40s' is not " FORMAT, format);
    return true;
}

/* The first object of a snapshot tells of the whole file, of no product. */
static bool is_header(const json_t *object)
{
    return json_object_get(object, "generated") != NULL &&
           json_object_get(object, "product") == NULL &&
           json_object_get(object, "repository") == NULL;
}

static bool parse_record(json_t *object, const char *path, struct arena *arena,
                         struct release_record_list *records, struct error *err)
{
    const char *name;
    if (!check_format(object, err))
        return false;
    if (is_header(object))
        return true;
    bool has_product = json_object_get(object, "product") != NULL;
    if (!json_want_text(object, has_product ? "product" : "repository", &name, err))
        return has_product ? false
                           : error_within(err, "neither product nor repository");
    const char *source_text = json_text(object, "source");
    struct record_source source = {.about = arena_copy(arena, path), .arena = arena};
    if (source_text != NULL)
        source.about = arena_format(arena, "%s (%.200s)", path, source_text);

    struct release_record record = {0};
    if (!parse_releases(object, &source, &record, err) ||
        !parse_own_lines(object, &source, &record, err) ||
        !parse_tags(object, &source, &record, err))
        return error_within(err, "%.100s", name);
    if (record.answers.count == 0 && json_object_get(object, "tags") == NULL)
        return error_set(err, ERROR_FORMAT,
                         "%.100s: one of 'releases', 'lines' and 'tags' is required",
                         name);
    if (has_product)
        record.product = arena_copy(arena, name);
    else
        record.repository = arena_copy(arena, name);
    *LIST_ADD(arena, records) = record;
    return true;
}

/* Bytes of the JSON object that text begins with; all of it when it does not end. */
static size_t object_length(struct slice text)
{
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '{' || c == '['))
            depth++;
        else if (!in_string && (c == '}' || c == ']') && --depth == 0)
            return i + 1;
        else if (!in_string && depth == 0)
            return text.length;
    }
    return text.length;
}

static size_t count_lines(const char *from, const char *to)
{
    size_t lines = 0;
    for (; from < to; from++)
        lines += *from == '\n';
    return lines;
}

bool release_file_parse(struct slice content, const char *path, struct arena *arena,
                        struct release_record_list *ret_records, struct error *err)
{
    struct release_record_list records = {0};
    struct slice rest = slice_trim(content);
    size_t line = 1 + count_lines(content.at, rest.at);
    while (rest.length != 0) {
        size_t length = object_length(rest);
        json_auto_t *object = json_read(rest.at, length, DEPTH_MAX, err);
        if (object == NULL || !parse_record(object, path, arena, &records, err))
            return error_within(err, "%s:%zu", path, line);
        struct slice next =
            slice_trim((struct slice){rest.at + length, rest.length - length});
        line += count_lines(rest.at, next.at);
        rest = next;
    }
    if (records.count == 0)
        return error_set(err, ERROR_FORMAT, "%s: it holds no releases", path);
    *ret_records = records;
    return true;
}

bool release_file_read(const char *path, struct arena *arena,
                       struct release_record_list *ret_records, struct error *err)
{
    AUTO_TEXT content;
    text_init(&content, FILE_BYTES_MAX);
    return file_read(path, &content, err) &&
           release_file_parse((struct slice){content.bytes, content.length}, path,
                              arena, ret_records, err);
}

const struct feed_driver release_file_feed = {
    .name = FEED_NAME,
    .summary = "a release file: for mirrors without a network, and replays",
    .covers = COVERS_RELEASES | COVERS_DATES | COVERS_MARKS | COVERS_ENDS | COVERS_TAGS,
    .needs_argument = true,
};
