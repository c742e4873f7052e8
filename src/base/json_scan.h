/* JSON read as it arrives: what is wanted is handed over, the rest is only checked. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A document is checked whole, as strictly as jansson does (grammar, UTF-8, escapes,
 * doubled keys among the wanted ones), but only wanted members are decoded. Memory does
 * not depend on the document, only on its longest string.
 */
enum { JSON_SCAN_DEPTH_MAX = 64, JSON_SCAN_STRING_BYTES_MAX = 4 * 1024 * 1024 };

enum json_want {
    JSON_WANT_TEXT,
    JSON_WANT_FLAG,
    JSON_WANT_NUMBER,
    JSON_WANT_OBJECT,
    JSON_WANT_LIST,  /* of objects: each item is entered and left */
    JSON_WANT_TEXTS, /* a list of texts: each is handed over as a text */
};

/* One wanted member. A key that ends in * stands for all that begin so. */
struct json_row {
    const char *key;
    enum json_want want;
    int field;                      /* the reader's own name for it */
    const struct json_shape *shape; /* of the object, or of the list's items */
};

/* Whether the row stands for a key. */
bool json_row_takes(const struct json_row *row, struct slice key);

/* What is wanted of an object: at most 64 rows. */
struct json_shape {
    const struct json_row *rows;
    size_t count;
};

/* The shape of an array of rows. */
#define JSON_SHAPE(rows)                                                               \
    {                                                                                  \
        (rows), COUNT_OF(rows)                                                         \
    }

enum json_event_kind {
    JSON_TEXT,   /* text: the decoded text, never with a NUL byte in it */
    JSON_FLAG,   /* flag */
    JSON_NUMBER, /* text: as written */
    JSON_LIST,   /* a wanted list begins, or is null */
    JSON_ENTER,  /* a wanted object, or an item of a wanted list, begins */
    JSON_LEAVE,  /* and ends */
    JSON_MISFIT, /* the member is there and not null, but of another type; skipped */
};

/* Valid only during the call. */
struct json_event {
    enum json_event_kind kind;
    const struct json_row *row;
    struct slice key; /* of a text whose row ends in * */
    struct slice text;
    bool flag; /* of JSON_MISFIT: an item of a wanted list is null */
};

/* False, with err set, stops the scan. */
typedef bool json_handler(const struct json_event *event, void *context,
                          struct error *err);

struct json_scan;

/*
 * Scans a document that is an object; root stands for it. With is_stream any number of
 * documents may follow each other.
 */
struct json_scan *json_scan_new(const struct json_row *root, bool is_stream,
                                json_handler *handler, void *context);
void json_scan_free(struct json_scan *scan);

/* Takes the next bytes. After a failure every further call fails. */
bool json_scan_feed(struct json_scan *scan, const void *bytes, size_t count,
                    struct error *err) NODISCARD;

/* Says that no more bytes come: a document that is not finished is an error. */
bool json_scan_finish(struct json_scan *scan, struct error *err) NODISCARD;
