/* Asks what tags point at: where only a digest says which release it is that runs. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"
#include "feeds/plan.h"

/*
 * Starts asking for the manifests of an upstream's images that are pinned to a digest,
 * named by a digest alone, or run a digest under a tag that floats; with all_digests of
 * every tag whose running digest is known. Its tag lists must have been asked for. What
 * is learnt goes into the digests of the upstream, from inside fetch_all. Adds one to
 * ret_under_way for each search and calls ended when it is over, maybe at once.
 */
void digests_ask(struct feed_run *run, struct plan *plan, struct planned *planned,
                 const struct subject_list *subjects, void (*ended)(void *context),
                 void *context, size_t *ret_under_way);
