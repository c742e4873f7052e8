/* Keeps what fits for the images that share a shelf. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/fit_table.h"

#include <string.h>

/* Of one product on one version of Kubernetes; by the places of the shelf's releases.
 */
struct fit_table {
    struct fit_table *next;
    const struct product *product;
    const char *kubernetes;
    struct fit_result *results;
    bool *is_known;
};

static struct fit_table *table_for(const struct judging *judging,
                                   const char *kubernetes)
{
    const struct shelf *shelf = judging->shelf;
    const struct product *product = judging->subject->product;
    for (struct fit_table *at = *shelf->fits; at != NULL; at = at->next) {
        if (at->product == product && strcmp(at->kubernetes, kubernetes) == 0)
            return at;
    }
    struct arena *arena = shelf->arena;
    struct fit_table *table = arena_alloc(arena, sizeof *table);
    *table = (struct fit_table){
        .next = *shelf->fits,
        .product = product,
        .kubernetes = kubernetes,
        .results = arena_alloc_many(arena, shelf->count, sizeof *table->results),
        .is_known = arena_alloc_many(arena, shelf->count, sizeof *table->is_known)};
    *shelf->fits = table;
    return table;
}

/* The skew of a part of a node is the part's own: it is not kept. */
struct fit_result fit_of_release(const struct judging *judging,
                                 const struct shelf_release *release,
                                 const char *kubernetes)
{
    const struct subject *subject = judging->subject;
    const struct version *version = &release->release->version;
    if (kubernetes == NULL || subject->product == NULL || skew_applies(subject))
        return fit_of(subject, version, kubernetes);
    struct fit_table *table = table_for(judging, kubernetes);
    size_t place = (size_t)(release - judging->shelf->releases);
    if (!table->is_known[place]) {
        table->results[place] = fit_of(subject, version, kubernetes);
        table->is_known[place] = true;
    }
    return table->results[place];
}
