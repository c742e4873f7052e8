/* The JSON pod reader: the scanner and the record maker put together. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/pod_json.h"

#include "base/json_scan.h"
#include "inventory/pod_reader.h"
#include "inventory/pod_shape.h"

#include <stdlib.h>

struct pod_json {
    struct json_scan *scan;
    struct pod_reader *reader;
};

static struct pod_json *new_reader(bool is_stream, pod_sink *sink, void *context)
{
    struct pod_json *json = calloc(1, sizeof *json);
    if (json == NULL)
        arena_out_of_memory();
    json->reader = pod_reader_new(sink, context);
    json->scan =
        json_scan_new(&pod_document_row, is_stream, pod_reader_event, json->reader);
    return json;
}

struct pod_json *pod_json_new(pod_sink *sink, void *context)
{
    return new_reader(false, sink, context);
}

struct pod_json *pod_json_new_stream(pod_sink *sink, pod_end_sink *end_sink,
                                     void *context)
{
    struct pod_json *json = new_reader(true, sink, context);
    pod_reader_on_end(json->reader, end_sink);
    return json;
}

void pod_json_free(struct pod_json *json)
{
    if (json == NULL)
        return;
    json_scan_free(json->scan);
    pod_reader_free(json->reader);
    free(json);
}

bool pod_json_feed(struct pod_json *json, const void *bytes, size_t count,
                   struct error *err)
{
    return json_scan_feed(json->scan, bytes, count, err);
}

bool pod_json_finish(struct pod_json *json, struct pod_list_end *ret_end,
                     struct error *err)
{
    if (!json_scan_finish(json->scan, err))
        return false;
    *ret_end = *pod_reader_end(json->reader);
    return true;
}
