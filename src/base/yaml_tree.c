/* Parts of the YAML reader that need no parser, and looking into a tree. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/yaml_tree.h"

#include <stdlib.h>
#include <string.h>

enum {
    BYTES_MAX = 1024 * 1024,
    NODES_MAX = 100000,
    DEPTH_MAX = 32,
    MERGED_KEYS_MAX = 1000, /* looked up one by one */
};

const struct yaml_limits yaml_limits_kubernetes = {
    .bytes_max = (size_t)64 * 1024 * 1024,
    .nodes_max = 200000,
    .aliases_max = 100,
    .depth_max = 64,
};

struct yaml_limits yaml_limits_filled(const struct yaml_limits *limits)
{
    struct yaml_limits filled = limits == NULL ? (struct yaml_limits){0} : *limits;
    if (filled.bytes_max == 0)
        filled.bytes_max = BYTES_MAX;
    if (filled.nodes_max == 0)
        filled.nodes_max = NODES_MAX;
    if (filled.depth_max == 0)
        filled.depth_max = DEPTH_MAX;
    if (filled.first_line == 0)
        filled.first_line = 1;
    return filled;
}

static int compare_pairs(const void *left, const void *right)
{
    const struct yaml_pair *const *a = left;
    const struct yaml_pair *const *b = right;
    int order = strcmp((*a)->key, (*b)->key);
    if (order != 0)
        return order;
    return *a < *b ? -1 : 1;
}

/* Sorted, so that a map of 100,000 keys takes no quadratic time. */
const struct yaml_pair *yaml_pairs_doubled(const struct yaml_pairs *pairs,
                                           struct arena *arena)
{
    const struct yaml_pair **sorted =
        arena_alloc_many(arena, pairs->count + 1, sizeof *sorted);
    for (size_t i = 0; i < pairs->count; i++)
        sorted[i] = &pairs->items[i];
    qsort(sorted, pairs->count, sizeof *sorted, compare_pairs);
    const struct yaml_pair *first = NULL;
    for (size_t i = 1; i < pairs->count; i++)
        if (strcmp(sorted[i]->key, sorted[i - 1]->key) == 0 &&
            (first == NULL || sorted[i] < first))
            first = sorted[i];
    return first;
}

static bool has_key(const struct yaml_pairs *pairs, const char *key)
{
    for (size_t i = 0; i < pairs->count; i++)
        if (strcmp(pairs->items[i].key, key) == 0)
            return true;
    return false;
}

bool yaml_pairs_merge(struct yaml_pairs *pairs, const struct yaml_node *from,
                      struct arena *arena)
{
    if (from->kind == YAML_LIST) {
        for (size_t i = 0; i < from->count; i++)
            if (from->items[i]->kind != YAML_MAP ||
                !yaml_pairs_merge(pairs, from->items[i], arena))
                return false;
        return true;
    }
    if (from->kind != YAML_MAP || from->count > MERGED_KEYS_MAX)
        return false;
    for (size_t i = 0; i < from->count; i++)
        if (!has_key(pairs, from->pairs[i].key))
            *LIST_ADD(arena, pairs) = from->pairs[i];
    return true;
}

bool yaml_is_nothing(const struct yaml_node *node)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};
    if (node->kind != YAML_SCALAR || !node->is_plain)
        return false;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (strcmp(node->text, words[i]) == 0)
            return true;
    return false;
}

const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key)
{
    if (node == NULL || node->kind != YAML_MAP)
        return NULL;
    for (size_t i = 0; i < node->count; i++)
        if (strcmp(node->pairs[i].key, key) == 0)
            return node->pairs[i].value;
    return NULL;
}

const char *yaml_get_text(const struct yaml_node *node, const char *key)
{
    const struct yaml_node *value = yaml_get(node, key);
    if (value == NULL || value->kind != YAML_SCALAR || yaml_is_nothing(value))
        return NULL;
    return value->text;
}
