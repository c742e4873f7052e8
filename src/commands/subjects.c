/* Chooses which products and repositories a command about feeds looks at. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/subjects.h"

#include "base/near.h"
#include "identify/identify.h"

#include <string.h>

static bool unknown_product(const struct catalog *catalog, const char *name,
                            struct arena *arena, struct error *err)
{
    const struct product_list *products = &catalog->products;
    const char **names = arena_alloc_many(arena, products->count + 1, sizeof *names);
    for (size_t i = 0; i < products->count; i++)
        names[i] = products->items[i].name;
    const char *near = near_match(name, names, products->count);
    if (strpbrk(name, "/:@") != NULL)
        return error_set(err, ERROR_USAGE,
                         "'%s' is an image, not a product: --image names one", name);
    return near != NULL
               ? error_set(err, ERROR_USAGE,
                           "no product is called '%s', did you mean '%s'?", name, near)
               : error_set(err, ERROR_USAGE,
                           "no product is called '%s'; stalemark catalog list names "
                           "them all",
                           name);
}

static bool add_product(const struct settings *settings, const struct product *product,
                        struct arena *arena, struct subject_list *subjects,
                        struct error *err)
{
    struct subject *subject = LIST_ADD(arena, subjects);
    subject->is_valid = true;
    subject->is_by_hand = true;
    subject->product = product;
    subject->role = product->role;
    subject->tier = policy_tier(&settings->policy, product);
    return version_reader_new(&product->version, arena, &subject->reader, err);
}

bool subjects_add_product(const struct settings *settings, const char *name,
                          struct arena *arena, struct subject_list *subjects,
                          struct error *err)
{
    const struct product *product = catalog_by_name(&settings->catalog, name);
    return product != NULL ? add_product(settings, product, arena, subjects, err)
                           : unknown_product(&settings->catalog, name, arena, err);
}

bool subjects_has_sources(const struct inventory_sources *sources)
{
    return sources->contexts.count != 0 || sources->all_contexts ||
           sources->kubeconfig != NULL || sources->files.count != 0 ||
           sources->references.count != 0;
}

static bool add_running(const struct settings *settings,
                        const struct inventory_sources *sources,
                        struct fetcher *fetcher, struct out *out, struct arena *arena,
                        struct subject_list *subjects, struct error *err)
{
    struct inventory *inventory = arena_alloc(arena, sizeof *inventory);
    return inventory_list(sources, fetcher, out, arena, inventory, err) &&
           identify_all(inventory, &settings->catalog, &settings->policy, arena,
                        subjects, err);
}

bool subjects_choose(const struct settings *settings, const struct text_list *products,
                     const struct inventory_sources *sources, struct fetcher *fetcher,
                     struct out *out, struct arena *arena,
                     struct subject_list *ret_subjects, struct error *err)
{
    const struct product_list *all = &settings->catalog.products;
    *ret_subjects = (struct subject_list){0};
    for (size_t i = 0; i < products->count; i++)
        if (!subjects_add_product(settings, products->items[i], arena, ret_subjects,
                                  err))
            return false;
    if (products->count != 0)
        return true;
    if (subjects_has_sources(sources))
        return add_running(settings, sources, fetcher, out, arena, ret_subjects, err);
    for (size_t i = 0; i < all->count; i++)
        if (!add_product(settings, &all->items[i], arena, ret_subjects, err))
            return false;
    return true;
}
