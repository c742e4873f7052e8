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

void digest_resolve(struct judging *judging)
{
    const struct subject *subject = judging->subject;
    const char *digest = running_digest(subject);
    judging->running = subject->running;
    judging->digest = (struct digest_move){.moved_day = DAY_NONE};
    if (digest == NULL || judging->shelf == NULL || !subject->is_valid)
        return;
    const struct upstream *upstream = judging->shelf->upstream;
    struct version found = {.kind = TAG_NOT_A_VERSION};
    const struct tag_digest *own = NULL;
    bool is_own = false;
    for (size_t i = 0; i < upstream->digests.count; i++) {
        const struct tag_digest *entry = &upstream->digests.items[i];
        if (strcmp(entry->repository, subject->upstream) != 0)
            continue;
        bool is_tag =
            subject->ref.tag != NULL && strcmp(entry->tag, subject->ref.tag) == 0;
        bool matches = strcmp(entry->digest, digest) == 0;
        own = is_tag ? entry : own;
        is_own = is_own || (is_tag && matches);
        struct version tag = version_read(upstream->reader, entry->tag);
        if (matches &&
            is_better_name(upstream->reader, &judging->running, &found, &tag))
            found = tag;
    }
    if (own != NULL && !is_own) {
        judging->digest.has_moved = true;
        judging->digest.moved_day = own->since_day;
    }
    if (found.kind != TAG_VERSION)
        return;
    const struct version *running = &judging->running;
    bool says_more =
        running->kind != TAG_VERSION || found.number_count > running->number_count;
    bool differs = running->kind == TAG_VERSION && !is_own &&
                   version_compare_release(&found, running) != 0;
    if (differs && !says_more) {
        judging->digest.has_moved = true;
        judging->digest.named = running->text;
    }
    if (says_more || differs)
        judging->running = found;
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
