/* Reading and writing JSON values with complaints that name the place. Over jansson. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/error.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A whole document. Doubled keys, NUL bytes and nesting deeper than depth_max are
 * refused; the depth is checked before jansson recurses. NULL with err set on failure;
 * otherwise the caller owns the value (json_auto_t).
 */
json_t *json_read(const char *bytes, size_t count, unsigned depth_max,
                  struct error *err) NODISCARD;

/* The same for a document that holds secrets: the parser leaves no copy behind. */
json_t *json_read_secret(const char *bytes, size_t count, unsigned depth_max,
                         struct error *err) NODISCARD;

/* Frees a value that holds secrets: every text in it is overwritten first. Takes NULL.
 */
void json_free_wiped(json_t *value);

static inline void json_secret_clear(json_t **value)
{
    json_free_wiped(*value);
}
#define AUTO_JSON_SECRET CLEANUP(json_secret_clear) json_t

/* A required text member; the value stays owned by object. */
bool json_want_text(const json_t *object, const char *key, const char **ret_text,
                    struct error *err) NODISCARD;

/* An optional member: NULL, false or fallback when it is absent or of another type. */
const char *json_text(const json_t *object, const char *key);
bool json_flag(const json_t *object, const char *key);
json_int_t json_number(const json_t *object, const char *key, json_int_t fallback);

/* A JSON string of text; bytes that are no UTF-8 become U+FFFD. JSON null for NULL. */
json_t *json_of_text(const char *text);

/* "2021-04-12", or JSON null for DAY_NONE. */
json_t *json_of_day(int day);
