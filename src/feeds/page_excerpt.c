/* Reads the pages of which only what is asked is kept: indexes of Helm repositories. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/page_excerpt.h"

#include "base/arena.h"
#include "feeds/helm_excerpt.h"
#include "feeds/page_request.h"
#include "feeds/stored_page.h"

#include <stdlib.h>
#include <string.h>

/* So many charts of a repository are kept although nobody asks for them now. */
enum { CHARTS_MAX = 200 };

struct page_excerpt {
    struct arena *arena;
    struct text_list charts;
    bool is_stored;
    struct helm_excerpt *reader;
    struct error failure;
};

static bool is_among(const struct text_list *charts, const char *chart)
{
    for (size_t i = 0; i < charts->count; i++)
        if (strcmp(charts->items[i], chart) == 0)
            return true;
    return false;
}

static const char *chart_of(const char *argument)
{
    const char *mark = strchr(argument, '#');
    return mark != NULL ? mark + 1 : "";
}

static bool is_same_repository(const char *a, const char *b)
{
    size_t length = strcspn(a, "#");
    return strcspn(b, "#") == length && strncmp(a, b, length) == 0;
}

static void add_chart(struct page_excerpt *excerpt, const char *chart)
{
    if (!is_among(&excerpt->charts, chart))
        *LIST_ADD(excerpt->arena, &excerpt->charts) = arena_copy(excerpt->arena, chart);
}

/* The charts that are stored; a whole index has them all. */
static struct text_list stored_charts(struct page_excerpt *excerpt,
                                      const struct cached_answer *stored,
                                      bool *ret_is_whole)
{
    struct text_list charts = {0};
    struct feed_page page = {0};
    char *body = arena_alloc(excerpt->arena, stored->body_bytes + 1);
    memcpy(body, stored->body, stored->body_bytes);
    *ret_is_whole = stored_page_read(body, stored->body_bytes, &page) &&
                    !helm_excerpt_charts((struct slice){page.body, page.body_bytes},
                                         excerpt->arena, &charts);
    return charts;
}

static void add_stored(struct page_excerpt *excerpt, const struct cached_answer *stored)
{
    bool is_whole;
    const struct text_list charts = stored_charts(excerpt, stored, &is_whole);
    size_t found = 0;
    for (size_t i = 0; i < excerpt->charts.count; i++)
        found += is_among(&charts, excerpt->charts.items[i]);
    excerpt->is_stored = is_whole || found == excerpt->charts.count;
    for (size_t i = 0; i < charts.count && excerpt->charts.count < CHARTS_MAX; i++)
        add_chart(excerpt, charts.items[i]);
}

static void add_arguments(struct page_excerpt *excerpt, const char *first,
                          const struct text_list *arguments)
{
    for (size_t i = 0; i < arguments->count; i++)
        if (is_same_repository(first, arguments->items[i]))
            add_chart(excerpt, chart_of(arguments->items[i]));
}

struct page_excerpt *page_excerpt_new(const struct feed_run *run,
                                      const struct feed_driver *driver,
                                      const struct feed_next *page,
                                      const struct text_list *arguments)
{
    if (driver != &helm_feed || page->post != NULL)
        return NULL;
    struct arena *arena = arena_new();
    struct page_excerpt *excerpt = arena_alloc(arena, sizeof *excerpt);
    excerpt->arena = arena;
    add_arguments(excerpt, arguments->items[0], arguments);
    add_arguments(excerpt, arguments->items[0], &run->helm);
    AUTO_ARENA *scratch = arena_new();
    struct cached_answer stored;
    if (cache_get(run->cache, page_request_key(run, driver, page, scratch), scratch,
                  &stored))
        add_stored(excerpt, &stored);
    excerpt->reader = helm_excerpt_new(&excerpt->charts);
    return excerpt;
}

void page_excerpt_free(struct page_excerpt *excerpt)
{
    if (excerpt == NULL)
        return;
    helm_excerpt_free(excerpt->reader);
    arena_free(excerpt->arena);
}

bool page_excerpt_has(const struct page_excerpt *excerpt, const char *argument)
{
    return is_among(&excerpt->charts, chart_of(argument));
}

bool page_excerpt_is_stored(const struct page_excerpt *excerpt)
{
    return excerpt->is_stored;
}

static bool on_body(const void *bytes, size_t count, void *context)
{
    struct page_excerpt *excerpt = context;
    return helm_excerpt_take(excerpt->reader, bytes, count, &excerpt->failure);
}

static void on_again(void *context)
{
    struct page_excerpt *excerpt = context;
    helm_excerpt_again(excerpt->reader);
    excerpt->failure = (struct error){0};
}

void page_excerpt_receive(struct page_excerpt *excerpt, struct fetch_request *request)
{
    request->on_body = on_body;
    request->on_again = on_again;
    request->body_context = excerpt;
}

void page_excerpt_finish(struct page_excerpt *excerpt, struct fetch_response *response)
{
    struct slice body = {"", 0};
    bool is_answer = response->failure == NULL && response->status == 200;
    if (is_answer && helm_excerpt_end(excerpt->reader, &body, &excerpt->failure)) {
        response->body = body.at;
        response->body_bytes = body.length;
    }
    if (excerpt->failure.code != ERROR_NONE)
        response->failure = excerpt->failure.text;
}
