/* Tells people what a run found: posts the report to where they read. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "net/fetch.h"
#include "report/report.h"
#include "store/history.h"

#include <stdbool.h>

/* Where to, and by which writer. The URL is a secret: only its origin is ever shown. */
struct notify_target {
    const char *kind;  /* of --notify: "slack" */
    const char *title; /* for people: "Slack" */
    const char *url;
};
LIST(notify_target_list, struct notify_target);

/*
 * Finds the targets that --notify names, before anything is asked of a network: Slack's
 * is the webhook's URL in STALEMARK_SLACK_WEBHOOK, or in the file that
 * STALEMARK_SLACK_WEBHOOK_FILE names. ERROR_USAGE says what is missing. Plain http is
 * refused unless it stays on this machine.
 */
bool notify_find(const struct text_list *kinds, char *const *environment,
                 struct arena *arena, struct notify_target_list *ret_targets,
                 struct error *err) NODISCARD;

/*
 * Posts to all targets, once for each series and day unless again (history NULL: no
 * memory, always). A target that cannot be reached keeps none of the others from being
 * told; err then names the first (ERROR_OUTSIDE).
 */
bool notify_send(const struct notify_target_list *targets, const struct report *report,
                 struct fetcher *fetcher, struct history *history, bool again,
                 struct out *out, struct error *err) NODISCARD;
