/* Kubernetes versions as servers and people say them. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * "1.27.3" of "v1.27.3-gke.100", "1.27.1" of "v1.27.1-eks-2f008fe", "1.30.0-rc.1" of
 * "v1.30.0-rc.1": a suffix goes unless it is a prerelease of Kubernetes itself. NULL
 * when text is no such version, or is the v0.0.0 of a build without a version.
 */
const char *cluster_version_plain(const char *text, struct arena *arena);

/*
 * Reads the answer of /version. Where gitVersion tells nothing, major and minor ("27+")
 * do. ret_full is gitVersion as it came.
 */
bool cluster_version_read(const char *body, size_t bytes, struct arena *arena,
                          const char **ret_plain, const char **ret_full,
                          struct error *err) NODISCARD;
