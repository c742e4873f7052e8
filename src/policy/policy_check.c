/* What only the whole policy can tell: steps stated, soak, pins, exceptions. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/day.h"
#include "policy/policy_read.h"

#include <string.h>

static const char *file_name(struct origin origin)
{
    return origin.file == NULL ? "built in" : origin.file;
}

static bool is_stated(struct origin origin)
{
    return origin.line != 0;
}

/* Which of the files laid over each other wrote it: a higher one is the newer word. */
static size_t layer_of(const struct policy *policy, struct origin origin)
{
    for (size_t i = policy->files.count; i > 0; i--)
        if (origin.file != NULL &&
            strcmp(policy->files.items[i - 1].path, origin.file) == 0)
            return i;
    return 0;
}

/*
 * A product states only what differs: the meters that it leaves out are those of its
 * tier, as if its step were laid over the tier's.
 */
static void fill_step(struct leeway *step, const struct leeway *of_tier)
{
    if (step->is_off || of_tier->is_off)
        return;
    if (!is_stated(step->days_origin)) {
        step->days = of_tier->days;
        step->days_origin = of_tier->days_origin;
    }
    if (!is_stated(step->releases_origin)) {
        step->releases = of_tier->releases;
        step->releases_origin = of_tier->releases_origin;
    }
    if (!is_stated(step->lines_origin)) {
        step->lines = of_tier->lines;
        step->lines_origin = of_tier->lines_origin;
    }
}

static void fill_products(struct policy *policy, const struct catalog *catalog)
{
    for (size_t i = 0; i < policy->products.count; i++) {
        struct product_rule *rule = &policy->products.items[i];
        const struct product *product = catalog_by_name(catalog, rule->product);
        enum tier tier = policy_tier(policy, product);
        for (int step = 0; step < STEP_COUNT; step++)
            if (rule->has_step[step])
                fill_step(&rule->steps[step], &policy->tiers[tier][step]);
    }
}

static bool check_soak(struct schema *schema, const struct policy *policy,
                       const char *where, enum step step, const struct leeway *leeway)
{
    struct origin soak = policy->soak_origin;
    struct origin days = leeway->days_origin;
    if (leeway->is_off || leeway->days == METER_NONE ||
        policy->soak_days <= leeway->days)
        return true;
    if (layer_of(policy, soak) >= layer_of(policy, days))
        return schema_complain_at(
            schema, soak,
            "a 'soak' of %dd is longer than '%s: %s' allows, %d days (%s:%d)",
            policy->soak_days, where, step_name(step), leeway->days, file_name(days),
            days.line);
    return schema_complain_at(
        schema, days, "'%s: %s' allows %d days, less than the 'soak' of %dd (%s:%d)",
        where, step_name(step), leeway->days, policy->soak_days, file_name(soak),
        soak.line);
}

static bool check_step(struct schema *schema, const struct policy *policy,
                       const char *where, enum step step, const struct leeway *leeway)
{
    bool has_meter = leeway->days != METER_NONE || leeway->releases != METER_NONE ||
                     leeway->lines != METER_NONE;
    if (!leeway->is_off && !has_meter)
        return schema_complain_at(schema, leeway->origin,
                                  "'%s: %s' states no meter: write days, releases or "
                                  "lines, or '%s: off'",
                                  where, step_name(step), step_name(step));
    return check_soak(schema, policy, where, step, leeway);
}

/* Only a policy that extends nothing can lack one. */
static bool check_stated(struct schema *schema, const struct policy *policy,
                         enum tier tier, enum step step)
{
    if (is_stated(policy->tiers[tier][step].origin))
        return true;
    struct origin top = {policy->files.items[policy->files.count - 1].path, 1, 1};
    return schema_complain_at(schema, top,
                              "'%s: %s' is missing: with 'extends: none' every tier "
                              "and step must be stated",
                              tier_name(tier), step_name(step));
}

static bool check_tiers(struct schema *schema, const struct policy *policy)
{
    for (int tier = 0; tier < TIER_COUNT; tier++) {
        for (int step = 0; step < STEP_COUNT; step++) {
            const struct leeway *leeway = &policy->tiers[tier][step];
            if (!check_stated(schema, policy, (enum tier)tier, (enum step)step) ||
                !check_step(schema, policy, tier_name((enum tier)tier), (enum step)step,
                            leeway))
                return false;
        }
    }
    return true;
}

static bool check_pin(struct schema *schema, const struct product_rule *rule)
{
    if (rule->line == NULL && rule->until_day != DAY_NONE)
        return schema_complain_at(schema, rule->origin,
                                  "'until' of %s belongs to a pin: 'line' is missing",
                                  rule->product);
    const char *missing = rule->line == NULL            ? NULL
                          : rule->owner == NULL         ? "owner"
                          : rule->why == NULL           ? "why"
                          : rule->until_day == DAY_NONE ? "until"
                                                        : NULL;
    if (missing == NULL)
        return true;
    return schema_complain_at(schema, rule->line_origin,
                              "'%s' is missing: the pin of %s to line %s needs owner, "
                              "why and until",
                              missing, rule->product, rule->line);
}

static bool check_products(struct schema *schema, const struct policy *policy)
{
    for (size_t i = 0; i < policy->products.count; i++) {
        const struct product_rule *rule = &policy->products.items[i];
        if (!check_pin(schema, rule))
            return false;
        for (int step = 0; step < STEP_COUNT; step++)
            if (rule->has_step[step] &&
                !check_step(schema, policy, rule->product, (enum step)step,
                            &rule->steps[step]))
                return false;
    }
    return true;
}

static bool check_exceptions(struct schema *schema, const struct policy *policy)
{
    for (size_t i = 0; i < policy->exceptions.count; i++) {
        const struct exception *exception = &policy->exceptions.items[i];
        int last = exception->granted_day + policy->max_exception_days;
        char text[DAY_TEXT_BYTES];
        if (exception->until_day > last)
            return schema_complain_at(schema, exception->origin,
                                      "'until' is more than %d days after 'granted' "
                                      "(max_exception): at most %s",
                                      policy->max_exception_days,
                                      day_format(last, text));
    }
    return true;
}

bool policy_check(struct policy *policy, const struct catalog *catalog,
                  struct arena *arena, struct error *err)
{
    struct schema schema = {.arena = arena, .err = err};
    fill_products(policy, catalog);
    return check_tiers(&schema, policy) && check_products(&schema, policy) &&
           check_exceptions(&schema, policy);
}
