/* The headers of an answer, kept in one text. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/headers.h"

#include <string.h>
#include <strings.h>

void headers_init(struct fetch_response_headers *headers)
{
    *headers = (struct fetch_response_headers){0};
    text_init(&headers->lines, HEADERS_BYTES_MAX);
}

void headers_clear(struct fetch_response_headers *headers)
{
    text_clear(&headers->lines);
    headers->count = 0;
}

void headers_reset(struct fetch_response_headers *headers)
{
    text_reset(&headers->lines);
    headers->count = 0;
}

bool headers_add(struct fetch_response_headers *headers, struct slice line)
{
    const char *colon = memchr(line.at, ':', line.length);
    if (line.length > HEADER_BYTES_MAX || headers->count == HEADERS_MAX)
        return false;
    if (colon == NULL || colon == line.at || memchr(line.at, '\0', line.length) != NULL)
        return true;
    size_t name_bytes = (size_t)(colon - line.at);
    struct slice value = {colon + 1, line.length - name_bytes - 1};
    text_add_bytes(&headers->lines, line.at, name_bytes);
    text_add_char(&headers->lines, '\0');
    text_add_slice(&headers->lines, slice_trim(value));
    text_add_char(&headers->lines, '\0');
    headers->count++;
    return !text_overflowed(&headers->lines);
}

const char *headers_find(const struct fetch_response_headers *headers, const char *name,
                         size_t n)
{
    if (headers == NULL)
        return NULL;
    const char *at = headers->lines.bytes;
    const char *end = at + headers->lines.length;
    while (at < end) {
        const char *value = at + strlen(at) + 1;
        if (strcasecmp(at, name) == 0 && n-- == 0)
            return value;
        at = value + strlen(value) + 1;
    }
    return NULL;
}
