/* Ids of findings, and the order in which they are told (judging.md 10). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/judging.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/text.h"

enum { ID_DIGITS = 16, ID_SOURCE_BYTES_MAX = 64 * 1024 };

/* What qsort compares: a finding with the names that its order needs. */
struct place {
    const struct finding *finding;
    const char *product;
    const char *cluster;
    const char *namespace;
    int exposed_days;
};

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b);
}

static int exposure_of(const struct finding *finding)
{
    int exposed_days = METER_NONE;
    for (unsigned i = 0; i < STEP_COUNT; i++) {
        if (!finding->steps[i].is_off && finding->steps[i].exposed_days > exposed_days)
            exposed_days = finding->steps[i].exposed_days;
    }
    return exposed_days;
}

static int compare_places(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;
    if (a->finding->is_gated != b->finding->is_gated)
        return a->finding->is_gated ? -1 : 1;
    if (a->finding->status != b->finding->status)
        return a->finding->status < b->finding->status ? -1 : 1;
    if (a->finding->tier != b->finding->tier)
        return a->finding->tier < b->finding->tier ? -1 : 1;
    if (a->exposed_days != b->exposed_days)
        return a->exposed_days > b->exposed_days ? -1 : 1;
    int order = compare_texts(a->product, b->product);
    if (order == 0)
        order = compare_texts(a->finding->image, b->finding->image);
    if (order == 0)
        order = compare_texts(a->cluster, b->cluster);
    if (order == 0)
        order = compare_texts(a->namespace, b->namespace);
    if (order == 0) /* the input's order: the same image with two digests */
        order = (a->finding > b->finding) - (a->finding < b->finding);
    return order;
}

/* Which thing it is about, whatever version runs there: its first use and product. */
static void write_id_source(const struct finding *finding,
                            const struct inventory *inventory, struct text *text)
{
    const struct subject *subject = finding->subject;
    const struct use *use = finding->uses.count == 0 ? NULL : &finding->uses.items[0];
    const char *product = subject->product != NULL ? subject->product->name
                          : subject->is_valid      ? subject->ref.repository
                                                   : subject->image->reference;
    if (use != NULL && use->cluster < inventory->clusters.count)
        text_add(text, inventory->clusters.items[use->cluster].name);
    text_addf(text, "\n%s\n%s\n%s\n%s", use == NULL ? "" : use->namespace,
              use == NULL ? "" : use->workload,
              use == NULL || use->container == NULL ? "" : use->container, product);
}

/* turn: two versions in one place (a rollout, --image twice) are told apart by it. */
static const char *id_of(const struct finding *finding, unsigned turn,
                         const struct inventory *inventory, struct arena *arena)
{
    AUTO_TEXT source;
    text_init(&source, ID_SOURCE_BYTES_MAX);
    write_id_source(finding, inventory, &source);
    if (turn > 0)
        text_addf(&source, "\n%u", turn);
    char hash[SHA256_TEXT_BYTES];
    sha256_hex(source.bytes, source.length, hash);
    hash[ID_DIGITS] = '\0';
    return arena_copy(arena, hash);
}

static int compare_ids(const void *left, const void *right)
{
    const struct finding *const *a = left;
    const struct finding *const *b = right;
    int order = strcmp((*a)->id, (*b)->id);
    return order != 0 ? order : (*a > *b) - (*a < *b);
}

static void give_ids(struct finding_list *findings, const struct inventory *inventory,
                     struct arena *arena)
{
    AUTO_ARENA *scratch = arena_new();
    struct finding **sorted =
        arena_alloc_many(scratch, findings->count, sizeof *sorted);
    for (size_t i = 0; i < findings->count; i++) {
        findings->items[i].id = id_of(&findings->items[i], 0, inventory, arena);
        sorted[i] = &findings->items[i];
    }
    if (findings->count > 0)
        qsort(sorted, findings->count, sizeof *sorted, compare_ids);
    unsigned turn = 0;
    const char *last = "";
    for (size_t i = 0; i < findings->count; i++) {
        bool is_twin = strcmp(sorted[i]->id, last) == 0;
        last = is_twin ? last : sorted[i]->id;
        turn = is_twin ? turn + 1 : 0;
        if (is_twin)
            sorted[i]->id = id_of(sorted[i], turn, inventory, arena);
    }
}

static struct place place_of(const struct finding *finding,
                             const struct inventory *inventory)
{
    const struct use *use = finding->uses.count == 0 ? NULL : &finding->uses.items[0];
    bool has_cluster = use != NULL && use->cluster < inventory->clusters.count;
    return (struct place){
        .finding = finding,
        .product =
            finding->subject->product == NULL ? NULL : finding->subject->product->name,
        .cluster = has_cluster ? inventory->clusters.items[use->cluster].name : NULL,
        .namespace = use == NULL ? NULL : use->namespace,
        .exposed_days = exposure_of(finding)};
}

void findings_order(struct verdicts *verdicts, const struct judge_facts *facts,
                    struct arena *arena)
{
    struct finding_list *findings = &verdicts->findings;
    if (findings->count == 0)
        return;
    AUTO_ARENA *scratch = arena_new();
    struct place *places = arena_alloc_many(scratch, findings->count, sizeof *places);
    for (size_t i = 0; i < findings->count; i++)
        places[i] = place_of(&findings->items[i], facts->inventory);
    qsort(places, findings->count, sizeof *places, compare_places);
    struct finding *ordered = arena_alloc_many(arena, findings->count, sizeof *ordered);
    for (size_t i = 0; i < findings->count; i++)
        ordered[i] = *places[i].finding;
    findings->items = ordered;
    findings->room = findings->count;
    give_ids(findings, facts->inventory, arena);
}
