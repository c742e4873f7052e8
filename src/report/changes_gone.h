/* What an earlier run saw and this one does not: gone, or hidden. Private to changes.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "report/changes.h"

/*
 * A key without the kind of its workload: where ReplicaSets may not be listed, a
 * Rollout counts as a Deployment of the same name. In the arena.
 */
const char *change_without_kind(struct arena *arena, const char *key);
void change_sort_keys(struct text_list *keys);

/*
 * Whether a use that is seen no more may run all the same: such things were not listed
 * whole in its cluster, the release of Helm in its place cannot be read, or a stranger
 * is it under another kind. strangers are the sorted keys, without kinds, of the uses
 * that the earlier run did not see.
 */
bool change_may_run(const struct report *report, const struct past_use *past,
                    const struct text_list *strangers);
