/* The JSON scanner's tokens: texts, words and numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_scan_parts.h"

#include "base/json_string.h"

#include <string.h>

bool scan_wrong(struct json_scan *scan, const struct cursor *cursor, const char *what)
{
    scan->state = STATE_FAILED;
    return error_set(cursor->err, ERROR_FORMAT, "not JSON: byte %zu: %s",
                     scan->offset + (size_t)(cursor->at - cursor->start) + 1, what);
}

bool scan_hand_over(struct json_scan *scan, const struct cursor *cursor,
                    const struct json_event *event)
{
    if (scan->handler(event, scan->context, cursor->err))
        return true;
    scan->state = STATE_FAILED;
    return false;
}

bool scan_take_string(struct json_scan *scan, struct cursor *cursor,
                      struct slice *ret_content)
{
    const char *content = cursor->at + 1;
    struct slice bytes = {content, (size_t)(cursor->end - content)};
    size_t at = scan->string_at;
    bool has_escape = scan->string_has_escape;
    switch (json_string_scan(bytes, &at, &has_escape)) {
    case JSON_STRING_CLOSED:
        *ret_content = (struct slice){content, at};
        cursor->at = content + at + 1;
        scan->string_at = 0;
        scan->string_has_escape = has_escape;
        return true;
    case JSON_STRING_CUT:
        scan->string_at = at;
        scan->string_has_escape = has_escape;
        cursor->needs_more = true;
        return bytes.length <= JSON_SCAN_STRING_BYTES_MAX ||
               scan_wrong(scan, cursor, "a text is too long");
    case JSON_STRING_WRONG:
        cursor->at = content + at;
        return scan_wrong(scan, cursor,
                          "a text with a control character, a bad escape or bad UTF-8");
    }
    return false;
}

struct slice scan_decode(struct json_scan *scan, struct slice content)
{
    bool has_escape = scan->string_has_escape;
    scan->string_has_escape = false;
    if (!has_escape)
        return content;
    text_reset(&scan->decoded);
    json_string_decode(content, &scan->decoded);
    return (struct slice){scan->decoded.bytes, scan->decoded.length};
}

bool scan_misfit(struct json_scan *scan, const struct cursor *cursor)
{
    struct json_event event = {.kind = JSON_MISFIT, .row = scan->row};
    return scan_hand_over(scan, cursor, &event);
}

bool scan_leave_unwanted(struct json_scan *scan, const struct cursor *cursor,
                         bool is_null)
{
    const struct scan_frame *frame = scan_top(scan);
    scan->string_has_escape = false;
    if (!frame->is_list || frame->row == NULL)
        return true;
    struct json_event event = {.kind = JSON_MISFIT, .row = frame->row, .flag = is_null};
    return scan_hand_over(scan, cursor, &event);
}

/* The row of the scalar that was read, NULL when it is not wanted. */
static const struct json_row *scalar_row(struct json_scan *scan)
{
    scan->state = STATE_NEXT;
    return scan_top(scan)->is_list ? NULL : scan->row;
}

/* The same of a text, which a list may want too. */
static const struct json_row *text_row(struct json_scan *scan)
{
    const struct scan_frame *frame = scan_top(scan);
    bool is_item =
        frame->is_list && frame->row != NULL && frame->row->want == JSON_WANT_TEXTS;
    const struct json_row *row = scalar_row(scan);
    return is_item ? frame->row : row;
}

static bool takes_text(const struct json_row *row, bool is_item)
{
    return row->want == (is_item ? JSON_WANT_TEXTS : JSON_WANT_TEXT);
}

bool scan_take_text(struct json_scan *scan, struct cursor *cursor)
{
    struct slice content;
    if (!scan_take_string(scan, cursor, &content))
        return false;
    if (cursor->needs_more)
        return true;
    const struct json_row *row = text_row(scan);
    if (row == NULL)
        return scan_leave_unwanted(scan, cursor, false);
    struct slice text = scan_decode(scan, content);
    if (!takes_text(row, scan_top(scan)->is_list))
        return scan_misfit(scan, cursor);
    struct json_event event = {.kind = JSON_TEXT, .row = row, .text = text};
    if (row->key[strlen(row->key) - 1] == '*')
        event.key = (struct slice){scan->key.bytes, scan->key.length};
    return scan_hand_over(scan, cursor, &event);
}

bool scan_take_word(struct json_scan *scan, struct cursor *cursor)
{
    static const char *const words[] = {"true", "false", "null"};
    const char *word = words[*cursor->at == 't' ? 0 : *cursor->at == 'f' ? 1 : 2];
    size_t length = strlen(word);
    size_t left = (size_t)(cursor->end - cursor->at);
    if (memcmp(cursor->at, word, left < length ? left : length) != 0)
        return scan_wrong(scan, cursor, "a value was expected");
    if (left < length) {
        cursor->needs_more = true;
        return true;
    }
    cursor->at += length;
    const struct json_row *row = scalar_row(scan);
    if (row == NULL)
        return scan_leave_unwanted(scan, cursor, *word == 'n');
    struct json_event event = {.row = row, .flag = *word == 't'};
    if (*word == 'n') {
        event.kind = JSON_LIST;
        return (row->want != JSON_WANT_LIST && row->want != JSON_WANT_TEXTS) ||
               scan_hand_over(scan, cursor, &event);
    }
    event.kind = row->want == JSON_WANT_FLAG ? JSON_FLAG : JSON_MISFIT;
    return scan_hand_over(scan, cursor, &event);
}

static const char *skip_digits(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* The end of a well-formed number that is wholly in [at, end), or NULL. */
static const char *number_end(const char *at, const char *end)
{
    if (at < end && *at == '-')
        at++;
    const char *digits = at;
    at = skip_digits(at, end);
    if (at == digits || (*digits == '0' && at - digits > 1))
        return NULL;
    if (at < end && *at == '.') {
        const char *fraction = ++at;
        at = skip_digits(at, end);
        if (at == fraction)
            return NULL;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-'))
            at++;
        const char *exponent = at;
        at = skip_digits(at, end);
        if (at == exponent)
            return NULL;
    }
    return at;
}

static bool is_of_number(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' ||
           c == 'E';
}

bool scan_take_number(struct json_scan *scan, struct cursor *cursor)
{
    const char *at = cursor->at;
    while (at < cursor->end && is_of_number(*at))
        at++;
    if (at == cursor->end) {
        cursor->needs_more = true;
        return (size_t)(at - cursor->at) <= JSON_SCAN_STRING_BYTES_MAX ||
               scan_wrong(scan, cursor, "a number is too long");
    }
    if (number_end(cursor->at, at) != at)
        return scan_wrong(scan, cursor, "not a number");
    struct slice text = {cursor->at, (size_t)(at - cursor->at)};
    cursor->at = at;
    const struct json_row *row = scalar_row(scan);
    if (row == NULL)
        return scan_leave_unwanted(scan, cursor, false);
    if (row->want != JSON_WANT_NUMBER)
        return scan_misfit(scan, cursor);
    struct json_event event = {.kind = JSON_NUMBER, .row = row, .text = text};
    return scan_hand_over(scan, cursor, &event);
}
