/* Notices lists that shrank. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/regression.h"

#include "feeds/reading.h"
#include "feeds/stored_list.h"
#include "feeds/versions_of.h"

#include <string.h>

enum { DAY_SECONDS = 86400 };

size_t regression_count(const struct text_list *before, const struct text_list *after,
                        const char **ret_last)
{
    size_t gone = 0;
    size_t at = 0;
    for (size_t i = 0; i < before->count; i++) {
        while (at < after->count && strcmp(after->items[at], before->items[i]) < 0)
            at++;
        if (at < after->count && strcmp(after->items[at], before->items[i]) == 0)
            continue;
        gone++;
        *ret_last = before->items[i];
    }
    return gone;
}

/* A list of versions as the cache keeps it. False: there is none. */
static bool read_list(struct cache *cache, const char *key, struct arena *arena,
                      struct text_list *ret_list, long long *ret_seconds)
{
    struct cached_answer stored;
    if (!cache_get(cache, key, arena, &stored))
        return false;
    *ret_list = stored_list_read(stored.body, stored.body_bytes, arena);
    *ret_seconds = stored.fetched_at;
    return true;
}

static void write_list(struct cache *cache, const char *key,
                       const struct text_list *versions, long long seconds)
{
    AUTO_TEXT body = {0};
    if (!stored_list_write(versions, &body))
        return;
    struct cached_answer answer = {.url = "",
                                   .body = body.bytes,
                                   .body_bytes = body.length,
                                   .fetched_at = seconds,
                                   .is_complete = true};
    cache_put(cache, key, &answer);
}

static bool same_lists(const struct text_list *a, const struct text_list *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->items[i], b->items[i]) != 0)
            return false;
    return true;
}

/* Whether just this shorter list has stood for long enough; remembers a new one. */
static bool has_stood(const struct feed_run *run, const char *key,
                      const struct text_list *versions, struct arena *arena)
{
    long long now = run->options->now;
    struct text_list shorter = {0};
    long long since;
    if (!read_list(run->cache, key, arena, &shorter, &since) ||
        !same_lists(&shorter, versions)) {
        write_list(run->cache, key, versions, now);
        return false;
    }
    return now - since >= (long long)REGRESSION_DAYS * DAY_SECONDS;
}

void regression_check(const struct feed_run *run, const struct version_reader *reader,
                      struct answer *answer)
{
    if (answer->state != ANSWER_COMPLETE || answer->is_stored ||
        !(answer->covers & (COVERS_TAGS | COVERS_RELEASES)))
        return;
    AUTO_ARENA *scratch = arena_new();
    const char *key =
        arena_format(scratch, "VERSION LIST %s %s", answer->feed, answer->about);
    const char *shorter_key =
        arena_format(scratch, "SHORTER LIST %s %s", answer->feed, answer->about);
    struct text_list after = versions_of(answer, reader, true, scratch);
    struct text_list before = {0};
    const char *last = NULL;
    long long since;
    bool is_known = read_list(run->cache, key, scratch, &before, &since);
    size_t gone = is_known ? regression_count(&before, &after, &last) : 0;
    if (gone == 0 || has_stood(run, shorter_key, &after, scratch)) {
        if (!is_known || !same_lists(&before, &after))
            write_list(run->cache, key, &after, run->options->now);
        return;
    }
    feed_set_partial(answer,
                     arena_format(run->arena,
                                  "%zu versions that it had are gone, such as %s; a "
                                  "shorter list is believed after %d days",
                                  gone, last, REGRESSION_DAYS));
}
