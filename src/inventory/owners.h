/* Whose pods they are: from the controller that a pod names to the workload on top. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inventory/collect_parts.h"

/*
 * The workload of an owner: ReplicaSets and Jobs are followed by what was learnt about
 * them, else by the pod-template-hash and the names that the controllers give. The name
 * is interned; is_cron is set for CronJobs.
 */
const char *owner_workload(struct collection *collection, const struct raw_owner *owner,
                           bool *ret_is_cron);
