/* The closed lists of words: roles, schemes, steps, tiers, reasons. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/words.h"

#include "policy/policy.h"

#include <string.h>

/* Each table ends with NULL, so that one table serves names, reading and hints. */
const char *const role_words[] = {
    [ROLE_LOAD_BALANCER] = "load-balancer",
    [ROLE_INGRESS] = "ingress",
    [ROLE_DNS] = "dns",
    [ROLE_CNI] = "cni",
    [ROLE_CERTIFICATES] = "certificates",
    [ROLE_STORAGE] = "storage",
    [ROLE_CONTROL_PLANE] = "control-plane",
    [ROLE_AUTOSCALING] = "autoscaling",
    [ROLE_MONITORING] = "monitoring",
    [ROLE_LOGGING] = "logging",
    [ROLE_TRACING] = "tracing",
    [ROLE_GITOPS] = "gitops",
    [ROLE_POLICY] = "policy",
    [ROLE_SECRETS] = "secrets",
    [ROLE_AUTH] = "auth",
    [ROLE_MESH] = "mesh",
    [ROLE_DATABASE] = "database",
    [ROLE_QUEUE] = "queue",
    [ROLE_REGISTRY] = "registry",
    [ROLE_BACKUP] = "backup",
    [ROLE_IDENTITY] = "identity",
    [ROLE_NODE] = "node",
    [ROLE_OPERATOR] = "operator",
    [ROLE_OTHER] = "other",
    [ROLE_COUNT] = NULL,
};

/* Only where people write it otherwise than with the hyphen taken out. */
static const char *const role_titles[ROLE_COUNT] = {
    [ROLE_LOAD_BALANCER] = "load balancer",
    [ROLE_DNS] = "DNS",
    [ROLE_CNI] = "CNI",
    [ROLE_CONTROL_PLANE] = "control plane",
    [ROLE_GITOPS] = "GitOps",
};

const char *const scheme_words[] = {
    [SCHEME_SEMVER] = "semver",   [SCHEME_CALVER] = "calver",
    [SCHEME_NUMERIC] = "numeric", [SCHEME_PATTERN] = "pattern",
    [SCHEME_PATTERN + 1] = NULL,
};

const char *const line_words[] = {
    [LINE_MINOR] = "minor",
    [LINE_MAJOR] = "major",
    [LINE_NONE] = "none",
    [LINE_NONE + 1] = NULL,
};

static const char *const step_words[] = {
    [STEP_PATCH] = "patch",
    [STEP_MINOR] = "minor",
    [STEP_MAJOR] = "major",
    [STEP_COUNT] = NULL,
};

const char *const tier_words[] = {
    [TIER_EDGE] = "edge",         [TIER_CORE] = "core", [TIER_SUPPORT] = "support",
    [TIER_WORKLOAD] = "workload", [TIER_COUNT] = NULL,
};

const char *const reason_words[] = {
    [REASON_BEHIND_PATCH] = "behind-patch",
    [REASON_BEHIND_MINOR] = "behind-minor",
    [REASON_BEHIND_MAJOR] = "behind-major",
    [REASON_LINE_ENDED] = "line-ended",
    [REASON_LINE_ENDING] = "line-ending",
    [REASON_RETIRED] = "retired",
    [REASON_INCOMPATIBLE] = "incompatible",
    [REASON_UNTESTED] = "untested",
    [REASON_PRERELEASE] = "prerelease",
    [REASON_WITHDRAWN] = "withdrawn",
    [REASON_FLOATING] = "floating",
    [REASON_DIGEST_MOVED] = "digest-moved",
    [REASON_VARIANT_ENDED] = "variant-ended",
    [REASON_EXCEPTION_EXPIRED] = "exception-expired",
    [REASON_NO_PRODUCT] = "no-product",
    [REASON_NO_VERSION] = "no-version",
    [REASON_NO_FEED] = "no-feed",
    [REASON_FEED_FAILED] = "feed-failed",
    [REASON_FEED_PARTIAL] = "feed-partial",
    [REASON_DATA_TOO_OLD] = "data-too-old",
    [REASON_NO_DATE] = "no-date",
    [REASON_NO_MATCH] = "no-match",
    [REASON_COUNT] = NULL,
};

size_t words_count(const char *const *words)
{
    size_t count = 0;
    while (words[count] != NULL)
        count++;
    return count;
}

bool words_find(const char *const *words, const char *text, int *ret_index)
{
    for (int i = 0; words[i] != NULL; i++) {
        if (strcmp(words[i], text) == 0) {
            *ret_index = i;
            return true;
        }
    }
    return false;
}

const char *role_name(enum role role)
{
    return role_words[role];
}

const char *role_title(enum role role)
{
    return role_titles[role] != NULL ? role_titles[role] : role_words[role];
}

bool role_parse(const char *text, enum role *ret_role)
{
    int index;
    if (!words_find(role_words, text, &index))
        return false;
    *ret_role = (enum role)index;
    return true;
}

const char *scheme_name(enum scheme scheme)
{
    return scheme_words[scheme];
}

const char *step_name(enum step step)
{
    return step_words[step];
}

const char *tier_name(enum tier tier)
{
    return tier_words[tier];
}

bool tier_parse(const char *text, enum tier *ret_tier)
{
    int index;
    if (!words_find(tier_words, text, &index))
        return false;
    *ret_tier = (enum tier)index;
    return true;
}

const char *reason_name(enum reason reason)
{
    return reason_words[reason];
}

bool reason_parse(const char *text, enum reason *ret_reason)
{
    int index;
    if (!words_find(reason_words, text, &index))
        return false;
    *ret_reason = (enum reason)index;
    return true;
}
