/* Makes views of tags once for each running version. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/tag_views.h"

#include <stdint.h>
#include <string.h>

#include "base/map.h"

enum { VIEW_BUCKETS = 64 };

struct kept_view {
    struct kept_view *next;
    struct version running;
    const struct tag_view *view;
};

struct upstream_views {
    struct upstream_views *next;
    struct arena *arena;
    const struct upstream *upstream;
    struct version *published; /* what release feeds confirm */
    size_t published_count;
    struct kept_view *buckets[VIEW_BUCKETS];
};

struct tag_views {
    struct arena *arena;
    struct upstream_views *first;
};

struct tag_views *tag_views_new(struct arena *arena)
{
    struct tag_views *views = arena_alloc(arena, sizeof *views);
    views->arena = arena;
    return views;
}

static bool is_confirmed(const struct release *release)
{
    return release->is_published && !release->is_prerelease;
}

static void collect_published(struct upstream_views *views)
{
    const struct release_list *releases = &views->upstream->releases;
    size_t count = 0;
    for (size_t i = 0; i < releases->count; i++)
        count += is_confirmed(&releases->items[i]);
    views->published = arena_room_many(views->arena, count, sizeof *views->published);
    for (size_t i = 0; i < releases->count; i++)
        if (is_confirmed(&releases->items[i]))
            views->published[views->published_count++] = releases->items[i].version;
}

struct upstream_views *tag_views_of(struct tag_views *views,
                                    const struct upstream *upstream)
{
    for (struct upstream_views *at = views->first; at != NULL; at = at->next) {
        if (at->upstream == upstream)
            return at;
    }
    struct upstream_views *own = arena_alloc(views->arena, sizeof *own);
    *own = (struct upstream_views){
        .next = views->first, .arena = views->arena, .upstream = upstream};
    views->first = own;
    collect_published(own);
    return own;
}

static const struct tag_view *make_view(const struct upstream_views *views,
                                        const struct version *running)
{
    const struct upstream *upstream = views->upstream;
    int numbers = upstream->product == NULL ? 0 : upstream->product->version.numbers;
    return tag_view_new(upstream->reader, running, numbers, upstream->tags.items,
                        upstream->tags.count, views->published, views->published_count,
                        views->arena);
}

const struct tag_view *upstream_view(struct upstream_views *views,
                                     const struct version *running)
{
    uint64_t hash = map_hash(running->text, strlen(running->text));
    struct kept_view **bucket = &views->buckets[hash % VIEW_BUCKETS];
    for (const struct kept_view *at = *bucket; at != NULL; at = at->next) {
        if (strcmp(at->running.text, running->text) == 0)
            return at->view;
    }
    struct kept_view *kept = arena_alloc(views->arena, sizeof *kept);
    kept->next = *bucket;
    kept->running = *running;
    kept->running.text = arena_copy(views->arena, running->text);
    kept->view = make_view(views, &kept->running);
    *bucket = kept;
    return kept->view;
}
