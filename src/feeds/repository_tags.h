/* The tags of one repository out of all that is known upstream. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/releases.h"

/* Every tag of the repository that can be pulled, in the order of its list. */
void repository_tags(const struct upstream *upstream, const char *repository,
                     struct arena *arena, struct version_list *ret_tags);

/* The versions that a release feed names: they confirm what looks like a stray. */
void upstream_published(const struct upstream *upstream, struct arena *arena,
                        struct version_list *ret_published);

/* The answer that lists the repository's tags; NULL when it was not asked for. */
const struct answer *repository_answer(const struct upstream *upstream,
                                       const char *repository);
