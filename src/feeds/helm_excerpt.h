/* What is asked of the index of a Helm repository, taken out of it while it arrives. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Indexes have tens of megabytes, of which a few charts are asked. The excerpt of one
 * is an index again, which the same reader reads: it begins with a remark that names
 * its charts, as it says nothing of others. What is not asked is not kept, and not even
 * parsed: as YAML demands, what belongs to a chart stands further right than its name.
 */
struct helm_excerpt;

/* The charts are copied. */
struct helm_excerpt *helm_excerpt_new(const struct text_list *charts);
void helm_excerpt_free(struct helm_excerpt *excerpt);

/* Takes bytes as they come; after a failure every further call fails. */
bool helm_excerpt_take(struct helm_excerpt *excerpt, const void *bytes, size_t count,
                       struct error *err) NODISCARD;

/* Forgets what it took: the answer begins again. */
void helm_excerpt_again(struct helm_excerpt *excerpt);

/* Nothing more comes. NUL-terminated, and the excerpt's own. */
bool helm_excerpt_end(struct helm_excerpt *excerpt, struct slice *ret_body,
                      struct error *err) NODISCARD;

/* The charts that an excerpt names; false: it is none, but a whole index. */
bool helm_excerpt_charts(struct slice body, struct arena *arena,
                         struct text_list *ret_charts);
