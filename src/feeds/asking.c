/* Asks one plain feed, page by page. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/asking.h"

#include "feeds/asking_pages.h"
#include "feeds/page_request.h"
#include "feeds/reading.h"
#include "feeds/status.h"
#include "net/url.h"

#include <string.h>

/* Tags' own pages may fail one by one; so many, and the API is not asked any more. */
enum { HOPS_MAX = 5, TAG_FAILURES_MAX = 3 };

static void ask_pages(struct asking *asking);
static void send(struct asking *asking);

void answer_end(const struct answer_place *place)
{
    if (place->ended != NULL)
        place->ended(place->context);
}

/* Nothing more can be learnt: what there is, is partial; without any it failed. */
static void give_up(struct asking *asking, const char *reason)
{
    struct answer *answer = asking->answer;
    if (answer->failure == NULL || answer->is_part_by_nature)
        answer->failure = reason;
    answer->is_part_by_nature = false;
    bool is_empty = answer->releases.count == 0 && answer->lines.count == 0;
    answer->state = is_empty ? ANSWER_FAILED : ANSWER_PARTIAL;
    answer_end(&asking->place);
}

/* Of one tag nothing is to be learnt: on to the next. */
static void leave_tag(struct asking *asking, const char *reason)
{
    struct feed_next next = {0};
    struct arena *arena = asking->run->arena;
    feed_set_partial(asking->answer,
                     arena_format(arena, "%s: %s", asking->page.tag, reason));
    asking_find_tag_page(asking, &next);
    asking_advance(asking, &next);
}

/*
 * Pages of a list stand and fall together: after one that failed the rest comes from
 * the store. Those of tags stand alone.
 */
static void count_failure(struct asking *asking)
{
    asking->answer->has_failed = true;
    if (asking->page.tag == NULL || ++asking->tag_failures == TAG_FAILURES_MAX)
        asking->is_store_only = true;
}

/* There is no live page: the stored one stands in, and the reason is told. */
static void use_stored(struct asking *asking, const char *reason)
{
    struct feed_next next = {0};
    struct error err = {0};
    if (!asking_read_stored(asking, &next, &err)) {
        if (asking->page.tag == NULL) {
            give_up(asking, reason);
            return;
        }
        leave_tag(asking, reason);
        ask_pages(asking);
        return;
    }
    struct answer *answer = asking->answer;
    answer->is_stored = true;
    answer->failure =
        answer->failure == NULL
            ? reason
            : arena_format(asking->run->arena, "%s; %s", reason, answer->failure);
    asking_advance(asking, &next);
    ask_pages(asking);
}

/* The live feed failed. */
static void fall_back(struct asking *asking, const char *reason)
{
    count_failure(asking);
    use_stored(asking, reason);
}

static void take_page(struct asking *asking, const struct fetch_response *response,
                      struct feed_page *page)
{
    struct feed_next next = {0};
    struct error err = {0};
    if (!asking_read_page(asking, page, &next, &err)) {
        fall_back(asking, arena_copy(asking->run->arena, err.text));
        return;
    }
    asking_store_page(asking, response, page);
    asking_note_age(asking->answer, asking->run->options->now);
    asking_advance(asking, &next);
    ask_pages(asking);
}

static void take_answer(struct asking *asking, const struct fetch_response *response)
{
    AUTO_TEXT links;
    text_init(&links, PAGE_HEADERS_BYTES_MAX / 2);
    page_links(response, &links);
    struct feed_page page = {.body = response->body,
                             .body_bytes = response->body_bytes,
                             .content_type = response->content_type,
                             .link = links.length != 0 ? links.bytes : NULL,
                             .url = response->url,
                             .is_unterminated = response->is_unterminated};
    take_page(asking, response, &page);
}

/* Known by the name that was asked: a redirect may have led to any other. */
static void take_missing(struct asking *asking, const struct fetch_response *response)
{
    struct feed_page page = {.body = "", .url = asking->page.url, .is_missing = true};
    take_page(asking, response, &page);
}

static void take_not_modified(struct asking *asking,
                              const struct fetch_response *response)
{
    AUTO_ARENA *scratch = arena_new();
    cache_touch(asking->run->cache,
                page_request_key(asking->run, asking->driver, &asking->page, scratch),
                asking->run->options->now);
    struct feed_next next = {0};
    struct error err = {0};
    if (!asking_read_stored(asking, &next, &err)) {
        struct arena *arena = asking->run->arena;
        fall_back(asking, err.code != ERROR_NONE
                              ? arena_copy(arena, err.text)
                              : feed_status_words(response, asking->driver,
                                                  asking->subject.has_token, arena));
        return;
    }
    asking_advance(asking, &next);
    ask_pages(asking);
}

/* With a token we follow ourselves: the token stays on its own origin. */
static bool follow(struct asking *asking, const struct fetch_response *response)
{
    const char *location = fetch_response_header(response, "Location", 0);
    bool is_redirect = response->status == 301 || response->status == 302 ||
                       response->status == 307 || response->status == 308;
    if (!is_redirect || location == NULL || asking->page.post != NULL ||
        asking->hops >= HOPS_MAX)
        return false;
    AUTO_TEXT url;
    text_init(&url, URL_ROOM);
    if (!url_resolve(response->url, slice_of(location), &url))
        return false;
    asking->page.url = arena_copy(asking->run->arena, url.bytes);
    asking->hops++;
    ask_pages(asking);
    return true;
}

/* A tag that is not there is no failure of the API that says so; nor are some pages. */
static void take_status(struct asking *asking, const struct fetch_response *response)
{
    bool is_missing = response->status == 404 || response->status == 410;
    if (is_missing && asking_may_miss_page(asking)) {
        take_missing(asking, response);
        return;
    }
    const char *words = feed_status_words(
        response, asking->driver, asking->subject.has_token, asking->run->arena);
    if (response->status == 404 && asking->page.tag != NULL)
        use_stored(asking, words);
    else
        fall_back(asking, words);
}

static void take_response(struct asking *asking, const struct fetch_response *response)
{
    struct arena *arena = asking->run->arena;
    bool is_shut = asking->gate != NULL && asking->gate->shut_because != NULL;
    if (response->is_unasked && is_shut)
        fall_back(asking, asking->gate->shut_because);
    else if (feed_status_is_limit(response))
        fall_back(asking, feed_status_words(response, asking->driver,
                                            asking->subject.has_token, arena));
    else if (response->failure != NULL)
        fall_back(asking, arena_copy(arena, response->failure));
    else if (response->status == 200)
        take_answer(asking, response);
    else if (response->status == 304)
        take_not_modified(asking, response);
    else if (!follow(asking, response))
        take_status(asking, response);
}

/* What is kept of a page that was asked for cannot be changed any more. */
static bool is_in_page(const struct asking *asking, const struct shared_page *page)
{
    const struct page_excerpt *excerpt = page->first->excerpt;
    return excerpt == NULL || page_excerpt_has(excerpt, asking->subject.argument);
}

/* Joins those who wait for the same page; false: it is to be asked for. */
static bool wait_for_shared(struct asking *asking)
{
    struct feed_run *run = asking->run;
    if (asking->page.post != NULL || asking->number != 0 || asking->hops != 0 ||
        asking->shared != NULL)
        return false;
    for (struct shared_page *page = run->shared; page != NULL; page = page->next) {
        if (page->driver != asking->driver || strcmp(page->url, asking->page.url) != 0)
            continue;
        if (page->has_ended || !is_in_page(asking, page))
            return false;
        asking->shared = page;
        *LIST_ADD(run->arena, &page->others) = asking;
        return true;
    }
    struct shared_page *page = arena_alloc(run->arena, sizeof *page);
    *page = (struct shared_page){.url = asking->page.url,
                                 .driver = asking->driver,
                                 .first = asking,
                                 .next = run->shared};
    run->shared = page;
    asking->shared = page;
    return false;
}

/* The others, once the first one has its answer; empty for everybody else. */
static struct shared_page *end_shared(struct asking *asking)
{
    struct shared_page *page = asking->shared;
    if (page == NULL || page->first != asking || page->has_ended)
        return NULL;
    page->has_ended = true;
    return page;
}

static void fall_back_all(struct asking *asking, const char *reason)
{
    const struct shared_page *page = end_shared(asking);
    fall_back(asking, reason);
    for (size_t i = 0; page != NULL && i < page->others.count; i++)
        fall_back(page->others.items[i], reason);
}

static void take_response_all(struct asking *asking,
                              const struct fetch_response *response)
{
    const struct shared_page *page = end_shared(asking);
    const struct feed_budget budget = asking->answer->budget;
    take_response(asking, response);
    for (size_t i = 0; page != NULL && i < page->others.count; i++) {
        page->others.items[i]->answer->budget = budget;
        take_response(page->others.items[i], response);
    }
}

/* The page is to be read for all who wait for it. */
static struct page_excerpt *excerpt_new(const struct asking *asking)
{
    AUTO_ARENA *scratch = arena_new();
    struct text_list arguments = {0};
    *LIST_ADD(scratch, &arguments) = asking->subject.argument;
    for (size_t i = 0; asking->shared != NULL && i < asking->shared->others.count; i++)
        *LIST_ADD(scratch, &arguments) =
            asking->shared->others.items[i]->subject.argument;
    return page_excerpt_new(asking->run, asking->driver, &asking->page, &arguments);
}

static void on_done(const struct fetch_response *answered, void *context)
{
    struct asking *asking = context;
    struct fetch_response whole = *answered;
    const struct fetch_response *response = &whole;
    struct origin_gate *gate = asking->gate;
    struct arena *arena = asking->run->arena;
    origin_gate_leave(gate);
    if (feed_status_is_limit(response))
        gate->shut_because =
            arena_format(arena, "not asked: %s",
                         feed_status_words(response, asking->driver,
                                           asking->subject.has_token, arena));
    if (response->failure == NULL)
        asking->answer->budget = feed_budget_of(response);
    struct page_excerpt *excerpt = asking->excerpt; /* a next page has its own */
    asking->excerpt = NULL;
    if (excerpt != NULL)
        page_excerpt_finish(excerpt, &whole);
    take_response_all(asking, response);
    page_excerpt_free(excerpt);
    for (struct asking *next = origin_gate_next(gate); next != NULL;
         next = origin_gate_next(gate))
        send(next);
}

/* Whether the store is enough for the page, by --offline or --cache-ttl. */
static bool is_store_enough(const struct asking *asking)
{
    const struct feeds_options *options = asking->run->options;
    if (asking->is_store_only || options->offline)
        return true;
    if (options->cache_ttl_seconds <= 0)
        return false;
    AUTO_ARENA *scratch = arena_new();
    struct cached_answer stored;
    return cache_get(
               asking->run->cache,
               page_request_key(asking->run, asking->driver, &asking->page, scratch),
               scratch, &stored) &&
           options->now - stored.fetched_at < options->cache_ttl_seconds;
}

/* Asks the network when it is this question's turn. */
static void send(struct asking *asking)
{
    struct feed_run *run = asking->run;
    struct error err = {0};
    asking->answer->is_young = false;
    if (wait_for_shared(asking))
        return;
    asking->gate = origin_gate_of(&run->gates, asking->page.url, run->arena);
    if (asking->gate->shut_because != NULL) {
        fall_back_all(asking, asking->gate->shut_because);
        return;
    }
    if (!origin_gate_enter(asking->gate, asking, run->arena))
        return;
    asking->excerpt = excerpt_new(asking);
    if (page_request_send(run, asking->driver, &asking->subject, &asking->page,
                          asking->excerpt, on_done, asking, &err))
        return;
    page_excerpt_free(asking->excerpt);
    asking->excerpt = NULL;
    origin_gate_leave(asking->gate);
    fall_back_all(asking, arena_copy(run->arena, err.text));
}

const char *feeds_not_asked(const struct feeds_options *options)
{
    return options->snapshot != NULL ? "the snapshot does not have it"
                                     : "not asked: --offline and no stored answer";
}

/* Reads pages from the store for as long as it is enough, then asks the network. */
static void ask_pages(struct asking *asking)
{
    bool offline = asking->run->options->offline;
    while (asking->page.url != NULL) {
        struct feed_next next = {0};
        struct error err = {0};
        if (asking->page.post == NULL)
            *LIST_ADD(asking->run->arena, &asking->seen) = asking->page.url;
        bool is_read =
            is_store_enough(asking) && asking_read_stored(asking, &next, &err);
        if (!is_read && !offline && !asking->is_store_only) {
            send(asking);
            return;
        }
        if (!is_read && asking->page.tag != NULL) {
            leave_tag(asking, "not stored");
            continue;
        }
        if (!is_read) {
            give_up(asking, offline ? feeds_not_asked(asking->run->options)
                                    : "its other pages are not stored");
            return;
        }
        asking->answer->is_stored |= offline;
        asking_advance(asking, &next);
    }
    answer_end(&asking->place);
}

static void start(struct feed_run *run, const struct feed_driver *driver,
                  const struct feed_subject *subject, const struct answer_place *place)
{
    place->answer->state = ANSWER_FAILED; /* until a page was read */
    struct asking *asking = arena_alloc(run->arena, sizeof *asking);
    *asking = (struct asking){.run = run,
                              .driver = driver,
                              .place = *place,
                              .answer = place->answer,
                              .is_store_only = place->is_store_only};
    asking->subject = *subject;
    asking->answer->is_young = run->options->cache_ttl_seconds > 0;
    asking->subject.endpoint = policy_endpoint(run->options->policy, driver->name);
    AUTO_TEXT url;
    text_init(&url, URL_ROOM);
    struct error err = {0};
    if (!driver->make_url(&asking->subject, &url, &err)) {
        give_up(asking, arena_copy(run->arena, err.text));
        return;
    }
    asking->page.url = arena_copy(run->arena, url.bytes);
    asking->subject.has_token = feed_token_for(&run->tokens, url.bytes) != NULL;
    ask_pages(asking);
}

void feed_ask(struct feed_run *run, const struct feed_driver *driver,
              const char *argument, const struct version_reader *reader,
              const struct answer_place *place)
{
    if (driver->ask != NULL) {
        driver->ask(run, argument, place);
        return;
    }
    const struct feed_subject subject = {.argument = argument, .reader = reader};
    start(run, driver, &subject, place);
}

void feed_ask_tags(struct feed_run *run, const struct feed_driver *driver,
                   const char *argument, const struct text_list *tags,
                   const struct answer_place *place)
{
    const struct feed_subject subject = {.argument = argument, .tags = tags};
    start(run, driver, &subject, place);
}
