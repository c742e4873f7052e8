/* A list of tags as `stalemark tags` prints it. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/out.h"
#include "identify/products.h"
#include "identify/tags.h"

#include <stddef.h>

/* Tags in the order in which they came, read by the product's rules. */
struct tags_list {
    const struct subject *subject;
    const struct tag_view *view; /* NULL: no tag was named, the reading alone */
    const struct version *tags;
    size_t count;
};

/* One JSON object a line, in the order of the input. */
void tags_print_jsonl(const struct tags_list *list, struct out *out);

/* A table: what counts first, the newest on top, and the reasons of the others. */
void tags_print_text(const struct tags_list *list, struct out *out,
                     struct arena *arena);
