/* Gathers what is installed and is no image. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/parts.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    struct part_record record;
    size_t cluster;
    bool is_kept;
};
LIST(entry_list, struct entry);

struct parts {
    struct arena *arena;
    const struct text_list *namespaces;
    const struct text_list *excluded_namespaces;
    struct entry_list entries;
};

const char *subject_kind_name(enum subject_kind kind)
{
    static const char *const names[] = {[SUBJECT_IMAGE] = "image",
                                        [SUBJECT_CHART] = "chart",
                                        [SUBJECT_NODE] = "node",
                                        [SUBJECT_CLUSTER] = "cluster"};
    return names[kind];
}

struct parts *parts_new(struct arena *arena, const struct text_list *namespaces,
                        const struct text_list *excluded_namespaces)
{
    struct parts *parts = arena_alloc(arena, sizeof *parts);
    *parts = (struct parts){.arena = arena,
                            .namespaces = namespaces,
                            .excluded_namespaces = excluded_namespaces};
    return parts;
}

static bool list_holds(const struct text_list *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

static bool is_wanted(const struct parts *parts, const char *namespace)
{
    if (namespace == NULL)
        return true;
    if (list_holds(parts->excluded_namespaces, namespace))
        return false;
    return parts->namespaces->count == 0 || list_holds(parts->namespaces, namespace);
}

bool parts_add(struct parts *parts, size_t cluster, const struct part_record *record)
{
    struct arena *arena = parts->arena;
    if (!is_wanted(parts, record->namespace))
        return true;
    if (parts->entries.count >= PARTS_MAX && !record->is_unanswered)
        return false;
    struct entry *entry = LIST_ADD(arena, &parts->entries);
    struct part_record *copy = &entry->record;
    entry->cluster = cluster;
    *copy = *record;
    copy->name = arena_copy(arena, record->name);
    copy->version = arena_copy(arena, record->version);
    copy->stated = arena_copy(arena, record->stated);
    copy->node = arena_copy(arena, record->node);
    copy->app_version = arena_copy(arena, record->app_version);
    copy->failure = arena_copy(arena, record->failure);
    copy->namespace = arena_copy(arena, record->namespace);
    copy->workload = arena_copy(arena, record->workload);
    copy->sources = (struct text_list){0};
    for (size_t i = 0; i < record->sources.count; i++)
        *LIST_ADD(arena, &copy->sources) = arena_copy(arena, record->sources.items[i]);
    return true;
}

static bool is_of(const struct entry *entry, size_t cluster, enum subject_kind kind)
{
    return entry->cluster == cluster && entry->record.kind == kind;
}

void parts_keep(struct parts *parts, size_t cluster, enum subject_kind kind)
{
    for (size_t i = 0; i < parts->entries.count; i++)
        if (is_of(&parts->entries.items[i], cluster, kind))
            parts->entries.items[i].is_kept = true;
}

static void forget(struct parts *parts, size_t cluster, enum subject_kind kind,
                   bool with_kept)
{
    size_t left = 0;
    for (size_t i = 0; i < parts->entries.count; i++) {
        struct entry *entry = &parts->entries.items[i];
        if (!is_of(entry, cluster, kind) || (entry->is_kept && !with_kept))
            parts->entries.items[left++] = *entry;
    }
    parts->entries.count = left;
}

void parts_drop(struct parts *parts, size_t cluster, enum subject_kind kind)
{
    forget(parts, cluster, kind, false);
}

void parts_restart(struct parts *parts, size_t cluster, enum subject_kind kind)
{
    forget(parts, cluster, kind, true);
}

static int compare_texts(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return (a != NULL) - (b != NULL);
    return strcmp(a, b);
}

/* Which chart it is by its name and where it says it comes from, or which component. */
static int compare_things(const struct part_record *a, const struct part_record *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    int order = compare_texts(a->name, b->name);
    if (order == 0)
        order = compare_texts(a->version, b->version);
    if (order == 0)
        order = compare_texts(a->stated, b->stated);
    if (order == 0)
        order = compare_texts(a->app_version, b->app_version);
    if (order == 0)
        order = compare_texts(a->failure, b->failure);
    if (order == 0)
        order = (a->is_deprecated > b->is_deprecated) -
                (a->is_deprecated < b->is_deprecated);
    for (size_t i = 0; order == 0; i++) {
        bool a_has = i < a->sources.count;
        bool b_has = i < b->sources.count;
        if (!a_has || !b_has)
            return a_has - b_has;
        order = compare_texts(a->sources.items[i], b->sources.items[i]);
    }
    return order;
}

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    int order = compare_things(&a->record, &b->record);
    if (order == 0)
        order = (a->cluster > b->cluster) - (a->cluster < b->cluster);
    if (order == 0)
        order = compare_texts(a->record.namespace, b->record.namespace);
    if (order == 0)
        order = compare_texts(a->record.workload, b->record.workload);
    return order != 0 ? order : compare_texts(a->record.node, b->record.node);
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static struct part part_of(const struct part_record *record)
{
    return (struct part){.kind = record->kind,
                         .name = or_empty(record->name),
                         .version = record->version,
                         .stated = record->stated,
                         .app_version = record->app_version,
                         .is_deprecated = record->is_deprecated,
                         .sources = record->sources,
                         .failure = record->failure,
                         .is_unanswered = record->is_unanswered};
}

/* The nodes of a cluster are counted, as the pods of a workload are. */
static void add_node(struct arena *arena, struct part *part, const struct entry *entry)
{
    struct use_list *uses = &part->uses;
    if (uses->count == 0 || uses->items[uses->count - 1].cluster != entry->cluster)
        *LIST_ADD(arena, uses) = (struct use){.cluster = entry->cluster,
                                              .namespace = "",
                                              .workload = "",
                                              .container = part->name,
                                              .kind = CONTAINER_NODE};
    uses->items[uses->count - 1].pods++;
    *LIST_ADD(arena, &part->nodes) = or_empty(entry->record.node);
}

static void add_use(struct arena *arena, struct part *part, const struct entry *entry)
{
    if (part->kind == SUBJECT_NODE && !part->is_unanswered) {
        add_node(arena, part, entry);
        return;
    }
    *LIST_ADD(arena, &part->uses) =
        (struct use){.cluster = entry->cluster,
                     .namespace = or_empty(entry->record.namespace),
                     .workload = or_empty(entry->record.workload),
                     .container = "",
                     .kind = CONTAINER_NONE};
}

void parts_finish(struct parts *parts, struct part_list *ret_parts)
{
    const struct entry *last = NULL;
    if (parts->entries.count != 0)
        qsort(parts->entries.items, parts->entries.count, sizeof *parts->entries.items,
              compare_entries);
    for (size_t i = 0; i < parts->entries.count; i++) {
        const struct entry *entry = &parts->entries.items[i];
        if (!entry->is_kept || (last != NULL && compare_entries(last, entry) == 0))
            continue;
        if (last == NULL || compare_things(&last->record, &entry->record) != 0)
            *LIST_ADD(parts->arena, ret_parts) = part_of(&entry->record);
        add_use(parts->arena, &ret_parts->items[ret_parts->count - 1], entry);
        last = entry;
    }
}
