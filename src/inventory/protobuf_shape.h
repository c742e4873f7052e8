/* Which fields of the protobuf messages are wanted, as the rows of the JSON reader. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json_scan.h"

#include <stddef.h>
#include <stdint.h>

enum protobuf_want {
    PROTOBUF_TEXT,
    PROTOBUF_FLAG,
    PROTOBUF_NUMBER,
    PROTOBUF_MESSAGE, /* entered and left; each of a repeated one by itself */
    PROTOBUF_PASSED,  /* a message without an event of its own */
    PROTOBUF_MAP,     /* string to string; row.shape has the wanted keys */
    PROTOBUF_TIME,    /* a time, given as RFC 3339 text */
    PROTOBUF_RAW,     /* the envelope's content */
};

struct protobuf_row {
    uint32_t number;
    enum protobuf_want want;
    struct json_row row;
    const struct protobuf_shape *shape;
};

struct protobuf_shape {
    const struct protobuf_row *rows;
    size_t count;
};

/* runtime.Unknown; its content is one of those below. */
extern const struct protobuf_shape protobuf_envelope_shape;
extern const struct protobuf_shape protobuf_list_shape;
extern const struct protobuf_shape protobuf_node_list_shape;
extern const struct protobuf_shape protobuf_status_shape;

/* A map's entry and a time. */
enum { PROTOBUF_MAP_KEY = 1, PROTOBUF_MAP_VALUE = 2, PROTOBUF_TIME_SECONDS = 1 };

/* What FIELD_ENVELOPE_... of the envelope's rows are, beyond those of pod_shape.h. */
enum { FIELD_ENVELOPE_ENCODING = 1000 };
