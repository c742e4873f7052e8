/* The policy: files laid over each other, and the questions that stages ask of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/policy.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/yaml.h"
#include "policy/policy_read.h"
#include "policy/schema.h"

#include <assert.h>
#include <string.h>

enum { FILE_BYTES_MAX = 1024 * 1024, DEPTH_MAX = 16 };

/*
 * What holds where no file states it, below the shipped default: a policy that extends
 * nothing still has a meaning for every key. Strict rather than lenient.
 */
static const char built_in[] = "version: 1\n"
                               "line_end: {stale: true, warn: 90d, grace: 30d, "
                               "quiet: 365d}\n"
                               "soak: 0d\n"
                               "floating: warn\n"
                               "undated: count\n"
                               "rebuild: off\n"
                               "lts: accept\n"
                               "max_exception: 180d\n"
                               "mirrors: {}\n"
                               "own: []\n"
                               "unrecognised: fold\n"
                               "annotations: {line: advise}\n"
                               "endpoints: {}\n"
                               "registries: {}\n"
                               "gate: {fail_on: stale, unknown: fail, "
                               "tiers: [edge, core, support, workload]}\n"
                               "products: {}\n"
                               "exceptions: []\n"
                               "cases: []\n";

/* The loading of one policy: what has been laid over what so far. */
struct loading {
    const struct catalog *catalog;
    struct arena *arena;
    struct error *err;
    const struct yaml_node *root;
    struct policy_file_list files;
};

static const struct yaml_node *overlay(const struct yaml_node *lower,
                                       const struct yaml_node *upper,
                                       struct arena *arena);

/* The pair of key in node, or NULL. */
static const struct yaml_pair *find_pair(const struct yaml_node *node, const char *key)
{
    for (size_t i = 0; i < node->count; i++)
        if (strcmp(node->pairs[i].key, key) == 0)
            return &node->pairs[i];
    return NULL;
}

static struct yaml_node *overlay_maps(const struct yaml_node *lower,
                                      const struct yaml_node *upper,
                                      struct arena *arena)
{
    struct yaml_node *merged = arena_alloc(arena, sizeof *merged);
    struct yaml_pair *pairs =
        arena_alloc_many(arena, lower->count + upper->count + 1, sizeof *pairs);
    *merged = *upper;
    merged->pairs = pairs;
    merged->count = 0;
    for (size_t i = 0; i < lower->count; i++) {
        struct yaml_pair pair = lower->pairs[i];
        const struct yaml_pair *over = find_pair(upper, pair.key);
        if (over != NULL) {
            const struct yaml_node *below = pair.value;
            pair = *over;
            pair.value = overlay(below, over->value, arena);
        }
        pairs[merged->count++] = pair;
    }
    for (size_t i = 0; i < upper->count; i++)
        if (find_pair(lower, upper->pairs[i].key) == NULL)
            pairs[merged->count++] = upper->pairs[i];
    return merged;
}

/* Maps merge; lists and single values replace. */
static const struct yaml_node *overlay(const struct yaml_node *lower,
                                       const struct yaml_node *upper,
                                       struct arena *arena)
{
    if (lower->kind != YAML_MAP || upper->kind != YAML_MAP)
        return upper;
    return overlay_maps(lower, upper, arena);
}

static const struct yaml_node *built_in_root(struct loading *loading)
{
    const struct yaml_node *root = NULL;
    struct error impossible = {0};
    bool is_good = yaml_read(NULL, built_in, strlen(built_in), NULL, loading->arena,
                             &root, &impossible);
    assert(is_good && root != NULL);
    (void)is_good;
    return root;
}

static bool read_file(struct loading *loading, const char *path, const char *name,
                      const struct yaml_node **ret_root)
{
    const struct yaml_limits limits = {.bytes_max = FILE_BYTES_MAX,
                                       .depth_max = DEPTH_MAX};
    AUTO_TEXT content;
    text_init(&content, FILE_BYTES_MAX);
    if (!file_read(path, &content, loading->err) ||
        !yaml_read(name, content.bytes, content.length, &limits, loading->arena,
                   ret_root, loading->err)) {
        loading->err->code = ERROR_USAGE;
        return false;
    }
    char digest[SHA256_TEXT_BYTES];
    sha256_hex(content.bytes, content.length, digest);
    *LIST_ADD(loading->arena, &loading->files) = (struct policy_file){
        .path = arena_copy(loading->arena, name),
        .sha256 = arena_copy(loading->arena, digest),
    };
    return true;
}

/* Said before anything else is read: a newer policy may have keys unknown to us. */
static bool check_version(struct loading *loading, const struct yaml_node *root)
{
    struct schema schema = {.arena = loading->arena, .err = loading->err};
    const struct yaml_node *version = yaml_get(root, "version");
    const char *text = yaml_get_text(root, "version");
    uint64_t number;
    if (text == NULL || !text_number(text, 1000000, &number) ||
        number <= POLICY_VERSION)
        return true;
    return schema_complain(&schema, version,
                           "policy version %s is newer than this stalemark knows (%d): "
                           "a newer stalemark is needed",
                           text, POLICY_VERSION);
}

static bool extends_nothing(const struct yaml_node *root)
{
    const char *extends = yaml_get_text(root, "extends");
    return extends != NULL && strcmp(extends, "none") == 0;
}

static bool lay_over(struct loading *loading, const char *path, const char *name)
{
    const struct yaml_node *root = NULL;
    struct policy alone;
    if (!read_file(loading, path, name, &root))
        return false;
    if (root == NULL)
        return error_set(loading->err, ERROR_USAGE,
                         "%s:1:1: the policy is empty: it begins with 'version: %d'",
                         name, POLICY_VERSION);
    if (!check_version(loading, root) ||
        !policy_read(root, loading->catalog, loading->arena, &alone, loading->err))
        return false;
    if (extends_nothing(root)) {
        loading->root = built_in_root(loading);
        loading->files.items[0] = loading->files.items[loading->files.count - 1];
        loading->files.count = 1;
    }
    loading->root = overlay(loading->root, root, loading->arena);
    return true;
}

bool policy_load(const char *default_path, const struct text_list *paths,
                 const struct catalog *catalog, struct arena *arena,
                 struct policy *ret_policy, struct error *err)
{
    struct loading loading = {.catalog = catalog, .arena = arena, .err = err};
    loading.root = built_in_root(&loading);
    if (!lay_over(&loading, default_path, POLICY_DEFAULT_NAME))
        return false;
    for (size_t i = 0; i < paths->count; i++)
        if (!lay_over(&loading, paths->items[i], paths->items[i]))
            return false;
    struct policy policy;
    if (!policy_read(loading.root, catalog, arena, &policy, err))
        return false;
    policy.files = loading.files;
    policy.shown = arena_alloc(arena, sizeof *policy.shown);
    policy.shown->root = loading.root;
    if (!policy_check(&policy, catalog, arena, err))
        return false;
    *ret_policy = policy;
    return true;
}

const struct product_rule *policy_product(const struct policy *policy,
                                          const char *product)
{
    for (size_t i = 0; i < policy->products.count; i++)
        if (strcmp(policy->products.items[i].product, product) == 0)
            return &policy->products.items[i];
    return NULL;
}

enum tier policy_tier(const struct policy *policy, const struct product *product)
{
    if (product == NULL)
        return TIER_WORKLOAD;
    const struct product_rule *rule = policy_product(policy, product->name);
    return rule != NULL && rule->has_tier ? rule->tier
                                          : policy->role_tiers[product->role];
}

const struct leeway *policy_leeway(const struct policy *policy,
                                   const struct product *product, enum tier tier,
                                   enum step step)
{
    const struct product_rule *rule =
        product == NULL ? NULL : policy_product(policy, product->name);
    if (rule != NULL && rule->has_step[step])
        return &rule->steps[step];
    return &policy->tiers[tier][step];
}

const char *policy_endpoint(const struct policy *policy, const char *name)
{
    for (size_t i = 0; i < policy->endpoints.count; i++)
        if (strcmp(policy->endpoints.items[i].name, name) == 0)
            return policy->endpoints.items[i].url;
    return NULL;
}

const struct registry_rule *policy_registry(const struct policy *policy,
                                            const char *host)
{
    for (size_t i = 0; i < policy->registries.count; i++)
        if (strcmp(policy->registries.items[i].host, host) == 0)
            return &policy->registries.items[i];
    return NULL;
}
