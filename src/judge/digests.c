/* Which version a running digest is, and whether its tag moved on (judging.md 7.1). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <stdint.h>
#include <string.h>

static const char *running_digest(const struct subject *subject)
{
    return subject->image->digest != NULL ? subject->image->digest
                                          : subject->ref.digest;
}

/* Of the tags that carry the digest the one that says most, in the running variant. */
static bool is_better_name(const struct version_reader *reader,
                           const struct version *running, const struct version *best,
                           const struct version *tag)
{
    if (tag->kind != TAG_VERSION)
        return false;
    if (best->kind != TAG_VERSION || tag->number_count != best->number_count)
        return best->kind != TAG_VERSION || tag->number_count > best->number_count;
    bool fits = version_variant_fit(reader, running, tag) == VARIANT_EQUAL;
    bool best_fits = version_variant_fit(reader, running, best) == VARIANT_EQUAL;
    if (fits != best_fits)
        return fits;
    return version_compare(tag, best) > 0;
}

/* What the running digest is of, as far as it was asked for. */
static enum digest_kind kind_of(const struct tag_digest_list *digests,
                                const char *digest)
{
    for (size_t i = 0; i < digests->count; i++) {
        const struct tag_digest *entry = &digests->items[i];
        if (entry->tag == NULL && strcmp(entry->digest, digest) == 0)
            return entry->kind;
    }
    return DIGEST_ANY;
}

/* An index and one of its manifests differ though they are the same image. */
static bool is_comparable(enum digest_kind running, enum digest_kind tag)
{
    return running != DIGEST_FAILED && (running == DIGEST_ANY || tag == DIGEST_ANY ||
                                        running == DIGEST_GONE || running == tag);
}

/* What the tags of the repository say of the digest that runs. */
struct digest_view {
    struct version found;         /* the tag that names it best */
    const struct tag_digest *own; /* of the running tag, comparable; NULL: none */
    bool is_own;                  /* the running tag carries it */
};

static void look_at_tags(struct judging *judging, const char *digest,
                         struct digest_view *view)
{
    const struct subject *subject = judging->subject;
    const struct upstream *upstream = judging->shelf->upstream;
    enum digest_kind kind = kind_of(&upstream->digests, digest);
    *view = (struct digest_view){.found = {.kind = TAG_NOT_A_VERSION}};
    for (size_t i = 0; i < upstream->digests.count; i++) {
        const struct tag_digest *entry = &upstream->digests.items[i];
        if (entry->tag == NULL || strcmp(entry->repository, subject->upstream) != 0)
            continue;
        bool is_tag =
            subject->ref.tag != NULL && strcmp(entry->tag, subject->ref.tag) == 0;
        bool matches = strcmp(entry->digest, digest) == 0;
        if (is_tag && is_comparable(kind, entry->kind))
            view->own = entry;
        view->is_own = view->is_own || (is_tag && matches);
        if (!matches)
            continue;
        *LIST_ADD(judging->arena, &judging->digest.tags) = entry->tag;
        struct version tag = version_read(upstream->reader, entry->tag);
        if (is_better_name(upstream->reader, &judging->running, &view->found, &tag))
            view->found = tag;
    }
}

void digest_resolve(struct judging *judging)
{
    const struct subject *subject = judging->subject;
    const char *digest = running_digest(subject);
    judging->running = subject->running;
    judging->digest = (struct digest_move){.moved_day = DAY_NONE};
    if (digest == NULL || judging->shelf == NULL || !subject->is_valid)
        return;
    struct digest_view view;
    look_at_tags(judging, digest, &view);
    /* What a tag points at is known of today alone. */
    if (view.own != NULL && !view.is_own && !judging->facts->is_past) {
        judging->digest.has_moved = true;
        judging->digest.moved_day = view.own->since_day;
    }
    if (view.found.kind != TAG_VERSION)
        return;
    const struct version *running = &judging->running;
    bool says_more =
        running->kind != TAG_VERSION || view.found.number_count > running->number_count;
    bool differs = running->kind == TAG_VERSION && !view.is_own &&
                   version_compare_release(&view.found, running) != 0;
    if (differs && !says_more) {
        judging->digest.has_moved = !judging->facts->is_past;
        judging->digest.named = running->text;
    }
    if (says_more || differs)
        judging->running = view.found;
}

const char *digest_unknown(const struct judging *judging)
{
    const char *repository = judging->subject->upstream;
    const struct upstream *upstream =
        judging->shelf == NULL ? NULL : judging->shelf->upstream;
    size_t asked = 0;
    for (size_t i = 0; upstream != NULL && i < upstream->digest_gaps.count; i++) {
        const struct digest_gap *gap = &upstream->digest_gaps.items[i];
        if (strcmp(gap->repository, repository) == 0)
            return arena_format(judging->arena,
                                "it is not known which version the digest is: %s",
                                gap->failure);
    }
    for (size_t i = 0; upstream != NULL && i < upstream->digests.count; i++)
        asked += upstream->digests.items[i].tag != NULL &&
                 strcmp(upstream->digests.items[i].repository, repository) == 0;
    if (asked == 0)
        return "it is not known which version the digest is";
    return arena_format(judging->arena,
                        "it is not known which version the digest is: none of %zu tags "
                        "that were asked for carries it",
                        asked);
}

void digest_reasons(const struct judging *judging, struct reasons *reasons)
{
    const struct digest_move *move = &judging->digest;
    if (!move->has_moved)
        return;
    struct finding_reason reason = {
        .reason = REASON_DIGEST_MOVED, .status = STATUS_FRESH, .due_day = DAY_NONE};
    reason.message =
        move->named != NULL
            ? arena_format(judging->arena, "the tag says %s, the digest is that of %s",
                           move->named, judging->running.text)
            : "the tag points at another digest by now";
    struct origin rule;
    int days = rebuild_days_of(judging, &rule);
    if (days != METER_NONE) {
        reason.status = STATUS_DUE;
        reason.rule = rule;
        if (move->moved_day == DAY_NONE) {
            reason_missing(reasons, REASON_NO_DATE,
                           "since when the tag points elsewhere is not known");
        } else {
            reason.due_day = move->moved_day + days;
            if (judging->facts->as_of_day > reason.due_day)
                reason.status = STATUS_STALE;
        }
    }
    reason_found(reasons, &reason);
}
