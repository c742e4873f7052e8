/* Takes pages of a feed into its answer: live ones, and those of the store. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/asking_pages.h"

#include "feeds/page_request.h"
#include "feeds/stored_page.h"
#include "feeds/tag_dates.h"
#include "net/url.h"

#include <string.h>

enum { PAGES_MAX = 200 };

/* What an answer held before a page was read, to take the page back. */
struct mark {
    size_t releases;
    size_t lines;
    unsigned covers;
    enum answer_state state;
    const char *failure;
};

static struct mark mark_of(const struct answer *answer)
{
    return (struct mark){answer->releases.count, answer->lines.count, answer->covers,
                         answer->state, answer->failure};
}

static void take_back(struct answer *answer, const struct mark *mark)
{
    answer->releases.count = mark->releases;
    answer->lines.count = mark->lines;
    answer->covers = mark->covers;
    answer->state = mark->state;
    answer->failure = mark->failure;
    answer->has_lines_complete = false;
}

static bool is_seen(const struct asking *asking, const struct feed_next *page)
{
    for (size_t i = 0; page->post == NULL && i < asking->seen.count; i++)
        if (strcmp(asking->seen.items[i], page->url) == 0)
            return true;
    return false;
}

/* Whether the page that follows may be asked for. */
static bool check_next(const struct asking *asking, const struct feed_page *page,
                       const struct feed_next *next, struct error *err)
{
    if (next->url == NULL)
        return true;
    if (!url_same_origin(page->url, next->url))
        return error_set(err, ERROR_FORMAT, "its next page is on another host");
    if (is_seen(asking, next))
        return error_set(err, ERROR_FORMAT, "its next page is one that was read");
    if (asking->number + 1 >= PAGES_MAX)
        return error_set(err, ERROR_FORMAT, "it has more than %d pages", PAGES_MAX);
    return true;
}

void asking_find_tag_page(struct asking *asking, struct feed_next *next)
{
    if (next->url == NULL)
        tag_page_next(asking->driver, &asking->subject, asking->answer,
                      &asking->next_tag, asking->run->arena, next);
}

bool asking_read_page(struct asking *asking, struct feed_page *page,
                      struct feed_next *ret_next, struct error *err)
{
    struct mark mark = mark_of(asking->answer);
    struct feed_next next = {0};
    page->number = asking->number;
    page->tag = asking->page.tag;
    if (asking->number == 0)
        asking->answer->state = ANSWER_COMPLETE;
    if (asking->driver->parse(page, &asking->subject, asking->place.arena,
                              asking->answer, &next, err) &&
        check_next(asking, page, &next, err)) {
        asking_find_tag_page(asking, &next);
        *ret_next = next;
        return true;
    }
    take_back(asking->answer, &mark);
    return false;
}

void asking_advance(struct asking *asking, const struct feed_next *next)
{
    asking->page = *next;
    asking->number++;
    asking->hops = 0;
    asking->shared = NULL;
}

void asking_note_age(struct answer *answer, long long fetched_at)
{
    if (answer->fetched_at == 0 || fetched_at < answer->fetched_at)
        answer->fetched_at = fetched_at;
}

bool asking_may_miss_page(const struct asking *asking)
{
    return asking->driver->may_miss_pages && asking->number != 0;
}

bool asking_read_stored(struct asking *asking, struct feed_next *ret_next,
                        struct error *err)
{
    AUTO_ARENA *scratch = arena_new();
    const char *key =
        page_request_key(asking->run, asking->driver, &asking->page, scratch);
    struct cached_answer stored;
    if (!cache_get(asking->run->cache, key, scratch, &stored))
        return false;
    char *body = arena_alloc(scratch, stored.body_bytes + 1);
    memcpy(body, stored.body, stored.body_bytes);
    struct feed_page page = {.url = stored.url};
    if (!stored_page_read(body, stored.body_bytes, &page))
        return false;
    page.is_missing = asking_may_miss_page(asking) && page.body_bytes == 0;
    if (!asking_read_page(asking, &page, ret_next, err))
        return false;
    asking_note_age(asking->answer, stored.fetched_at);
    return true;
}

void asking_store_page(struct asking *asking, const struct fetch_response *response,
                       const struct feed_page *page)
{
    if (response->is_unterminated ||
        (asking->shared != NULL && asking->shared->is_stored))
        return;
    AUTO_ARENA *scratch = arena_new();
    AUTO_TEXT stored;
    text_init(&stored, response->body_bytes + PAGE_HEADERS_BYTES_MAX);
    stored_page_write(page, &stored);
    if (text_overflowed(&stored))
        return;
    struct cached_answer answer = {.url = page->url,
                                   .etag = response->etag,
                                   .modified = response->last_modified,
                                   .body = stored.bytes,
                                   .body_bytes = stored.length,
                                   .fetched_at = asking->run->options->now,
                                   .is_complete = true};
    cache_put(asking->run->cache,
              page_request_key(asking->run, asking->driver, &asking->page, scratch),
              &answer);
    if (asking->shared != NULL)
        asking->shared->is_stored = true;
}
