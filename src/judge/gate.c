/* What a pipeline makes of the verdicts (judging.md 9). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judge.h"

/* Gaps that another try may close; the others are findings like any. */
static bool is_worth_a_retry(enum reason reason)
{
    return reason == REASON_FEED_FAILED || reason == REASON_FEED_PARTIAL ||
           reason == REASON_DATA_TOO_OLD;
}

static bool fails_on(enum gate_fail_on rule, enum status status)
{
    switch (rule) {
    case GATE_STALE:
        return status == STATUS_STALE;
    case GATE_DUE:
        return status == STATUS_STALE || status == STATUS_DUE;
    case GATE_NEVER:
        break;
    }
    return false;
}

static bool is_inside(const struct finding *finding, const struct gate_rules *gate)
{
    return gate->tiers[finding->tier] || finding->subject->is_by_hand ||
           subject_may_be_any(finding->subject);
}

/*
 * Reason by reason, so that a missing fact cannot hide a proven one: what was found
 * fails by fail_on, what is missing by unknown alone.
 */
int gate_finding(const struct finding *finding, const struct gate_rules *gate)
{
    int result = 0;
    if (!is_inside(finding, gate))
        return 0;
    if (fails_on(gate->fail_on, finding->status))
        return 1;
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        if (fails_on(gate->fail_on, reason->status))
            return 1;
        if (reason->status != STATUS_UNKNOWN || gate->unknown != GATE_UNKNOWN_FAIL)
            continue;
        if (!is_worth_a_retry(reason->reason))
            return 1;
        result = 3;
    }
    return result;
}

struct gate_result gate_judge(const struct verdicts *verdicts,
                              const struct gate_rules *gate)
{
    struct gate_result result = {0};
    for (size_t i = 0; i < verdicts->findings.count; i++) {
        const struct finding *finding = &verdicts->findings.items[i];
        if (!is_inside(finding, gate)) {
            if (!finding->is_folded)
                result.outside[finding->status]++;
            continue;
        }
        int status = gate_finding(finding, gate);
        if (status == 1)
            result.failing++;
        else if (status == 3)
            result.retrying++;
    }
    if (result.failing > 0)
        result.exit_status = 1;
    else if (result.retrying > 0)
        result.exit_status = 3;
    return result;
}
