/* Asks registries for tag lists. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/tag_list.h"

#include "feeds/stored_list.h"
#include "net/registry.h"

#include <string.h>

enum { TAGS_MAX = 200000 };

struct listing {
    struct feed_run *run;
    struct answer_place place;
    struct answer *answer; /* of the place */
    const char *key;       /* in the store */
};

/* The stored list: what was parsed of all pages, one a line. */
static bool read_stored(const struct listing *listing)
{
    AUTO_ARENA *scratch = arena_new();
    struct cached_answer stored;
    if (!cache_get(listing->run->cache, listing->key, scratch, &stored))
        return false;
    struct text_list tags =
        stored_list_read(stored.body, stored.body_bytes, listing->place.arena);
    if (tags.count == 0)
        return false;
    listing->answer->tags = tags;
    listing->answer->fetched_at = stored.fetched_at;
    listing->answer->state = ANSWER_COMPLETE;
    return true;
}

static void fail(const struct listing *listing, const char *reason)
{
    listing->answer->failure = reason;
    listing->answer->has_failed = true;
    listing->answer->is_stored = read_stored(listing);
}

static void store(const struct listing *listing, const struct registry_tags *tags)
{
    AUTO_TEXT body = {0};
    if (!stored_list_write(&tags->tags, &body))
        return;
    struct cached_answer answer = {.url = tags->url,
                                   .etag = tags->etag,
                                   .modified = tags->last_modified,
                                   .body = body.bytes,
                                   .body_bytes = body.length,
                                   .fetched_at = listing->run->options->now,
                                   .is_complete = true};
    cache_put(listing->run->cache, listing->key, &answer);
}

static void take_list(const struct listing *listing, const struct registry_tags *tags)
{
    struct arena *arena = listing->place.arena;
    struct answer *answer = listing->answer;
    answer->tags = (struct text_list){
        /* long: no doubling */
        .items = arena_alloc_many(arena, tags->tags.count, sizeof *answer->tags.items),
        .room = tags->tags.count};
    for (size_t i = 0; i < tags->tags.count && i < TAGS_MAX; i++)
        *LIST_ADD(arena, &answer->tags) = arena_copy(arena, tags->tags.items[i]);
    answer->fetched_at = listing->run->options->now;
    if (tags->is_complete) {
        answer->state = ANSWER_COMPLETE;
        store(listing, tags);
    } else {
        answer->state = ANSWER_PARTIAL;
        answer->failure = arena_copy(arena, tags->partial);
    }
}

static void on_done(const struct registry_tags *tags, void *context)
{
    const struct listing *listing = context;
    if (tags->failure != NULL) {
        fail(listing, arena_copy(listing->run->arena, tags->failure));
    } else if (tags->is_not_modified) {
        cache_touch(listing->run->cache, listing->key, listing->run->options->now);
        if (!read_stored(listing))
            fail(listing, "not modified, though nothing of it is stored");
    } else if (tags->tags.count == 0) {
        fail(listing, "the repository has no tags");
    } else {
        take_list(listing, tags);
    }
    answer_end(&listing->place);
}

/* "docker.io/library/traefik" as host and path. */
static bool split(const char *repository, struct arena *arena, const char **ret_host,
                  const char **ret_path)
{
    const char *slash = strchr(repository, '/');
    if (slash == NULL || slash == repository || slash[1] == '\0')
        return false;
    *ret_host = arena_copy_slice(
        arena, (struct slice){repository, (size_t)(slash - repository)});
    *ret_path = slash + 1;
    return true;
}

/* False: it cannot be asked, and has failed with the reason. */
static bool ask_live(struct listing *listing, const struct cached_answer *stored)
{
    struct feed_run *run = listing->run;
    const char *host;
    const char *path;
    struct error err = {0};
    if (!split(listing->answer->repository, run->arena, &host, &path))
        fail(listing, "it is not the full name of a repository");
    else if (registry_list_tags(run->registries, host, path, stored->etag,
                                stored->modified, on_done, listing, &err))
        return true;
    else
        fail(listing, arena_copy(run->arena, err.text));
    return false;
}

void tag_list_ask(struct feed_run *run, const struct answer_place *place)
{
    struct answer *answer = place->answer;
    answer->state = ANSWER_FAILED; /* until a list was read */
    struct listing *listing = arena_alloc(run->arena, sizeof *listing);
    *listing = (struct listing){
        .run = run,
        .place = *place,
        .answer = answer,
        .key = arena_format(run->arena, "TAG LIST %s", answer->repository)};
    const struct feeds_options *options = run->options;
    AUTO_ARENA *scratch = arena_new();
    struct cached_answer stored = {0};
    bool is_stored = cache_get(run->cache, listing->key, scratch, &stored);
    if (options->offline) {
        answer->is_stored = is_stored && read_stored(listing);
        if (!answer->is_stored)
            answer->failure = feeds_not_asked(options);
        answer_end(place);
        return;
    }
    bool is_young =
        is_stored && options->now - stored.fetched_at < options->cache_ttl_seconds;
    bool is_ended = (is_young && read_stored(listing)) || !ask_live(listing, &stored);
    if (is_ended)
        answer_end(place);
}
