/* The policy's file format: tiers, roles, rules for all, where to ask. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/policy_read.h"

#include "base/slice.h"
#include "policy/words.h"

#include <string.h>

enum { COUNT_MAX = 1000 };

static bool is_off(const struct yaml_node *node)
{
    return node->kind == YAML_SCALAR && strcmp(node->text, "off") == 0;
}

/* A whole number, or "off" for a meter that a lower file has set. */
static bool read_meter(struct schema *schema, const struct schema_key *key,
                       const struct yaml_pair *pair, void *variable)
{
    if (is_off(pair->value)) {
        *(int *)variable = METER_NONE;
        return true;
    }
    return key->most == 0 ? schema_days(schema, key, pair, variable)
                          : schema_number(schema, key, pair, variable);
}

static const struct schema_key step_keys[] = {
    {.name = "days",
     .read = read_meter,
     .offset = offsetof(struct leeway, days),
     .origin_offset = offsetof(struct leeway, days_origin)},
    {.name = "releases",
     .read = read_meter,
     .offset = offsetof(struct leeway, releases),
     .origin_offset = offsetof(struct leeway, releases_origin),
     .most = COUNT_MAX},
    {.name = "lines",
     .read = read_meter,
     .offset = offsetof(struct leeway, lines),
     .origin_offset = offsetof(struct leeway, lines_origin),
     .most = COUNT_MAX},
    {0},
};

bool policy_read_step(struct schema *schema, const struct schema_key *key,
                      const struct yaml_pair *pair, void *variable)
{
    struct leeway leeway = {
        .days = METER_NONE,
        .releases = METER_NONE,
        .lines = METER_NONE,
        .origin = schema_key_origin(pair),
    };
    const struct yaml_node *node = pair->value;
    leeway.is_off = is_off(node);
    if (!leeway.is_off && node->kind != YAML_MAP)
        return schema_complain(schema, node,
                               "'%s' must be 'off' or a map of days, releases, lines",
                               key->name);
    if (!leeway.is_off && !schema_map(schema, node, step_keys, &leeway))
        return false;
    const struct yaml_node *lines = yaml_get(node, "lines");
    if (lines != NULL && strcmp(key->name, "patch") == 0)
        return schema_complain(schema, lines,
                               "'patch' stays on its line: 'lines' is for minor and "
                               "major");
    *(struct leeway *)variable = leeway;
    return true;
}

static const struct schema_key tier_keys[] = {
    {.name = "patch", .read = policy_read_step, .offset = 0},
    {.name = "minor",
     .read = policy_read_step,
     .offset = STEP_MINOR * sizeof(struct leeway)},
    {.name = "major",
     .read = policy_read_step,
     .offset = STEP_MAJOR * sizeof(struct leeway)},
    {0},
};

static bool read_tiers(struct schema *schema, const struct schema_key *key,
                       const struct yaml_pair *pair, void *variable)
{
    struct leeway(*tiers)[STEP_COUNT] = variable;
    if (!schema_want_map(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_pair *entry = &pair->value->pairs[i];
        enum tier tier;
        if (!tier_parse(entry->key, &tier))
            return schema_complain_unknown(schema, schema_key_origin(entry), "tier",
                                           entry->key, tier_words,
                                           words_count(tier_words));
        if (!schema_want_map(schema, entry->key, entry->value) ||
            !schema_map(schema, entry->value, tier_keys, tiers[tier]))
            return false;
    }
    return true;
}

static bool read_roles(struct schema *schema, const struct schema_key *key,
                       const struct yaml_pair *pair, void *variable)
{
    enum tier *tiers = variable;
    if (!schema_want_map(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_pair *entry = &pair->value->pairs[i];
        const struct schema_key tier = {
            .name = entry->key, .words = tier_words, .noun = "tier"};
        enum role role;
        if (!role_parse(entry->key, &role))
            return schema_complain_unknown(schema, schema_key_origin(entry), "role",
                                           entry->key, role_words,
                                           words_count(role_words));
        if (!schema_choice(schema, &tier, entry, &tiers[role]))
            return false;
    }
    return true;
}

static const struct schema_key line_end_keys[] = {
    {.name = "stale",
     .read = schema_flag,
     .offset = offsetof(struct line_end_rules, stale),
     .origin_offset = offsetof(struct line_end_rules, origin)},
    {.name = "warn",
     .read = schema_duration,
     .offset = offsetof(struct line_end_rules, warn_days),
     .origin_offset = offsetof(struct line_end_rules, warn_origin)},
    {.name = "grace",
     .read = schema_duration,
     .offset = offsetof(struct line_end_rules, grace_days),
     .origin_offset = offsetof(struct line_end_rules, grace_origin)},
    {.name = "quiet",
     .read = schema_duration,
     .offset = offsetof(struct line_end_rules, quiet_days),
     .origin_offset = offsetof(struct line_end_rules, quiet_origin)},
    {0},
};

static bool read_line_end(struct schema *schema, const struct schema_key *key,
                          const struct yaml_pair *pair, void *variable)
{
    return schema_want_map(schema, key->name, pair->value) &&
           schema_map(schema, pair->value, line_end_keys, variable);
}

/* The tiers are a list that replaces, never adds. */
static bool read_gate_tiers(struct schema *schema, const struct schema_key *key,
                            const struct yaml_pair *pair, void *variable)
{
    bool *tiers = variable;
    struct text_list names = {0};
    if (!schema_texts(schema, key, pair, &names))
        return false;
    if (names.count == 0)
        return schema_complain(schema, pair->value, "the gate looks at no tier");
    memset(tiers, 0, TIER_COUNT * sizeof *tiers);
    for (size_t i = 0; i < names.count; i++) {
        int tier;
        if (!schema_want_word(schema, "tier", names.items[i], pair->value->items[i],
                              tier_words, &tier))
            return false;
        tiers[tier] = true;
    }
    return true;
}

static const char *const fail_on_words[] = {"stale", "due", "never", NULL};
static const char *const gate_unknown_words[] = {"fail", "warn", "ignore", NULL};

static const struct schema_key gate_keys[] = {
    {.name = "fail_on",
     .read = schema_choice,
     .offset = offsetof(struct gate_rules, fail_on),
     .words = fail_on_words},
    {.name = "unknown",
     .read = schema_choice,
     .offset = offsetof(struct gate_rules, unknown),
     .words = gate_unknown_words},
    {.name = "tiers",
     .read = read_gate_tiers,
     .offset = offsetof(struct gate_rules, tiers)},
    {0},
};

static bool read_gate(struct schema *schema, const struct schema_key *key,
                      const struct yaml_pair *pair, void *variable)
{
    return schema_want_map(schema, key->name, pair->value) &&
           schema_map(schema, pair->value, gate_keys, variable);
}

static const struct schema_key rebuild_keys[] = {
    {.name = "days", .read = schema_days, .is_required = true},
    {0},
};

/* The variable is the int; "off" leaves METER_NONE, which the has-flag follows. */
bool policy_read_rebuild(struct schema *schema, const struct schema_key *key,
                         const struct yaml_pair *pair, void *variable)
{
    if (is_off(pair->value)) {
        *(int *)variable = METER_NONE;
        return true;
    }
    if (pair->value->kind != YAML_MAP)
        return schema_complain(schema, pair->value,
                               "'%s' must be 'off' or a map of days", key->name);
    return schema_map(schema, pair->value, rebuild_keys, variable);
}

static const char *const annotation_words[] = {"advise", "allow", NULL};

static const struct schema_key annotation_keys[] = {
    {.name = "line", .read = schema_choice_flag, .words = annotation_words},
    {0},
};

static bool read_annotations(struct schema *schema, const struct schema_key *key,
                             const struct yaml_pair *pair, void *variable)
{
    return schema_want_map(schema, key->name, pair->value) &&
           schema_map(schema, pair->value, annotation_keys, variable);
}

static bool read_version(struct schema *schema, const struct schema_key *key,
                         const struct yaml_pair *pair, void *variable)
{
    (void)variable;
    const char *text;
    uint64_t version;
    if (!schema_want_text(schema, key->name, pair->value, &text))
        return false;
    if (text_number(text, POLICY_VERSION, &version) && version == POLICY_VERSION)
        return true;
    return schema_complain(schema, pair->value, "'version' must be %d", POLICY_VERSION);
}

static const char *const extends_words[] = {"default", "none", NULL};

/* Obeyed while the files are laid over each other; here only its words count. */
static bool read_extends(struct schema *schema, const struct schema_key *key,
                         const struct yaml_pair *pair, void *variable)
{
    (void)variable;
    const struct schema_key choice = {.name = key->name, .words = extends_words};
    int index;
    return schema_choice(schema, &choice, pair, &index);
}

static const char *const floating_words[] = {"allow", "warn", "stale", NULL};
static const char *const undated_words[] = {"ignore", "count", NULL};
static const char *const lts_words[] = {"ignore", "accept", NULL};
static const char *const unrecognised_words[] = {"fold", "list", "judge", NULL};

static const struct schema_key policy_keys[] = {
    {.name = "version", .read = read_version},
    {.name = "extends", .read = read_extends},
    {.name = "tiers", .read = read_tiers, .offset = offsetof(struct policy, tiers)},
    {.name = "roles",
     .read = read_roles,
     .offset = offsetof(struct policy, role_tiers)},
    {.name = "line_end",
     .read = read_line_end,
     .offset = offsetof(struct policy, line_end)},
    {.name = "soak",
     .read = schema_duration,
     .offset = offsetof(struct policy, soak_days),
     .origin_offset = offsetof(struct policy, soak_origin)},
    {.name = "floating",
     .read = schema_choice,
     .offset = offsetof(struct policy, floating),
     .origin_offset = offsetof(struct policy, floating_origin),
     .words = floating_words},
    {.name = "undated",
     .read = schema_choice_flag,
     .offset = offsetof(struct policy, undated_count),
     .origin_offset = offsetof(struct policy, undated_origin),
     .words = undated_words},
    {.name = "rebuild",
     .read = policy_read_rebuild,
     .offset = offsetof(struct policy, rebuild_days),
     .origin_offset = offsetof(struct policy, rebuild_origin)},
    {.name = "lts",
     .read = schema_choice_flag,
     .offset = offsetof(struct policy, lts_accept),
     .origin_offset = offsetof(struct policy, lts_origin),
     .words = lts_words},
    {.name = "max_exception",
     .read = schema_duration,
     .offset = offsetof(struct policy, max_exception_days)},
    {.name = "mirrors",
     .read = policy_read_mirrors,
     .offset = offsetof(struct policy, mirrors)},
    {.name = "own", .read = policy_read_own, .offset = offsetof(struct policy, own)},
    {.name = "unrecognised",
     .read = schema_choice,
     .offset = offsetof(struct policy, unrecognised),
     .words = unrecognised_words},
    {.name = "annotations",
     .read = read_annotations,
     .offset = offsetof(struct policy, annotations_line_allow)},
    {.name = "endpoints",
     .read = policy_read_endpoints,
     .offset = offsetof(struct policy, endpoints)},
    {.name = "registries",
     .read = policy_read_registries,
     .offset = offsetof(struct policy, registries)},
    {.name = "gate",
     .read = read_gate,
     .offset = offsetof(struct policy, gate),
     .origin_offset = offsetof(struct policy, gate.origin)},
    {.name = "products",
     .read = policy_read_products,
     .offset = offsetof(struct policy, products)},
    {.name = "exceptions",
     .read = policy_read_exceptions,
     .offset = offsetof(struct policy, exceptions)},
    {.name = "cases",
     .read = policy_read_cases,
     .offset = offsetof(struct policy, cases)},
    {0},
};

/* A policy that states nothing. */
static struct policy empty_policy(void)
{
    struct policy policy = {.rebuild_days = METER_NONE};
    for (int tier = 0; tier < TIER_COUNT; tier++)
        for (int step = 0; step < STEP_COUNT; step++)
            policy.tiers[tier][step] = (struct leeway){
                .days = METER_NONE, .releases = METER_NONE, .lines = METER_NONE};
    for (int role = 0; role < ROLE_COUNT; role++)
        policy.role_tiers[role] = TIER_SUPPORT;
    return policy;
}

bool policy_read(const struct yaml_node *root, const struct catalog *catalog,
                 struct arena *arena, struct policy *ret_policy, struct error *err)
{
    struct policy_reading reading = {.catalog = catalog};
    struct schema schema = {.arena = arena, .err = err, .context = &reading};
    struct policy policy = empty_policy();
    if (root->kind != YAML_MAP)
        return schema_complain(&schema, root, "a policy is a map of keys");
    if (!schema_map(&schema, root, policy_keys, &policy))
        return false;
    policy.has_rebuild = policy.rebuild_days != METER_NONE;
    *ret_policy = policy;
    return true;
}
