/* Copies what stays of an upstream. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/kept_upstream.h"

static struct answer keep_answer(const struct answer *answer, struct arena *arena)
{
    return (struct answer){
        .feed = arena_copy(arena, answer->feed),
        .about = arena_copy(arena, answer->about),
        .moved_to = arena_copy(arena, answer->moved_to),
        .repository = arena_copy(arena, answer->repository),
        .covers = answer->covers,
        .state = answer->state,
        .failure = arena_copy(arena, answer->failure),
        .fetched_at = answer->fetched_at,
        .budget = answer->budget,
        .has_failed = answer->has_failed,
        .is_left_out = answer->is_left_out,
        .is_part_by_nature = answer->is_part_by_nature,
        .is_stored = answer->is_stored,
        .has_lines_complete = answer->has_lines_complete,
    };
}

const struct upstream *kept_upstream_new(const struct upstream *upstream,
                                         struct arena *arena)
{
    struct upstream *kept = arena_alloc(arena, sizeof *kept);
    *kept = (struct upstream){.product = upstream->product,
                              .repository = upstream->repository,
                              .reader = upstream->reader};
    for (size_t i = 0; i < upstream->answers.count; i++)
        *LIST_ADD(arena, &kept->answers) =
            keep_answer(&upstream->answers.items[i], arena);
    for (size_t i = 0; i < upstream->lines.count; i++) {
        struct line *line = LIST_ADD(arena, &kept->lines);
        *line = upstream->lines.items[i];
        line->name = arena_copy(arena, line->name);
        line->answer = NULL;
    }
    return kept;
}
