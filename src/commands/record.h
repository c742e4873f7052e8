/* Where a run goes besides its outputs: the history, and those who are told. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "commands/run.h"

struct record_options {
    struct text_list notify; /* --notify */
    const char *series;      /* --series, NULL: made of sources and policy */
    bool again;              /* --again */
};

extern const struct option_row record_rows[];

/*
 * The series that a run belongs to (formats.md, "Store"): --series, else a hash of
 * contexts, sources, filters and policy path. Lives in the arena.
 */
const char *record_series(const struct record_options *options,
                          const struct run_options *run, struct arena *arena);

/*
 * Sets the report's changes since the last complete run of its series. None, or one
 * that cannot be read any more (a warning says so): a first run.
 */
void record_compare(struct history *history, struct report *report, long long now,
                    struct out *out, struct arena *arena);

/* Records the run with its findings, all or nothing. */
bool record_run(struct history *history, const struct report *report, long long now,
                struct arena *arena, struct error *err) NODISCARD;

/* One hash for all files of the policy, in their order. */
const char *record_policy_hash(const struct policy *policy, struct arena *arena);
