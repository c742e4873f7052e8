/* Tells what is gone from what is only not seen. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/changes_gone.h"

#include "report/changes_key.h"

#include <stdlib.h>
#include <string.h>

const char *change_without_kind(struct arena *arena, const char *key)
{
    const char *at = strchr(key, '\n');
    at = at != NULL ? strchr(at + 1, '\n') : NULL;
    size_t kind = at != NULL ? strcspn(at + 1, "/\n") : 0;
    if (at == NULL || at[1 + kind] != '/')
        return key;
    return arena_format(arena, "%.*s%s", (int)(at + 1 - key), key, at + 1 + kind);
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void change_sort_keys(struct text_list *keys)
{
    if (keys->count != 0)
        qsort(keys->items, keys->count, sizeof *keys->items, compare_texts);
}

static bool is_stranger(const struct past_use *past, const struct text_list *strangers)
{
    AUTO_ARENA *scratch = arena_new();
    const char *key = change_without_kind(scratch, past->key);
    return strangers->count != 0 &&
           bsearch(&key, strangers->items, strangers->count, sizeof *strangers->items,
                   compare_texts) != NULL;
}

static bool has_listed(const struct cluster *cluster, enum subject_kind kind)
{
    switch (kind) {
    case SUBJECT_CHART:
        return cluster->is_complete && cluster->has_charts;
    case SUBJECT_NODE:
        return cluster->is_complete && cluster->has_nodes;
    case SUBJECT_IMAGE:
    case SUBJECT_CLUSTER:
    case SUBJECT_KIND_COUNT:
        break;
    }
    return cluster->is_complete;
}

/* Whether its cluster listed such things whole this time, so that what is gone is gone.
 */
static bool is_listed(const struct report *report, const struct past_use *past)
{
    const struct cluster_list *clusters = &report->inventory->clusters;
    for (size_t i = 0; i < clusters->count; i++)
        if (strcmp(clusters->items[i].name, past->cluster) == 0)
            return has_listed(&clusters->items[i], past->kind);
    return false;
}

/* Whether a release of Helm that cannot be read stands in its place: maybe the same. */
static bool is_unreadable(const struct report *report, const struct past_use *past)
{
    AUTO_ARENA *scratch = arena_new();
    const struct inventory *inventory = report->inventory;
    for (size_t i = 0; i < inventory->parts.count; i++) {
        const struct part *part = &inventory->parts.items[i];
        bool is_alike = part->kind == SUBJECT_CHART && part->kind == past->kind;
        for (size_t k = 0; is_alike && part->failure != NULL && k < part->uses.count;
             k++) {
            const struct use *use = &part->uses.items[k];
            const char *cluster = inventory->clusters.items[use->cluster].name;
            const char *place = change_place(scratch, use->namespace, use->workload);
            if (strcmp(cluster, past->cluster) == 0 && strcmp(place, past->place) == 0)
                return true;
        }
    }
    return false;
}

bool change_may_run(const struct report *report, const struct past_use *past,
                    const struct text_list *strangers)
{
    return !is_listed(report, past) || is_unreadable(report, past) ||
           is_stranger(past, strangers);
}
