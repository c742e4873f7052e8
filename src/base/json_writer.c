/* The streaming JSON writer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_writer.h"

#include "base/day.h"
#include "base/utf8.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void json_writer_init(struct json_writer *writer, struct text *text, bool is_pretty)
{
    *writer = (struct json_writer){.text = text, .is_pretty = is_pretty};
}

static void start_line(struct json_writer *writer)
{
    static const char spaces[2 * JSON_WRITER_DEPTH_MAX + 1] =
        "                                ";
    if (!writer->is_pretty)
        return;
    text_add_char(writer->text, '\n');
    text_add_bytes(writer->text, spaces, 2 * (size_t)writer->depth);
}

static void add_key(struct json_writer *writer, const char *key)
{
    size_t behind = writer->is_pretty ? 3 : 2;
    char *at = text_add_room(writer->text, 1 + strlen(key) + behind);
    if (at == NULL)
        return;
    *at = '"';
    memcpy(stpcpy(at + 1, key), "\": ", behind);
}

/* All that stands before a value: comma, line, key. */
static void start_value(struct json_writer *writer, const char *key)
{
    if (writer->has_items)
        text_add_char(writer->text, ',');
    if (writer->depth != 0)
        start_line(writer);
    writer->has_items = true;
    if (key != NULL)
        add_key(writer, key);
}

static void open_value(struct json_writer *writer, const char *key, char opener,
                       char closer)
{
    assert(writer->depth < JSON_WRITER_DEPTH_MAX);
    start_value(writer, key);
    text_add_char(writer->text, opener);
    writer->closers[writer->depth++] = closer;
    writer->has_items = false;
}

void json_write_object(struct json_writer *writer, const char *key)
{
    open_value(writer, key, '{', '}');
}

void json_write_list(struct json_writer *writer, const char *key)
{
    open_value(writer, key, '[', ']');
}

void json_write_end(struct json_writer *writer)
{
    assert(writer->depth != 0);
    writer->depth--;
    if (writer->has_items)
        start_line(writer);
    text_add_char(writer->text, writer->closers[writer->depth]);
    writer->has_items = true;
}

/* Bytes that stand for themselves: printable ASCII but the two that JSON escapes. */
static bool is_plain(char c)
{
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
}

static void add_escaped(struct text *text, uint32_t point)
{
    static const char short_escapes[] = "\"\\\b\f\n\r\t";
    static const char letters[] = "\"\\bfnrt";
    const char *found =
        point < 0x80 && point != 0 ? strchr(short_escapes, (int)point) : NULL;
    if (found != NULL)
        text_addf(text, "\\%c", letters[found - short_escapes]);
    else
        text_addf(text, "\\u%04x", (unsigned)point);
}

static void add_string(struct text *text, struct slice rest)
{
    text_add_char(text, '"');
    while (rest.length != 0) {
        size_t plain = 0;
        while (plain < rest.length && is_plain(rest.at[plain]))
            plain++;
        text_add_bytes(text, rest.at, plain);
        rest = (struct slice){rest.at + plain, rest.length - plain};

        if (rest.length == 0)
            break;
        uint32_t point;
        size_t length = utf8_read(rest, &point);
        if (length == 0)
            text_add(text, "\\ufffd");
        else if (length == 1 || utf8_is_invisible(point))
            add_escaped(text, point);
        else
            text_add_bytes(text, rest.at, length);
        size_t step = length == 0 ? 1 : length;
        rest = (struct slice){rest.at + step, rest.length - step};
    }
    text_add_char(text, '"');
}

void json_write_text(struct json_writer *writer, const char *key, const char *value)
{
    start_value(writer, key);
    if (value == NULL)
        text_add(writer->text, "null");
    else
        add_string(writer->text, slice_of(value));
}

void json_write_number(struct json_writer *writer, const char *key, long long value)
{
    char digits[24];
    char *at = digits + sizeof digits;
    unsigned long long rest =
        value < 0 ? 0 - (unsigned long long)value : (unsigned long long)value;
    do
        *--at = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (value < 0)
        *--at = '-';
    start_value(writer, key);
    text_add_bytes(writer->text, at, (size_t)(digits + sizeof digits - at));
}

void json_write_real(struct json_writer *writer, const char *key, double value,
                     int decimals)
{
    start_value(writer, key);
    if (isfinite(value))
        text_addf(writer->text, "%.*f", decimals, value);
    else
        text_add(writer->text, "null");
}

void json_write_flag(struct json_writer *writer, const char *key, bool value)
{
    start_value(writer, key);
    text_add(writer->text, value ? "true" : "false");
}

void json_write_null(struct json_writer *writer, const char *key)
{
    json_write_text(writer, key, NULL);
}

void json_write_day(struct json_writer *writer, const char *key, int day)
{
    char buffer[DAY_TEXT_BYTES];
    json_write_text(writer, key, day == DAY_NONE ? NULL : day_format(day, buffer));
}

void json_write_time(struct json_writer *writer, const char *key, long long seconds)
{
    char buffer[TIME_TEXT_BYTES];
    json_write_text(writer, key, time_format(seconds, buffer));
}
