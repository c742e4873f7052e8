/* Asks one feed alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/probe.h"

#include "base/clock.h"
#include "feeds/session.h"
#include "feeds/tag_list.h"

static void clear_cache(struct cache **cache)
{
    cache_close(*cache);
}

static void close_session(struct feed_session *session)
{
    feed_session_close(session);
}

bool feeds_probe(const struct feeds_options *options, const struct feed_driver *driver,
                 const char *argument, const struct version_reader *reader,
                 struct fetcher *fetcher, struct out *out, struct arena *arena,
                 struct feed_probe *ret_probe, struct error *err)
{
    CLEANUP(clear_cache) struct cache *cache = cache_forgetful(out);
    CLEANUP(close_session)
    struct feed_session session = {.run = {.options = options,
                                           .fetcher = fetcher,
                                           .cache = cache,
                                           .out = out,
                                           .arena = arena}};
    if (!feed_session_open(&session, err))
        return false;
    struct feed_probe *probe = arena_alloc(arena, sizeof *probe);
    probe->answer.feed = driver->name;
    probe->answer.about = argument;
    probe->answer.covers = driver->covers;
    const struct answer_place place = {.answer = &probe->answer, .arena = arena};
    long long started_ms = clock_ms();
    size_t before = fetcher_requests(fetcher);
    if (driver == &registry_feed) {
        probe->answer.repository = argument;
        tag_list_ask(&session.run, &place);
    } else {
        feed_ask(&session.run, driver, argument, reader, &place);
    }
    if (!fetch_all(fetcher, err))
        return false;
    probe->elapsed_ms = clock_ms() - started_ms;
    probe->requests = fetcher_requests(fetcher) - before;
    *ret_probe = *probe;
    return true;
}
