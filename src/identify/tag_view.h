/* What is learnt from a list of tags: for the files that learn and that relate. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identify/tags.h"

/* The first number of some versions. */
struct major {
    struct slice digits;
    unsigned numbers; /* how many its releases mostly have */
};
LIST(major_list, struct major);

/* Versions that a release feed names, in the order of their numbers. */
struct published {
    const struct version **items;
    size_t count;
    struct major_list majors; /* ascending */
    unsigned numbers;         /* how many most of them have */
};

struct tag_view {
    const struct version_reader *reader;
    const struct version *running; /* NULL: none */
    bool has_running_version;
    bool running_floats;
    unsigned stated_numbers; /* by the catalogue; 0: not stated */
    unsigned learnt_numbers; /* without catalogue and feed */
    struct published published;
    struct slice *strays; /* majors, ascending */
    size_t stray_count;
};

/* Learns from release feeds: published entries of the running tag's prefix. */
void published_learn(struct tag_view *view, const struct version *published,
                     size_t count, struct arena *arena);

/* Whether a release feed names a stable version with these numbers. */
bool published_confirms(const struct tag_view *view, const struct version *version);

/* Finds the majors that are strays; the numbers must be learnt already. */
void strays_find(struct tag_view *view, const struct version *tags, size_t count,
                 struct arena *arena);
bool strays_hold(const struct tag_view *view, const struct version *version);

/* Whether a tag has fewer numbers than releases of its major have. */
bool tag_floats(const struct tag_view *view, const struct version *version);

/* Whether version has the running tag's prefix, or none stands against it. */
bool tag_has_running_prefix(const struct tag_view *view, const struct version *version);

/* Whether longer has all numbers of shorter and more: 3.5.2.1 over 3.5.2. */
bool tag_extends(const struct version *longer, const struct version *shorter);
