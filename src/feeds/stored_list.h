/* Lists of tags and of versions as the cache keeps them: one a line. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/list.h"
#include "base/text.h"

#include <stdbool.h>

/* False where an entry cannot be a line of its own: then nothing of the list is kept.
 */
bool stored_list_write(const struct text_list *list, struct text *ret_stored) NODISCARD;

/* What was written; a body that none of ours is gives other texts, never a fault. */
struct text_list stored_list_read(const char *body, size_t bytes, struct arena *arena);

/* Whether the entries, one a line, are just these bytes. */
bool stored_list_is(const char *body, size_t bytes, const struct text_list *list);
