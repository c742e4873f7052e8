/* The policy's file format: one YAML tree into a struct policy. Shared by its files. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/yaml.h"
#include "policy/policy.h"
#include "policy/schema.h"

/* What the readers of single keys need besides. */
struct policy_reading {
    const struct catalog *catalog;
};

/* Only the version policies have so far. */
enum { POLICY_VERSION = 1 };

/*
 * Reads a tree, either of one file or of all laid over each other. Checks types and
 * words; what only the whole policy can tell is checked by policy_check.
 */
bool policy_read(const struct yaml_node *root, const struct catalog *catalog,
                 struct arena *arena, struct policy *ret_policy,
                 struct error *err) NODISCARD;

/* Readers of the keys that other files know (policy_hosts.c, policy_entries.c). */
schema_read policy_read_mirrors;
schema_read policy_read_own;
schema_read policy_read_endpoints;
schema_read policy_read_registries;
schema_read policy_read_products;
schema_read policy_read_exceptions;
schema_read policy_read_cases;

/* Readers that several keys have. */
schema_read policy_read_step;    /* struct leeway */
schema_read policy_read_rebuild; /* int: days, METER_NONE when off */

/* path, or path in the folder of the file in which it was written. */
const char *policy_relative(const char *file, const char *path, struct arena *arena);

/*
 * Fills in what follows from other parts (the steps of products) and checks what only
 * the whole policy can tell: steps stated, soak, pins, exceptions.
 */
bool policy_check(struct policy *policy, const struct catalog *catalog,
                  struct arena *arena, struct error *err) NODISCARD;

/* All that policy_show prints. */
struct policy_shown {
    const struct yaml_node *root; /* all files laid over each other */
};
