/* Makes the record of one verdict from what was judged. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <stdint.h>
#include <string.h>

static const double DAYS_PER_YEAR = 365.25;

/* 2.1: a finding is as bad as the worst of its reasons. */
static enum status worst_of(const struct finding_reason_list *reasons)
{
    enum status worst = STATUS_FRESH;
    for (size_t i = 0; i < reasons->count; i++) {
        if (reasons->items[i].status < worst)
            worst = reasons->items[i].status;
    }
    return worst;
}

/*
 * 2.1: a missing fact is a reason where it could make the verdict worse; what is stale
 * by proven facts needs no more. A version that the tag leaves open is always told.
 */
static void merge_reasons(const struct reasons *reasons, struct finding *finding)
{
    bool is_proven = worst_of(&reasons->found) == STATUS_STALE;
    for (unsigned i = 0; i < REASON_COUNT; i++) {
        for (size_t j = 0; j < reasons->found.count; j++) {
            if (reasons->found.items[j].reason == i)
                *LIST_ADD(reasons->arena, &finding->reasons) = reasons->found.items[j];
        }
        for (size_t j = 0; j < reasons->gaps.count; j++) {
            if (reasons->gaps.items[j].reason != i)
                continue;
            bool counts = !is_proven || i == REASON_NO_VERSION;
            *LIST_ADD(reasons->arena,
                      counts ? &finding->reasons : &finding->set_aside) =
                reasons->gaps.items[j];
        }
    }
    finding->status = worst_of(&finding->reasons);
}

/* 3.2: the earliest over the reasons that still count. */
static int due_day_of(const struct finding_reason_list *reasons)
{
    int due_day = DAY_NONE;
    for (size_t i = 0; i < reasons->count; i++) {
        const struct finding_reason *reason = &reasons->items[i];
        bool counts = reason->status == STATUS_STALE || reason->status == STATUS_DUE;
        if (counts && reason->due_day != DAY_NONE &&
            (due_day == DAY_NONE || reason->due_day < due_day))
            due_day = reason->due_day;
    }
    return due_day;
}

/* Whether some reason is one that another version would mend. */
static bool needs_help(const struct finding *finding)
{
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        if (reason->status != STATUS_FRESH && reason->status != STATUS_UNKNOWN &&
            reason->reason < REASON_FLOATING)
            return true;
    }
    return false;
}

static void add_version(const struct judging *judging, struct finding *finding)
{
    struct arena *arena = judging->arena;
    char buffer[VERSION_TEXT_BYTES];
    if (judging->running.kind != TAG_VERSION)
        return;
    finding->version = arena_copy(arena, version_text(&judging->running, buffer));
    finding->variant = variant_text(&judging->running, arena);
    const struct ladder *ladder = judging->ladder;
    if (ladder == NULL) {
        version_line(judging->subject->reader, &judging->running, buffer);
        finding->line = arena_copy(arena, buffer);
        return;
    }
    const struct line_state *line = &judging->line;
    finding->line = line->name;
    finding->line_end_day = line->end_day;
    finding->is_line_end_known = line->is_told || line->is_presumed;
    finding->has_line_ended = line->has_ended;
    finding->is_line_presumed = line->is_presumed;
    if (ladder->own != NULL)
        finding->released_day = ladder->own->release->day;
    finding->behind = 0;
    for (unsigned i = 0; i < STEP_COUNT; i++)
        finding->behind += judging->steps[i].lag;
}

/* Years between the running release and the newest of the highest step. */
static double libyears_of(const struct judging *judging, const struct finding *finding)
{
    if (finding->released_day == DAY_NONE)
        return -1;
    int newest_day = finding->released_day;
    for (unsigned i = 0; i < STEP_COUNT; i++) {
        const struct finding_step *step = &judging->steps[i];
        if (step->lag > 0 && step->newest != NULL)
            newest_day = step->released_day;
    }
    if (newest_day == DAY_NONE)
        return -1;
    int days = newest_day - finding->released_day;
    return days < 0 ? 0 : days / DAYS_PER_YEAR;
}

static void add_advice(const struct judging *judging, const struct advice *advice,
                       struct finding *finding)
{
    if (advice->recommended != NULL) {
        struct pull pull;
        release_pull(judging, advice->recommended, &pull);
        finding->recommended = release_number(judging, advice->recommended);
        if (judging->subject->kind == SUBJECT_IMAGE)
            finding->recommended_image = pull.reference;
        finding->recommended_app = advice->recommended->release->app_version;
        finding->recommended_status = advice->recommended_status;
    }
    if (advice->target != NULL) {
        finding->target = release_number(judging, advice->target);
        finding->target_app = advice->target->release->app_version;
        finding->target_status = advice->target_status;
    }
}

static const char *image_text(const struct judging *judging)
{
    const struct subject *subject = judging->subject;
    return subject->is_valid ? image_ref_format(&subject->ref, judging->arena)
                             : subject->image->reference;
}

/* A part without a product that is worth a line all the same. */
static bool tells_something(const struct part *part)
{
    return part != NULL && (part->is_deprecated || part->failure != NULL);
}

void finding_make(const struct judging *judging, size_t cluster,
                  struct exception_result_list *results, struct finding *ret_finding)
{
    const struct subject *subject = judging->subject;
    const struct policy *policy = judging->facts->policy;
    struct finding finding = {
        .subject = subject,
        .role = subject->role,
        .tier = subject->tier,
        .is_gated = policy->gate.tiers[subject->tier] || subject->is_by_hand ||
                    subject_may_be_any(subject),
        .is_lookalike = subject->lookalike != NULL && subject->product == NULL,
        .image = image_text(judging),
        .variant = "",
        .released_day = DAY_NONE,
        .line_end_day = DAY_NONE,
        .behind = METER_NONE,
        .recommended_status = STATUS_COUNT,
        .target_status = STATUS_COUNT,
        .upstream = judging->shelf == NULL ? NULL : judging->shelf->upstream,
        .ladder = judging->ladder,
        .digest_tags = judging->digest.tags};
    finding.is_folded = subject->product == NULL && !finding.is_lookalike &&
                        !subject->is_by_hand && !tells_something(subject->part) &&
                        policy->unrecognised == UNRECOGNISED_FOLD;
    memcpy(finding.steps, judging->steps, sizeof finding.steps);
    finding.rebuild =
        (struct finding_rebuild){judging->builds.newest, judging->builds.count};
    struct reasons reasons = {.arena = judging->arena};
    reasons_collect(judging, &reasons);
    excuse_apply(judging, results, &reasons);
    merge_reasons(&reasons, &finding);
    finding.due_day = due_day_of(&finding.reasons);
    add_version(judging, &finding);
    finding.libyears = libyears_of(judging, &finding);
    struct advice advice = {0};
    if (needs_help(&finding))
        advice_give(judging, &advice);
    add_advice(judging, &advice, &finding);
    struct finding_fit fit = fit_describe(judging, cluster);
    if (fit.fit != FIT_NONE || fit.next_fit != FIT_NONE)
        *LIST_ADD(judging->arena, &finding.kubernetes) = fit;
    finding.message = message_of(judging, &finding, &advice);
    evidence_collect(judging, &finding);
    *ret_finding = finding;
}

bool finding_same_verdict(const struct finding *a, const struct finding *b)
{
    if (a->status != b->status || a->reasons.count != b->reasons.count ||
        a->due_day != b->due_day || !text_same(a->recommended, b->recommended) ||
        !text_same(a->target, b->target) || !text_same(a->message, b->message))
        return false;
    for (size_t i = 0; i < a->reasons.count; i++) {
        const struct finding_reason *left = &a->reasons.items[i];
        const struct finding_reason *right = &b->reasons.items[i];
        if (left->reason != right->reason || left->status != right->status ||
            left->due_day != right->due_day)
            return false;
    }
    return true;
}
