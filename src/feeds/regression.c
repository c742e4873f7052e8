/* Notices lists that shrank. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/regression.h"

#include "feeds/reading.h"
#include "feeds/stored_list.h"

#include <stdlib.h>
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

/* A list of versions as the cache keeps it. */
struct kept_list {
    bool is_known;
    struct cached_answer stored;
};

static struct kept_list read_list(struct cache *cache, const char *key,
                                  struct arena *arena)
{
    struct kept_list kept = {0};
    kept.is_known = cache_get(cache, key, arena, &kept.stored);
    return kept;
}

static bool is_same(const struct kept_list *kept, const struct text *body)
{
    return kept->is_known && kept->stored.body_bytes == body->length &&
           memcmp(kept->stored.body, body->bytes, body->length) == 0;
}

static void write_list(struct cache *cache, const char *key, const struct text *body,
                       long long seconds)
{
    struct cached_answer answer = {.url = "",
                                   .body = body->bytes,
                                   .body_bytes = body->length,
                                   .fetched_at = seconds,
                                   .is_complete = true};
    cache_put(cache, key, &answer);
}

static size_t count_gone(const struct kept_list *kept, const struct text_list *after,
                         const char **ret_last, struct arena *arena)
{
    if (!kept->is_known)
        return 0;
    struct text_list before =
        stored_list_read(kept->stored.body, kept->stored.body_bytes, arena);
    return regression_count(&before, after, ret_last);
}

/*
 * Since when what is gone has been gone. The shorter list is remembered from its first
 * day on. It may grow: whoever releases every week has no list that stays the same. It
 * begins to stand anew when it loses more.
 */
static long long standing_since(const struct feed_run *run, const char *key,
                                const struct text_list *after, const struct text *body,
                                struct arena *arena)
{
    long long now = run->options->now;
    const char *last = NULL;
    struct kept_list shorter = read_list(run->cache, key, arena);
    bool is_standing = shorter.is_known && shorter.stored.body_bytes != 0 &&
                       count_gone(&shorter, after, &last, arena) == 0;
    long long since = is_standing ? shorter.stored.fetched_at : now;
    if (!is_standing || !is_same(&shorter, body))
        write_list(run->cache, key, body, since);
    return since;
}

bool regression_applies(const struct answer *answer)
{
    return answer->state == ANSWER_COMPLETE && !answer->is_stored &&
           (answer->covers & (COVERS_TAGS | COVERS_RELEASES | COVERS_ENDS));
}

static bool has_versions(const struct answer *answer)
{
    return (answer->covers & (COVERS_TAGS | COVERS_RELEASES)) != 0;
}

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The lines of whose end it says something: a line that goes takes its end with it. */
static struct text_list lines_of(const struct answer *answer, struct arena *arena)
{
    struct text_list lines = {0};
    for (size_t i = 0; i < answer->lines.count; i++)
        if (answer->lines.items[i].has_end)
            *LIST_ADD(arena, &lines) = answer->lines.items[i].name;
    if (lines.count != 0)
        qsort(lines.items, lines.count, sizeof *lines.items, compare_texts);
    return lines;
}

/* The whole list is back: a shorter one begins to stand anew. */
static void forget_shorter(const struct feed_run *run, const char *key,
                           struct arena *arena)
{
    struct kept_list shorter = read_list(run->cache, key, arena);
    if (shorter.is_known && shorter.stored.body_bytes != 0)
        write_list(run->cache, key, &(struct text){.bytes = ""}, run->options->now);
}

void regression_check(const struct feed_run *run, const struct version_texts *texts,
                      struct answer *answer)
{
    if (!regression_applies(answer))
        return;
    AUTO_ARENA *scratch = arena_new();
    AUTO_TEXT body = {0};
    const char *key =
        arena_format(scratch, "VERSION LIST %s %s", answer->feed, answer->about);
    const char *shorter_key =
        arena_format(scratch, "SHORTER LIST %s %s", answer->feed, answer->about);
    struct text_list after = has_versions(answer) ? versions_own_stable(texts, scratch)
                                                  : lines_of(answer, scratch);
    struct kept_list before = read_list(run->cache, key, scratch);
    if (before.is_known &&
        stored_list_is(before.stored.body, before.stored.body_bytes, &after)) {
        forget_shorter(run, shorter_key, scratch);
        return;
    }
    if (!stored_list_write(&after, &body))
        return;
    const char *last = NULL;
    size_t gone = count_gone(&before, &after, &last, scratch);
    if (gone == 0) {
        forget_shorter(run, shorter_key, scratch);
        write_list(run->cache, key, &body, run->options->now);
        return;
    }
    long long since = standing_since(run, shorter_key, &after, &body, scratch);
    answer->shorter_since_day = day_of_seconds(since);
    if (run->options->now - since >= (long long)REGRESSION_DAYS * DAY_SECONDS) {
        write_list(run->cache, key, &body, run->options->now);
        return;
    }
    feed_set_partial(answer,
                     arena_format(run->arena,
                                  "%zu %s that it had are gone, such as %s; a shorter "
                                  "list is believed after %d days",
                                  gone, has_versions(answer) ? "versions" : "lines",
                                  last, REGRESSION_DAYS));
}
