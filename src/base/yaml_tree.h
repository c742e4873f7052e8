/* Parts of the YAML reader that need no parser: pairs, merging, limits. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/yaml.h"

/* A map that is being read. */
LIST(yaml_pairs, struct yaml_pair);

/* The limits with every default filled in. limits may be NULL. */
struct yaml_limits yaml_limits_filled(const struct yaml_limits *limits);

/* The first pair whose key an earlier pair has too, or NULL. */
const struct yaml_pair *yaml_pairs_doubled(const struct yaml_pairs *pairs,
                                           struct arena *arena);

/*
 * Adds the pairs of from, the value of "<<": a map, or a list of maps of which the
 * first one wins. Keys that are there already stay. False when from is something else
 * or too large.
 */
bool yaml_pairs_merge(struct yaml_pairs *pairs, const struct yaml_node *from,
                      struct arena *arena);
