/* Merges the answers of all feeds of one product: versions by their numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/merge_lines.h"
#include "feeds/reading.h"
#include "identify/tag_view.h"

#include <stdlib.h>
#include <string.h>

/* A version in an answer: an entry of a release feed, a tag, or a first-seen day. */
struct mention {
    struct version version;
    const struct feed_release *entry; /* NULL: a tag */
    size_t answer;
    size_t order; /* in which it was found: keeps the sort stable */
};
LIST(mention_list, struct mention);

struct merge {
    struct upstream *upstream;
    struct arena *arena;   /* of what lasts: counted first, then made once */
    struct arena *scratch; /* of what ends with the merge: several times as much */
    struct version plain;  /* a version without prefix, to compare prefixes with */
    struct mention_list mentions;
};

static const struct answer *answer_of(const struct merge *merge,
                                      const struct mention *mention)
{
    return &merge->upstream->answers.items[mention->answer];
}

/* Whether a release feed names it, not only a tag list or the store. */
static bool is_published(const struct merge *merge, const struct mention *mention)
{
    return mention->entry != NULL &&
           (answer_of(merge, mention)->covers & COVERS_RELEASES);
}

static void add_mention(struct merge *merge, struct version version,
                        const struct feed_release *entry, size_t answer)
{
    size_t order = merge->mentions.count;
    *LIST_ADD(merge->scratch, &merge->mentions) =
        (struct mention){version, entry, answer, order};
}

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

static void collect_releases(struct merge *merge, size_t index)
{
    struct answer *answer = &merge->upstream->answers.items[index];
    size_t count = answer->releases.count;
    struct version *versions =
        arena_alloc_many(merge->scratch, count, sizeof *versions);
    bool *belongs = arena_alloc_many(merge->scratch, count, sizeof *belongs);
    for (size_t i = 0; i < count; i++) {
        versions[i] =
            version_read(merge->upstream->reader, answer->releases.items[i].version);
        versions[i].is_from_feed = true;
        note_undecided(merge, &versions[i], answer);
    }
    if (choose_own(merge, versions, count, belongs) == 0) {
        if (count != 0 && (answer->covers & COVERS_RELEASES))
            reject(merge, answer);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (belongs[i])
            add_mention(merge, versions[i], &answer->releases.items[i], index);
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
    struct version *published =
        arena_alloc_many(merge->scratch, merge->mentions.count, sizeof *published);
    size_t published_count = 0;
    for (size_t i = 0; i < merge->mentions.count; i++)
        if (is_published(merge, &merge->mentions.items[i]))
            published[published_count++] = merge->mentions.items[i].version;
    int numbers = product != NULL ? product->version.numbers : 0;
    if (numbers == 0 && published_count == 0)
        numbers = (int)usual_numbers(tags, count);
    return tag_view_new(merge->upstream->reader, NULL, numbers, tags, count, published,
                        published_count, merge->scratch);
}

/* Every tag can be pulled; those that are whole versions are releases too. */
static void collect_tags(struct merge *merge, size_t index)
{
    struct answer *answer = &merge->upstream->answers.items[index];
    size_t count = answer->tags.count;
    struct version *versions =
        arena_alloc_many(merge->scratch, count, sizeof *versions);
    bool *belongs = arena_alloc_many(merge->scratch, count, sizeof *belongs);
    for (size_t i = 0; i < count; i++) {
        versions[i] = version_read(merge->upstream->reader, answer->tags.items[i]);
        note_undecided(merge, &versions[i], answer);
        *LIST_ADD(merge->arena, &merge->upstream->tags) =
            (struct pullable){versions[i], index};
    }
    bool has_own = choose_own(merge, versions, count, belongs) != 0;
    const struct tag_view *view = view_of(merge, versions, count);
    for (size_t i = 0; i < count; i++)
        if (versions[i].kind == TAG_VERSION && (belongs[i] || !has_own) &&
            !tag_floats(view, &versions[i]))
            add_mention(merge, versions[i], NULL, index);
}

/* How little a tag's text has besides the version: the plain one speaks for all. */
static int plainness(const struct mention *mention)
{
    if (mention->entry != NULL)
        return 0;
    return 1 + (mention->version.variant.length != 0) + mention->version.is_platform;
}

static int compare_mentions(const void *left, const void *right)
{
    const struct mention *a = left;
    const struct mention *b = right;
    int order = version_compare_release(&a->version, &b->version);
    if (order == 0)
        order = plainness(a) - plainness(b);
    if (order == 0)
        order = (a->order > b->order) - (a->order < b->order);
    return order;
}

static int usable_day(const struct feed_release *entry)
{
    return entry->day != DAY_NONE && entry->day >= day_of(2000, 1, 1) ? entry->day
                                                                      : DAY_NONE;
}

/* The better kind of date wins; of equals the earliest. */
static void consider_date(const struct merge *merge, const struct mention *mention,
                          struct release *release)
{
    int day = usable_day(mention->entry);
    enum date_kind kind = mention->entry->date_kind;
    if (day == DAY_NONE)
        return;
    if (release->day != DAY_NONE &&
        (kind > release->date_kind ||
         (kind == release->date_kind && day >= release->day)))
        return;
    release->day = day;
    release->date_kind = kind;
    release->date_answer = answer_of(merge, mention);
}

/*
 * Days between what the feeds say, each by its earliest: rebuilds come later. Entries
 * of one answer stand together, before all tags.
 */
static int day_gap(const struct mention *mentions, size_t count)
{
    int earliest = DAY_NONE;
    int latest = DAY_NONE;
    for (size_t i = 0; i < count && mentions[i].entry != NULL;) {
        size_t answer = mentions[i].answer;
        int first = DAY_NONE;
        for (; i < count && mentions[i].entry != NULL && mentions[i].answer == answer;
             i++) {
            int day = usable_day(mentions[i].entry);
            if (mentions[i].entry->date_kind <= DATE_PUSHED && day != DAY_NONE &&
                (first == DAY_NONE || day < first))
                first = day;
        }
        if (first == DAY_NONE)
            continue;
        earliest = earliest == DAY_NONE || first < earliest ? first : earliest;
        latest = latest == DAY_NONE || first > latest ? first : latest;
    }
    return earliest == DAY_NONE ? 0 : latest - earliest;
}

static bool is_pullable(const struct mention *mentions, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (mentions[i].entry == NULL)
            return true;
    return false;
}

/*
 * What the store remembers is withdrawn when it vanished from its list for good; a
 * version that another list of the product still has is not.
 */
static bool is_vanished(const struct merge *merge, const struct mention *mention,
                        bool pullable)
{
    return mention->entry != NULL && mention->entry->is_withdrawn && !pullable &&
           !is_published(merge, mention);
}

static void consider_entry(const struct merge *merge, const struct mention *mention,
                           struct release *release)
{
    release->is_prerelease |= mention->entry->is_prerelease;
    if (is_published(merge, mention))
        release->is_withdrawn |= mention->entry->is_withdrawn;
    if (release->url == NULL)
        release->url = mention->entry->url;
    consider_date(merge, mention, release);
}

/* Mentions of one version number. False: only the store remembers it. */
static bool merge_release(const struct merge *merge, const struct mention *mentions,
                          size_t count, struct release *ret_release)
{
    struct release release = {.day = DAY_NONE};
    bool pullable = is_pullable(mentions, count);
    for (size_t i = 0; i < count; i++) {
        const struct mention *mention = &mentions[i];
        bool published = is_published(merge, mention);
        bool vanished = is_vanished(merge, mention, pullable);
        if (release.answer == NULL &&
            (published || vanished || mention->entry == NULL)) {
            release.version = mention->version;
            release.answer = answer_of(merge, mention);
        }
        release.is_published |= published;
        release.is_withdrawn |= vanished;
        if (mention->entry != NULL)
            consider_entry(merge, mention, &release);
    }
    if (release.answer == NULL)
        return false;
    release.is_prerelease |= release.version.prerelease != PRERELEASE_NONE;
    release.day_gap = day_gap(mentions, count);
    *ret_release = release;
    return true;
}

static void keep_releases(struct merge *merge, const struct release_list *found)
{
    struct release *kept =
        arena_alloc_many(merge->arena, found->count, sizeof *found->items);
    if (found->count != 0)
        memcpy(kept, found->items, found->count * sizeof *kept);
    merge->upstream->releases = (struct release_list){kept, found->count, found->count};
}

static void group_mentions(struct merge *merge)
{
    struct mention_list *mentions = &merge->mentions;
    struct release_list found = {0};
    if (mentions->count != 0)
        qsort(mentions->items, mentions->count, sizeof *mentions->items,
              compare_mentions);
    for (size_t i = 0; i < mentions->count;) {
        size_t end = i + 1;
        while (end < mentions->count &&
               version_compare_release(&mentions->items[i].version,
                                       &mentions->items[end].version) == 0)
            end++;
        struct release release;
        if (merge_release(merge, &mentions->items[i], end - i, &release))
            *LIST_ADD(merge->scratch, &found) = release;
        i = end;
    }
    keep_releases(merge, &found);
}

/* A product may have many thousands of tags: their list does not grow by doubling. */
static void make_room_for_tags(struct upstream *upstream, struct arena *arena)
{
    size_t count = 0;
    for (size_t i = 0; i < upstream->answers.count; i++)
        count += upstream->answers.items[i].tags.count;
    upstream->tags = (struct pullable_list){
        .items = arena_alloc_many(arena, count, sizeof *upstream->tags.items),
        .room = count};
}

void upstream_merge(struct upstream *upstream, struct arena *arena)
{
    AUTO_ARENA *scratch = arena_new();
    struct merge merge = {.upstream = upstream, .arena = arena, .scratch = scratch};
    merge.plain = version_read(upstream->reader, "1");
    make_room_for_tags(upstream, arena);
    for (size_t i = 0; i < upstream->answers.count; i++)
        collect_releases(&merge, i);
    for (size_t i = 0; i < upstream->answers.count; i++)
        collect_tags(&merge, i);
    group_mentions(&merge);
    upstream_merge_lines(upstream, arena);
}
