/* The catalogue's file format: one YAML document into products. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/yaml.h"
#include "policy/catalog.h"
#include "policy/schema.h"

/* An image as one product claims it. */
struct catalog_claim {
    const char *repository;
    const char *product_name;
    const struct product *product; /* set when all products are read */
    struct origin origin;
};
LIST(catalog_claim_list, struct catalog_claim);

/* What grows while the files are read. */
struct catalog_reading {
    const char *const *drivers; /* known feed drivers, NULL: not checked */
    struct product_list products;
    struct catalog_claim_list claims; /* in the order written */
};

/* Adds the products of one file. Complaints are ERROR_USAGE with their place. */
bool catalog_read(const struct yaml_node *root, struct catalog_reading *reading,
                  struct arena *arena, struct error *err) NODISCARD;

/* The keys components and charts: what is no image. */
bool catalog_read_components(struct schema *schema, const struct schema_key *key,
                             const struct yaml_pair *pair, void *variable);

bool catalog_read_charts(struct schema *schema, const struct schema_key *key,
                         const struct yaml_pair *pair, void *variable);
