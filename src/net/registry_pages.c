/* Pages of a tag list: where the next one is, and the days that they tell. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/registry_client.h"

#include "net/cloud_host.h"
#include "net/link_header.h"

#include <string.h>

/* How many tags a page may have; some registries refuse a number, some a large one. */
static const char *const page_sizes[PAGE_SIZES] = {"?n=1000", "", "?n=100"};

const char *question_page_size(const struct question *question)
{
    return page_sizes[question->n_variant];
}

/*
 * Google's registries are asked as their owner's client asks them
 * (go-containerregistry, pkg/v1/google/list.go): so asked they tell the days of the
 * tags.
 */
unsigned question_first_size(const struct question *question)
{
    struct cloud_host host;
    bool is_google = cloud_host_read(REGISTRY_IDENTITY_GOOGLE, question->registry->host,
                                     question->arena, &host);
    return is_google && question->registry->namespace == NULL ? 1 : 0;
}

/*
 * The next page: only the query of the link counts, on the path that answered. Some
 * registries leave a part of the path out of their links, and no other path is ours.
 */
const char *question_next_page(struct question *question,
                               const struct fetch_response *response,
                               const char **problem)
{
    AUTO_TEXT link = {0};
    text_init(&link, URL_ROOM);
    enum link_next found = LINK_NONE;
    for (size_t i = 0; found == LINK_NONE; i++) {
        const char *header = fetch_response_header(response, "link", i);
        if (header == NULL)
            return NULL;
        found = link_header_next(header, response->url, &link);
    }
    const char *query = found == LINK_FOUND ? strchr(link.bytes, '?') : NULL;
    if (query == NULL)
        *problem = "the link to the next page cannot be used";
    else if (!url_same_origin(link.bytes, response->url))
        *problem = "the link to the next page leads to another host";
    if (*problem != NULL)
        return NULL;
    size_t path_bytes = strcspn(response->url, "?");
    return arena_format(question->arena, "%.*s%s", (int)path_bytes, response->url,
                        query);
}

/*
 * Pages that some registries cut without a link (registries.md, section 2). A list of
 * just so many tags may go on.
 */
static bool may_be_cut(size_t entries)
{
    static const size_t caps[] = {50, 100, 1000};
    for (size_t i = 0; i < COUNT_OF(caps); i++)
        if (entries == caps[i])
            return true;
    return false;
}

static struct slice page_lines(const struct question *question)
{
    return (struct slice){question->lines.bytes + question->page_start,
                          question->lines.length - question->page_start};
}

/* Where the list would go on behind the last tag of the page. */
const char *question_guess_page(struct question *question,
                                const struct fetch_response *response, size_t entries)
{
    struct slice lines = page_lines(question);
    size_t begin = lines.length != 0 ? lines.length - 1 : 0;
    while (begin > 0 && lines.at[begin - 1] != '\n')
        begin--;
    struct slice last = {lines.at + begin, lines.length - begin};
    if (lines.length == 0 || !may_be_cut(entries))
        return NULL;
    const char *size = page_sizes[question->n_variant];
    question->is_guess = true;
    return arena_format(question->arena, "%.*s%s%clast=%.*s",
                        (int)strcspn(response->url, "?"), response->url, size,
                        size[0] == '\0' ? '?' : '&', (int)last.length - 1, last.at);
}

/* A server that knows no "last" tells the same again. */
bool question_is_repeated(const struct question *question)
{
    struct slice lines = page_lines(question);
    const char *end = memchr(lines.at, '\n', lines.length);
    const char *before = question->lines.bytes;
    size_t length = end == NULL ? 0 : (size_t)(end - lines.at) + 1;
    for (const char *at = before; length != 0 && at < before + question->page_start;) {
        size_t left = (size_t)(before + question->page_start - at);
        const char *line_end = memchr(at, '\n', left);
        size_t line = line_end == NULL ? left : (size_t)(line_end - at) + 1;
        if (line == length && memcmp(at, lines.at, length) == 0)
            return true;
        at += line;
    }
    return false;
}

void question_add_days(struct question *question)
{
    struct text dated;
    const char *at = question->lines.bytes;
    if (question->days.length == 0)
        return;
    struct tag_day_index *index = tag_day_index_new(&question->days);
    text_init(&dated, TAGS_BYTES_MAX);
    for (size_t i = 0; i < question->pages.count; i++) {
        struct slice *lines = &question->pages.items[i].lines;
        size_t begin = dated.length;
        tag_day_index_add(index, (struct slice){at, lines->length}, &dated);
        at += lines->length;
        lines->length = dated.length - begin;
    }
    tag_day_index_free(index);
    text_clear(&question->lines);
    question->lines = dated;
}
