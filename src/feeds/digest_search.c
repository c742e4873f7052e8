/* Asks for manifests, few at a time, and notes what tags point at. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/digest_search.h"

#include "feeds/digest_candidates.h"
#include "feeds/first_seen.h"
#include "net/registry.h"

#include <string.h>

/* Manifests that one repository is asked for at a time. */
enum { CHUNK = 16 };

/* Indexes that are got whole, in search of a digest of one platform: each is a pull. */
enum { INDEXES_MAX = 16 };

/* What a manifest was asked for: a tag, or a digest itself. */
struct inquiry {
    struct digest_search *search;
    const char *reference; /* a tag, or the digest that is sought */
    struct sought *sought; /* of a digest; NULL: of a tag */
    bool is_whole;         /* an index is got, for its platforms */
};

static void go_on(struct digest_search *search);

/* The first day on which the tag was seen pointing there, where days are kept. */
static int first_day(const struct digest_search *search, const char *tag,
                     const char *digest)
{
    const struct feed_run *run = search->run;
    const struct feeds_options *options = run->options;
    if (run->history == NULL || !options->keep_first_seen)
        return DAY_NONE;
    AUTO_ARENA *scratch = arena_new();
    const char *key = arena_format(scratch, "%s:%s", search->repository, tag);
    struct text_list digests = {0};
    *LIST_ADD(scratch, &digests) = digest;
    struct first_seen_list seen = {0};
    struct error err = {0};
    int today = day_of_seconds(options->now);
    if (!history_see(run->history, key, &digests, today, scratch, &seen, &err) ||
        !history_forget(run->history, key, today - FIRST_SEEN_FORGET_DAYS, &err))
        out_warn(run->out, "first-seen days of %s are not kept: %s", key, err.text);
    for (size_t i = 0; i < seen.count; i++)
        if (strcmp(seen.items[i].version, digest) == 0 && !seen.items[i].is_before)
            return seen.items[i].day;
    return DAY_NONE;
}

static void record(struct digest_search *search, const char *tag, const char *digest,
                   enum digest_kind kind, int since_day)
{
    struct arena *arena = search->run->arena;
    *LIST_ADD(arena, &search->upstream->digests) =
        (struct tag_digest){.repository = search->repository,
                            .tag = tag,
                            .digest = digest,
                            .kind = kind,
                            .since_day = since_day};
}

static void take_sought(struct digest_search *search, struct sought *sought,
                        const struct registry_manifest *manifest)
{
    enum { NOT_FOUND = 404 };
    if (manifest->failure == NULL)
        sought->kind = manifest->is_index ? DIGEST_INDEX : DIGEST_MANIFEST;
    else
        sought->kind = manifest->status == NOT_FOUND ? DIGEST_GONE : DIGEST_FAILED;
    record(search, NULL, sought->digest, sought->kind, DAY_NONE);
}

static void take_digest(struct digest_search *search, const char *name,
                        const char *digest, bool is_index, bool is_platform)
{
    struct version tag = version_read(search->upstream->reader, name);
    bool is_concrete = tag.kind == TAG_VERSION &&
                       !(search->tags != NULL &&
                         tag_moves(search->upstream->reader, &tag, search->tags));
    for (size_t i = 0; i < search->sought.count; i++) {
        struct sought *sought = &search->sought.items[i];
        if (strcmp(sought->digest, digest) == 0)
            sought->is_found = sought->is_found || is_concrete;
    }
    record(search, name, digest, is_index ? DIGEST_INDEX : DIGEST_MANIFEST,
           is_platform ? DAY_NONE : first_day(search, name, digest));
}

static void take_tag(const struct inquiry *inquiry,
                     const struct registry_manifest *manifest)
{
    struct digest_search *search = inquiry->search;
    struct arena *arena = search->run->arena;
    if (!inquiry->is_whole) {
        take_digest(search, inquiry->reference, arena_copy(arena, manifest->digest),
                    manifest->is_index, false);
        if (manifest->is_index)
            *LIST_ADD(arena, &search->indexes) = inquiry->reference;
        return;
    }
    for (size_t i = 0; i < manifest->platforms.count; i++)
        take_digest(search, inquiry->reference,
                    arena_copy(arena, manifest->platforms.items[i]), false, true);
}

static void note_failure(struct digest_search *search, const char *what,
                         const char *failure)
{
    struct digest_gap *gap =
        LIST_ADD(search->run->arena, &search->upstream->digest_gaps);
    *gap = (struct digest_gap){
        .repository = search->repository,
        .failure = arena_format(search->run->arena, "%s: %s", what, failure)};
}

static void on_manifest(const struct registry_manifest *manifest, void *context)
{
    const struct inquiry *inquiry = context;
    struct digest_search *search = inquiry->search;
    search->under_way--;
    if (inquiry->sought != NULL)
        take_sought(search, inquiry->sought, manifest);
    else if (manifest->failure == NULL)
        take_tag(inquiry, manifest);
    bool is_gone = inquiry->sought != NULL && inquiry->sought->kind == DIGEST_GONE;
    if (manifest->failure != NULL && !is_gone)
        note_failure(search, inquiry->reference, manifest->failure);
    if (search->under_way == 0)
        go_on(search);
}

static void ask(struct digest_search *search, const struct inquiry *what)
{
    struct feed_run *run = search->run;
    struct inquiry *inquiry = arena_alloc(run->arena, sizeof *inquiry);
    *inquiry = *what;
    inquiry->search = search;
    struct error err = {0};
    search->asked++;
    search->under_way++;
    bool (*const question)(struct registry_client *, const char *, const char *,
                           const char *, registry_manifest_done *, void *,
                           struct error *) =
        what->is_whole ? registry_get_index : registry_head_manifest;
    if (question(run->registries, search->host, search->path, what->reference,
                 on_manifest, inquiry, &err))
        return;
    search->under_way--;
    note_failure(search, what->reference, err.text);
    if (what->sought == NULL)
        return;
    what->sought->kind = DIGEST_FAILED;
    record(search, NULL, what->sought->digest, DIGEST_FAILED, DAY_NONE);
}

static void ask_tag(struct digest_search *search, const char *tag)
{
    for (size_t i = 0; i < search->asked_tags.count; i++)
        if (strcmp(search->asked_tags.items[i], tag) == 0)
            return;
    *LIST_ADD(search->run->arena, &search->asked_tags) = tag;
    ask(search, &(struct inquiry){.reference = tag});
}

/* Whether a digest of that kind is still without its tag. */
static bool is_missing(const struct digest_search *search, enum digest_kind kind)
{
    for (size_t i = 0; i < search->sought.count; i++) {
        const struct sought *sought = &search->sought.items[i];
        if (sought->is_searched && sought->kind == kind && !sought->is_found)
            return true;
    }
    return false;
}

static bool is_searched(const struct digest_search *search)
{
    return is_missing(search, DIGEST_INDEX) || is_missing(search, DIGEST_MANIFEST);
}

/* A tag that points at an index carries the digests of its platforms too. */
static void open_indexes(struct digest_search *search)
{
    while (search->next_index < search->indexes.count &&
           search->next_index < INDEXES_MAX) {
        const char *tag = search->indexes.items[search->next_index++];
        ask(search, &(struct inquiry){.reference = tag, .is_whole = true});
    }
}

static bool carries_sought(const struct digest_search *search, const char *digest)
{
    for (size_t i = 0; i < search->sought.count; i++)
        if (strcmp(search->sought.items[i].digest, digest) == 0)
            return true;
    return false;
}

/* All tags that carry it are to be told: those of the same release may. */
static void ask_twins(struct digest_search *search)
{
    const struct tag_digest_list *digests = &search->upstream->digests;
    const struct version_reader *reader = search->upstream->reader;
    size_t count = digests->count; /* answers may come while others are asked */
    for (size_t i = 0; i < count; i++) {
        const struct tag_digest entry = digests->items[i];
        if (entry.tag == NULL || strcmp(entry.repository, search->repository) != 0 ||
            !carries_sought(search, entry.digest))
            continue;
        struct version found = version_read(reader, entry.tag);
        for (size_t j = 0; j < search->candidates.count; j++) {
            const char *tag = search->candidates.items[j];
            struct version twin = version_read(reader, tag);
            if (found.kind == TAG_VERSION && search->asked < DIGEST_MANIFESTS_MAX &&
                version_compare_release(&found, &twin) == 0)
                ask_tag(search, tag);
        }
    }
}

/* The next questions, when all before are answered. */
static void go_on(struct digest_search *search)
{
    size_t count = search->candidates.count;
    if (search->is_asking)
        return;
    search->is_asking = true;
    if (is_missing(search, DIGEST_MANIFEST))
        open_indexes(search);
    while (search->under_way == 0 && is_searched(search) && search->next < count &&
           search->asked < DIGEST_MANIFESTS_MAX) {
        for (unsigned i = 0; i < CHUNK && search->next < count; i++)
            ask_tag(search, search->candidates.items[search->next++]);
    }
    if (search->under_way == 0 && !search->has_twins) {
        search->has_twins = true;
        ask_twins(search);
    }
    search->is_asking = false;
    if (search->under_way == 0)
        search->ended(search->context);
}

void digest_search_start(struct digest_search *search)
{
    const char *slash = strchr(search->repository, '/');
    search->host = arena_copy_slice(
        search->run->arena,
        (struct slice){search->repository, (size_t)(slash - search->repository)});
    search->path = slash + 1;
    struct arena *arena = search->run->arena;
    const struct text_list none = {0};
    const struct text_list *tags = search->tags != NULL ? search->tags : &none;
    const struct version_reader *reader = search->upstream->reader;
    struct version *running =
        arena_alloc_many(arena, search->own.count, sizeof *running);
    for (size_t i = 0; i < search->own.count; i++)
        running[i] = version_read(reader, search->own.items[i]);
    search->candidates =
        digest_candidates(reader, running, search->own.count, tags, arena);
    search->is_asking = true;
    for (size_t i = 0; i < search->sought.count; i++)
        ask(search, &(struct inquiry){.reference = search->sought.items[i].digest,
                                      .sought = &search->sought.items[i]});
    for (size_t i = 0; i < search->own.count; i++)
        ask_tag(search, search->own.items[i]);
    search->is_asking = false;
    if (search->under_way == 0)
        go_on(search);
}
