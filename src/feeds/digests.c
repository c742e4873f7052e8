/* Chooses the images whose digest is to be resolved, and starts asking. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/digests.h"

#include "feeds/digest_candidates.h"
#include "feeds/digest_search.h"

#include <string.h>

LIST(digest_search_list, struct digest_search *);

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

static struct digest_search *search_for(struct feed_run *run, const struct plan *plan,
                                        struct planned *planned, const char *repository,
                                        struct digest_search_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i]->repository, repository) == 0)
            return list->items[i];
    if (strchr(repository, '/') == NULL)
        return NULL;
    struct digest_search *search = arena_alloc(run->arena, sizeof *search);
    *search = (struct digest_search){.run = run,
                                     .upstream = &planned->upstream,
                                     .repository = repository,
                                     .tags = tags_of(plan, planned, repository)};
    *LIST_ADD(run->arena, list) = search;
    return search;
}

static void seek(struct digest_search *search, const char *digest, bool is_searched)
{
    for (size_t i = 0; i < search->sought.count; i++) {
        struct sought *sought = &search->sought.items[i];
        if (strcmp(sought->digest, digest) != 0)
            continue;
        sought->is_searched = sought->is_searched || is_searched;
        return;
    }
    *LIST_ADD(search->run->arena, &search->sought) =
        (struct sought){.digest = digest, .is_searched = is_searched};
}

static void add_own(struct digest_search *search, const char *tag)
{
    for (size_t i = 0; i < search->own.count; i++)
        if (strcmp(search->own.items[i], tag) == 0)
            return;
    *LIST_ADD(search->run->arena, &search->own) = tag;
}

/* Whether the digest is to be resolved, and how much is wanted of it. */
static void consider(struct feed_run *run, struct plan *plan, struct planned *planned,
                     const struct subject *subject, struct digest_search_list *list)
{
    /* A product that was asked for by its name runs nowhere. */
    if (subject->image == NULL)
        return;
    const char *digest =
        subject->image->digest != NULL ? subject->image->digest : subject->ref.digest;
    if (!subject->is_valid || subject->is_own || digest == NULL ||
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
    struct digest_search *search =
        search_for(run, plan, planned, subject->upstream, list);
    if (search == NULL)
        return;
    seek(search, digest, is_searched);
    if (subject->ref.tag != NULL)
        add_own(search, subject->ref.tag);
}

void digests_ask(struct feed_run *run, struct plan *plan, struct planned *planned,
                 const struct subject_list *subjects, void (*ended)(void *context),
                 void *context, size_t *ret_under_way)
{
    struct digest_search_list list = {0};
    if (run->options->offline)
        return;
    for (size_t i = 0; i < planned->subjects.count; i++)
        consider(run, plan, planned, &subjects->items[planned->subjects.items[i]],
                 &list);
    *ret_under_way += list.count;
    for (size_t i = 0; i < list.count; i++) {
        list.items[i]->ended = ended;
        list.items[i]->context = context;
        digest_search_start(list.items[i]);
    }
}
