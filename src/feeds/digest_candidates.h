/* Which tags of a repository may carry a digest, the likeliest first. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/releases.h"

/* Whether the tag moves over releases: a word, or the front of longer tags. */
bool tag_moves(const struct version_reader *reader, const struct version *tag,
               const struct text_list *tags);

/*
 * The concrete tags of a list, newest first; those in the variant of one of the running
 * tags (without any: those in none) before all others, and for a tag such as "1.7"
 * those of 1.7 first. In the arena.
 */
struct text_list digest_candidates(const struct version_reader *reader,
                                   const struct version *running, size_t running_count,
                                   const struct text_list *tags, struct arena *arena);
