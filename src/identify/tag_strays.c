/* Finds majors that stand alone far above all others: slips and other schemes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/tag_view.h"

#include "identify/version_reader.h"

#include <stdlib.h>
#include <string.h>

enum {
    STRAY_RELEASES_MAX = 2, /* a major with more is no stray */
    STRAY_DISTANCE = 5,     /* nor one that is at most so far above the next lower */
    SLOTS_FIRST = 64,       /* a power of two */
};

/* A major with its first distinct releases. */
struct entry {
    struct slice digits; /* at is NULL in an empty slot */
    const struct version *releases[STRAY_RELEASES_MAX];
    unsigned count; /* STRAY_RELEASES_MAX + 1: more */
};

/* Open addressing, at most half full. */
struct majors {
    struct entry *slots;
    size_t room;
    size_t count;
    const struct version
        *full; /* of the last with too many releases; NULL: none so far */
};

static struct slice significant(struct slice digits)
{
    while (digits.length > 1 && digits.at[0] == '0') {
        digits.at++;
        digits.length--;
    }
    return digits;
}

static size_t hash_of(struct slice digits)
{
    size_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < digits.length; i++)
        hash = (hash ^ (unsigned char)digits.at[i]) * 16777619u;
    return hash;
}

static struct entry *find_slot(const struct majors *majors, struct slice digits)
{
    size_t at = hash_of(digits) & (majors->room - 1);
    while (majors->slots[at].digits.at != NULL &&
           slice_compare(majors->slots[at].digits, digits) != 0)
        at = (at + 1) & (majors->room - 1);
    return &majors->slots[at];
}

static void make_room(struct majors *majors, struct arena *arena)
{
    if (majors->count * 2 < majors->room)
        return;
    struct majors larger = {.room = majors->room == 0 ? SLOTS_FIRST : majors->room * 2,
                            .count = majors->count};
    larger.slots = arena_alloc_many(arena, larger.room, sizeof *larger.slots);
    for (size_t i = 0; i < majors->room; i++)
        if (majors->slots[i].digits.at != NULL)
            *find_slot(&larger, majors->slots[i].digits) = majors->slots[i];
    *majors = larger;
}

static void add_release(struct entry *entry, const struct version *version)
{
    if (entry->count > STRAY_RELEASES_MAX)
        return;
    for (unsigned i = 0; i < entry->count; i++)
        if (version_compare_numbers(entry->releases[i], version) == 0)
            return;
    if (entry->count < STRAY_RELEASES_MAX)
        entry->releases[entry->count] = version;
    entry->count++;
}

/* Dates have no majors; a large number has one only where it is all of the version. */
static bool has_major(const struct version *version)
{
    return version->kind == TAG_VERSION && !version->has_later_scheme &&
           (version->number_kind == NUMBER_OTHER ||
            (version->number_kind == NUMBER_LARGE && version->number_count == 1));
}

/* Lists are mostly in order: most tags are of a major that is known to be no stray. */
static bool is_full(const struct majors *majors, const struct version *version)
{
    return majors->full != NULL && is_packed_release(version) &&
           is_packed_release(majors->full) &&
           packed_first(version, 1) == packed_first(majors->full, 1);
}

static void collect_one(const struct version *version, struct arena *arena,
                        struct majors *majors)
{
    struct slice digits = significant(version_part(version, version->numbers[0]));
    make_room(majors, arena);
    struct entry *entry = find_slot(majors, digits);
    if (entry->digits.at == NULL) {
        entry->digits = digits;
        majors->count++;
    }
    add_release(entry, version);
    if (entry->count > STRAY_RELEASES_MAX)
        majors->full = version;
}

/* The running one is known to exist, whether or not the list has it. */
static void collect(const struct tag_view *view, const struct version *tags,
                    size_t count, struct arena *arena, struct majors *majors)
{
    collect_one(view->running, arena, majors);
    for (size_t i = 0; i < count; i++)
        if (!is_full(majors, &tags[i]) && has_major(&tags[i]) &&
            !version_is_prerelease(&tags[i]) &&
            tag_has_running_prefix(view, &tags[i]) && !tag_floats(view, &tags[i]))
            collect_one(&tags[i], arena, majors);
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *of_a = a;
    const struct entry *of_b = b;
    return digits_compare(of_a->digits, of_b->digits);
}

/* Whether higher exceeds lower by more than the distance; both of any length. */
static bool is_far_above(struct slice higher, struct slice lower)
{
    uint64_t of_higher;
    uint64_t of_lower;
    if (!slice_number(lower, UINT64_MAX - STRAY_DISTANCE, &of_lower))
        return higher.length > lower.length;
    if (!slice_number(higher, UINT64_MAX, &of_higher))
        return true;
    return of_higher > of_lower + STRAY_DISTANCE;
}

static bool is_lonely(const struct tag_view *view, const struct entry *entry)
{
    struct slice running = version_part(view->running, view->running->numbers[0]);
    if (entry->count > STRAY_RELEASES_MAX ||
        digits_compare(entry->digits, running) == 0)
        return false;
    for (unsigned i = 0; i < entry->count; i++)
        if (published_confirms(view, entry->releases[i]))
            return false;
    return true;
}

void strays_find(struct tag_view *view, const struct version *tags, size_t count,
                 struct arena *arena)
{
    if (!view->has_running_version || !has_major(view->running))
        return;
    struct majors majors = {0};
    collect(view, tags, count, arena, &majors);
    size_t filled = 0;
    for (size_t i = 0; i < majors.room; i++)
        if (majors.slots[i].digits.at != NULL)
            majors.slots[filled++] = majors.slots[i];
    qsort(majors.slots, filled, sizeof *majors.slots, compare_entries);

    view->strays = arena_alloc_many(arena, filled + 1, sizeof *view->strays);
    const struct entry *accepted = NULL;
    for (size_t i = 0; i < filled; i++) {
        const struct entry *entry = &majors.slots[i];
        if (accepted != NULL && is_far_above(entry->digits, accepted->digits) &&
            is_lonely(view, entry))
            view->strays[view->stray_count++] = entry->digits;
        else
            accepted = entry;
    }
    /* Build numbers go up in leaps: where most majors would be strays, none is. */
    if (view->running->number_count == 1 && view->stray_count * 2 > filled)
        view->stray_count = 0;
}

bool strays_hold(const struct tag_view *view, const struct version *version)
{
    if (view->stray_count == 0 || !has_major(version))
        return false;
    struct slice digits = version_part(version, version->numbers[0]);
    size_t low = 0;
    size_t high = view->stray_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = digits_compare(digits, view->strays[middle]);
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}
