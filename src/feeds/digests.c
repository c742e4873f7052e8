/* Asks for manifests, few at a time, until each running digest has its tag. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/digests.h"

#include "feeds/digest_candidates.h"
#include "feeds/first_seen.h"
#include "net/registry.h"

#include <string.h>

/* Manifests that one repository is asked for at a time. */
enum { CHUNK = 16 };

/* A digest that runs. */
struct sought {
    const char *digest;
    bool is_searched; /* the tags that carry it are wanted, not only its own tag's */
    enum digest_kind kind;
    bool is_found; /* a concrete tag carries it */
};
LIST(sought_list, struct sought);

/* The questions about one repository. Lives in the run's arena. */
struct resolving {
    struct feed_run *run;
    struct upstream *upstream;
    const char *repository;
    const char *host;
    const char *path;
    const struct text_list *tags; /* of its list, NULL: there is none */
    struct sought_list sought;
    struct text_list own; /* tags that run */
    struct text_list candidates;
    size_t next; /* candidate */
    size_t asked;
    unsigned under_way;
    bool is_asking; /* more is asked for now: an answer at once starts nothing */
    bool has_twins; /* the other tags of what was found are asked for */
    struct text_list asked_tags;
};
LIST(resolving_list, struct resolving *);

/* What a manifest was asked for: a tag, or a digest itself. */
struct inquiry {
    struct resolving *resolving;
    const char *tag;       /* NULL: of a digest */
    struct sought *sought; /* of a digest */
};

static void go_on(struct resolving *resolving);

/* The first day on which the tag was seen pointing there, where days are kept. */
static int since_day(const struct resolving *resolving, const char *tag,
                     const char *digest)
{
    const struct feed_run *run = resolving->run;
    const struct feeds_options *options = run->options;
    if (run->history == NULL || !options->keep_first_seen)
        return DAY_NONE;
    AUTO_ARENA *scratch = arena_new();
    const char *key = arena_format(scratch, "%s:%s", resolving->repository, tag);
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

static void record(struct resolving *resolving, const char *tag, const char *digest,
                   enum digest_kind kind)
{
    struct arena *arena = resolving->run->arena;
    *LIST_ADD(arena, &resolving->upstream->digests) = (struct tag_digest){
        .repository = resolving->repository,
        .tag = tag,
        .digest = digest,
        .kind = kind,
        .since_day = tag == NULL ? DAY_NONE : since_day(resolving, tag, digest)};
}

static void take_sought(struct resolving *resolving, struct sought *sought,
                        const struct registry_manifest *manifest)
{
    enum { NOT_FOUND = 404 };
    if (manifest->failure == NULL)
        sought->kind = manifest->is_index ? DIGEST_INDEX : DIGEST_MANIFEST;
    else
        sought->kind = manifest->status == NOT_FOUND ? DIGEST_GONE : DIGEST_FAILED;
    record(resolving, NULL, sought->digest, sought->kind);
}

static void take_tag(const struct inquiry *inquiry, const char *digest, bool is_index)
{
    struct resolving *resolving = inquiry->resolving;
    struct version tag = version_read(resolving->upstream->reader, inquiry->tag);
    bool is_concrete = tag.kind == TAG_VERSION &&
                       !(resolving->tags != NULL &&
                         tag_moves(resolving->upstream->reader, &tag, resolving->tags));
    for (size_t i = 0; i < resolving->sought.count; i++) {
        struct sought *sought = &resolving->sought.items[i];
        if (strcmp(sought->digest, digest) == 0)
            sought->is_found = sought->is_found || is_concrete;
    }
    record(resolving, inquiry->tag, digest, is_index ? DIGEST_INDEX : DIGEST_MANIFEST);
}

static void note_failure(struct resolving *resolving, const char *what,
                         const char *failure)
{
    struct digest_gap *gap =
        LIST_ADD(resolving->run->arena, &resolving->upstream->digest_gaps);
    *gap = (struct digest_gap){
        .repository = resolving->repository,
        .failure = arena_format(resolving->run->arena, "%s: %s", what, failure)};
}

static void on_manifest(const struct registry_manifest *manifest, void *context)
{
    const struct inquiry *inquiry = context;
    struct resolving *resolving = inquiry->resolving;
    resolving->under_way--;
    if (inquiry->sought != NULL)
        take_sought(resolving, inquiry->sought, manifest);
    else if (manifest->failure == NULL)
        take_tag(inquiry, arena_copy(resolving->run->arena, manifest->digest),
                 manifest->is_index);
    bool is_gone = inquiry->sought != NULL && inquiry->sought->kind == DIGEST_GONE;
    if (manifest->failure != NULL && !is_gone)
        note_failure(resolving,
                     inquiry->tag != NULL ? inquiry->tag : inquiry->sought->digest,
                     manifest->failure);
    if (resolving->under_way == 0)
        go_on(resolving);
}

static void ask(struct resolving *resolving, const char *tag, struct sought *sought)
{
    struct feed_run *run = resolving->run;
    struct inquiry *inquiry = arena_alloc(run->arena, sizeof *inquiry);
    *inquiry = (struct inquiry){resolving, tag, sought};
    struct error err = {0};
    const char *reference = tag != NULL ? tag : sought->digest;
    resolving->asked++;
    resolving->under_way++;
    if (registry_head_manifest(run->registries, resolving->host, resolving->path,
                               reference, on_manifest, inquiry, &err))
        return;
    resolving->under_way--;
    note_failure(resolving, reference, err.text);
    if (sought == NULL)
        return;
    sought->kind = DIGEST_FAILED;
    record(resolving, NULL, sought->digest, sought->kind);
}

static void ask_tag(struct resolving *resolving, const char *tag)
{
    for (size_t i = 0; i < resolving->asked_tags.count; i++)
        if (strcmp(resolving->asked_tags.items[i], tag) == 0)
            return;
    *LIST_ADD(resolving->run->arena, &resolving->asked_tags) = tag;
    ask(resolving, tag, NULL);
}

static bool is_searched(const struct resolving *resolving)
{
    for (size_t i = 0; i < resolving->sought.count; i++) {
        const struct sought *sought = &resolving->sought.items[i];
        bool is_there = sought->kind == DIGEST_INDEX || sought->kind == DIGEST_MANIFEST;
        if (sought->is_searched && is_there && !sought->is_found)
            return true;
    }
    return false;
}

static bool carries_sought(const struct resolving *resolving, const char *digest)
{
    for (size_t i = 0; i < resolving->sought.count; i++)
        if (strcmp(resolving->sought.items[i].digest, digest) == 0)
            return true;
    return false;
}

/* All tags that carry it are to be told: those of the same release may. */
static void ask_twins(struct resolving *resolving)
{
    const struct tag_digest_list *digests = &resolving->upstream->digests;
    const struct version_reader *reader = resolving->upstream->reader;
    size_t count = digests->count; /* answers may come while others are asked */
    for (size_t i = 0; i < count; i++) {
        const struct tag_digest entry = digests->items[i];
        if (entry.tag == NULL || strcmp(entry.repository, resolving->repository) != 0 ||
            !carries_sought(resolving, entry.digest))
            continue;
        struct version found = version_read(reader, entry.tag);
        for (size_t j = 0; j < resolving->candidates.count; j++) {
            const char *tag = resolving->candidates.items[j];
            struct version twin = version_read(reader, tag);
            if (found.kind == TAG_VERSION && resolving->asked < DIGEST_MANIFESTS_MAX &&
                version_compare_release(&found, &twin) == 0)
                ask_tag(resolving, tag);
        }
    }
}

/* The next questions, when all before are answered. */
static void go_on(struct resolving *resolving)
{
    size_t count = resolving->candidates.count;
    if (resolving->is_asking)
        return;
    resolving->is_asking = true;
    while (resolving->under_way == 0 && is_searched(resolving) &&
           resolving->next < count && resolving->asked < DIGEST_MANIFESTS_MAX) {
        for (unsigned i = 0; i < CHUNK && resolving->next < count; i++)
            ask_tag(resolving, resolving->candidates.items[resolving->next++]);
    }
    if (resolving->under_way == 0 && !resolving->has_twins) {
        resolving->has_twins = true;
        ask_twins(resolving);
    }
    resolving->is_asking = false;
}

/* The kinds of the digests and the running tags first: mostly they are enough. */
static void begin(struct resolving *resolving)
{
    struct arena *arena = resolving->run->arena;
    const struct text_list none = {0};
    const struct text_list *tags = resolving->tags != NULL ? resolving->tags : &none;
    const struct version_reader *reader = resolving->upstream->reader;
    struct version *running =
        arena_alloc_many(arena, resolving->own.count, sizeof *running);
    for (size_t i = 0; i < resolving->own.count; i++)
        running[i] = version_read(reader, resolving->own.items[i]);
    resolving->candidates =
        digest_candidates(reader, running, resolving->own.count, tags, arena);
    resolving->is_asking = true;
    for (size_t i = 0; i < resolving->sought.count; i++)
        ask(resolving, NULL, &resolving->sought.items[i]);
    for (size_t i = 0; i < resolving->own.count; i++)
        ask_tag(resolving, resolving->own.items[i]);
    resolving->is_asking = false;
    if (resolving->under_way == 0)
        go_on(resolving);
}

static const struct text_list *
tags_of(const struct plan *plan, const struct planned *planned, const char *repository)
{
    for (size_t i = 0; i < planned->needs.count; i++) {
        const struct wanted *wanted = &plan->wanted.items[planned->needs.items[i]];
        if (wanted->answer.repository != NULL &&
            strcmp(wanted->answer.repository, repository) == 0)
            return &wanted->answer.tags;
    }
    return NULL;
}

static struct resolving *resolving_for(struct feed_run *run, const struct plan *plan,
                                       struct planned *planned, const char *repository,
                                       struct resolving_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i]->repository, repository) == 0)
            return list->items[i];
    const char *slash = strchr(repository, '/');
    if (slash == NULL)
        return NULL;
    struct resolving *resolving = arena_alloc(run->arena, sizeof *resolving);
    *resolving = (struct resolving){
        .run = run,
        .upstream = &planned->upstream,
        .repository = repository,
        .host = arena_copy_slice(
            run->arena, (struct slice){repository, (size_t)(slash - repository)}),
        .path = slash + 1,
        .tags = tags_of(plan, planned, repository)};
    *LIST_ADD(run->arena, list) = resolving;
    return resolving;
}

static void seek(struct resolving *resolving, const char *digest, bool is_searched)
{
    for (size_t i = 0; i < resolving->sought.count; i++) {
        struct sought *sought = &resolving->sought.items[i];
        if (strcmp(sought->digest, digest) != 0)
            continue;
        sought->is_searched = sought->is_searched || is_searched;
        return;
    }
    *LIST_ADD(resolving->run->arena, &resolving->sought) =
        (struct sought){.digest = digest, .is_searched = is_searched};
}

static void add_own(struct resolving *resolving, const char *tag)
{
    for (size_t i = 0; i < resolving->own.count; i++)
        if (strcmp(resolving->own.items[i], tag) == 0)
            return;
    *LIST_ADD(resolving->run->arena, &resolving->own) = tag;
}

/* Whether the digest is to be resolved, and how much is wanted of it. */
static void consider(struct feed_run *run, struct plan *plan,
                     const struct subject *subject, struct resolving_list *list)
{
    const char *digest =
        subject->image->digest != NULL ? subject->image->digest : subject->ref.digest;
    struct planned *planned = plan_find(plan, subject);
    if (!subject->is_valid || subject->is_own || digest == NULL || planned == NULL ||
        subject->upstream == NULL)
        return;
    const struct text_list *tags = tags_of(plan, planned, subject->upstream);
    const struct text_list none = {0};
    bool is_named_by_digest = subject->ref.digest != NULL;
    bool is_searched =
        is_named_by_digest ||
        tag_moves(subject->reader, &subject->running, tags != NULL ? tags : &none);
    if (!is_searched && !run->options->all_digests)
        return;
    struct resolving *resolving =
        resolving_for(run, plan, planned, subject->upstream, list);
    if (resolving == NULL)
        return;
    seek(resolving, digest, is_searched);
    if (subject->ref.tag != NULL)
        add_own(resolving, subject->ref.tag);
}

bool digests_ask(struct feed_run *run, struct plan *plan,
                 const struct subject_list *subjects)
{
    struct resolving_list list = {0};
    if (run->options->offline)
        return false;
    for (size_t i = 0; i < subjects->count; i++)
        consider(run, plan, &subjects->items[i], &list);
    for (size_t i = 0; i < list.count; i++)
        begin(list.items[i]);
    return list.count != 0;
}
