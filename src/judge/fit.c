/* Whether a version runs on a cluster (judging.md 5, "Kubernetes fit"). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/fit_table.h"
#include "judge/judging.h"

#include <stdint.h>
#include <string.h>

#include "base/slice.h"

const char *fit_name(enum fit fit)
{
    switch (fit) {
    case FIT_NONE:
        return "none";
    case FIT_SUPPORTED:
        return "supported";
    case FIT_UNTESTED:
        return "untested";
    case FIT_INCOMPATIBLE:
        return "incompatible";
    }
    return "none";
}

/*
 * All rows of the version together: broken in one is incompatible, tested in one is
 * supported; where some row states what was tested and none holds, it is untested.
 */
struct fit_result fit_of(const struct subject *subject, const struct version *version,
                         const char *kubernetes)
{
    const struct product *product = subject->product;
    struct fit_result result = {FIT_NONE, NULL};
    if (product == NULL || kubernetes == NULL)
        return result;
    if (skew_applies(subject))
        return skew_of(version, kubernetes);
    char number[VERSION_TEXT_BYTES];
    version_number_text(version, number);
    for (size_t i = 0; i < product->kubernetes.count; i++) {
        const struct kubernetes_row *row = &product->kubernetes.items[i];
        if (row->versions != NULL && !range_holds(row->versions, number))
            continue;
        if (row->broken != NULL && range_holds(row->broken, kubernetes))
            return (struct fit_result){FIT_INCOMPATIBLE, row};
        bool is_tested = row->tested != NULL && range_holds(row->tested, kubernetes);
        bool is_untested = row->tested != NULL && !is_tested;
        if (is_tested || result.fit == FIT_NONE ||
            (is_untested && result.row->tested == NULL))
            result =
                (struct fit_result){is_untested ? FIT_UNTESTED : FIT_SUPPORTED, row};
    }
    return result;
}

const char *fit_next(const char *kubernetes, struct arena *arena)
{
    if (kubernetes == NULL)
        return NULL;
    struct slice rest = slice_of(kubernetes);
    struct slice major = slice_cut(&rest, '.');
    struct slice minor = slice_cut(&rest, '.');
    /* "18+" is what some managed clusters say. */
    while (minor.length > 0 &&
           (minor.at[minor.length - 1] < '0' || minor.at[minor.length - 1] > '9'))
        minor.length--;
    uint64_t numbers[2];
    if (!slice_number(major, 1000, &numbers[0]) ||
        !slice_number(minor, 1000, &numbers[1]))
        return NULL;
    return arena_format(arena, "%u.%u", (unsigned)numbers[0], (unsigned)numbers[1] + 1);
}

struct finding_fit fit_describe(const struct judging *judging, size_t cluster)
{
    const struct subject *subject = judging->subject;
    struct fit_result now = fit_of(subject, &judging->running, judging->kubernetes);
    const char *next = fit_next(judging->kubernetes, judging->arena);
    struct fit_result then = fit_of(subject, &judging->running, next);
    const struct kubernetes_row *row =
        then.fit == FIT_INCOMPATIBLE && now.fit != FIT_INCOMPATIBLE ? then.row
                                                                    : now.row;
    return (struct finding_fit){.cluster = cluster,
                                .version = judging->kubernetes,
                                .fit = now.fit,
                                .next = next,
                                .next_fit = then.fit,
                                .why = row == NULL ? NULL : row->why,
                                .source = row == NULL ? NULL : row->source};
}

/* The end of the cluster's own line, where Kubernetes is among the products asked. */
static int cluster_end_day(const struct judging *judging)
{
    const struct upstream_list *upstreams = judging->facts->upstreams;
    for (size_t i = 0; i < upstreams->count; i++) {
        const struct upstream *upstream = &upstreams->items[i];
        if (upstream->product == NULL ||
            strcmp(upstream->product->name, "kubernetes") != 0)
            continue;
        struct version version = version_read(upstream->reader, judging->kubernetes);
        for (size_t j = 0; j < upstream->lines.count; j++) {
            const struct line *line = &upstream->lines.items[j];
            bool is_known = line->known_day == DAY_NONE ||
                            line->known_day <= judging->facts->as_of_day;
            if (is_known && version_on_line(&version, line->name))
                return line->end_day;
        }
    }
    return DAY_NONE;
}

/* Whether a newer release that counts was tested on the cluster. */
static bool has_tested_release(const struct judging *judging)
{
    const struct ladder *ladder = judging->ladder;
    for (size_t i = 0; ladder != NULL && i < ladder->releases.count; i++) {
        struct fit_result result =
            fit_of_release(judging, ladder->releases.items[i], judging->kubernetes);
        if (result.fit == FIT_SUPPORTED && result.row->tested != NULL)
            return true;
    }
    return false;
}

static const char *misfit_message(const struct judging *judging,
                                  const struct kubernetes_row *row,
                                  const char *kubernetes)
{
    return arena_format(judging->arena, "does not run on Kubernetes %s%s%s", kubernetes,
                        row->why == NULL ? "" : ": ", row->why == NULL ? "" : row->why);
}

/* Whether some version of Kubernetes may say something against what runs. */
static bool depends_on_cluster(const struct judging *judging)
{
    const struct product *product = judging->subject->product;
    if (skew_applies(judging->subject))
        return true;
    char number[VERSION_TEXT_BYTES];
    version_number_text(&judging->running, number);
    for (size_t i = 0; product != NULL && i < product->kubernetes.count; i++) {
        const struct kubernetes_row *row = &product->kubernetes.items[i];
        bool holds = row->versions == NULL || range_holds(row->versions, number);
        if (holds && (row->broken != NULL || row->tested != NULL))
            return true;
    }
    return false;
}

void fit_reasons(const struct judging *judging, struct reasons *reasons)
{
    if (judging->running.kind != TAG_VERSION)
        return;
    if (judging->silent != NULL && depends_on_cluster(judging))
        reason_missing(
            reasons, REASON_FEED_FAILED,
            arena_format(judging->arena,
                         "the version of cluster %s is not known, so whether "
                         "it fits is not either",
                         judging->silent));
    const struct subject *subject = judging->subject;
    struct fit_result now = fit_of(subject, &judging->running, judging->kubernetes);
    const char *next = judging->next;
    struct fit_result then = fit_of(subject, &judging->running, next);
    if (now.fit == FIT_INCOMPATIBLE)
        reason_found(reasons, &(struct finding_reason){
                                  .reason = REASON_INCOMPATIBLE,
                                  .status = STATUS_STALE,
                                  .due_day = DAY_NONE,
                                  .message = misfit_message(judging, now.row,
                                                            judging->kubernetes)});
    else if (then.fit == FIT_INCOMPATIBLE)
        reason_found(reasons, &(struct finding_reason){
                                  .reason = REASON_INCOMPATIBLE,
                                  .status = STATUS_DUE,
                                  .due_day = cluster_end_day(judging),
                                  .message = misfit_message(judging, then.row, next)});
    if (now.fit == FIT_UNTESTED)
        reason_found(reasons, &(struct finding_reason){
                                  .reason = REASON_UNTESTED,
                                  .status = has_tested_release(judging) ? STATUS_DUE
                                                                        : STATUS_FRESH,
                                  .due_day = DAY_NONE,
                                  .message = arena_format(
                                      judging->arena, "is not tested on Kubernetes %s",
                                      judging->kubernetes)});
}
