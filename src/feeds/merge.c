/* Merges the answers of all feeds of one product: versions by their numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/feeds.h"

#include "feeds/answer_tags.h"
#include "feeds/merge_dates.h"
#include "feeds/merge_lines.h"
#include "feeds/merge_table.h"
#include "feeds/reading.h"
#include "identify/tag_view.h"

#include <string.h>

#include "base/map.h"

/* The entries of an answer as they are read; releases[i]: MERGED_NONE, left out. */
struct entries {
    struct version *versions;
    uint32_t *releases;
};

/* What is told of a release. */
struct told {
    struct release release;
    struct day_span days;
    bool can_be_pulled;
};

struct merge {
    struct upstream *upstream;
    struct arena *arena;   /* of what lasts: counted first, then made once */
    struct arena *scratch; /* of what ends with the merge */
    struct version plain;  /* a version without prefix, to compare prefixes with */
    struct merge_table table;
    struct entries *entries; /* one for each answer */
    struct version *published;
    size_t published_count;
    uint32_t *owners; /* the release of each tag in upstream->tags */
    struct told *told;
};

/*
 * Which of the versions are the product's own. Where some carry a prefix that the
 * catalogue declares, these: the others are other products of the same repository.
 * Else those without a prefix. Returns how many; marks them in ret_belongs.
 */
static size_t choose_own(const struct merge *merge, const struct version *versions,
                         size_t count, bool *ret_belongs)
{
    bool has_declared = false;
    size_t chosen = 0;
    for (size_t i = 0; i < count; i++)
        has_declared |=
            versions[i].kind == TAG_VERSION && versions[i].has_declared_prefix;
    for (size_t i = 0; i < count; i++) {
        bool belongs = has_declared ? versions[i].has_declared_prefix
                                    : version_same_prefix(&merge->plain, &versions[i]);
        ret_belongs[i] = belongs && versions[i].kind == TAG_VERSION;
        chosen += ret_belongs[i];
    }
    return chosen;
}

static const char *subject_name(const struct upstream *upstream)
{
    return upstream->product != NULL ? upstream->product->name : upstream->repository;
}

/* An answer of which nothing can be read proves nothing, however whole it is. */
static void reject(const struct merge *merge, struct answer *answer)
{
    answer->state = ANSWER_FAILED;
    answer->failure = arena_format(
        merge->arena,
        "none of its %zu versions, such as '%.40s', reads as one of %s: the catalogue "
        "may have to declare a prefix or a scheme",
        answer->releases.count, answer->releases.items[0].version,
        subject_name(merge->upstream));
}

/* What the pattern gave up on may be a release: the list proves nothing fresh. */
static void note_undecided(const struct merge *merge, const struct version *version,
                           struct answer *answer)
{
    if (version->is_undecided && answer->state == ANSWER_COMPLETE)
        feed_set_partial(answer, arena_format(merge->arena,
                                              "the catalogue's pattern gives up on "
                                              "'%.40s': it takes too many steps",
                                              version->text));
}

/* What a release feed says, not only a tag list or the store. */
static bool is_of_releases(const struct answer *answer)
{
    return (answer->covers & COVERS_RELEASES) != 0;
}

static void read_entries(struct merge *merge, struct answer *answer,
                         struct entries *entries)
{
    size_t count = answer->releases.count;
    bool *belongs = arena_room_many(merge->scratch, count, sizeof *belongs);
    entries->versions =
        arena_room_many(merge->scratch, count, sizeof *entries->versions);
    entries->releases =
        arena_room_many(merge->scratch, count, sizeof *entries->releases);
    for (size_t i = 0; i < count; i++) {
        entries->versions[i] =
            version_read(merge->upstream->reader, answer->releases.items[i].version);
        entries->versions[i].is_from_feed = true;
        note_undecided(merge, &entries->versions[i], answer);
    }
    size_t own = choose_own(merge, entries->versions, count, belongs);
    if (own == 0 && count != 0 && is_of_releases(answer))
        reject(merge, answer);
    for (size_t i = 0; i < count; i++)
        entries->releases[i] =
            belongs[i] ? merge_table_claim(&merge->table, &entries->versions[i])
                       : MERGED_NONE;
}

static void reserve_table(struct merge *merge)
{
    const struct answer_list *answers = &merge->upstream->answers;
    size_t count = merge->upstream->tags.count;
    for (size_t i = 0; i < answers->count; i++)
        count += answers->items[i].releases.count;
    merge_table_reserve(&merge->table, count);
}

static void read_all_entries(struct merge *merge)
{
    struct answer_list *answers = &merge->upstream->answers;
    size_t count = 0;
    merge->entries =
        arena_alloc_many(merge->scratch, answers->count, sizeof *merge->entries);
    for (size_t i = 0; i < answers->count; i++) {
        read_entries(merge, &answers->items[i], &merge->entries[i]);
        if (is_of_releases(&answers->items[i]))
            count += answers->items[i].releases.count;
    }
    merge->published = arena_room_many(merge->scratch, count, sizeof *merge->published);
    for (size_t i = 0; i < answers->count; i++)
        for (size_t k = 0;
             is_of_releases(&answers->items[i]) && k < answers->items[i].releases.count;
             k++)
            if (merge->entries[i].releases[k] != MERGED_NONE)
                merge->published[merge->published_count++] =
                    merge->entries[i].versions[k];
}

/*
 * How many numbers the tags of a list mostly have, where neither the catalogue nor a
 * release feed tells: 1.7 beside 1.7.29 and 1.7.30 is no release.
 */
static unsigned usual_numbers(const struct version *tags, size_t count)
{
    size_t counts[VERSION_NUMBERS_MAX + 1] = {0};
    unsigned usual = 0;
    for (size_t i = 0; i < count; i++)
        if (tags[i].kind == TAG_VERSION && tags[i].number_count <= VERSION_NUMBERS_MAX)
            counts[tags[i].number_count]++;
    for (unsigned i = 1; i <= VERSION_NUMBERS_MAX; i++)
        if (counts[i] != 0 && counts[i] >= counts[usual])
            usual = i;
    return usual;
}

static const struct tag_view *view_of(const struct merge *merge,
                                      const struct version *tags, size_t count)
{
    const struct product *product = merge->upstream->product;
    int numbers = product != NULL ? product->version.numbers : 0;
    if (numbers == 0 && merge->published_count == 0)
        numbers = (int)usual_numbers(tags, count);
    return tag_view_new(merge->upstream->reader, NULL, numbers, tags, count,
                        merge->published, merge->published_count, merge->scratch);
}

/* How little a tag's text has besides the version: the plain one speaks for all. */
static uint32_t plainness(const struct version *tag)
{
    return (tag->variant.length != 0) + tag->is_platform;
}

static void note_tag(struct merged *merged, const struct version *tag, size_t answer)
{
    uint32_t rank = plainness(tag);
    if (merged->tag != NULL && merged->tag_plainness <= rank)
        return;
    merged->tag = tag;
    merged->tag_answer = (uint32_t)answer;
    merged->tag_plainness = rank;
}

/* Every tag can be pulled; those that are whole versions are releases too. */
static void read_tags(struct merge *merge, size_t index)
{
    struct answer *answer = &merge->upstream->answers.items[index];
    size_t count = answer->tags.count;
    if (count == 0)
        return;
    const struct version *tags = &merge->upstream->tags.items[answer->tags_begin];
    uint32_t *owners = &merge->owners[answer->tags_begin];
    bool *belongs = arena_room_many(merge->scratch, count, sizeof *belongs);
    bool has_own = choose_own(merge, tags, count, belongs) != 0;
    const struct tag_view *view = view_of(merge, tags, count);
    for (size_t i = 0; i < count; i++) {
        note_undecided(merge, &tags[i], answer);
        owners[i] = MERGED_NONE;
        if (tags[i].kind != TAG_VERSION || (has_own && !belongs[i]) ||
            tag_floats(view, &tags[i]))
            continue;
        owners[i] = merge_table_claim(&merge->table, &tags[i]);
        note_tag(&merge->table.all.items[owners[i]], &tags[i], index);
    }
}

/* One list of all tags: that of an answer, where only one has any. */
static void gather_tags(struct merge *merge)
{
    struct upstream *upstream = merge->upstream;
    struct version_list *tags = &upstream->tags;
    size_t lists = 0;
    *tags = (struct version_list){0};
    for (size_t i = 0; i < upstream->answers.count; i++) {
        struct answer *answer = &upstream->answers.items[i];
        answer_read_tags(answer, upstream->reader, merge->arena);
        answer->tags_begin = tags->count;
        tags->count += answer->tags.count;
        lists += answer->tags.count != 0;
        if (answer->tags.count != 0)
            tags->items = answer->tag_versions;
    }
    tags->room = tags->count;
    merge->owners = arena_room_many(merge->scratch, tags->count, sizeof *merge->owners);
    if (lists < 2)
        return;
    tags->items = arena_room_many(merge->arena, tags->count, sizeof *tags->items);
    for (size_t i = 0; i < upstream->answers.count; i++) {
        const struct answer *answer = &upstream->answers.items[i];
        if (answer->tags.count != 0)
            memcpy(tags->items + answer->tags_begin, answer->tag_versions,
                   answer->tags.count * sizeof *tags->items);
    }
}

/* Tags that are no releases of their own may have the numbers of one. */
static void find_owners(struct merge *merge)
{
    const struct version_list *tags = &merge->upstream->tags;
    for (size_t i = 0; i < tags->count; i++)
        if (merge->owners[i] == MERGED_NONE && tags->items[i].kind == TAG_VERSION)
            merge->owners[i] = merge_table_find(&merge->table, &tags->items[i]);
}

/*
 * What the store remembers is withdrawn when it vanished from its list for good; a
 * version that another list of the product still has is not.
 */
static bool is_vanished(const struct told *told, const struct feed_release *entry,
                        const struct answer *answer)
{
    return entry->is_withdrawn && !told->can_be_pulled && !is_of_releases(answer);
}

static void tell_entry(const struct merge *merge, const struct answer *answer,
                       const struct feed_release *entry, const struct version *version,
                       uint32_t at)
{
    struct release *release = &merge->told[at].release;
    bool published = is_of_releases(answer);
    bool vanished = is_vanished(&merge->told[at], entry, answer);
    if (release->answer == NULL && (published || vanished)) {
        release->version = *version;
        release->answer = answer;
    }
    release->is_published |= published;
    release->is_prerelease |= entry->is_prerelease;
    release->is_withdrawn |= vanished || (published && entry->is_withdrawn);
    if (release->url == NULL)
        release->url = entry->url;
    if (release->app_version == NULL)
        release->app_version = entry->app_version;
    release_consider_day(release, entry->day, entry->date_kind, answer);
    day_span_add(&merge->told[at].days, entry, answer);
}

/*
 * The days on which the answer's tags were seen. Those of one release mostly stand
 * together and have one day: to consider it again would change nothing.
 */
static void tell_tag_days(const struct merge *merge, const struct answer *answer)
{
    const uint32_t *owners = merge->owners + answer->tags_begin;
    const struct tag_day *days = answer->tag_days;
    for (size_t i = 0; i < answer->tags.count; i++) {
        bool is_told = i != 0 && owners[i] == owners[i - 1] &&
                       days[i].day == days[i - 1].day &&
                       days[i].kind == days[i - 1].kind;
        if (owners[i] != MERGED_NONE && !is_told)
            release_consider_day(&merge->told[owners[i]].release, days[i].day,
                                 days[i].kind, answer);
    }
}

/* What one answer tells: its entries, then the days on which its tags were seen here,
 * and there. */
static void tell(const struct merge *merge, size_t index)
{
    const struct answer *answer = &merge->upstream->answers.items[index];
    const struct entries *entries = &merge->entries[index];
    for (size_t i = 0; i < answer->releases.count; i++)
        if (entries->releases[i] != MERGED_NONE)
            tell_entry(merge, answer, &answer->releases.items[i], &entries->versions[i],
                       entries->releases[i]);
    if (answer->tag_days != NULL)
        tell_tag_days(merge, answer);
    const uint32_t *owners = merge->owners + answer->tags_begin;
    for (size_t i = 0; answer->push_days != NULL && i < answer->tags.count; i++)
        if (owners[i] != MERGED_NONE)
            release_consider_day(&merge->told[owners[i]].release, answer->push_days[i],
                                 DATE_PUSHED, answer);
}

/* False: only the store remembers it. */
static bool finish(const struct merge *merge, uint32_t at, struct release *ret_release)
{
    const struct merged *merged = &merge->table.all.items[at];
    if (merge->told[at].release.answer == NULL && merged->tag == NULL)
        return false;
    struct release *release = ret_release;
    *release = merge->told[at].release;
    if (release->answer == NULL) {
        release->version = *merged->tag;
        release->answer = &merge->upstream->answers.items[merged->tag_answer];
    }
    release->is_prerelease |= release->version.prerelease != PRERELEASE_NONE;
    release->day_gap = day_span_gap(&merge->told[at].days);
    return true;
}

static void make_releases(struct merge *merge)
{
    size_t count = merge->table.all.count;
    struct release_list *releases = &merge->upstream->releases;
    merge->told = arena_room_many(merge->scratch, count, sizeof *merge->told);
    for (size_t i = 0; i < count; i++)
        merge->told[i] = (struct told){
            {.day = DAY_NONE}, day_span_none(), merge->table.all.items[i].tag != NULL};
    for (size_t i = 0; i < merge->upstream->answers.count; i++)
        tell(merge, i);
    const uint32_t *order = merge_table_sort(&merge->table);
    uint32_t *places = arena_room_many(merge->scratch, count, sizeof *places);
    *releases = (struct release_list){
        .items = arena_room_many(merge->arena, count, sizeof *releases->items),
        .room = count};
    for (size_t i = 0; i < count; i++) {
        bool is_kept = finish(merge, order[i], &releases->items[releases->count]);
        places[order[i]] = is_kept ? (uint32_t)releases->count : MERGED_NONE;
        releases->count += is_kept ? 1 : 0;
    }
    for (size_t i = 0; i < merge->upstream->tags.count; i++)
        if (merge->owners[i] != MERGED_NONE)
            merge->owners[i] = places[merge->owners[i]];
}

/* Sorts the tags into their releases by counting: the list may be long. */
static void order_tags(struct merge *merge)
{
    struct upstream *upstream = merge->upstream;
    const uint32_t *owners = merge->owners;
    struct release *releases = upstream->releases.items;
    size_t count = upstream->tags.count;
    uint32_t *order = arena_room_many(merge->arena, count, sizeof *order);
    for (size_t i = 0; i < count; i++)
        if (owners[i] != MERGED_NONE)
            releases[owners[i]].tags_end++;
    uint32_t begin = 0;
    for (size_t i = 0; i < upstream->releases.count; i++) {
        uint32_t own = releases[i].tags_end;
        releases[i].tags_begin = begin;
        releases[i].tags_end = begin;
        begin += own;
    }
    upstream->loose_begin = begin;
    upstream->loose_end = begin;
    for (uint32_t i = 0; i < count; i++) {
        if (owners[i] != MERGED_NONE)
            order[releases[owners[i]].tags_end++] = i;
        else if (upstream->tags.items[i].kind == TAG_VERSION)
            order[upstream->loose_end++] = i;
    }
    upstream->tag_order = order;
}

void upstream_merge(struct upstream *upstream, struct arena *arena)
{
    AUTO_ARENA *scratch = arena_new();
    struct merge merge = {.upstream = upstream,
                          .arena = arena,
                          .scratch = scratch,
                          .table = {.arena = scratch, .seed = map_hash("", 0)}};
    merge.plain = version_read(upstream->reader, "1");
    gather_tags(&merge);
    reserve_table(&merge);
    read_all_entries(&merge);
    for (size_t i = 0; i < upstream->answers.count; i++)
        read_tags(&merge, i);
    find_owners(&merge);
    make_releases(&merge);
    order_tags(&merge);
    upstream_merge_lines(upstream, arena);
}
