/* Which answers list all releases of a product, and which may have stopped. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/shelf.h"

#include <string.h>

const char *list_home(const struct upstream *upstream)
{
    if (upstream->product == NULL)
        return upstream->repository;
    const struct text_list *images = &upstream->product->images;
    return images->count == 0 ? NULL : images->items[0];
}

bool list_home_is_whole(const struct upstream *upstream)
{
    const char *home = list_home(upstream);
    for (size_t i = 0; i < upstream->answers.count; i++) {
        const struct answer *answer = &upstream->answers.items[i];
        if ((answer->covers & COVERS_TAGS) && answer->state == ANSWER_COMPLETE &&
            answer->repository != NULL && home != NULL &&
            strcmp(answer->repository, home) == 0)
            return true;
    }
    return false;
}

/* A home that is a pattern stands for each repository that it takes. */
static bool is_home(const struct upstream *upstream, const char *repository)
{
    const char *home = list_home(upstream);
    return home == NULL || strchr(home, '*') != NULL || strcmp(repository, home) == 0;
}

/* What was whole once: by now too old to acquit, or what the store remembers of it. */
static bool was_whole(const struct answer *answer, bool is_remembered)
{
    return answer->state == ANSWER_COMPLETE || is_remembered;
}

static bool is_before(const struct shelf *shelf, const struct catalog_moved *moved)
{
    return moved->since_day != DAY_NONE && shelf->facts->as_of_day < moved->since_day;
}

static bool is_stable(const struct version *version)
{
    return version->kind == TAG_VERSION && version->prerelease == PRERELEASE_NONE;
}

/* What a twin is held against. */
struct twin_check {
    const struct shelf *shelf;
    struct version newest; /* of the twin's tags */
    bool has_newest;
    bool is_told; /* a release feed or the home told something whole, whenever */
    bool is_behind;
};

static void compare_told(struct twin_check *check, const struct answer *answer,
                         const struct version *version, bool is_remembered)
{
    const struct upstream *upstream = check->shelf->upstream;
    if (!is_stable(version))
        return;
    bool is_of_all =
        (answer->covers & COVERS_RELEASES) != 0 ||
        (answer->repository != NULL && is_home(upstream, answer->repository));
    check->is_told = check->is_told || (is_of_all && was_whole(answer, is_remembered));
    check->is_behind =
        check->is_behind || version_compare_release(version, &check->newest) > 0;
}

static const struct version *tags_of(const struct twin_check *check,
                                     const struct answer *answer)
{
    return check->shelf->upstream->tags.items + answer->tags_begin;
}

static void find_newest(struct twin_check *check, const struct answer *twin)
{
    for (size_t i = 0; i < twin->tags.count; i++) {
        const struct version *version = &tags_of(check, twin)[i];
        if (!is_stable(version))
            continue;
        if (!check->has_newest || version_compare_release(version, &check->newest) > 0)
            check->newest = *version;
        check->has_newest = true;
    }
}

static void compare_tags(struct twin_check *check, const struct answer *answer)
{
    for (size_t i = 0; i < answer->tags.count; i++)
        compare_told(check, answer, &tags_of(check, answer)[i],
                     answer->tag_days != NULL && answer->tag_days[i].day != DAY_NONE);
}

static void compare_entries(struct twin_check *check, const struct answer *answer)
{
    for (size_t i = 0; i < answer->releases.count; i++) {
        const struct feed_release *entry = &answer->releases.items[i];
        struct version version =
            version_read(check->shelf->upstream->reader, entry->version);
        if (!entry->is_prerelease && !entry->is_withdrawn)
            compare_told(check, answer, &version, entry->date_kind >= DATE_SEEN);
    }
}

/*
 * A twin that stopped receiving releases is whole and young too. It keeps up where it
 * lists something as new as all that was ever told of the product by others, and the
 * home or a release feed once told all of it.
 */
static bool keeps_up(const struct shelf *shelf, const struct answer *twin)
{
    const struct upstream *upstream = shelf->upstream;
    struct twin_check check = {.shelf = shelf};
    find_newest(&check, twin);
    if (!check.has_newest)
        return false;
    for (size_t i = 0; i < upstream->answers.count; i++) {
        const struct answer *answer = &upstream->answers.items[i];
        if (answer == twin)
            continue;
        compare_entries(&check, answer);
        compare_tags(&check, answer);
    }
    return check.is_told && !check.is_behind;
}

bool list_is_served(const struct shelf *shelf, const struct answer *answer)
{
    const struct product *product = shelf->upstream->product;
    if (answer->covers & COVERS_RELEASES)
        return true;
    if (!(answer->covers & COVERS_TAGS))
        return false;
    if (product == NULL || answer->repository == NULL)
        return true;
    const struct catalog_moved *moved = product_moved(product, answer->repository);
    return moved == NULL || is_before(shelf, moved);
}

bool list_may_acquit(const struct shelf *shelf, const struct answer *answer)
{
    const struct upstream *upstream = shelf->upstream;
    if (!list_is_served(shelf, answer))
        return false;
    if ((answer->covers & COVERS_RELEASES) || upstream->product == NULL ||
        answer->repository == NULL || is_home(upstream, answer->repository))
        return true;
    /* Up to the day on which it was left it was the home. */
    return product_moved(upstream->product, answer->repository) != NULL ||
           keeps_up(shelf, answer);
}
