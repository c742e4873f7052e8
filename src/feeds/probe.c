/* Asks one feed alone. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/probe.h"

#include "base/clock.h"
#include "feeds/session.h"
#include "feeds/tag_list.h"

#include <string.h>

static void clear_cache(struct cache **cache)
{
    cache_close(*cache);
}

static void close_session(struct feed_session *session)
{
    feed_session_close(session);
}

static void ignore(const struct registry_manifest *manifest, void *context)
{
    (void)manifest;
    (void)context;
}

/* Docker Hub tells the pulls that are left to who looks at a manifest: no pull itself.
 */
static bool read_pulls(const struct feed_run *run, struct answer *answer,
                       struct error *err)
{
    static const char hub[] = "docker.io/";
    struct error refused = {0};
    if (answer->tags.count == 0 || strncmp(answer->repository, hub, strlen(hub)) != 0 ||
        !registry_head_manifest(run->registries, "docker.io",
                                answer->repository + strlen(hub), answer->tags.items[0],
                                ignore, NULL, &refused))
        return true;
    if (!fetch_all(run->fetcher, err))
        return false;
    struct registry_budget budget = registry_budget_of(run->registries, "docker.io");
    answer->budget = (struct feed_budget){.is_told = budget.is_known,
                                          .is_of_manifests = true,
                                          .is_low = budget.is_low,
                                          .left = budget.left,
                                          .limit = budget.limit};
    return true;
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
    if (driver == &registry_feed && !read_pulls(&session.run, &probe->answer, err))
        return false;
    probe->elapsed_ms = clock_ms() - started_ms;
    probe->requests = fetcher_requests(fetcher) - before;
    *ret_probe = *probe;
    return true;
}
