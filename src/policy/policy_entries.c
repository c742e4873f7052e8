/* The policy's file format: rules for products, exceptions, cases. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/policy_read.h"

#include "base/day.h"
#include "policy/repository.h"
#include "policy/words.h"

#include <string.h>

static const char *const lts_words[] = {"ignore", "accept", NULL};
static const char *const status_words[] = {"stale",  "unknown", "due",
                                           "exempt", "fresh",   NULL};

#define STEP_KEY(key, step)                                                            \
    {                                                                                  \
        .name = (key), .read = policy_read_step,                                       \
        .offset = offsetof(struct product_rule, steps[step]),                          \
        .has_offset = offsetof(struct product_rule, has_step[step])                    \
    }

static const struct schema_key product_keys[] = {
    {.name = "tier",
     .read = schema_choice,
     .offset = offsetof(struct product_rule, tier),
     .has_offset = offsetof(struct product_rule, has_tier),
     .words = tier_words,
     .noun = "tier"},
    {.name = "line",
     .read = schema_line,
     .offset = offsetof(struct product_rule, line),
     .origin_offset = offsetof(struct product_rule, line_origin)},
    {.name = "owner",
     .read = schema_text,
     .offset = offsetof(struct product_rule, owner)},
    {.name = "why", .read = schema_text, .offset = offsetof(struct product_rule, why)},
    {.name = "until",
     .read = schema_day,
     .offset = offsetof(struct product_rule, until_day)},
    {.name = "lts",
     .read = schema_choice_flag,
     .offset = offsetof(struct product_rule, lts_accept),
     .has_offset = offsetof(struct product_rule, has_lts),
     .words = lts_words},
    {.name = "extended_support",
     .read = schema_flag,
     .offset = offsetof(struct product_rule, extended_support)},
    {.name = "rebuild",
     .read = policy_read_rebuild,
     .offset = offsetof(struct product_rule, rebuild_days),
     .has_offset = offsetof(struct product_rule, has_rebuild)},
    STEP_KEY("patch", STEP_PATCH),
    STEP_KEY("minor", STEP_MINOR),
    STEP_KEY("major", STEP_MAJOR),
    {0},
};

static bool complain_about_product(struct schema *schema, struct origin at,
                                   const char *name)
{
    const struct policy_reading *reading = schema->context;
    const struct product_list *products = &reading->catalog->products;
    const char **names =
        arena_alloc_many(schema->arena, products->count + 1, sizeof *names);
    for (size_t i = 0; i < products->count; i++)
        names[i] = products->items[i].name;
    return schema_complain_unknown(schema, at, "product", name, names, products->count);
}

static bool is_product(const struct schema *schema, const char *name)
{
    const struct policy_reading *reading = schema->context;
    return catalog_by_name(reading->catalog, name) != NULL;
}

bool policy_read_products(struct schema *schema, const struct schema_key *key,
                          const struct yaml_pair *pair, void *variable)
{
    struct product_rule_list *products = variable;
    if (!schema_want_map(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_pair *entry = &pair->value->pairs[i];
        struct product_rule rule = {
            .product = entry->key,
            .until_day = DAY_NONE,
            .origin = schema_key_origin(entry),
        };
        if (!is_product(schema, rule.product))
            return complain_about_product(schema, rule.origin, rule.product);
        if (!schema_want_map(schema, entry->key, entry->value) ||
            !schema_map(schema, entry->value, product_keys, &rule))
            return false;
        *LIST_ADD(schema->arena, products) = rule;
    }
    return true;
}

static bool read_reasons(struct schema *schema, const struct schema_key *key,
                         const struct yaml_pair *pair, void *variable)
{
    bool *reasons = variable;
    struct text_list names = {0};
    if (!schema_texts(schema, key, pair, &names))
        return false;
    for (size_t i = 0; i < names.count; i++) {
        int reason;
        if (!schema_want_word(schema, "reason", names.items[i], pair->value->items[i],
                              reason_words, &reason))
            return false;
        reasons[reason] = true;
    }
    return true;
}

static bool read_product_name(struct schema *schema, const struct schema_key *key,
                              const struct yaml_pair *pair, void *variable)
{
    const char *name;
    if (!schema_want_text(schema, key->name, pair->value, &name))
        return false;
    if (!is_product(schema, name))
        return complain_about_product(schema, schema_origin(pair->value), name);
    *(const char **)variable = name;
    return true;
}

static bool read_image_pattern(struct schema *schema, const struct schema_key *key,
                               const struct yaml_pair *pair, void *variable)
{
    const char *image;
    if (!schema_want_text(schema, key->name, pair->value, &image))
        return false;
    const char *problem = repository_problem(image, true, schema->arena);
    if (problem != NULL)
        return schema_complain(schema, pair->value, "%s", problem);
    *(const char **)variable = image;
    return true;
}

static bool read_workload(struct schema *schema, const struct schema_key *key,
                          const struct yaml_pair *pair, void *variable)
{
    const char *workload;
    if (!schema_want_text(schema, key->name, pair->value, &workload))
        return false;
    const char *slash = strchr(workload, '/');
    if (slash == NULL || slash == workload || slash[1] == '\0')
        return schema_complain(schema, pair->value,
                               "'%s' must be KIND/NAME, as in Deployment/traefik",
                               key->name);
    *(const char **)variable = workload;
    return true;
}

#define EXCEPTION_TEXT(key, member)                                                    \
    {                                                                                  \
        .name = (key), .read = schema_text,                                            \
        .offset = offsetof(struct exception, member)                                   \
    }

static const struct schema_key exception_keys[] = {
    {.name = "product",
     .read = read_product_name,
     .offset = offsetof(struct exception, product)},
    {.name = "image",
     .read = read_image_pattern,
     .offset = offsetof(struct exception, image)},
    EXCEPTION_TEXT("cluster", cluster),
    EXCEPTION_TEXT("namespace", namespace),
    {.name = "workload",
     .read = read_workload,
     .offset = offsetof(struct exception, workload)},
    EXCEPTION_TEXT("version", version),
    {.name = "reasons",
     .read = read_reasons,
     .offset = offsetof(struct exception, reasons),
     .is_required = true},
    {.name = "owner",
     .read = schema_text,
     .offset = offsetof(struct exception, owner),
     .is_required = true},
    EXCEPTION_TEXT("ticket", ticket),
    {.name = "why",
     .read = schema_text,
     .offset = offsetof(struct exception, why),
     .is_required = true},
    {.name = "granted",
     .read = schema_day,
     .offset = offsetof(struct exception, granted_day),
     .is_required = true},
    {.name = "until",
     .read = schema_day,
     .offset = offsetof(struct exception, until_day),
     .is_required = true},
    {0},
};

static bool check_exception(struct schema *schema, const struct yaml_node *node,
                            const struct exception *exception)
{
    if (exception->product == NULL && exception->image == NULL)
        return schema_complain(schema, node, "neither 'product' nor 'image' is given");
    if (exception->product != NULL && exception->image != NULL)
        return schema_complain(schema, yaml_get(node, "image"),
                               "'product' is given already: one of the two");
    if (yaml_get(node, "reasons")->count == 0)
        return schema_complain(schema, yaml_get(node, "reasons"),
                               "'reasons' names no reason: the exception would do "
                               "nothing");
    if (exception->until_day < exception->granted_day)
        return schema_complain(schema, yaml_get(node, "until"),
                               "'until' lies before 'granted'");
    return true;
}

bool policy_read_exceptions(struct schema *schema, const struct schema_key *key,
                            const struct yaml_pair *pair, void *variable)
{
    struct exception_list *exceptions = variable;
    if (!schema_want_list(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_node *item = pair->value->items[i];
        struct exception exception = {.origin = schema_origin(item)};
        if (!schema_want_map(schema, key->name, item) ||
            !schema_map(schema, item, exception_keys, &exception) ||
            !check_exception(schema, item, &exception))
            return false;
        *LIST_ADD(schema->arena, exceptions) = exception;
    }
    return true;
}

static bool read_files(struct schema *schema, const struct schema_key *key,
                       const struct yaml_pair *pair, void *variable)
{
    struct text_list *files = variable;
    if (!schema_texts(schema, key, pair, files))
        return false;
    for (size_t i = 0; i < files->count; i++)
        files->items[i] =
            policy_relative(pair->value->file, files->items[i], schema->arena);
    return true;
}

static bool read_status(struct schema *schema, const struct schema_key *key,
                        const struct yaml_pair *pair, void *variable)
{
    int unused;
    return schema_text(schema, key, pair, variable) &&
           schema_want_word(schema, "status", pair->value->text, pair->value,
                            status_words, &unused);
}

#define CASE_TEXT(key, member)                                                         \
    {                                                                                  \
        .name = (key), .read = schema_text,                                            \
        .offset = offsetof(struct policy_case, member)                                 \
    }

static const struct schema_key case_keys[] = {
    CASE_TEXT("name", name),
    {.name = "image",
     .read = schema_text,
     .offset = offsetof(struct policy_case, image),
     .is_required = true},
    {.name = "as_of",
     .read = schema_day,
     .offset = offsetof(struct policy_case, as_of_day),
     .is_required = true},
    {.name = "releases",
     .read = read_files,
     .offset = offsetof(struct policy_case, releases)},
    CASE_TEXT("snapshot", snapshot),
    CASE_TEXT("kubernetes_version", kubernetes_version),
    {.name = "status",
     .read = read_status,
     .offset = offsetof(struct policy_case, status),
     .is_required = true},
    {.name = "reasons",
     .read = read_reasons,
     .offset = offsetof(struct policy_case, reasons),
     .has_offset = offsetof(struct policy_case, has_reasons)},
    CASE_TEXT("recommended", recommended),
    CASE_TEXT("target", target),
    {0},
};

bool policy_read_cases(struct schema *schema, const struct schema_key *key,
                       const struct yaml_pair *pair, void *variable)
{
    struct policy_case_list *cases = variable;
    if (!schema_want_list(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_node *item = pair->value->items[i];
        struct policy_case one = {.origin = schema_origin(item)};
        if (!schema_want_map(schema, key->name, item) ||
            !schema_map(schema, item, case_keys, &one))
            return false;
        bool has_releases = one.releases.count != 0;
        if (has_releases == (one.snapshot != NULL))
            return schema_complain(schema, item,
                                   "a case needs either 'releases' or 'snapshot'");
        if (one.snapshot != NULL)
            one.snapshot = policy_relative(item->file, one.snapshot, schema->arena);
        *LIST_ADD(schema->arena, cases) = one;
    }
    return true;
}
