/* Product, releases, policy and day to verdict. No I/O, no clock. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "feeds/releases.h"
#include "judge/findings.h"

/* What a verdict is made from. */
struct tag_views;

struct judge_facts {
    const struct inventory *inventory;
    const struct subject_list *subjects;
    const struct upstream_list *upstreams;
    const struct policy *policy;
    const struct catalog *catalog;
    int as_of_day;
    bool is_past;          /* as_of_day is a past day: unknown dates do not exist yet */
    int max_data_age_days; /* 9 by default */
    /* Filters: --role, --tier; empty: all. */
    bool roles[ROLE_COUNT];
    bool has_roles;
    bool tiers[TIER_COUNT];
    bool has_tiers;
    struct tag_views *views; /* shared by days (tag_views.h); NULL: not */
    const char *doubt;  /* why no day can be trusted (see doubt.h); NULL: they can */
    bool strict;        /* --strict */
    bool is_unfiltered; /* whole clusters: unused exceptions are reported */
};

/* Judges everything (reference: judging.md, rule by rule). All in the arena. */
void judge_all(const struct judge_facts *facts, struct arena *arena,
               struct verdicts *ret_verdicts);

/*
 * The same, upstream by upstream: each may end when its subjects are judged. facts must
 * outlive it; its upstreams need only hold Kubernetes itself, before subjects are
 * judged that are bound to versions of it. Findings are in the arena.
 */
struct court *judge_begin(const struct judge_facts *facts, struct arena *arena);

/*
 * Judges the subjects of an upstream: indices into the facts' list. In their findings
 * kept, which outlives them, stands for the upstream.
 */
void judge_hear(struct court *court, const struct index_list *subjects,
                const struct upstream *upstream, const struct upstream *kept);

/* Judges those of no upstream, and orders all. */
void judge_end(struct court *court, struct verdicts *ret_verdicts);

/* Exit of the gate over the verdicts: 0 clean, 1 findings, 3 worth a retry. */
struct gate_result {
    int exit_status;
    size_t failing;               /* findings that fail it */
    size_t retrying;              /* unknown findings by feeds that failed */
    size_t outside[STATUS_COUNT]; /* findings in tiers outside the gate */
};
struct gate_result gate_judge(const struct verdicts *verdicts,
                              const struct gate_rules *gate);

/* Whether this finding alone would fail or delay the gate: 0, 1 or 3. */
int gate_finding(const struct finding *finding, const struct gate_rules *gate);
