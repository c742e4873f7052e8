/* Which clusters a run looks at: contexts, the default, the service account. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inventory/collect.h"
#include "inventory/inventory.h"

/*
 * Crawls all clusters that sources name, at the same time, into the collection. False
 * for what must stop the run: an unreadable kubeconfig, an unknown context, no source.
 */
bool clusters_crawl(const struct inventory_sources *sources, struct fetcher *fetcher,
                    struct out *out, struct arena *arena, struct collection *collection,
                    struct error *err) NODISCARD;

/* The record of --fit-context: its version, or why it is not known. */
bool clusters_fit(const struct inventory_sources *sources, struct fetcher *fetcher,
                  struct out *out, struct arena *arena, struct cluster *ret_cluster,
                  struct error *err) NODISCARD;
