/* What release feeds teach about a list of tags: numbers, and what they confirm. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/tag_view.h"

#include "identify/version_reader.h"

#include <stdlib.h>

static int compare_items(const void *a, const void *b)
{
    const struct version *const *of_a = a;
    const struct version *const *of_b = b;
    return version_compare_numbers(*of_a, *of_b);
}

static struct slice major_of(const struct version *version)
{
    return version_part(version, version->numbers[0]);
}

/* Of equally frequent counts the larger one. */
static unsigned most_frequent(const size_t counts[VERSION_NUMBERS_MAX + 1])
{
    unsigned best = 0;
    for (unsigned i = 1; i <= VERSION_NUMBERS_MAX; i++)
        if (counts[i] != 0 && counts[i] >= counts[best])
            best = i;
    return best;
}

/* The items are sorted, so those of one major stand together. */
static void learn_numbers(struct published *published, struct arena *arena)
{
    size_t all[VERSION_NUMBERS_MAX + 1] = {0};
    size_t start = 0;
    while (start < published->count) {
        size_t counts[VERSION_NUMBERS_MAX + 1] = {0};
        struct slice digits = major_of(published->items[start]);
        size_t at = start;
        while (at < published->count &&
               digits_compare(major_of(published->items[at]), digits) == 0) {
            counts[published->items[at]->number_count]++;
            all[published->items[at]->number_count]++;
            at++;
        }
        *LIST_ADD(arena, &published->majors) =
            (struct major){digits, most_frequent(counts)};
        start = at;
    }
    published->numbers = most_frequent(all);
}

void published_learn(struct tag_view *view, const struct version *published,
                     size_t count, struct arena *arena)
{
    struct published *learnt = &view->published;
    learnt->items = arena_alloc_many(arena, count + 1, sizeof *learnt->items);
    for (size_t i = 0; i < count; i++)
        if (published[i].kind == TAG_VERSION && !version_is_prerelease(&published[i]) &&
            tag_has_running_prefix(view, &published[i]))
            learnt->items[learnt->count++] = &published[i];
    if (learnt->count == 0)
        return;
    qsort(learnt->items, learnt->count, sizeof *learnt->items, compare_items);
    learn_numbers(learnt, arena);
}

/* The first item whose numbers are not below those of version. */
static size_t lower_bound(const struct published *published,
                          const struct version *version)
{
    size_t low = 0;
    size_t high = published->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (version_compare_numbers(published->items[middle], version) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool published_confirms(const struct tag_view *view, const struct version *version)
{
    const struct published *published = &view->published;
    size_t at = lower_bound(published, version);
    return at < published->count &&
           version_compare_numbers(published->items[at], version) == 0;
}

bool tag_extends(const struct version *longer, const struct version *shorter)
{
    if (longer->number_count <= shorter->number_count)
        return false;
    for (unsigned i = 0; i < shorter->number_count; i++)
        if (digits_compare(version_part(longer, longer->numbers[i]),
                           version_part(shorter, shorter->numbers[i])) != 0)
            return false;
    return true;
}

/* Published under just these numbers, and under no longer ones: 16.1 of postgres. */
static bool is_published_release(const struct published *published,
                                 const struct version *version)
{
    size_t at = lower_bound(published, version);
    if (at == published->count ||
        version_compare_numbers(published->items[at], version) != 0)
        return false;
    while (at < published->count &&
           version_compare_numbers(published->items[at], version) == 0)
        at++;
    return at == published->count || !tag_extends(published->items[at], version);
}

/* Of a major that no release feed names yet: as many as the nearest lower one has. */
static unsigned numbers_of_major(const struct published *published,
                                 const struct version *version)
{
    size_t low = 0;
    size_t high = published->majors.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct major *major = &published->majors.items[middle];
        int order = digits_compare(major_of(version), major->digits);
        if (order == 0)
            return major->numbers;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return low > 0 ? published->majors.items[low - 1].numbers : published->numbers;
}

bool tag_floats(const struct tag_view *view, const struct version *version)
{
    if (version->is_from_feed || version_is_prerelease(version))
        return false;
    unsigned numbers = view->learnt_numbers;
    if (view->stated_numbers != 0)
        numbers = view->stated_numbers;
    else if (view->published.count != 0)
        numbers = numbers_of_major(&view->published, version);
    return version->number_count < numbers &&
           !is_published_release(&view->published, version);
}

int tag_view_numbers(const struct tag_view *view)
{
    if (view->stated_numbers != 0)
        return (int)view->stated_numbers;
    if (view->published.count == 0)
        return (int)view->learnt_numbers;
    return (int)(view->has_running_version
                     ? numbers_of_major(&view->published, view->running)
                     : view->published.numbers);
}
