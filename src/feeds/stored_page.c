/* Writes and reads pages of answers for the cache. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/stored_page.h"

#include <string.h>

static void add_line(struct text *stored, const char *value)
{
    if (value != NULL)
        text_add(stored, value);
    text_add_char(stored, '\n');
}

void stored_page_write(const struct feed_page *page, struct text *ret_stored)
{
    add_line(ret_stored, page->content_type);
    add_line(ret_stored, page->link);
    text_add_bytes(ret_stored, page->body, page->body_bytes);
}

/* Cuts one line off; NULL for an empty one. False: there is no line. */
static bool cut_line(char **at, size_t *bytes, const char **ret_value)
{
    char *end = memchr(*at, '\n', *bytes);
    if (end == NULL)
        return false;
    *end = '\0';
    *ret_value = end == *at ? NULL : *at;
    *bytes -= (size_t)(end + 1 - *at);
    *at = end + 1;
    return true;
}

bool stored_page_read(char *stored, size_t bytes, struct feed_page *page)
{
    if (!cut_line(&stored, &bytes, &page->content_type) ||
        !cut_line(&stored, &bytes, &page->link))
        return false;
    page->body = stored;
    page->body_bytes = bytes;
    return true;
}
