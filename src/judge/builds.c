/* Later builds of the running release: rebuilds, security builds (judging.md 3.4). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <stdint.h>

static bool is_security(const struct version *version)
{
    return slice_equals(version_part(version, version->build_word), "security");
}

static bool is_later_build(const struct judging *judging, const struct version *tag)
{
    const struct ladder *ladder = judging->ladder;
    if (!ladder_takes_tag(ladder, tag))
        return false;
    struct tag_relation relation = tag_relate(ladder->view, tag);
    return relation.relation == RELATION_NEWER && relation.step == TAG_STEP_REBUILD;
}

/* The first day on which a feed saw a later build; builds are merged in the record. */
static int first_build_day(const struct judging *judging, bool security_only)
{
    const struct upstream *upstream = judging->shelf->upstream;
    int first_day = DAY_NONE;
    for (size_t i = 0; i < upstream->answers.count; i++) {
        const struct feed_release_list *releases = &upstream->answers.items[i].releases;
        for (size_t j = 0; j < releases->count; j++) {
            int day = releases->items[j].day;
            if (day == DAY_NONE || day > judging->facts->as_of_day ||
                (first_day != DAY_NONE && day >= first_day))
                continue;
            struct version version =
                version_read(upstream->reader, releases->items[j].version);
            if (is_later_build(judging, &version) &&
                (!security_only || is_security(&version)))
                first_day = day;
        }
    }
    return first_day;
}

int rebuild_days_of(const struct judging *judging, struct origin *ret_rule)
{
    const struct policy *policy = judging->facts->policy;
    const struct product_rule *rule = judging->rule;
    if (rule != NULL && rule->has_rebuild) {
        *ret_rule = rule->origin;
        return rule->rebuild_days;
    }
    *ret_rule = policy->rebuild_origin;
    return policy->has_rebuild ? policy->rebuild_days : METER_NONE;
}

void builds_judge(struct judging *judging)
{
    judging->builds = (struct builds){.first_day = DAY_NONE, .security_day = DAY_NONE};
    const struct ladder *ladder = judging->ladder;
    if (ladder == NULL || ladder->own == NULL)
        return;
    struct builds *builds = &judging->builds;
    const struct version *newest = NULL;
    const struct release *own = ladder->own->release;
    for (size_t i = own->tags_begin; i < own->tags_end; i++) {
        const struct version *tag = shelf_tag(judging->shelf, i);
        if (!is_later_build(judging, tag))
            continue;
        bool is_twin = newest != NULL && version_compare(newest, tag) == 0;
        builds->count += is_twin ? 0 : 1;
        if (newest == NULL || version_compare(newest, tag) < 0)
            newest = tag;
        if (is_security(tag))
            builds->security = tag->text;
    }
    if (newest == NULL)
        return;
    builds->newest = newest->text;
    if (builds->security != NULL)
        builds->security_day = first_build_day(judging, true);
    builds->first_day = first_build_day(judging, false);
}

static void hold_against(const struct judging *judging, int first_day, int days,
                         struct origin rule, const char *message,
                         struct reasons *reasons)
{
    struct finding_reason reason = {.reason = REASON_BEHIND_PATCH,
                                    .status = STATUS_DUE,
                                    .due_day = DAY_NONE,
                                    .message = message,
                                    .rule = rule};
    if (first_day == DAY_NONE) {
        reason_missing(
            reasons, REASON_NO_DATE,
            arena_format(judging->arena, "%s, on a day that is not known", message));
    } else {
        reason.due_day = first_day + days;
        if (judging->facts->as_of_day > reason.due_day)
            reason.status = STATUS_STALE;
    }
    reason_found(reasons, &reason);
}

void builds_reasons(const struct judging *judging, struct reasons *reasons)
{
    const struct builds *builds = &judging->builds;
    const struct leeway *patch = judging_leeway(judging, STEP_PATCH);
    if (builds->security != NULL && !patch->is_off && patch->days != METER_NONE)
        hold_against(
            judging, builds->security_day, patch->days, patch->days_origin,
            arena_format(judging->arena, "%s is a security build", builds->security),
            reasons);
    struct origin rule;
    int days = rebuild_days_of(judging, &rule);
    if (builds->count > 0 && days != METER_NONE)
        hold_against(judging, builds->first_day, days, rule,
                     arena_format(judging->arena, "rebuilt as %s", builds->newest),
                     reasons);
}
