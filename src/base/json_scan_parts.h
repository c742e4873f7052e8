/* The scanner's own records, and the tokens that json_scan_tokens.c takes for it. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json_scan.h"
#include "base/text.h"

#include <stdint.h>

enum scan_state {
    STATE_TOP,         /* before the document */
    STATE_VALUE,       /* behind a colon, or a comma of a list */
    STATE_FIRST_KEY,   /* behind { */
    STATE_KEY,         /* behind a comma of an object */
    STATE_COLON,       /* behind a key */
    STATE_FIRST_VALUE, /* behind [ */
    STATE_NEXT,        /* behind a value: a comma or the end */
    STATE_END,         /* behind the document */
    STATE_FAILED,
};

/* One open object or list. */
struct scan_frame {
    const struct json_row *row; /* of the object or of the list; NULL: skipped */
    uint64_t seen;              /* wanted keys that came, a bit for each row */
    bool is_list;
};

struct json_scan {
    const struct json_row *root;
    json_handler *handler;
    void *context;
    enum scan_state state;
    bool is_stream;
    const struct json_row *row; /* of the member being read; NULL: skipped */
    struct text pending; /* what is left of the bytes before: less than a token */
    size_t string_at;    /* how far a cut string was checked */
    bool string_has_escape;
    struct text key;     /* of a row that ends in * */
    struct text decoded; /* a text with escapes */
    size_t offset;       /* of the bytes being scanned, in the document */
    size_t depth;
    struct scan_frame frames[JSON_SCAN_DEPTH_MAX];
};

/* Where in the bytes at hand the scan is, and whether it can go on. */
struct cursor {
    const char *start;
    const char *at;
    const char *end;
    bool needs_more; /* a token is cut */
    struct error *err;
};

static inline struct scan_frame *scan_top(struct json_scan *scan)
{
    return &scan->frames[scan->depth - 1];
}

/* Both return false and end the scan: a fault at the cursor, or the handler's no. */
bool scan_wrong(struct json_scan *scan, const struct cursor *cursor, const char *what);
bool scan_hand_over(struct json_scan *scan, const struct cursor *cursor,
                    const struct json_event *event);

/* The member being read is of another type than its row wants. */
bool scan_misfit(struct json_scan *scan, const struct cursor *cursor);

/* A value without a row is skipped, but a wanted list holds objects only. */
bool scan_leave_unwanted(struct json_scan *scan, const struct cursor *cursor,
                         bool is_null);

/* Moves behind a string; ret_content is what stands between the quotes. */
bool scan_take_string(struct json_scan *scan, struct cursor *cursor,
                      struct slice *ret_content);

/* The text that a string stands for, in place where it has no escapes. */
struct slice scan_decode(struct json_scan *scan, struct slice content);

/* Each takes the value at the cursor, or sets needs_more when it is cut there. */
bool scan_take_text(struct json_scan *scan, struct cursor *cursor);
bool scan_take_word(struct json_scan *scan, struct cursor *cursor);
bool scan_take_number(struct json_scan *scan, struct cursor *cursor);
