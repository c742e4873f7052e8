/* Asks what tags point at: where only a digest says which release it is that runs. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/asking.h"
#include "feeds/plan.h"

/*
 * Starts asking for the manifests of images that are pinned to a digest, named by a
 * digest alone, or run a digest under a tag that floats; with all_digests of every tag
 * whose running digest is known. The tag lists must have been asked for. What is learnt
 * goes into the digests of their upstreams, from inside fetch_all. Returns whether
 * anything is to be fetched.
 */
bool digests_ask(struct feed_run *run, struct plan *plan,
                 const struct subject_list *subjects);
