/* What no day can be trusted for: nothing is fresh when the clock is wrong. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "judge/findings.h"

/* Whatever is not stale becomes unknown (data-too-old), for the reason given. */
void finding_doubt(struct finding *finding, const char *why, struct arena *arena);
