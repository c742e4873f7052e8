/* Asks registries for tag lists. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/tag_list.h"

#include "feeds/stored_tags.h"

#include <string.h>

struct listing {
    struct feed_run *run;
    struct answer_place place;
    struct answer *answer; /* of the place */
    const char *key;       /* in the store */
};

/* An earlier list. */
struct stored_listing {
    struct registry_page_list pages;
    struct slice lines; /* of all of them */
    long long fetched_at;
};

/* False: there is none. */
static bool find_stored(const struct listing *listing, struct arena *arena,
                        struct stored_listing *ret_stored)
{
    struct cached_answer answer;
    if (!cache_get(listing->run->cache, listing->key, arena, &answer))
        return false;
    ret_stored->fetched_at = answer.fetched_at;
    return stored_tags_read((struct slice){answer.body, answer.body_bytes}, arena,
                            &ret_stored->pages, &ret_stored->lines) &&
           ret_stored->lines.length != 0;
}

static void take_lines(const struct listing *listing, struct slice lines,
                       long long fetched_at)
{
    struct answer *answer = listing->answer;
    stored_tags_list(lines, listing->place.arena, &answer->tags, &answer->push_days);
    answer->fetched_at = fetched_at;
    answer->state = ANSWER_COMPLETE;
}

static bool take_stored(const struct listing *listing)
{
    AUTO_ARENA *scratch = arena_new();
    struct stored_listing stored;
    if (!find_stored(listing, scratch, &stored))
        return false;
    take_lines(listing, stored.lines, stored.fetched_at);
    return true;
}

static void fail(const struct listing *listing, const char *reason)
{
    listing->answer->failure = reason;
    listing->answer->has_failed = true;
    listing->answer->is_stored = take_stored(listing);
}

static void store(const struct listing *listing, const char *url,
                  const struct text *body)
{
    struct cached_answer answer = {.url = url,
                                   .body = body->bytes,
                                   .body_bytes = body->length,
                                   .fetched_at = listing->run->options->now,
                                   .is_complete = true};
    cache_put(listing->run->cache, listing->key, &answer);
}

static bool has_kept_page(const struct registry_tags *tags)
{
    for (size_t i = 0; i < tags->pages.count; i++)
        if (tags->pages.items[i].is_not_modified)
            return true;
    return false;
}

/* Pages that were not modified have their tags in the store. */
static void take_list(const struct listing *listing, const struct registry_tags *tags)
{
    AUTO_ARENA *scratch = arena_new();
    AUTO_TEXT body = {0};
    struct stored_listing earlier = {0};
    struct registry_page_list pages;
    struct slice lines;
    if (has_kept_page(tags)) {
        if (!find_stored(listing, scratch, &earlier))
            earlier = (struct stored_listing){0};
    } else if (tags->count == 0) {
        fail(listing, "the repository has no tags");
        return;
    }
    if (!stored_tags_write(&tags->pages, &earlier.pages, &body)) {
        fail(listing, "not modified, though nothing of it is stored");
        return;
    }
    if (tags->is_complete)
        store(listing, tags->url, &body);
    if (!stored_tags_read((struct slice){body.bytes, body.length}, scratch, &pages,
                          &lines)) {
        fail(listing, "the list cannot be kept");
        return;
    }
    take_lines(listing, lines, listing->run->options->now);
    if (tags->is_complete)
        return;
    listing->answer->state = ANSWER_PARTIAL;
    listing->answer->failure = arena_copy(listing->run->arena, tags->partial);
}

static void on_done(const struct registry_tags *tags, void *context)
{
    const struct listing *listing = context;
    if (tags->failure != NULL) {
        fail(listing, arena_copy(listing->run->arena, tags->failure));
    } else if (tags->is_not_modified) {
        cache_touch(listing->run->cache, listing->key, listing->run->options->now);
        if (!take_stored(listing))
            fail(listing, "not modified, though nothing of it is stored");
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
static bool ask_live(struct listing *listing, const struct registry_page_list *known)
{
    struct feed_run *run = listing->run;
    const char *host;
    const char *path;
    struct error err = {0};
    if (!split(listing->answer->repository, run->arena, &host, &path))
        fail(listing, "it is not the full name of a repository");
    else if (registry_list_tags(run->registries, host, path, known, on_done, listing,
                                &err))
        return true;
    else
        fail(listing, arena_copy(run->arena, err.text));
    return false;
}

/* What another host answered for the registry, as a policy had it, is that host's. */
static const char *key_of(const struct feed_run *run, const char *repository)
{
    const char *slash = strchr(repository, '/');
    struct slice host = {repository, slash != NULL ? (size_t)(slash - repository) : 0};
    const char *endpoint =
        policy_endpoint(run->options->policy, arena_copy_slice(run->arena, host));
    return arena_format(run->arena, "TAGS AND DAYS %s%s%s", repository,
                        endpoint != NULL ? " by " : "",
                        endpoint != NULL ? endpoint : "");
}

void tag_list_ask(struct feed_run *run, const struct answer_place *place)
{
    struct answer *answer = place->answer;
    answer->state = ANSWER_FAILED; /* until a list was read */
    struct listing *listing = arena_alloc(run->arena, sizeof *listing);
    *listing = (struct listing){.run = run,
                                .place = *place,
                                .answer = answer,
                                .key = key_of(run, answer->repository)};
    const struct feeds_options *options = run->options;
    AUTO_ARENA *scratch = arena_new();
    struct stored_listing stored = {0};
    bool is_stored = find_stored(listing, scratch, &stored);
    bool is_young =
        is_stored && options->now - stored.fetched_at < options->cache_ttl_seconds;
    if (is_stored && (options->offline || is_young))
        take_lines(listing, stored.lines, stored.fetched_at);
    answer->is_stored = is_stored && options->offline;
    answer->is_young = is_young;
    if (options->offline && !is_stored)
        answer->failure = feeds_not_asked(options);
    if (options->offline || is_young ||
        !ask_live(listing, is_stored ? &stored.pages : NULL))
        answer_end(place);
}
