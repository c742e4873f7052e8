/* Writes and reads tag lists for the cache. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/stored_tags.h"

#include <string.h>

/* More pages than a list may have: what says so was not written by us. */
enum { PAGES_MOST = 1000, HEADERS_BYTES_MAX = 8 * 1024 };

static bool add_line(struct text *stored, const char *value)
{
    if (value != NULL && strchr(value, '\n') != NULL)
        return false;
    text_add(stored, value != NULL ? value : "");
    text_add_char(stored, '\n');
    return true;
}

static const struct registry_page *find_page(const struct registry_page_list *pages,
                                             const char *url)
{
    for (size_t i = 0; i < pages->count; i++)
        if (strcmp(pages->items[i].url, url) == 0)
            return &pages->items[i];
    return NULL;
}

/* The page that has the tags of a page; NULL: nobody has. */
static const struct registry_page *lines_of(const struct registry_page *page,
                                            const struct registry_page_list *earlier)
{
    return page->is_not_modified ? find_page(earlier, page->url) : page;
}

static bool write_header(const struct registry_page *page, size_t lines_bytes,
                         struct text *stored)
{
    text_addf(stored, "%zu\n", lines_bytes);
    return add_line(stored, page->url) && add_line(stored, page->etag) &&
           add_line(stored, page->last_modified) && add_line(stored, page->next);
}

bool stored_tags_write(const struct registry_page_list *pages,
                       const struct registry_page_list *earlier,
                       struct text *ret_stored)
{
    size_t bytes = 0;
    for (size_t i = 0; i < pages->count; i++) {
        const struct registry_page *page = lines_of(&pages->items[i], earlier);
        if (page == NULL)
            return false;
        bytes += page->lines.length + HEADERS_BYTES_MAX;
    }
    text_init(ret_stored, bytes + HEADERS_BYTES_MAX);
    text_addf(ret_stored, "%zu\n", pages->count);
    for (size_t i = 0; i < pages->count; i++)
        if (!write_header(&pages->items[i],
                          lines_of(&pages->items[i], earlier)->lines.length,
                          ret_stored))
            return false;
    for (size_t i = 0; i < pages->count; i++)
        text_add_slice(ret_stored, lines_of(&pages->items[i], earlier)->lines);
    return !text_overflowed(ret_stored);
}

/* Cuts one line off. False: there is none. */
static bool cut_line(struct slice *rest, struct slice *ret_line)
{
    const char *end = rest->length == 0 ? NULL : memchr(rest->at, '\n', rest->length);
    if (end == NULL)
        return false;
    *ret_line = (struct slice){rest->at, (size_t)(end - rest->at)};
    rest->length -= ret_line->length + 1;
    rest->at = end + 1;
    return true;
}

/* An empty line is NULL. */
static bool cut_text(struct slice *rest, struct arena *arena, const char **ret_text)
{
    struct slice line;
    if (!cut_line(rest, &line))
        return false;
    *ret_text = line.length == 0 ? NULL : arena_copy_slice(arena, line);
    return true;
}

static bool cut_number(struct slice *rest, uint64_t most, size_t *ret_number)
{
    struct slice line;
    uint64_t number;
    if (!cut_line(rest, &line) || !slice_number(line, most, &number))
        return false;
    *ret_number = (size_t)number;
    return true;
}

static bool read_header(struct slice *rest, struct arena *arena,
                        struct registry_page *page)
{
    return cut_number(rest, SIZE_MAX / 2, &page->lines.length) &&
           cut_text(rest, arena, &page->url) && page->url != NULL &&
           cut_text(rest, arena, &page->etag) &&
           cut_text(rest, arena, &page->last_modified) &&
           cut_text(rest, arena, &page->next);
}

bool stored_tags_read(struct slice stored, struct arena *arena,
                      struct registry_page_list *ret_pages, struct slice *ret_lines)
{
    struct slice rest = stored;
    struct registry_page_list pages = {0};
    size_t count;
    if (!cut_number(&rest, PAGES_MOST, &count))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!read_header(&rest, arena, LIST_ADD(arena, &pages)))
            return false;
    *ret_lines = rest;
    for (size_t i = 0; i < count; i++) {
        struct slice *lines = &pages.items[i].lines;
        if (lines->length > rest.length)
            return false;
        lines->at = rest.at;
        rest.at += lines->length;
        rest.length -= lines->length;
    }
    *ret_pages = pages;
    return rest.length == 0;
}
