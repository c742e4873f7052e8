/* Collects the reasons of one image: what was found, and which facts are missing. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <stdint.h>
#include <string.h>

static int earlier_day(int a, int b)
{
    if (a == DAY_NONE || b == DAY_NONE)
        return a == DAY_NONE ? b : a;
    return a < b ? a : b;
}

static void add(struct reasons *reasons, struct finding_reason_list *list,
                const struct finding_reason *reason)
{
    for (size_t i = 0; i < list->count; i++) {
        struct finding_reason *other = &list->items[i];
        if (other->reason != reason->reason)
            continue;
        int due_day = earlier_day(other->due_day, reason->due_day);
        if (reason->status < other->status)
            *other = *reason;
        other->due_day = due_day;
        return;
    }
    *LIST_ADD(reasons->arena, list) = *reason;
}

void reason_found(struct reasons *reasons, const struct finding_reason *reason)
{
    add(reasons, &reasons->found, reason);
}

void reason_missing(struct reasons *reasons, enum reason reason, const char *message)
{
    add(reasons, &reasons->gaps,
        &(struct finding_reason){.reason = reason,
                                 .status = STATUS_UNKNOWN,
                                 .due_day = DAY_NONE,
                                 .message = message});
}

void reason_missing_date(const struct judging *judging,
                         const struct shelf_release *release, struct reasons *reasons)
{
    const struct trust *trust = &judging->shelf->trust;
    if (trust->has_dates_gap && !release_is_dated_well(release))
        reason_missing(reasons, trust->dates_gap, trust->dates_message);
}

/* Its own authors say that nothing follows, whatever is known of it otherwise. */
static void judge_deprecated(const struct judging *judging, struct reasons *reasons)
{
    const struct part *part = judging->subject->part;
    if (part == NULL || !part->is_deprecated)
        return;
    reason_found(reasons, &(struct finding_reason){
                              .reason = REASON_RETIRED,
                              .status = STATUS_STALE,
                              .due_day = DAY_NONE,
                              .message = "the installed chart says it is deprecated"});
}

/* Section 5: stale from the day that the catalogue states, due before. */
static void judge_retired(const struct judging *judging, struct reasons *reasons)
{
    const struct product *product = judging->subject->product;
    if (product == NULL || !product->is_retired)
        return;
    int since_day = product->retired_since_day;
    bool is_over = since_day == DAY_NONE || judging->facts->as_of_day >= since_day;
    const char *successor = product->retired_successor;
    const char *message = arena_format(
        judging->arena, "%s %s%s%s%s", product->name,
        is_over ? "is retired" : "will be retired",
        since_day == DAY_NONE ? ""
        : is_over             ? " since "
                              : " on ",
        since_day == DAY_NONE ? "" : day_text(since_day, judging->arena),
        successor == NULL
            ? ""
            : arena_format(judging->arena, ", its successor is %s", successor));
    reason_found(reasons,
                 &(struct finding_reason){.reason = REASON_RETIRED,
                                          .status = is_over ? STATUS_STALE : STATUS_DUE,
                                          .due_day = since_day,
                                          .message = message,
                                          .rule = product->origin});
}

/* 1.5: stale when its final counts; else due for as long as a patch may wait. */
static void judge_prerelease(const struct judging *judging, struct reasons *reasons)
{
    const struct ladder *ladder = judging->ladder;
    if (ladder == NULL || !ladder->is_prerelease)
        return;
    const struct leeway *patch = judging_leeway(judging, STEP_PATCH);
    struct finding_reason reason = {.reason = REASON_PRERELEASE,
                                    .status = STATUS_DUE,
                                    .due_day = DAY_NONE,
                                    .message = "runs a prerelease",
                                    .rule = patch->days_origin};
    int own_day = ladder->own == NULL ? DAY_NONE : ladder->own->day;
    bool has_days = !patch->is_off && patch->days != METER_NONE;
    if (has_days && own_day != DAY_NONE) {
        reason.due_day = own_day + patch->days;
        if (judging->facts->as_of_day > reason.due_day)
            reason.status = STATUS_STALE;
        else
            reason_missing_date(judging, ladder->own, reasons);
    }
    if (ladder->final != NULL) {
        int counts_from = ladder->final->counts_from_day;
        reason.status = STATUS_STALE;
        reason.due_day = earlier_day(
            reason.due_day, counts_from == DAY_NONE ? DAY_NONE : counts_from - 1);
        reason.message =
            arena_format(judging->arena, "runs a prerelease of %s, which is out",
                         release_number(judging, ladder->final));
    } else if (has_days && own_day == DAY_NONE) {
        reason_missing(reasons, REASON_NO_DATE,
                       "the running prerelease has no date, so how long it may stay "
                       "is not known");
    }
    reason_found(reasons, &reason);
}

static void judge_withdrawn(const struct judging *judging, struct reasons *reasons)
{
    const struct ladder *ladder = judging->ladder;
    if (ladder == NULL || ladder->own == NULL || !ladder->own->release->is_withdrawn)
        return;
    reason_found(reasons,
                 &(struct finding_reason){
                     .reason = REASON_WITHDRAWN,
                     .status = STATUS_STALE,
                     .due_day = DAY_NONE,
                     .message = arena_format(judging->arena, "upstream withdrew %s",
                                             release_number(judging, ladder->own))});
}

/* 7.1: a tag that moves fixes what it says, and leaves the rest open. */
static void judge_floating(const struct judging *judging, struct reasons *reasons)
{
    const struct subject *subject = judging->subject;
    const struct policy *policy = judging->facts->policy;
    const char *tag = subject->ref.tag == NULL ? "latest" : subject->ref.tag;
    if (!judging->has_floating_tag)
        return;
    static const enum status statuses[] = {[FLOATING_ALLOW] = STATUS_FRESH,
                                           [FLOATING_WARN] = STATUS_DUE,
                                           [FLOATING_STALE] = STATUS_STALE};
    reason_found(reasons, &(struct finding_reason){
                              .reason = REASON_FLOATING,
                              .status = statuses[policy->floating],
                              .due_day = DAY_NONE,
                              .message = arena_format(judging->arena,
                                                      "the tag %s moves from release "
                                                      "to release",
                                                      tag),
                              .rule = policy->floating_origin});
}

static void judge_version(const struct judging *judging, struct reasons *reasons)
{
    const struct subject *subject = judging->subject;
    struct arena *arena = judging->arena;
    if (!subject->is_valid) {
        const char *why =
            subject->failure == NULL ? "it cannot be read" : subject->failure;
        bool is_unanswered = subject->part != NULL && subject->part->is_unanswered;
        reason_missing(
            reasons, is_unanswered ? REASON_FEED_FAILED : REASON_NO_VERSION,
            subject->part != NULL
                ? why
                : arena_format(arena, "the reference is malformed: %s", why));
    } else if (judging->running.is_undecided) {
        reason_missing(reasons, REASON_NO_VERSION,
                       arena_format(arena,
                                    "the catalogue's pattern gives up on the tag %s: "
                                    "it takes too many steps",
                                    subject->ref.tag));
    } else if (judging->running.kind != TAG_VERSION) {
        const char *message = subject->ref.tag == NULL
                                  ? digest_unknown(judging)
                                  : arena_format(arena, "the %s %s names no version",
                                                 subject->part != NULL ? "text" : "tag",
                                                 subject->ref.tag);
        reason_missing(reasons, REASON_NO_VERSION, message);
    } else if (judging->ladder != NULL && judging->ladder->is_floating) {
        reason_missing(reasons, REASON_NO_VERSION,
                       arena_format(arena, "which release of %s runs is not known",
                                    judging->running.text));
    }
}

/* 1.8 and the rule of kinds: what runs, or what is newer, may be read wrongly. */
static void judge_match(const struct judging *judging, struct reasons *reasons)
{
    const struct ladder *ladder = judging->ladder;
    if (ladder == NULL)
        return;
    if (!ladder->is_floating && !ladder->is_known && judging->shelf->trust.has_complete)
        reason_missing(reasons, REASON_NO_MATCH,
                       arena_format(judging->arena,
                                    "%s is in no complete list of releases as of that "
                                    "day: an own build, a fork, or withdrawn",
                                    judging->running.text));
    /* 1.7, 1.8: whether it was out on a past day is not known without any date. */
    if (judging->facts->is_past && ladder->own != NULL &&
        ladder->own->standing == STANDING_UNCLEAR)
        reason_missing(reasons, REASON_NO_DATE,
                       arena_format(judging->arena,
                                    "%s has no date, so whether it was out on that day "
                                    "is not known",
                                    judging->running.text));
    enum { STRAYS_MAX = 2 };
    if (ladder->strays > STRAYS_MAX || ladder->has_dated_stray)
        reason_missing(reasons, REASON_NO_MATCH,
                       arena_format(judging->arena,
                                    "releases are numbered in another way, as %s",
                                    ladder->stray));
}

/* 2.1: the facts that were asked for and not had. */
static void judge_trust(const struct judging *judging, struct reasons *reasons)
{
    if (judging->shelf == NULL) {
        if (judging->subject->product != NULL && judging->subject->is_valid)
            reason_missing(reasons, REASON_NO_FEED, "no feed was asked");
        return;
    }
    const struct trust *trust = &judging->shelf->trust;
    if (trust->list == NULL)
        reason_missing(reasons, trust->gap, trust->gap_message);
    if (trust->has_ends_gap)
        reason_missing(reasons, trust->ends_gap, trust->ends_message);
}

/* The last part of a path with its slash cut off: "corp.example/platform/". */
static const char *folder_of(const char *repository, struct arena *arena)
{
    const char *slash = strrchr(repository, '/');
    return slash == NULL ? ""
                         : arena_copy_slice(
                               arena, (struct slice){repository,
                                                     (size_t)(slash - repository) + 1});
}

/* 7.2: without a product newer tags convict; none newer is never fresh. */
static void judge_product(const struct judging *judging, struct reasons *reasons)
{
    const struct subject *subject = judging->subject;
    struct arena *arena = judging->arena;
    if (subject->product != NULL || !subject->is_valid)
        return;
    for (unsigned i = 0; i < STEP_COUNT; i++) {
        if (judging->steps[i].lag > 0 && !judging->steps[i].is_off)
            return;
    }
    const struct product *lookalike = subject->lookalike;
    if (subject->kind == SUBJECT_NODE || subject->kind == SUBJECT_CLUSTER) {
        reason_missing(reasons, REASON_NO_PRODUCT,
                       arena_format(arena, "the catalogue knows no component %s",
                                    subject->part->name));
        return;
    }
    if (subject->kind == SUBJECT_CHART) {
        const struct text_list *sources = &subject->part->sources;
        reason_missing(reasons, REASON_NO_PRODUCT,
                       arena_format(arena, "the catalogue knows no chart %s of %s",
                                    subject->part->name,
                                    sources->count == 0
                                        ? "a source that it does not say"
                                        : sources->items[0]));
        return;
    }
    if (lookalike == NULL) {
        reason_missing(reasons, REASON_NO_PRODUCT,
                       "the catalogue knows no product with this image");
        return;
    }
    const char *home = lookalike->images.count == 0 ? "" : lookalike->images.items[0];
    reason_missing(
        reasons, REASON_NO_PRODUCT,
        arena_format(arena,
                     "looks like %s and is not judged as it: if it is a mirror, add "
                     "mirrors: {%s: %s} to the policy, else add %s to the product's "
                     "images in a catalogue",
                     lookalike->name, folder_of(subject->ref.repository, arena),
                     folder_of(home, arena), subject->ref.repository));
}

/* The last two that can be pulled lack the running variant (DESIGN section 5). */
static void judge_variant(const struct judging *judging, struct reasons *reasons)
{
    const struct ladder *ladder = judging->ladder;
    if (ladder == NULL)
        return;
    const char *variant = variant_text(&ladder->running, judging->arena);
    if (variant[0] == '\0')
        return;
    const struct rung *own = &ladder->rungs.items[0];
    bool is_own_line = own->end - own->begin >= 2;
    size_t begin = is_own_line ? own->begin : 0;
    const struct shelf_release *last = NULL;
    unsigned lacking = 0;
    for (size_t i = is_own_line ? own->end : ladder->releases.count;
         i-- > begin && lacking < 2;) {
        const struct shelf_release *at = ladder->releases.items[i];
        if (!ladder_can_pull(ladder, at))
            continue;
        if (ladder_can_pull_variant(ladder, at))
            return;
        last = last == NULL ? at : last;
        lacking++;
    }
    if (lacking < 2)
        return;
    struct pull pull;
    release_pull(judging, last, &pull);
    reason_found(reasons,
                 &(struct finding_reason){
                     .reason = REASON_VARIANT_ENDED,
                     .status = STATUS_FRESH,
                     .due_day = DAY_NONE,
                     .message = arena_format(
                         judging->arena, "the variant %s has ended, the nearest is %s",
                         variant, pull.reference)});
}

void reasons_collect(const struct judging *judging, struct reasons *reasons)
{
    steps_reasons(judging, reasons);
    builds_reasons(judging, reasons);
    lines_reasons(judging, reasons);
    judge_retired(judging, reasons);
    judge_deprecated(judging, reasons);
    fit_reasons(judging, reasons);
    judge_prerelease(judging, reasons);
    judge_withdrawn(judging, reasons);
    judge_floating(judging, reasons);
    digest_reasons(judging, reasons);
    judge_variant(judging, reasons);
    judge_product(judging, reasons);
    judge_version(judging, reasons);
    judge_trust(judging, reasons);
    judge_match(judging, reasons);
}
