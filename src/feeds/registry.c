/* Tags of a repository: what can be pulled. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/feed.h"

const struct feed_driver registry_feed = {
    .name = "registry",
    .summary = "an OCI or Docker registry: the tags that can be pulled",
    .covers = COVERS_TAGS,
};
