/* Reads the index of a Helm repository in JSON as it arrives. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/helm_json.h"

#include "base/arena.h"
#include "base/json_scan.h"
#include "base/json_writer.h"

#include <stdlib.h>

enum { FIELD_ROOT, FIELD_ENTRIES, FIELD_CHART, FIELD_NEEDED, FIELD_OTHER };

static const struct json_row version_rows[] = {
    {"version", JSON_WANT_TEXT, FIELD_NEEDED, NULL},
    {"appVersion", JSON_WANT_TEXT, FIELD_OTHER, NULL},
    {"created", JSON_WANT_TEXT, FIELD_NEEDED, NULL},
    {"deprecated", JSON_WANT_FLAG, FIELD_OTHER, NULL},
    {"removed", JSON_WANT_FLAG, FIELD_OTHER, NULL},
};
static const struct json_shape version_shape = {version_rows, COUNT_OF(version_rows)};

struct helm_json {
    struct json_row chart_rows[HELM_JSON_CHARTS_MAX];
    struct json_shape charts;
    struct json_row entries_row;
    struct json_shape root;
    struct json_row root_row;
    struct json_scan *scan;
    struct json_writer writer;
    bool has_list; /* is open */
};

/* A list ends where the next one begins, or with the entries. */
static void end_list(struct helm_json *json)
{
    if (json->has_list)
        json_write_end(&json->writer);
    json->has_list = false;
}

static void begin_list(struct helm_json *json, const char *chart)
{
    end_list(json);
    json_write_list(&json->writer, chart);
    json->has_list = true;
}

static void enter(struct helm_json *json, const struct json_row *row)
{
    json_write_object(&json->writer, row->field == FIELD_ENTRIES ? row->key : NULL);
}

static void leave(struct helm_json *json, const struct json_row *row)
{
    if (row->field == FIELD_ENTRIES)
        end_list(json);
    json_write_end(&json->writer);
    if (row->field == FIELD_ENTRIES)
        json_write_null(&json->writer, "_");
}

static void write_text(struct helm_json *json, const char *key, struct slice text)
{
    AUTO_ARENA *scratch = arena_new();
    json_write_text(&json->writer, key, arena_copy_slice(scratch, text));
}

/* What no verdict hangs on may be of any type; a version may be nothing. */
static bool refuse(const struct json_event *event, struct error *err)
{
    if (event->row->field == FIELD_OTHER || event->flag)
        return true;
    return error_set(err, ERROR_FORMAT, "index.yaml: '%.60s' is of another type",
                     event->row->key);
}

static bool take(const struct json_event *event, void *context, struct error *err)
{
    struct helm_json *json = context;
    switch (event->kind) {
    case JSON_TEXT:
        write_text(json, event->row->key, event->text);
        return true;
    case JSON_FLAG:
        json_write_flag(&json->writer, event->row->key, event->flag);
        return true;
    case JSON_LIST:
        begin_list(json, event->row->key);
        return true;
    case JSON_ENTER:
        enter(json, event->row);
        return true;
    case JSON_LEAVE:
        leave(json, event->row);
        return true;
    case JSON_NUMBER:
        break;
    case JSON_MISFIT:
        return refuse(event, err);
    }
    return true;
}

struct helm_json *helm_json_new(const struct text_list *charts, struct text *kept)
{
    struct helm_json *json = calloc(1, sizeof *json);
    if (json == NULL)
        arena_out_of_memory();
    for (size_t i = 0; i < charts->count && i < HELM_JSON_CHARTS_MAX; i++)
        json->chart_rows[json->charts.count++] = (struct json_row){
            charts->items[i], JSON_WANT_LIST, FIELD_CHART, &version_shape};
    json->charts.rows = json->chart_rows;
    json->entries_row =
        (struct json_row){"entries", JSON_WANT_OBJECT, FIELD_ENTRIES, &json->charts};
    json->root = (struct json_shape){&json->entries_row, 1};
    json->root_row = (struct json_row){"", JSON_WANT_OBJECT, FIELD_ROOT, &json->root};
    json_writer_init(&json->writer, kept, false);
    json->scan = json_scan_new(&json->root_row, false, take, json);
    return json;
}

void helm_json_free(struct helm_json *json)
{
    if (json == NULL)
        return;
    json_scan_free(json->scan);
    free(json);
}

bool helm_json_take(struct helm_json *json, const char *bytes, size_t count,
                    struct error *err)
{
    return json_scan_feed(json->scan, bytes, count, err);
}

bool helm_json_end(struct helm_json *json, struct error *err)
{
    return json_scan_finish(json->scan, err);
}
