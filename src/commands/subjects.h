/* Subjects made without a run: of a product by its name, of all the catalogue. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "commands/settings.h"
#include "identify/products.h"
#include "inventory/inventory.h"
#include "net/fetch.h"

/*
 * Adds a subject that asks for all feeds of a product, wherever it runs. ERROR_USAGE
 * with a hint for a name that the catalogue does not know.
 */
bool subjects_add_product(const struct settings *settings, const char *name,
                          struct arena *arena, struct subject_list *subjects,
                          struct error *err) NODISCARD;

/*
 * The subjects of the products named; else, where sources are named, of what runs
 * there, which asks the clusters; else of all products of the catalogue.
 */
bool subjects_choose(const struct settings *settings, const struct text_list *products,
                     const struct inventory_sources *sources, struct fetcher *fetcher,
                     struct out *out, struct arena *arena,
                     struct subject_list *ret_subjects, struct error *err) NODISCARD;

/* Whether any source is named: a context, a file, an image. */
bool subjects_has_sources(const struct inventory_sources *sources);
