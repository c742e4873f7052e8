/* What changed since an earlier run, use by use (judging.md section 10). */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "judge/findings.h"
#include "report/report.h"

#include <stdbool.h>
#include <stddef.h>

/* A use as an earlier run judged it. */
struct past_use {
    const char *key; /* cluster, namespace, workload, container, product */
    const char *cluster;
    enum subject_kind kind;
    const char *component; /* "traefik" */
    const char *version;   /* NULL: not known */
    const char *place;     /* "kube-system Deployment/traefik" */
    enum status status;
    bool reasons[REASON_COUNT];
};
LIST(past_use_list, struct past_use);

struct past {
    int as_of_day;
    struct past_use_list uses;
};

/* Adds the uses of one finding as the history keeps it (report_finding_json). */
bool past_add_finding(struct past *past, const char *json, struct arena *arena,
                      struct error *err) NODISCARD;

/* A whole JSON report of an earlier run: --baseline FILE. ERROR_FORMAT says where. */
bool past_read_report(const char *bytes, size_t count, struct arena *arena,
                      struct past *ret_past, struct error *err) NODISCARD;

struct changes {
    int since_day;              /* of the earlier run */
    const bool *news;           /* for each finding of the report: see changes_is_new */
    size_t new_count;           /* findings that are new */
    size_t same_count;          /* stale, unknown or due findings that are not */
    struct past_use_list fixed; /* were stale or due; are better, or run no more */
    size_t
        not_seen; /* uses that were stale or due, and of which nothing is known now */
};

/*
 * A finding is new when it is stale, unknown or due and one of its uses was absent,
 * better, or had a reason less. What a failed feed or a list that was not had whole
 * hides (of a cluster, its nodes, its releases) is not seen, never fixed; nor is what
 * runs on under another kind of workload.
 */
void changes_find(const struct report *report, const struct past *past,
                  struct arena *arena, struct changes *ret_changes);

/* finding is one of the report that the changes were found for. */
bool changes_is_new(const struct changes *changes, const struct report *report,
                    const struct finding *finding);
