/* The JSON scanner: a token at a time, with a stack of its own instead of recursion. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_scan.h"

#include "base/arena.h"
#include "base/json_scan_parts.h"

#include <stdlib.h>
#include <string.h>

struct json_scan *json_scan_new(const struct json_row *root, bool is_stream,
                                json_handler *handler, void *context)
{
    struct json_scan *scan = calloc(1, sizeof *scan);
    if (scan == NULL)
        arena_out_of_memory();
    scan->root = root;
    scan->is_stream = is_stream;
    scan->handler = handler;
    scan->context = context;
    text_init(&scan->pending, SIZE_MAX - 1);
    text_init(&scan->key, JSON_SCAN_STRING_BYTES_MAX);
    text_init(&scan->decoded, JSON_SCAN_STRING_BYTES_MAX);
    return scan;
}

void json_scan_free(struct json_scan *scan)
{
    if (scan == NULL)
        return;
    text_clear(&scan->pending);
    text_clear(&scan->key);
    text_clear(&scan->decoded);
    free(scan);
}

static void skip_space(struct cursor *cursor)
{
    const char *at = cursor->at;
    while (at < cursor->end &&
           (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
        at++;
    cursor->at = at;
}

bool json_row_takes(const struct json_row *row, struct slice key)
{
    size_t length = strlen(row->key);
    if (row->key[length - 1] == '*')
        return key.length >= length - 1 && memcmp(key.at, row->key, length - 1) == 0;
    return key.length == length && memcmp(key.at, row->key, length) == 0;
}

/* Chooses the row of a key; a wanted key that comes twice is an error. */
static bool choose_row(struct json_scan *scan, const struct cursor *cursor,
                       struct slice key)
{
    struct scan_frame *frame = scan_top(scan);
    scan->row = NULL;
    const struct json_shape *shape = frame->row->shape;
    for (size_t i = 0; i < shape->count; i++) {
        const struct json_row *row = &shape->rows[i];
        if (!json_row_takes(row, key))
            continue;
        scan->row = row;
        if (row->key[strlen(row->key) - 1] == '*') {
            text_reset(&scan->key);
            text_add_slice(&scan->key, key);
            return true;
        }
        if ((frame->seen >> i & 1) != 0)
            return scan_wrong(scan, cursor, "a key stands twice in its object");
        frame->seen |= UINT64_C(1) << i;
        return true;
    }
    return true;
}

static bool take_key(struct json_scan *scan, struct cursor *cursor)
{
    if (*cursor->at != '"')
        return scan_wrong(scan, cursor, "a key was expected");
    struct slice content;
    if (!scan_take_string(scan, cursor, &content))
        return false;
    if (cursor->needs_more)
        return true;
    scan->row = NULL;
    if (scan_top(scan)->row == NULL)
        scan->string_has_escape = false;
    else if (!choose_row(scan, cursor, scan_decode(scan, content)))
        return false;
    scan->state = STATE_COLON;
    return true;
}

static bool open_frame(struct json_scan *scan, const struct cursor *cursor,
                       struct scan_frame frame)
{
    if (scan->depth == JSON_SCAN_DEPTH_MAX)
        return scan_wrong(scan, cursor, "nested too deep");
    scan->frames[scan->depth++] = frame;
    scan->state = frame.is_list ? STATE_FIRST_VALUE : STATE_FIRST_KEY;
    return true;
}

static bool wants_open(const struct json_row *row, bool is_list)
{
    if (!is_list)
        return row->want == JSON_WANT_OBJECT;
    return row->want == JSON_WANT_LIST || row->want == JSON_WANT_TEXTS;
}

/* Opens the object or list at the cursor: that of a row, an item of a wanted list, the
 * document, or one to skip. */
static bool take_open(struct json_scan *scan, struct cursor *cursor)
{
    struct scan_frame frame = {.is_list = *cursor->at == '['};
    const struct json_row *row = scan->row;
    cursor->at++;
    if (scan->depth == 0) {
        frame.row = scan->root;
    } else if (scan_top(scan)->is_list) {
        const struct json_row *list = scan_top(scan)->row;
        bool has_texts = list != NULL && list->want == JSON_WANT_TEXTS;
        if (!frame.is_list && !has_texts)
            frame.row = list;
        else if (!scan_leave_unwanted(scan, cursor, false))
            return false;
    } else if (row != NULL) {
        if (wants_open(row, frame.is_list))
            frame.row = row;
        else if (!scan_misfit(scan, cursor))
            return false;
    }
    if (!open_frame(scan, cursor, frame))
        return false;
    if (frame.row == NULL)
        return true;
    struct json_event event = {.kind = frame.is_list ? JSON_LIST : JSON_ENTER,
                               .row = frame.row};
    return scan_hand_over(scan, cursor, &event);
}

static bool take_close(struct json_scan *scan, struct cursor *cursor)
{
    const struct scan_frame *frame = scan_top(scan);
    if (*cursor->at != (frame->is_list ? ']' : '}'))
        return scan_wrong(scan, cursor, "a comma or the end was expected");
    cursor->at++;
    scan->depth--;
    scan->state = scan->depth == 0 ? STATE_END : STATE_NEXT;
    if (frame->row == NULL || frame->is_list)
        return true;
    struct json_event event = {.kind = JSON_LEAVE, .row = frame->row};
    return scan_hand_over(scan, cursor, &event);
}

static bool take_value(struct json_scan *scan, struct cursor *cursor)
{
    switch (*cursor->at) {
    case '"':
        return scan_take_text(scan, cursor);
    case '{':
    case '[':
        return take_open(scan, cursor);
    case 't':
    case 'f':
    case 'n':
        return scan_take_word(scan, cursor);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return scan_take_number(scan, cursor);
    default:
        return scan_wrong(scan, cursor, "a value was expected");
    }
}

static bool take_punctuation(struct json_scan *scan, struct cursor *cursor)
{
    if (scan->state == STATE_COLON) {
        if (*cursor->at != ':')
            return scan_wrong(scan, cursor, "a colon was expected");
        cursor->at++;
        scan->state = STATE_VALUE;
        return true;
    }
    if (*cursor->at != ',')
        return take_close(scan, cursor);
    cursor->at++;
    scan->state = scan_top(scan)->is_list ? STATE_VALUE : STATE_KEY;
    return true;
}

/* Takes the token at the cursor, which is no white space. */
static bool take_token(struct json_scan *scan, struct cursor *cursor)
{
    switch (scan->state) {
    case STATE_FIRST_KEY:
        return *cursor->at == '}' ? take_close(scan, cursor) : take_key(scan, cursor);
    case STATE_KEY:
        return take_key(scan, cursor);
    case STATE_COLON:
    case STATE_NEXT:
        return take_punctuation(scan, cursor);
    case STATE_FIRST_VALUE:
        return *cursor->at == ']' ? take_close(scan, cursor) : take_value(scan, cursor);
    case STATE_VALUE:
        return take_value(scan, cursor);
    case STATE_END:
        if (!scan->is_stream)
            return scan_wrong(scan, cursor, "more stands behind the document");
        scan->state = STATE_TOP;
        return true;
    case STATE_TOP:
        return *cursor->at == '{' ? take_open(scan, cursor)
                                  : scan_wrong(scan, cursor, "an object was expected");
    case STATE_FAILED:
        return false;
    }
    return false;
}

/* Scans bytes up to their end or to a token that is cut there; returns how many were
 * taken, -1 after a failure. */
static ptrdiff_t scan_bytes(struct json_scan *scan, const char *bytes, size_t count,
                            struct error *err)
{
    struct cursor cursor = {bytes, bytes, bytes + count, false, err};
    for (;;) {
        skip_space(&cursor);
        if (cursor.at == cursor.end)
            break;
        const char *token = cursor.at;
        if (!take_token(scan, &cursor))
            return -1;
        if (cursor.needs_more) {
            cursor.at = token;
            break;
        }
    }
    scan->offset += (size_t)(cursor.at - cursor.start);
    return cursor.at - cursor.start;
}

bool json_scan_feed(struct json_scan *scan, const void *bytes, size_t count,
                    struct error *err)
{
    if (scan->state == STATE_FAILED)
        return error_set(err, ERROR_FORMAT, "not JSON");
    if (count == 0)
        return true;
    if (scan->pending.length == 0) {
        ptrdiff_t taken = scan_bytes(scan, bytes, count, err);
        if (taken >= 0)
            text_add_bytes(&scan->pending, (const char *)bytes + taken,
                           count - (size_t)taken);
        return taken >= 0;
    }
    text_add_bytes(&scan->pending, bytes, count);
    ptrdiff_t taken = scan_bytes(scan, scan->pending.bytes, scan->pending.length, err);
    if (taken < 0)
        return false;
    scan->pending.length -= (size_t)taken;
    memmove(scan->pending.bytes, scan->pending.bytes + taken, scan->pending.length);
    return true;
}

bool json_scan_finish(struct json_scan *scan, struct error *err)
{
    if (scan->state == STATE_FAILED)
        return error_set(err, ERROR_FORMAT, "not JSON");
    if (scan->state == STATE_END && scan->pending.length == 0)
        return true;
    size_t bytes = scan->offset + scan->pending.length;
    scan->state = STATE_FAILED;
    if (bytes == 0)
        return error_set(err, ERROR_FORMAT, "not JSON: there is nothing");
    return error_set(err, ERROR_FORMAT, "not JSON: cut off after %zu bytes", bytes);
}
