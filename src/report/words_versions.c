/* The same product in several versions, side by side. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 4096, VERSIONS_SHOWN = 6 };

/* A finding with its place in the report, so that sorting keeps that order. */
struct entry {
    const struct finding *finding;
    size_t place;
};

static const char *product_of(const struct entry *entry)
{
    return entry->finding->subject->product->name;
}

static int compare_entries(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;
    int order = strcmp(product_of(left), product_of(right));
    if (order == 0)
        order = strcmp(left->finding->version, right->finding->version);
    if (order != 0)
        return order;
    return (left->place > right->place) - (left->place < right->place);
}

static int compare_places(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;
    return (left->place > right->place) - (left->place < right->place);
}

static bool same_version(const struct entry *a, const struct entry *b)
{
    return strcmp(a->finding->version, b->finding->version) == 0;
}

static size_t collect(const struct report *report, struct entry *entries)
{
    const struct finding_list *findings = &report->verdicts->findings;
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].subject->product != NULL &&
            findings->items[i].version != NULL && findings->items[i].uses.count != 0)
            entries[count++] = (struct entry){&findings->items[i], i};
    qsort(entries, count, sizeof *entries, compare_entries);
    return count;
}

/* One line of the entries of one product, which are sorted by version. */
static void add_line(struct text *line, const struct report *report,
                     struct entry *entries, size_t count)
{
    size_t versions = 0;
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !same_version(&entries[i - 1], &entries[i]))
            entries[versions++] = entries[i];
    if (versions < 2)
        return;
    qsort(entries, versions, sizeof *entries, compare_places);
    text_addf(line, "%s runs in %zu versions: ", product_of(entries), versions);
    for (size_t i = 0; i < versions && i < VERSIONS_SHOWN; i++) {
        text_addf(line, "%s%s (", i == 0 ? "" : ", ", entries[i].finding->version);
        words_namespace(line, report, &entries[i].finding->uses.items[0]);
        text_add_char(line, ')');
    }
    if (versions > VERSIONS_SHOWN)
        text_addf(line, " and %zu more", versions - VERSIONS_SHOWN);
}

void words_versions(const struct report *report, struct arena *arena,
                    struct text_list *ret_lines)
{
    AUTO_TEXT line;
    text_init(&line, LINE_MAX_BYTES);
    struct entry *entries =
        arena_alloc_many(arena, report->verdicts->findings.count + 1, sizeof *entries);
    size_t count = collect(report, entries);
    size_t end;
    for (size_t start = 0; start < count; start = end) {
        end = start + 1;
        while (end < count &&
               strcmp(product_of(&entries[start]), product_of(&entries[end])) == 0)
            end++;
        text_reset(&line);
        add_line(&line, report, &entries[start], end - start);
        if (line.length != 0)
            *LIST_ADD(arena, ret_lines) = arena_copy(arena, line.bytes);
    }
}
