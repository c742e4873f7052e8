/* Copies findings with all they say, so that what they were made from may end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <string.h>

/* Copies a list of plain items. */
static void *keep_items(const void *items, size_t count, size_t item_bytes,
                        struct arena *arena)
{
    void *kept = arena_alloc_many(arena, count, item_bytes);
    if (count != 0)
        memcpy(kept, items, count * item_bytes);
    return kept;
}

#define KEEP_ITEMS(list, arena)                                                        \
    ((list)->items =                                                                   \
         keep_items((list)->items, (list)->count, sizeof *(list)->items, (arena)),     \
     (list)->room = (list)->count)

static void keep_text(const char **text, struct arena *arena)
{
    *text = arena_copy(arena, *text);
}

static void keep_reasons(struct finding_reason_list *reasons, struct arena *arena)
{
    KEEP_ITEMS(reasons, arena);
    for (size_t i = 0; i < reasons->count; i++)
        keep_text(&reasons->items[i].message, arena);
}

static void keep_steps(struct finding *finding, struct arena *arena)
{
    for (unsigned i = 0; i < STEP_COUNT; i++) {
        struct finding_step *step = &finding->steps[i];
        keep_text(&step->newest, arena);
        keep_text(&step->first, arena);
        keep_text(&step->soaking, arena);
    }
}

static void keep_lists(struct finding *finding, struct arena *arena)
{
    KEEP_ITEMS(&finding->uses, arena);
    keep_reasons(&finding->reasons, arena);
    keep_reasons(&finding->set_aside, arena);
    KEEP_ITEMS(&finding->digest_tags, arena);
    for (size_t i = 0; i < finding->digest_tags.count; i++)
        keep_text(&finding->digest_tags.items[i], arena);
    KEEP_ITEMS(&finding->kubernetes, arena);
    for (size_t i = 0; i < finding->kubernetes.count; i++)
        keep_text(&finding->kubernetes.items[i].next, arena);
    KEEP_ITEMS(&finding->evidence, arena);
    for (size_t i = 0; i < finding->evidence.count; i++) {
        keep_text(&finding->evidence.items[i].fact, arena);
        keep_text(&finding->evidence.items[i].feed, arena);
    }
}

static void keep(struct finding *finding, const struct upstream *kept,
                 struct arena *arena)
{
    keep_lists(finding, arena);
    keep_steps(finding, arena);
    keep_text(&finding->image, arena);
    keep_text(&finding->version, arena);
    keep_text(&finding->variant, arena);
    keep_text(&finding->line, arena);
    keep_text(&finding->rebuild.newest, arena);
    keep_text(&finding->recommended, arena);
    keep_text(&finding->recommended_image, arena);
    keep_text(&finding->target, arena);
    keep_text(&finding->recommended_app, arena);
    keep_text(&finding->target_app, arena);
    keep_text(&finding->message, arena);
    if (finding->upstream != NULL)
        finding->upstream = kept;
    finding->ladder = NULL;
}

void finding_list_keep(struct finding_list *findings, const struct upstream *kept,
                       struct arena *arena)
{
    KEEP_ITEMS(findings, arena);
    for (size_t i = 0; i < findings->count; i++)
        keep(&findings->items[i], kept, arena);
}
