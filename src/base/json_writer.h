/* Writes JSON as it goes, in the order of the calls: no tree, no sorting. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/text.h"

#include <stdbool.h>

/* Deeper documents are a mistake of ours. */
enum { JSON_WRITER_DEPTH_MAX = 16 };

/*
 * Appends to a text that it does not own. Every call takes the member's key, or NULL
 * inside lists and at the top. Keys are ours: plain ASCII, written as they are; doubled
 * keys are not noticed.
 */
struct json_writer {
    struct text *text;
    bool is_pretty; /* indented by two spaces, one member a line */
    unsigned depth;
    char closers[JSON_WRITER_DEPTH_MAX];
    bool has_items; /* the innermost object or list is not empty */
};

void json_writer_init(struct json_writer *writer, struct text *text, bool is_pretty);

/* Each is ended by one json_write_end. */
void json_write_object(struct json_writer *writer, const char *key);
void json_write_list(struct json_writer *writer, const char *key);
void json_write_end(struct json_writer *writer);

/*
 * A string, or null for NULL. Bytes that are no UTF-8 become U+FFFD; control
 * characters, C1 and direction marks among them, are written as escapes.
 */
void json_write_text(struct json_writer *writer, const char *key, const char *value);

void json_write_number(struct json_writer *writer, const char *key, long long value);

/* Not a number and infinite values become null. */
void json_write_real(struct json_writer *writer, const char *key, double value,
                     int decimals);

void json_write_flag(struct json_writer *writer, const char *key, bool value);
void json_write_null(struct json_writer *writer, const char *key);

/* "2021-04-12", or null for DAY_NONE. */
void json_write_day(struct json_writer *writer, const char *key, int day);

/* "2021-04-12T00:00:00Z". */
void json_write_time(struct json_writer *writer, const char *key, long long seconds);
