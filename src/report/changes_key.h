/* What makes two uses of two runs the same one. Private to changes and past. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

/* An image's repository: without tag and digest. In the arena. */
const char *change_repository(struct arena *arena, const char *image);

/* "kube-system Deployment/traefik". In the arena. */
const char *change_place(struct arena *arena, const char *namespace,
                         const char *workload);

/* Never of the version. product NULL: the image's repository stands for it. */
const char *change_key(struct arena *arena, const char *cluster, const char *namespace,
                       const char *workload, const char *container, const char *product,
                       const char *image);
