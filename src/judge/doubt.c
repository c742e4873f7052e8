/* What no day can be trusted for: nothing is fresh when the clock is wrong. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/doubt.h"

void finding_doubt(struct finding *finding, const char *why, struct arena *arena)
{
    if (finding->status == STATUS_STALE || finding->status == STATUS_UNKNOWN)
        return;
    *LIST_ADD(arena, &finding->reasons) =
        (struct finding_reason){.reason = REASON_DATA_TOO_OLD,
                                .status = STATUS_UNKNOWN,
                                .due_day = DAY_NONE,
                                .message = why};
    finding->status = STATUS_UNKNOWN;
    finding->due_day = DAY_NONE;
    finding->message = why;
}
