/* JSON values read with limits, and members asked for with complaints. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include "base/day.h"
#include "base/text.h"
#include "base/utf8.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* jansson recurses for each level of nesting up to 2,048: too deep for a small stack,
 * so the depth is counted first. Strings are skipped; anything else is left to jansson.
 */
static bool depth_within(const char *bytes, size_t count, unsigned depth_max)
{
    unsigned depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < count; i++) {
        char c = bytes[i];
        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > depth_max)
                return false;
        } else if ((c == '}' || c == ']') && depth != 0) {
            depth--;
        }
    }
    return true;
}

json_t *json_read(const char *bytes, size_t count, unsigned depth_max,
                  struct error *err)
{
    json_error_t why;
    if (!depth_within(bytes, count, depth_max)) {
        error_set(err, ERROR_FORMAT, "JSON is nested deeper than %u levels", depth_max);
        return NULL;
    }
    json_t *root = json_loadb(bytes, count, JSON_REJECT_DUPLICATES, &why);
    if (root == NULL)
        error_set(err, ERROR_FORMAT, "not JSON: line %d, column %d: %s", why.line,
                  why.column, why.text);
    return root;
}

/* jansson's texts are its own memory, handed out as const for good manners alone. */
static void wipe(json_t *value)
{
    const char *key;
    json_t *member;
    size_t i;
    if (json_is_string(value))
        explicit_bzero((char *)(uintptr_t)json_string_value(value),
                       json_string_length(value));
    json_object_foreach (value, key, member)
        wipe(member);
    json_array_foreach (value, i, member)
        wipe(member);
}

void json_free_wiped(json_t *value)
{
    wipe(value);
    json_decref(value);
}

static void free_wiped(void *memory)
{
    if (memory != NULL)
        explicit_bzero(memory, malloc_usable_size(memory));
    free(memory);
}

json_t *json_read_secret(const char *bytes, size_t count, unsigned depth_max,
                         struct error *err)
{
    json_malloc_t usual_malloc;
    json_free_t usual_free;
    json_get_alloc_funcs(&usual_malloc, &usual_free);
    json_set_alloc_funcs(malloc, free_wiped);
    json_t *root = json_read(bytes, count, depth_max, err);
    json_set_alloc_funcs(usual_malloc, usual_free);
    return root;
}

bool json_want_text(const json_t *object, const char *key, const char **ret_text,
                    struct error *err)
{
    const json_t *value = json_object_get(object, key);
    if (value == NULL)
        return error_set(err, ERROR_FORMAT, "'%s' is missing", key);
    if (!json_is_string(value))
        return error_set(err, ERROR_FORMAT, "'%s' is not text", key);
    *ret_text = json_string_value(value);
    return true;
}

const char *json_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

bool json_flag(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

json_int_t json_number(const json_t *object, const char *key, json_int_t fallback)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : fallback;
}

json_t *json_of_text(const char *text)
{
    if (text == NULL)
        return json_null();
    json_t *value = json_string(text);
    if (value != NULL)
        return value;
    AUTO_TEXT repaired;
    text_init(&repaired, strlen(text) * 3);
    utf8_repair(&repaired, slice_of(text));
    return json_string(repaired.bytes);
}

json_t *json_of_day(int day)
{
    char buffer[DAY_TEXT_BYTES];
    return day == DAY_NONE ? json_null() : json_string(day_format(day, buffer));
}
