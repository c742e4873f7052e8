/* The remark beside a finding's row: the reasons that the row does not tell itself. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"

#include <string.h>

/* Between two pieces. */
static void separate(struct text *text, size_t start)
{
    if (text->length != start)
        text_add(text, "; ");
}

/* "2.x" of 2.0.0 for a major step, "1.8" of 1.8.0 for a minor one. */
static void add_line(struct text *text, const char *version, enum step step)
{
    const char *dot = step == STEP_MAJOR ? strchr(version, '.') : strrchr(version, '.');
    if (dot == NULL)
        text_add(text, version);
    else
        text_addf(text, "%.*s%s", (int)(dot - version), version,
                  step == STEP_MAJOR ? ".x" : "");
}

/* "2.x out since 2019-09-16". */
static void add_step(struct text *text, const struct finding *finding, enum step step)
{
    const struct finding_step *found = &finding->steps[step];
    const char *first = found->first != NULL ? found->first : found->newest;
    char day[DAY_TEXT_BYTES];
    if (first == NULL) {
        text_addf(text, "behind by a %s step", step_name(step));
        return;
    }
    if (step == STEP_PATCH)
        text_add(text, first);
    else
        add_line(text, first, step);
    if (found->exposed_since_day == DAY_NONE)
        text_add(text, " is out");
    else
        text_addf(text, " out since %s", day_format(found->exposed_since_day, day));
}

/* "line 1.7 ended 2021-12-31". */
static void add_line_end(struct text *text, const struct finding *finding,
                         enum reason reason)
{
    char day[DAY_TEXT_BYTES];
    text_addf(text, "line %s", finding->line != NULL ? finding->line : "");
    if (finding->is_line_presumed)
        text_add(text, " presumed ended: quiet");
    else if (reason == REASON_LINE_ENDING)
        text_addf(text, " ends %s", day_format(finding->line_end_day, day));
    else if (finding->line_end_day != DAY_NONE)
        text_addf(text, " ended %s", day_format(finding->line_end_day, day));
    else
        text_add(text, " ended, day unknown");
}

/* "not tested on Kubernetes 1.22": of the first cluster, or its next version. */
static void add_fit(struct text *text, const struct finding *finding, enum fit fit)
{
    const char *word = fit == FIT_INCOMPATIBLE ? "does not run" : "not tested";
    for (size_t i = 0; i < finding->kubernetes.count; i++) {
        const struct finding_fit *found = &finding->kubernetes.items[i];
        if (found->fit == fit || found->next_fit == fit) {
            text_addf(text, "%s on Kubernetes %s", word,
                      found->fit == fit ? found->version : found->next);
            return;
        }
    }
    text_addf(text, "%s on this Kubernetes", word);
}

static void add_retired(struct text *text, const struct finding *finding)
{
    const struct product *product = finding->subject->product;
    text_add(text, "project retired");
    if (product != NULL && product->retired_successor != NULL)
        text_addf(text, ", use %s", product->retired_successor);
}

/* Reasons that need no facts, in a few words; NULL for the others. */
static const char *const fixed_phrases[REASON_COUNT] = {
    [REASON_PRERELEASE] = "runs a prerelease",
    [REASON_WITHDRAWN] = "withdrawn upstream",
    [REASON_FLOATING] = "the tag floats",
    [REASON_DIGEST_MOVED] = "the tag has moved to other bytes",
    [REASON_VARIANT_ENDED] = "no more releases in this variant",
    [REASON_EXCEPTION_EXPIRED] = "its exception has ended",
    [REASON_NO_PRODUCT] = "no known product",
    [REASON_NO_VERSION] = "no version known",
    [REASON_NO_FEED] = "no feed known",
    [REASON_FEED_FAILED] = "a feed failed",
    [REASON_FEED_PARTIAL] = "a feed's list was not whole",
    [REASON_DATA_TOO_OLD] = "the data is too old",
    [REASON_NO_DATE] = "release dates are missing",
    [REASON_NO_MATCH] = "this version is in no feed",
};

static void add_reason(struct text *text, const struct finding *finding,
                       const struct finding_reason *reason)
{
    if (reason->is_exempt)
        text_add(text, "its exception ends");
    else if (reason->reason <= REASON_BEHIND_MAJOR)
        add_step(text, finding, (enum step)(reason->reason - REASON_BEHIND_PATCH));
    else if (reason->reason <= REASON_LINE_ENDING)
        add_line_end(text, finding, reason->reason);
    else if (reason->reason == REASON_RETIRED)
        add_retired(text, finding);
    else if (reason->reason == REASON_INCOMPATIBLE)
        add_fit(text, finding, FIT_INCOMPATIBLE);
    else if (reason->reason == REASON_UNTESTED)
        add_fit(text, finding, FIT_UNTESTED);
    else if (reason->reason >= REASON_NO_PRODUCT && reason->message != NULL)
        text_add(text, reason->message);
    else
        text_add(text, fixed_phrases[reason->reason]);
}

/* The row tells its own step; what only informs is left out but for the odd ones. */
static bool is_told(const struct finding *finding, const struct finding_reason *reason)
{
    if (reason->is_exempt)
        return reason->status == STATUS_DUE;
    if (reason->status == STATUS_FRESH)
        return reason->reason >= REASON_DIGEST_MOVED &&
               reason->reason <= REASON_EXCEPTION_EXPIRED;
    enum step shown = finding_step_shown(finding);
    return shown == STEP_COUNT ||
           (int)reason->reason != (int)REASON_BEHIND_PATCH + (int)shown;
}

static void add_soaking(struct text *text, const struct finding *finding, size_t start)
{
    char day[DAY_TEXT_BYTES];
    for (enum step step = STEP_PATCH; step < STEP_COUNT; step++) {
        const struct finding_step *found = &finding->steps[step];
        if (finding->recommended != NULL || found->soaking == NULL)
            continue;
        separate(text, start);
        text_addf(text, "%s counts from %s", found->soaking,
                  day_format(found->soaking_until_day, day));
        return;
    }
}

void words_remark(struct text *text, const struct report *report,
                  const struct finding *finding)
{
    (void)report;
    size_t start = text->length;
    bool is_message_needed = finding->is_lookalike || finding->status == STATUS_EXEMPT;
    if (is_message_needed && finding->message != NULL) {
        text_add(text, finding->message);
        return;
    }
    for (size_t i = 0; i < finding->reasons.count; i++) {
        const struct finding_reason *reason = &finding->reasons.items[i];
        if (!is_told(finding, reason))
            continue;
        separate(text, start);
        add_reason(text, finding, reason);
    }
    add_soaking(text, finding, start);
    if (finding->status == STATUS_DUE && finding->due_day != DAY_NONE) {
        char day[DAY_TEXT_BYTES];
        separate(text, start);
        text_addf(text, "stale after %s", day_format(finding->due_day, day));
    }
    if (text->length == start && finding_step_shown(finding) == STEP_COUNT &&
        finding->message != NULL)
        text_add(text, finding->message);
}
