/* Writes and reads tag lists for the cache. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/stored_tags.h"

#include "feeds/stored_list.h"

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

static size_t count_lines(struct slice lines)
{
    size_t count = 0;
    for (size_t i = 0; i < lines.length; i++)
        count += lines.at[i] == '\n';
    return count;
}

/* The tags without their days, which go into days, one for each line. */
static void cut_days(struct slice rest, struct text *ret_tags, int *days)
{
    struct slice line;
    for (size_t i = 0; cut_line(&rest, &line); i++) {
        struct slice tag = slice_cut(&line, ' ');
        if (line.at == NULL || !day_parse(line, &days[i]))
            days[i] = DAY_NONE;
        text_add_slice(ret_tags, tag);
        text_add_char(ret_tags, '\n');
    }
}

void stored_tags_list(struct slice lines, struct arena *arena,
                      struct text_list *ret_tags, const int **ret_days)
{
    *ret_days = NULL;
    if (lines.length == 0 || memchr(lines.at, ' ', lines.length) == NULL) {
        *ret_tags = stored_list_read(lines.at, lines.length, arena);
        return;
    }
    AUTO_TEXT tags;
    text_init(&tags, lines.length);
    int *days = arena_room_many(arena, count_lines(lines), sizeof *days);
    cut_days(lines, &tags, days);
    *ret_tags = stored_list_read(tags.bytes, tags.length, arena);
    *ret_days = days;
}
