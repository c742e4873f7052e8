/* Reads the feed entries of a case into answers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge_answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/slice.h"

enum { SECONDS_PER_DAY = 86400 };

/* Keys of a case that are feeds. */
struct feed_key {
    const char *key;
    unsigned covers;
    bool has_repository; /* its argument is one, else a product */
};

static const struct feed_key feed_keys[] = {
    {"github", COVERS_RELEASES | COVERS_DATES | COVERS_MARKS, false},
    {"release-data", COVERS_RELEASES | COVERS_DATES, false},
    {"file", COVERS_RELEASES | COVERS_DATES | COVERS_MARKS, false},
    {"endoflife", COVERS_ENDS, false},
    {"registry", COVERS_TAGS, true},
    {"seen", COVERS_DATES, true},    /* what the store remembers */
    {"digests", COVERS_DATES, true}, /* what tags were resolved to */
};

static _Noreturn void complain(const struct judge_case *test, int number,
                               const char *what)
{
    fprintf(stderr, "tests/cases/judge/%s:%d: cannot read '%s'\n", test->file, number,
            what);
    abort();
}

static int day_in(const struct judge_case *test, int number, const char *text)
{
    int day = DAY_NONE;
    if (strcmp(text, "-") != 0 && !day_parse(slice_of(text), &day))
        complain(test, number, text);
    return day;
}

static struct upstream *upstream_for(const struct judge_case *test,
                                     const struct product *product,
                                     const char *repository, struct arena *arena,
                                     struct upstream_list *upstreams)
{
    for (size_t i = 0; i < upstreams->count; i++) {
        struct upstream *at = &upstreams->items[i];
        bool is_repository = at->repository != NULL && product == NULL &&
                             strcmp(at->repository, repository) == 0;
        if ((product != NULL && at->product == product) || is_repository)
            return at;
    }
    struct error err = {0};
    struct upstream *upstream = LIST_ADD(arena, upstreams);
    *upstream = (struct upstream){.product = product,
                                  .repository = product == NULL ? repository : NULL};
    if (!version_reader_new(product == NULL ? NULL : &product->version, arena,
                            &upstream->reader, &err))
        complain(test, test->number, err.text);
    return upstream;
}

/* "complete", "partial why", "failed why"; "fetched DAY|none", "stored". */
static void read_state(const struct judge_case *test, const struct judge_entry *entry,
                       int as_of_day, struct arena *arena, struct answer *answer)
{
    struct text_list words = {0};
    split_words(entry->value, arena, &words);
    answer->fetched_at = (long long)as_of_day * SECONDS_PER_DAY;
    answer->state = ANSWER_COMPLETE;
    for (size_t i = 0; i < words.count; i++) {
        const char *word = words.items[i];
        if (strcmp(word, "complete") == 0) {
            answer->state = ANSWER_COMPLETE;
        } else if (strcmp(word, "partial") == 0 || strcmp(word, "failed") == 0) {
            answer->state = word[0] == 'p' ? ANSWER_PARTIAL : ANSWER_FAILED;
            answer->failure = i + 1 < words.count ? words.items[i + 1] : "broken";
            i++;
        } else if (strcmp(word, "stored") == 0) {
            answer->is_stored = true;
            answer->failure = "the live feed failed";
        } else if (strcmp(word, "fetched") == 0 && i + 1 < words.count) {
            i++;
            answer->fetched_at =
                strcmp(words.items[i], "none") == 0
                    ? 0
                    : (long long)day_in(test, entry->number, words.items[i]) *
                          SECONDS_PER_DAY;
        } else {
            complain(test, entry->number, word);
        }
    }
}

/* "1.7.10 2019-03-28 [prerelease] [withdrawn] [least] [tagged]". */
static void read_release(const struct judge_case *test, int number,
                         const struct text_list *words, struct arena *arena,
                         struct answer *answer)
{
    if (words->count < 2)
        complain(test, number, words->items[0]);
    bool is_store = strcmp(answer->feed, "seen") == 0;
    struct feed_release *release = LIST_ADD(arena, &answer->releases);
    *release =
        (struct feed_release){.version = words->items[0],
                              .day = day_in(test, number, words->items[1]),
                              .date_kind = is_store ? DATE_SEEN : DATE_PUBLISHED};
    for (size_t i = 2; i < words->count; i++) {
        const char *word = words->items[i];
        if (strcmp(word, "prerelease") == 0)
            release->is_prerelease = true;
        else if (strcmp(word, "withdrawn") == 0)
            release->is_withdrawn = true;
        else if (strcmp(word, "before") == 0)
            release->date_kind = DATE_LEAST_AGE;
        else
            complain(test, number, word);
    }
}

/* "1.7 end 2021-12-31|true|false [known DAY] [extended DAY] [lts] [lts-from DAY]". */
static void read_line(const struct judge_case *test, int number,
                      const struct text_list *words, struct arena *arena,
                      struct answer *answer)
{
    struct feed_line *line = LIST_ADD(arena, &answer->lines);
    *line = (struct feed_line){.name = words->items[0],
                               .released_day = DAY_NONE,
                               .end_day = DAY_NONE,
                               .known_day = DAY_NONE,
                               .lts_day = DAY_NONE,
                               .extended_end_day = DAY_NONE};
    for (size_t i = 1; i < words->count; i++) {
        const char *word = words->items[i];
        const char *value = i + 1 < words->count ? words->items[i + 1] : "";
        if (strcmp(word, "lts") == 0) {
            line->is_lts = true;
            continue;
        }
        i++;
        if (strcmp(word, "end") == 0) {
            line->has_end = true;
            line->is_ended = strcmp(value, "true") == 0;
            if (!line->is_ended && strcmp(value, "false") != 0)
                line->end_day = day_in(test, number, value);
        } else if (strcmp(word, "lts-from") == 0) {
            line->is_lts = true;
            line->lts_day = day_in(test, number, value);
        } else if (strcmp(word, "known") == 0) {
            line->known_day = day_in(test, number, value);
        } else if (strcmp(word, "extended") == 0) {
            line->extended_end_day = day_in(test, number, value);
        } else {
            complain(test, number, word);
        }
    }
}

/* "TAG DIGEST [DAY] [KIND]"; "-" in place of the tag: what the running digest is. */
static void read_digest(const struct judge_case *test, const struct judge_entry *entry,
                        const struct text_list *words, struct arena *arena,
                        struct upstream *upstream)
{
    static const char *const kinds[] = {[DIGEST_INDEX] = "index",
                                        [DIGEST_MANIFEST] = "manifest",
                                        [DIGEST_GONE] = "gone",
                                        [DIGEST_FAILED] = "failed"};
    struct tag_digest *digest = LIST_ADD(arena, &upstream->digests);
    *digest = (struct tag_digest){.repository = entry->argument,
                                  .tag = words->items[0],
                                  .digest = words->items[1],
                                  .since_day = DAY_NONE};
    if (strcmp(digest->tag, "-") == 0)
        digest->tag = NULL;
    for (size_t i = 2; i < words->count; i++) {
        for (unsigned j = DIGEST_INDEX; j < COUNT_OF(kinds); j++)
            if (strcmp(words->items[i], kinds[j]) == 0)
                digest->kind = (enum digest_kind)j;
        if (strchr(words->items[i], '-') != NULL)
            digest->since_day = day_in(test, entry->number, words->items[i]);
    }
}

static void read_lines(const struct judge_case *test, const struct judge_entry *entry,
                       struct arena *arena, struct upstream *upstream,
                       struct answer *answer)
{
    for (size_t i = 0; i < entry->lines.count; i++) {
        struct slice rest = slice_of(entry->lines.items[i]);
        while (rest.at != NULL) {
            struct slice part = slice_cut(&rest, ',');
            struct text_list words = {0};
            split_words(arena_copy_slice(arena, part), arena, &words);
            if (words.count == 0)
                continue;
            if (strcmp(entry->key, "digests") == 0 && words.count >= 2) {
                read_digest(test, entry, &words, arena, upstream);
            } else if (answer->covers & COVERS_TAGS) {
                for (size_t j = 0; j < words.count; j++)
                    *LIST_ADD(arena, &answer->tags) = words.items[j];
            } else if (answer->covers & COVERS_ENDS) {
                read_line(test, entry->number, &words, arena, answer);
            } else {
                read_release(test, entry->number, &words, arena, answer);
            }
        }
    }
    answer->has_lines_complete =
        (answer->covers & COVERS_ENDS) && answer->state == ANSWER_COMPLETE;
}

static const struct product *product_for(const struct judge_case *test,
                                         const struct feed_key *key,
                                         const struct judge_entry *entry,
                                         const struct catalog *catalog)
{
    if (key->has_repository)
        return catalog_by_repository(catalog, entry->argument);
    const struct product *product = entry->argument[0] == '\0'
                                        ? &catalog->products.items[0]
                                        : catalog_by_name(catalog, entry->argument);
    if (product == NULL)
        complain(test, entry->number, entry->argument);
    return product;
}

static void read_feed(const struct judge_case *test, const struct feed_key *key,
                      const struct judge_entry *entry, const struct catalog *catalog,
                      int as_of_day, struct arena *arena,
                      struct upstream_list *upstreams)
{
    if (strcmp(entry->value, "none") == 0) /* takes a common one away */
        return;
    const struct product *product = product_for(test, key, entry, catalog);
    struct upstream *upstream =
        upstream_for(test, product, entry->argument, arena, upstreams);
    struct answer answer = {.feed = key->key,
                            .about =
                                key->has_repository ? entry->argument : "acme/acme",
                            .repository = key->has_repository ? entry->argument : NULL,
                            .covers = key->covers};
    read_state(test, entry, as_of_day, arena, &answer);
    read_lines(test, entry, arena, upstream, &answer);
    if (strcmp(entry->key, "digests") != 0)
        *LIST_ADD(arena, &upstream->answers) = answer;
}

void judge_answers_read(const struct judge_case *test, const struct catalog *catalog,
                        int as_of_day, struct arena *arena,
                        struct upstream_list *ret_upstreams)
{
    for (size_t i = 0; i < test->entries.count; i++) {
        const struct judge_entry *entry = &test->entries.items[i];
        for (size_t j = 0; j < COUNT_OF(feed_keys); j++) {
            if (strcmp(entry->key, feed_keys[j].key) == 0)
                read_feed(test, &feed_keys[j], entry, catalog, as_of_day, arena,
                          ret_upstreams);
        }
    }
    upstreams_sort(ret_upstreams);
}
