/* Asks one plain feed, page by page. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/asking.h"

#include "feeds/page_request.h"
#include "feeds/status.h"
#include "feeds/stored_page.h"
#include "net/url.h"

#include <string.h>

enum { PAGES_MAX = 200, HOPS_MAX = 5 };

/* One feed on its way. Lives in the run's arena: callbacks come back to it. */
struct asking {
    struct feed_run *run;
    const struct feed_driver *driver;
    struct answer_place place;
    struct answer *answer; /* of the place */
    struct feed_subject subject;
    struct feed_next page;      /* the one that is asked for now */
    unsigned number;            /* of that page */
    unsigned hops;              /* redirects followed for it */
    struct origin_gate *gate;   /* that it went through last */
    bool is_store_only;         /* something failed: the rest comes from the store */
    struct shared_page *shared; /* NULL: the page is this question's alone */
    struct text_list seen; /* URLs of pages, so that no list is walked in a circle */
};

/*
 * The first page of several questions, such as two charts of one index: one of them
 * asks for it, the others read what it gets.
 */
struct shared_page {
    const char *url;
    const struct feed_driver *driver;
    struct asking *first;
    LIST(, struct asking *)
    others;
    bool has_ended; /* for whoever comes later the store has it */
    bool is_stored;
    struct shared_page *next;
};

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

/*
 * Reads a page into the answer, and goes on to the next one. On failure nothing of the
 * page is kept.
 */
static bool read_page(struct asking *asking, struct feed_page *page,
                      struct feed_next *ret_next, struct error *err)
{
    struct mark mark = mark_of(asking->answer);
    struct feed_next next = {0};
    page->number = asking->number;
    if (asking->number == 0)
        asking->answer->state = ANSWER_COMPLETE;
    if (asking->driver->parse(page, &asking->subject, asking->place.arena,
                              asking->answer, &next, err) &&
        check_next(asking, page, &next, err)) {
        *ret_next = next;
        return true;
    }
    take_back(asking->answer, &mark);
    return false;
}

/* The page was read: the next one, if any, is asked for now, and shared with nobody. */
static void advance(struct asking *asking, const struct feed_next *next)
{
    asking->page = *next;
    asking->number++;
    asking->hops = 0;
    asking->shared = NULL;
}

static void note_age(struct answer *answer, long long fetched_at)
{
    if (answer->fetched_at == 0 || fetched_at < answer->fetched_at)
        answer->fetched_at = fetched_at;
}

/*
 * Reads the page from the store. False: it is not there, or it cannot be read, of which
 * err tells.
 */
static bool read_stored(struct asking *asking, struct feed_next *ret_next,
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
    if (!stored_page_read(body, stored.body_bytes, &page) ||
        !read_page(asking, &page, ret_next, err))
        return false;
    note_age(asking->answer, stored.fetched_at);
    return true;
}

/* The live feed failed: the stored page stands in, and the failure is told. */
static void fall_back(struct asking *asking, const char *reason)
{
    struct feed_next next = {0};
    struct error err = {0};
    asking->is_store_only = true;
    asking->answer->has_failed = true;
    if (!read_stored(asking, &next, &err)) {
        give_up(asking, reason);
        return;
    }
    struct answer *answer = asking->answer;
    answer->is_stored = true;
    answer->failure =
        answer->failure == NULL
            ? reason
            : arena_format(asking->run->arena, "%s; %s", reason, answer->failure);
    advance(asking, &next);
    ask_pages(asking);
}

static void store_page(struct asking *asking, const struct fetch_response *response,
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
    struct feed_next next = {0};
    struct error err = {0};
    if (!read_page(asking, &page, &next, &err)) {
        fall_back(asking, arena_copy(asking->run->arena, err.text));
        return;
    }
    store_page(asking, response, &page);
    note_age(asking->answer, asking->run->options->now);
    advance(asking, &next);
    ask_pages(asking);
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
    if (!read_stored(asking, &next, &err)) {
        struct arena *arena = asking->run->arena;
        give_up(asking, err.code != ERROR_NONE
                            ? arena_copy(arena, err.text)
                            : feed_status_words(response, asking->driver,
                                                asking->subject.has_token, arena));
        return;
    }
    advance(asking, &next);
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
        fall_back(asking, feed_status_words(response, asking->driver,
                                            asking->subject.has_token, arena));
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
        if (page->has_ended)
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

static void on_done(const struct fetch_response *response, void *context)
{
    struct asking *asking = context;
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
    take_response_all(asking, response);
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
    if (page_request_send(run, asking->driver, &asking->subject, &asking->page, on_done,
                          asking, &err))
        return;
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
        bool is_read = is_store_enough(asking) && read_stored(asking, &next, &err);
        if (!is_read && !offline && !asking->is_store_only) {
            send(asking);
            return;
        }
        if (!is_read) {
            give_up(asking, offline ? feeds_not_asked(asking->run->options)
                                    : "its other pages are not stored");
            return;
        }
        asking->answer->is_stored |= offline;
        advance(asking, &next);
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
