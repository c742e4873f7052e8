/* The facts of one case, made by the real policy, catalogue, identify and merge. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "judge/judge.h"
#include "judge_case.h"

#include <stdbool.h>

/* Owned by the arena it was made in. */
struct judge_world {
    struct catalog catalog;
    struct policy policy;
    struct inventory inventory;
    struct subject_list subjects;
    struct upstream_list upstreams;
    struct judge_facts facts;
    struct verdicts verdicts;
    struct error err; /* why the policy or the catalogue was refused */
};

/*
 * Reads everything of the case and merges the answers. False when the policy or the
 * catalogue is refused; ends the test when the case itself is broken.
 */
bool judge_world_make(const struct judge_case *test, struct arena *arena,
                      struct judge_world *ret_world);

/* Judges, after whatever a test changed in the answers; merges them anew first. */
void judge_world_judge(struct judge_world *world, struct arena *arena);
