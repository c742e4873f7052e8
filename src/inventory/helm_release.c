/* What Helm keeps of an installed release. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/helm_release.h"

#include "base/digest.h"
#include "base/gzip.h"
#include "base/json_scan.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES_MAX = 512, SOURCE_BYTES_MAX = 2048 };

enum field {
    FIELD_DOCUMENT,
    FIELD_NAME,
    FIELD_NAMESPACE,
    FIELD_INFO,
    FIELD_STATUS,
    FIELD_CHART,
    FIELD_METADATA,
    FIELD_CHART_NAME,
    FIELD_VERSION,
    FIELD_APP_VERSION,
    FIELD_DEPRECATED,
    FIELD_HOME,
    FIELD_SOURCES,
};

static const struct json_row metadata_rows[] = {
    {"name", JSON_WANT_TEXT, FIELD_CHART_NAME, NULL},
    {"version", JSON_WANT_TEXT, FIELD_VERSION, NULL},
    {"appVersion", JSON_WANT_TEXT, FIELD_APP_VERSION, NULL},
    {"deprecated", JSON_WANT_FLAG, FIELD_DEPRECATED, NULL},
    {"home", JSON_WANT_TEXT, FIELD_HOME, NULL},
    {"sources", JSON_WANT_TEXTS, FIELD_SOURCES, NULL},
};
static const struct json_shape metadata_shape = {metadata_rows,
                                                 COUNT_OF(metadata_rows)};
static const struct json_row chart_rows[] = {
    {"metadata", JSON_WANT_OBJECT, FIELD_METADATA, &metadata_shape},
};
static const struct json_shape chart_shape = {chart_rows, COUNT_OF(chart_rows)};
static const struct json_row info_rows[] = {
    {"status", JSON_WANT_TEXT, FIELD_STATUS, NULL},
};
static const struct json_shape info_shape = {info_rows, COUNT_OF(info_rows)};
static const struct json_row release_rows[] = {
    {"name", JSON_WANT_TEXT, FIELD_NAME, NULL},
    {"namespace", JSON_WANT_TEXT, FIELD_NAMESPACE, NULL},
    {"info", JSON_WANT_OBJECT, FIELD_INFO, &info_shape},
    {"chart", JSON_WANT_OBJECT, FIELD_CHART, &chart_shape},
};
static const struct json_shape release_shape = {release_rows, COUNT_OF(release_rows)};
static const struct json_row release_row = {"release", JSON_WANT_OBJECT, FIELD_DOCUMENT,
                                            &release_shape};

struct reading {
    struct arena *arena;
    struct helm_release *release;
    const char *home;
    struct text_list sources;
};

static bool keep(struct reading *reading, struct slice text, size_t max,
                 const char **ret_text, struct error *err)
{
    if (text.length > max)
        return error_set(err, ERROR_FORMAT, "a name or version of %zu bytes",
                         text.length);
    *ret_text = text.length == 0 ? NULL : arena_copy_slice(reading->arena, text);
    return true;
}

static const char *source_of(struct reading *reading, struct slice text)
{
    bool is_usual = text.length != 0 && text.length <= SOURCE_BYTES_MAX;
    return is_usual ? arena_copy_slice(reading->arena, text) : NULL;
}

static void add_source(struct arena *arena, struct text_list *sources,
                       const char *source)
{
    if (source != NULL && sources->count < HELM_SOURCES_MAX)
        *LIST_ADD(arena, sources) = source;
}

static bool take(const struct json_event *event, void *context, struct error *err)
{
    struct reading *reading = context;
    struct helm_release *release = reading->release;
    if (event->kind == JSON_FLAG) {
        release->is_deprecated = event->flag;
        return true;
    }
    if (event->kind == JSON_MISFIT)
        return error_set(err, ERROR_FORMAT, "'%s' is of a wrong type", event->row->key);
    if (event->kind != JSON_TEXT)
        return true;
    switch (event->row->field) {
    case FIELD_NAME:
        return keep(reading, event->text, TEXT_BYTES_MAX, &release->name, err);
    case FIELD_NAMESPACE:
        return keep(reading, event->text, TEXT_BYTES_MAX, &release->namespace, err);
    case FIELD_STATUS:
        return keep(reading, event->text, TEXT_BYTES_MAX, &release->status, err);
    case FIELD_CHART_NAME:
        return keep(reading, event->text, TEXT_BYTES_MAX, &release->chart, err);
    case FIELD_VERSION:
        return keep(reading, event->text, TEXT_BYTES_MAX, &release->version, err);
    case FIELD_APP_VERSION:
        return keep(reading, event->text, TEXT_BYTES_MAX, &release->app_version, err);
    case FIELD_HOME:
        reading->home = source_of(reading, event->text);
        return true;
    default:
        add_source(reading->arena, &reading->sources, source_of(reading, event->text));
        return true;
    }
}

static bool scan_release(struct slice json, struct arena *arena,
                         struct helm_release *release, struct error *err)
{
    struct reading reading = {.arena = arena, .release = release};
    struct json_scan *scan = json_scan_new(&release_row, false, take, &reading);
    bool is_read =
        json_scan_feed(scan, json.at, json.length, err) && json_scan_finish(scan, err);
    json_scan_free(scan);
    add_source(arena, &release->sources, reading.home);
    for (size_t i = 0; i < reading.sources.count; i++)
        add_source(arena, &release->sources, reading.sources.items[i]);
    return is_read;
}

static bool is_gzip(struct slice bytes)
{
    return bytes.length >= 3 && memcmp(bytes.at, "\x1f\x8b\x08", 3) == 0;
}

static void clear_bytes(unsigned char **bytes)
{
    free(*bytes);
}

/* Both layers of base64 in one room: what is decoded is shorter than what it was. */
static bool decode(struct slice data, unsigned char *room, struct slice *ret_bytes,
                   struct error *err)
{
    long length = base64_decode(data.at, data.length, room);
    if (length >= 0)
        length = base64_decode((const char *)room, (size_t)length, room);
    if (length <= 0)
        return error_set(err, ERROR_FORMAT, "not base64 of base64");
    *ret_bytes = (struct slice){(const char *)room, (size_t)length};
    return true;
}

bool helm_release_read(struct slice data, struct arena *arena,
                       struct helm_release *ret_release, struct error *err)
{
    struct helm_release release = {0};
    struct slice bytes = {0};
    CLEANUP(clear_bytes) unsigned char *room = malloc(data.length + 3);
    if (room == NULL)
        arena_out_of_memory();
    AUTO_TEXT inflated;
    text_init(&inflated, HELM_RELEASE_BYTES_MAX);
    if (!decode(data, room, &bytes, err))
        return false;
    if (is_gzip(bytes)) {
        if (!gzip_inflate(bytes, &inflated, err))
            return false;
        bytes = (struct slice){inflated.bytes, inflated.length};
    }
    if (!scan_release(bytes, arena, &release, err))
        return false;
    if (release.name == NULL || release.chart == NULL || release.version == NULL)
        return error_set(err, ERROR_FORMAT, "no release of a chart with a version");
    *ret_release = release;
    return true;
}
