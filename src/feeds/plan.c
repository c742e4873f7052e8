/* Plans which feeds are asked, each once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/plan.h"

#include "base/map.h"

#include <stdlib.h>
#include <string.h>

/* A name with the place of what it names in one of the lists. */
struct plan_entry {
    const char *name;
    size_t at;
    UT_hash_handle hh;
};

struct plan_index {
    struct plan_entry *wanted;
    struct plan_entry *planned;
};

void plan_init(struct plan *plan, struct arena *arena)
{
    *plan = (struct plan){.arena = arena};
    plan->index = arena_alloc(arena, sizeof *plan->index);
}

void plan_clear(struct plan *plan)
{
    if (plan->index == NULL)
        return;
    HASH_CLEAR(hh, plan->index->wanted);
    HASH_CLEAR(hh, plan->index->planned);
    plan->index = NULL;
}

/* Finds a name, or adds it with the place next. Returns its place. */
static size_t find_or_add(struct plan *plan, struct plan_entry **entries,
                          const char *name, size_t next)
{
    struct plan_entry *entry;
    HASH_FIND_STR(*entries, name, entry);
    if (entry != NULL)
        return entry->at;
    entry = arena_alloc(plan->arena, sizeof *entry);
    entry->name = arena_copy(plan->arena, name);
    entry->at = next;
    HASH_ADD_KEYPTR(hh, *entries, entry->name, strlen(entry->name), entry);
    return next;
}

static void need(struct plan *plan, size_t planned, size_t wanted, enum tier tier)
{
    struct index_list *needs = &plan->planned.items[planned].needs;
    if (tier < plan->wanted.items[wanted].tier)
        plan->wanted.items[wanted].tier = tier;
    for (size_t i = 0; i < needs->count; i++)
        if (needs->items[i] == wanted)
            return;
    *LIST_ADD(plan->arena, needs) = wanted;
    *LIST_ADD(plan->arena, &plan->wanted.items[wanted].users) = planned;
}

/* A stricter use of the same product: its questions are asked the earlier. */
static void lower_tiers(struct plan *plan, size_t planned, enum tier tier)
{
    const struct index_list *needs = &plan->planned.items[planned].needs;
    for (size_t i = 0; i < needs->count; i++)
        if (tier < plan->wanted.items[needs->items[i]].tier)
            plan->wanted.items[needs->items[i]].tier = tier;
}

static void want(struct plan *plan, size_t planned, const struct feed_driver *driver,
                 const char *argument, enum tier tier)
{
    size_t next = plan->wanted.count;
    size_t at =
        find_or_add(plan, &plan->index->wanted,
                    arena_format(plan->arena, "%s %s", driver->name, argument), next);
    if (at == next) {
        struct wanted *wanted = LIST_ADD(plan->arena, &plan->wanted);
        *wanted =
            (struct wanted){.driver = driver,
                            .argument = argument,
                            .tier = tier,
                            .reader = plan->planned.items[planned].upstream.reader};
        wanted->answer.feed = driver->name;
        wanted->answer.about = argument;
        wanted->answer.covers = driver->covers;
        if (driver == &registry_feed)
            wanted->answer.repository = argument;
        if (driver == &registry_feed || driver == &git_feed || driver == &oci_feed)
            wanted->answer.first_seen_repository = argument;
    }
    need(plan, planned, at, tier);
}

/* A catalogue names a file relative to itself. */
static const char *file_path(const struct catalog_feed *feed, struct arena *arena)
{
    const char *slash =
        feed->origin.file != NULL ? strrchr(feed->origin.file, '/') : NULL;
    if (feed->argument[0] == '/' || slash == NULL)
        return feed->argument;
    return arena_format(arena, "%.*s/%s", (int)(slash - feed->origin.file),
                        feed->origin.file, feed->argument);
}

static void add_record(struct plan *plan, size_t planned,
                       const struct release_record *record)
{
    for (size_t i = 0; i < record->answers.count; i++)
        *LIST_ADD(plan->arena, &plan->planned.items[planned].file_answers) =
            record->answers.items[i];
}

/* Reads the release file of a catalogue feed; what it says of others is left out. */
static void read_file_feed(struct plan *plan, size_t planned,
                           const struct catalog_feed *feed)
{
    const struct product *product = plan->planned.items[planned].upstream.product;
    const char *path = file_path(feed, plan->arena);
    struct release_record_list records = {0};
    struct answer failed = {.feed = release_file_feed.name,
                            .about = path,
                            .covers = release_file_feed.covers,
                            .state = ANSWER_FAILED};
    struct error err = {0};
    bool is_named = false;
    if (release_file_read(path, plan->arena, &records, &err)) {
        for (size_t i = 0; i < records.count; i++) {
            const char *name = records.items[i].product;
            if (name == NULL || strcmp(name, product->name) != 0)
                continue;
            add_record(plan, planned, &records.items[i]);
            is_named = true;
        }
        failed.failure = "it says nothing of this product";
    } else {
        failed.failure = arena_copy(plan->arena, err.text);
    }
    if (!is_named)
        *LIST_ADD(plan->arena, &plan->planned.items[planned].file_answers) = failed;
}

/* The home: a repository by its full name, not a glob. */
static const char *home_of(const struct product *product)
{
    if (product->images.count == 0 || strchr(product->images.items[0], '*') != NULL)
        return NULL;
    return product->images.items[0];
}

static bool has_registry(const struct product *product)
{
    for (size_t i = 0; i < product->feeds.count; i++)
        if (strcmp(product->feeds.items[i].driver, registry_feed.name) == 0)
            return true;
    return false;
}

/* All feeds of a product but the tags of what runs. */
static void plan_product(struct plan *plan, size_t planned, enum tier tier)
{
    const struct product *product = plan->planned.items[planned].upstream.product;
    for (size_t i = 0; i < product->feeds.count; i++) {
        const struct catalog_feed *feed = &product->feeds.items[i];
        const char *argument;
        const struct feed_driver *driver = feed_driver_of(feed, &argument);
        if (driver == &registry_feed) {
            if (home_of(product) != NULL)
                want(plan, planned, driver, home_of(product), tier);
        } else if (driver == &release_file_feed) {
            read_file_feed(plan, planned, feed);
        } else if (driver != NULL && argument != NULL) {
            want(plan, planned, driver, argument, tier);
        }
    }
}

/* The place of an upstream; a new one has the product, or the repository. */
static size_t plan_upstream(struct plan *plan, const struct product *product,
                            const char *repository, const struct version_reader *reader,
                            bool *ret_is_new)
{
    size_t next = plan->planned.count;
    size_t at = find_or_add(plan, &plan->index->planned,
                            product != NULL ? product->name : repository, next);
    *ret_is_new = at == next;
    if (at == next)
        *LIST_ADD(plan->arena, &plan->planned) = (struct planned){
            .upstream = {.product = product,
                         .repository = product == NULL ? repository : NULL,
                         .reader = reader}};
    return at;
}

static bool is_asked_for(const struct subject *subject, bool judge_unrecognised)
{
    if (subject->kind != SUBJECT_IMAGE)
        return subject->product != NULL;
    if (subject->is_by_hand)
        return subject->is_valid || subject->product != NULL;
    return !subject->is_own &&
           (subject->product != NULL || (subject->is_valid && judge_unrecognised));
}

void plan_subjects(struct plan *plan, const struct subject_list *subjects,
                   bool judge_unrecognised)
{
    for (size_t i = 0; i < subjects->count; i++) {
        const struct subject *subject = &subjects->items[i];
        const struct product *product = subject->product;
        if (!is_asked_for(subject, judge_unrecognised))
            continue;
        bool is_new;
        size_t at =
            plan_upstream(plan, product, subject->upstream, subject->reader, &is_new);
        if (product != NULL && is_new)
            plan_product(plan, at, subject->tier);
        else
            lower_tiers(plan, at, subject->tier);
        if (subject->kind == SUBJECT_IMAGE && subject->upstream != NULL &&
            (product == NULL || has_registry(product)))
            want(plan, at, &registry_feed, subject->upstream, subject->tier);
    }
}

bool plan_records(struct plan *plan, const struct release_record_list *records,
                  const struct catalog *catalog, struct error *err)
{
    for (size_t i = 0; i < records->count; i++) {
        const struct release_record *record = &records->items[i];
        const struct product *product = NULL;
        const struct version_reader *reader = NULL;
        if (record->product != NULL && catalog != NULL)
            product = catalog_by_name(catalog, record->product);
        if (!version_reader_new(product != NULL ? &product->version : NULL, plan->arena,
                                &reader, err))
            return false;
        bool is_new;
        const char *name =
            record->product != NULL ? record->product : record->repository;
        add_record(plan, plan_upstream(plan, product, name, reader, &is_new), record);
    }
    return true;
}

void plan_known_records(struct plan *plan, const struct release_record_list *records)
{
    for (size_t i = 0; i < records->count; i++) {
        const struct release_record *record = &records->items[i];
        const char *name =
            record->product != NULL ? record->product : record->repository;
        struct plan_entry *entry;
        HASH_FIND_STR(plan->index->planned, name, entry);
        if (entry != NULL)
            add_record(plan, entry->at, record);
    }
}

struct planned *plan_find(struct plan *plan, const struct subject *subject)
{
    const char *name =
        subject->product != NULL ? subject->product->name : subject->upstream;
    struct plan_entry *entry = NULL;
    if (name != NULL)
        HASH_FIND_STR(plan->index->planned, name, entry);
    return entry == NULL ? NULL : &plan->planned.items[entry->at];
}

struct order_key {
    enum tier tier;
    size_t at;
};

static int compare_order(const void *left, const void *right)
{
    const struct order_key *a = left;
    const struct order_key *b = right;
    if (a->tier != b->tier)
        return a->tier < b->tier ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

struct index_list plan_order(const struct plan *plan)
{
    struct index_list order = {0};
    size_t count = plan->wanted.count;
    struct order_key *keys = arena_alloc_many(plan->arena, count, sizeof *keys);
    for (size_t i = 0; i < count; i++)
        keys[i] = (struct order_key){plan->wanted.items[i].tier, i};
    if (count != 0)
        qsort(keys, count, sizeof *keys, compare_order);
    for (size_t i = 0; i < count; i++)
        *LIST_ADD(plan->arena, &order) = keys[i].at;
    return order;
}
