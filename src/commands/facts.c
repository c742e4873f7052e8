/* The options --as-of, --releases, --offline and their kin. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/facts.h"

#include "base/day.h"
#include "base/near.h"

#include <stddef.h>

enum { MAX_DATA_AGE_DAYS = 9, TIMEOUT_SECONDS = 30 * 60, TIMEOUT_SECONDS_MOST = 86400 };

const struct option_row facts_rows[] = {
    {"as-of", 0, OPTION_DAY, "DATE", "judge as of that day, from what was known then",
     offsetof(struct facts_options, as_of_day), NULL, "Which facts"},
    {"releases", 0, OPTION_FILES, "FILE",
     "read releases from a release file too (repeatable)",
     offsetof(struct facts_options, releases), NULL, NULL},
    SNAPSHOT_ROWS(facts_options),
    {"offline", 0, OPTION_FLAG, NULL, "ask no feed: stored answers and files only",
     offsetof(struct facts_options, offline), NULL, NULL},
    {"digests", 0, OPTION_FLAG, NULL,
     "ask what every running tag points at, not only those that move",
     offsetof(struct facts_options, all_digests), NULL, NULL},
    {"cache-ttl", 0, OPTION_DURATION_SECONDS, "DURATION",
     "do not ask again for answers younger than this (default 0: all are revalidated)",
     offsetof(struct facts_options, cache_ttl_seconds), NULL, NULL},
    {"max-data-age", 0, OPTION_DURATION_DAYS, "DURATION",
     "older data convicts, but what would be fresh is unknown (default 9d)",
     offsetof(struct facts_options, max_data_age_days), NULL, NULL},
    {"timeout", 0, OPTION_DURATION_SECONDS, "DURATION",
     "all questions together: what is not answered then has failed (default 30m, for "
     "gate 10m)",
     offsetof(struct facts_options, timeout_seconds), NULL, NULL},
    {"ca", 0, OPTION_FILE, "FILE", "trust these certificates too",
     offsetof(struct facts_options, ca_file), NULL, NULL},
    {"use-pull-secrets", 0, OPTION_FLAG, NULL,
     "open private registries with the secrets that the pods name (see rbac.yaml)",
     offsetof(struct facts_options, use_pull_secrets), NULL, NULL},
    {"role", 0, OPTION_LIST, "ROLE", "only components of this role (repeatable)",
     offsetof(struct facts_options, roles), NULL, "What is looked at"},
    {"tier", 0, OPTION_LIST, "TIER", "only components of this tier (repeatable)",
     offsetof(struct facts_options, tiers), NULL, NULL},
    {0},
};

void facts_init(struct facts_options *options)
{
    *options = (struct facts_options){
        .as_of_day = DAY_NONE,
        .max_data_age_days = MAX_DATA_AGE_DAYS,
        .timeout_seconds = TIMEOUT_SECONDS,
    };
}

static bool add_role(const char *word, struct audit_options *audit, struct error *err)
{
    enum role role;
    const char *names[ROLE_COUNT];
    if (role_parse(word, &role)) {
        audit->roles[role] = true;
        return true;
    }
    for (int i = 0; i < ROLE_COUNT; i++)
        names[i] = role_name((enum role)i);
    const char *near = near_match(word, names, ROLE_COUNT);
    return error_set(err, ERROR_USAGE, "unknown role '%s'%s%s%s", word,
                     near == NULL ? "" : ", did you mean '", near == NULL ? "" : near,
                     near == NULL ? "" : "'?");
}

static bool add_tier(const char *word, struct audit_options *audit, struct error *err)
{
    enum tier tier;
    if (!tier_parse(word, &tier))
        return error_set(err, ERROR_USAGE,
                         "unknown tier '%s': it is edge, core, support or workload",
                         word);
    audit->tiers[tier] = true;
    return true;
}

bool facts_apply(const struct facts_options *options, long long now,
                 struct audit_options *ret_audit, struct error *err)
{
    int today = day_of_seconds(now);
    if (options->timeout_seconds < 1 || options->timeout_seconds > TIMEOUT_SECONDS_MOST)
        return error_set(err, ERROR_USAGE, "--timeout is between 1s and 24h");
    if (!snapshot_options_check(&options->snapshot, err))
        return false;
    ret_audit->as_of_day = options->as_of_day == DAY_NONE ? today : options->as_of_day;
    ret_audit->is_past = ret_audit->as_of_day < today;
    ret_audit->release_files = options->releases;
    ret_audit->offline = options->offline || options->snapshot.place != NULL;
    ret_audit->is_replay =
        options->snapshot.place != NULL && options->as_of_day != DAY_NONE;
    ret_audit->all_digests = options->all_digests;
    ret_audit->use_pull_secrets = options->use_pull_secrets;
    ret_audit->cache_ttl_seconds = options->cache_ttl_seconds;
    ret_audit->max_data_age_days = options->max_data_age_days;
    ret_audit->now = now;
    ret_audit->has_roles = options->roles.count != 0;
    ret_audit->has_tiers = options->tiers.count != 0;
    for (size_t i = 0; i < options->roles.count; i++)
        if (!add_role(options->roles.items[i], ret_audit, err))
            return false;
    for (size_t i = 0; i < options->tiers.count; i++)
        if (!add_tier(options->tiers.items[i], ret_audit, err))
            return false;
    return true;
}
