/* Which tag of a release to pull, and how its reference is written. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <stdint.h>
#include <string.h>

const char *part_text(const struct version *version, struct version_part part,
                      struct arena *arena)
{
    return arena_copy_slice(arena, version_part(version, part));
}

const char *variant_text(const struct version *version, struct arena *arena)
{
    char buffer[VERSION_TEXT_BYTES];
    return arena_copy(arena, version_variant_text(version, buffer));
}

const char *day_text(int day, struct arena *arena)
{
    char buffer[DAY_TEXT_BYTES];
    return arena_copy(arena, day_format(day, buffer));
}

const char *release_number(const struct judging *judging,
                           const struct shelf_release *release)
{
    char buffer[VERSION_TEXT_BYTES];
    return arena_copy(judging->arena, version_text(&release->release->version, buffer));
}

/* The running repository, then the product's images from its home on. */
static unsigned repository_rank(const struct subject *subject, const char *repository)
{
    if (strcmp(repository, subject->upstream) == 0)
        return 0;
    size_t count = subject->product == NULL ? 0 : subject->product->images.count;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(repository, subject->product->images.items[i]) == 0)
            return (unsigned)i + 1;
    }
    return (unsigned)count + 1;
}

/* Tags by how well they stand in for the running one: the lowest first. */
struct tag_rank {
    bool lacks_variant;
    unsigned repository;
    bool is_grown;
    bool differs_in_prefix; /* v1.7.9 runs: v1.7.30 before 1.7.30 */
};

static struct tag_rank rank_of(const struct judging *judging, size_t place)
{
    const struct shelf *shelf = judging->shelf;
    const struct version *tag = shelf_tag(shelf, place);
    const struct version *running = &judging->ladder->running;
    enum variant_fit fit = version_variant_fit(shelf->upstream->reader, running, tag);
    struct slice own = version_part(running, running->prefix);
    struct slice other = version_part(tag, tag->prefix);
    const char *repository = shelf_tag_answer(shelf, place)->repository;
    return (struct tag_rank){.lacks_variant = fit == VARIANT_OTHER,
                             .repository =
                                 repository_rank(judging->subject, repository),
                             .is_grown = fit == VARIANT_GROWN,
                             .differs_in_prefix = slice_compare(own, other) != 0};
}

/* Less than 0 when a is the better one. */
static int compare_ranks(const struct tag_rank *a, const struct tag_rank *b)
{
    if (a->lacks_variant != b->lacks_variant)
        return a->lacks_variant ? 1 : -1;
    if (a->repository != b->repository)
        return a->repository < b->repository ? -1 : 1;
    if (a->is_grown != b->is_grown)
        return a->is_grown ? 1 : -1;
    if (a->differs_in_prefix != b->differs_in_prefix)
        return a->differs_in_prefix ? 1 : -1;
    return 0;
}

/* Its place in the order of tags; SIZE_MAX: none stands in for what runs. */
static size_t best_tag(const struct judging *judging,
                       const struct shelf_release *release, struct tag_rank *ret_rank)
{
    const struct version *best = NULL;
    size_t best_place = SIZE_MAX;
    for (size_t i = release->release->tags_begin; i < release->release->tags_end; i++) {
        const struct version *tag = shelf_tag(judging->shelf, i);
        if (!ladder_takes_tag(judging->ladder, tag))
            continue;
        struct tag_rank rank = rank_of(judging, i);
        int order = best == NULL ? -1 : compare_ranks(&rank, ret_rank);
        /* Of equals the latest build, then the shortest name. */
        if (order == 0)
            order = version_compare(best, tag);
        if (order == 0)
            order = (int)tag->text_length - (int)best->text_length;
        if (order < 0) {
            best = tag;
            best_place = i;
            *ret_rank = rank;
        }
    }
    return best_place;
}

/* 2.6: a repository under a mirror is named as the mirror names it. */
static const char *printed_repository(const struct judging *judging,
                                      const char *repository)
{
    const struct subject *subject = judging->subject;
    if (strcmp(repository, subject->upstream) == 0)
        return subject->ref.repository;
    if (subject->mirror_from == NULL || subject->mirror_to == NULL)
        return repository;
    size_t length = strlen(subject->mirror_to);
    if (strncmp(repository, subject->mirror_to, length) != 0)
        return repository;
    return arena_format(judging->arena, "%s%s", subject->mirror_from,
                        repository + length);
}

void release_pull(const struct judging *judging, const struct shelf_release *release,
                  struct pull *ret_pull)
{
    const struct shelf *shelf = judging->shelf;
    struct tag_rank rank = {0};
    size_t place = best_tag(judging, release, &rank);
    if (place == SIZE_MAX) {
        /* No list tells its tags: the running one shows how they are written. */
        const struct version *running = &judging->ladder->running;
        *ret_pull = (struct pull){
            .reference = arena_format(
                judging->arena, "%s:%s%s", judging->subject->ref.repository,
                part_text(running, running->prefix, judging->arena),
                release_number(judging, release))};
        return;
    }
    const char *repository = shelf_tag_answer(shelf, place)->repository;
    *ret_pull =
        (struct pull){.reference = arena_format(judging->arena, "%s:%s",
                                                printed_repository(judging, repository),
                                                shelf_tag(shelf, place)->text),
                      .is_elsewhere = rank.repository != 0,
                      .lacks_variant = rank.lacks_variant};
}
