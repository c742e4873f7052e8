/* The policy: what we tolerate. Rules, laid over the shipped default. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "base/text.h"
#include "policy/catalog.h"

#include <stdbool.h>
#include <stddef.h>

enum step { STEP_PATCH, STEP_MINOR, STEP_MAJOR, STEP_COUNT };
const char *step_name(enum step step);

enum tier { TIER_EDGE, TIER_CORE, TIER_SUPPORT, TIER_WORKLOAD, TIER_COUNT };
const char *tier_name(enum tier tier);
bool tier_parse(const char *text, enum tier *ret_tier);

/* The closed list of reasons (DESIGN section 1), in the order they are printed. */
enum reason {
    REASON_BEHIND_PATCH,
    REASON_BEHIND_MINOR,
    REASON_BEHIND_MAJOR,
    REASON_LINE_ENDED,
    REASON_LINE_ENDING,
    REASON_RETIRED,
    REASON_INCOMPATIBLE,
    REASON_UNTESTED,
    REASON_PRERELEASE,
    REASON_WITHDRAWN,
    REASON_FLOATING,
    REASON_DIGEST_MOVED,
    REASON_VARIANT_ENDED,
    REASON_EXCEPTION_EXPIRED,
    REASON_NO_PRODUCT,
    REASON_NO_VERSION,
    REASON_NO_FEED,
    REASON_FEED_FAILED,
    REASON_FEED_PARTIAL,
    REASON_DATA_TOO_OLD,
    REASON_NO_DATE,
    REASON_NO_MATCH,
    REASON_COUNT
};
const char *reason_name(enum reason reason);
bool reason_parse(const char *text, enum reason *ret_reason);

/* A meter that is not stated. */
enum { METER_NONE = -1 };

/* What one step tolerates; any meter alone breaks it. */
struct leeway {
    bool is_off; /* informs only */
    int days;    /* METER_NONE: not metered */
    int releases;
    int lines; /* minor and major only */
    struct origin days_origin;
    struct origin releases_origin;
    struct origin lines_origin;
    struct origin origin; /* of the step, also when it is off */
};

enum floating_rule { FLOATING_ALLOW, FLOATING_WARN, FLOATING_STALE };
enum unrecognised_rule { UNRECOGNISED_FOLD, UNRECOGNISED_LIST, UNRECOGNISED_JUDGE };
enum gate_fail_on { GATE_STALE, GATE_DUE, GATE_NEVER };
enum gate_unknown { GATE_UNKNOWN_FAIL, GATE_UNKNOWN_WARN, GATE_UNKNOWN_IGNORE };

struct gate_rules {
    enum gate_fail_on fail_on;
    enum gate_unknown unknown;
    bool tiers[TIER_COUNT];
    struct origin origin;
};

struct line_end_rules {
    bool stale;
    int warn_days;
    int grace_days;
    int quiet_days;
    struct origin origin;
    struct origin warn_origin;
    struct origin grace_origin;
    struct origin quiet_origin;
};

/* products: NAME: in the policy. */
struct product_rule {
    const char *product;
    bool has_tier;
    enum tier tier;
    const char *line; /* a pin, NULL: none */
    const char *owner;
    const char *why;
    int until_day; /* of the pin, DAY_NONE: none */
    bool has_lts;
    bool lts_accept;
    bool extended_support;
    bool has_rebuild;
    int rebuild_days; /* METER_NONE: off */
    bool has_step[STEP_COUNT];
    struct leeway steps[STEP_COUNT]; /* with the meters of its tier filled in */
    struct origin origin;
    struct origin line_origin;
};
LIST(product_rule_list, struct product_rule);

struct exception {
    const char *product;   /* this or image is set */
    const char *image;     /* full repository, a glob only at the end */
    const char *cluster;   /* NULL: all */
    const char *namespace; /* NULL: all */
    const char *workload;  /* "Deployment/traefik", NULL: all */
    const char *version;   /* and later ones of its line; NULL: any */
    bool reasons[REASON_COUNT];
    const char *owner;
    const char *ticket; /* NULL: none */
    const char *why;
    int granted_day;
    int until_day;
    struct origin origin;
};
LIST(exception_list, struct exception);

struct mirror {
    const char *from; /* prefix as pods state it, ending in / */
    const char *to;
    struct origin origin;
};
LIST(mirror_list, struct mirror);

struct endpoint {
    const char *name; /* a driver or a registry host */
    const char *url;  /* base URL without a slash at the end */
    struct origin origin;
};
LIST(endpoint_list, struct endpoint);

enum registry_credentials {
    REGISTRY_CREDENTIALS_DOCKER,
    REGISTRY_CREDENTIALS_ECR,
    REGISTRY_CREDENTIALS_GOOGLE,
    REGISTRY_CREDENTIALS_AZURE,
    REGISTRY_CREDENTIALS_NONE,
};

struct registry_rule {
    const char *host; /* with the port, as references write it */
    bool is_private;
    bool is_plain_http;
    const char *ca; /* file, resolved against the policy's folder; NULL: none */
    const char *token_realm; /* origin, NULL: none */
    enum registry_credentials credentials;
    struct origin origin;
};
LIST(registry_rule_list, struct registry_rule);

/* One entry of cases: for `policy test`. */
struct policy_case {
    const char *name; /* NULL: its image */
    const char *image;
    int as_of_day;
    struct text_list releases;      /* files, resolved against the policy's folder */
    const char *snapshot;           /* NULL: none */
    const char *kubernetes_version; /* NULL: none */
    const char *status;
    bool has_reasons;
    bool reasons[REASON_COUNT];
    const char *recommended; /* NULL: not checked */
    const char *target;      /* NULL: not checked */
    struct origin origin;
};
LIST(policy_case_list, struct policy_case);

struct policy_file {
    const char *path;
    const char *sha256;
};
LIST(policy_file_list, struct policy_file);

struct policy {
    struct policy_file_list files; /* lowest first */
    struct leeway tiers[TIER_COUNT][STEP_COUNT];
    enum tier role_tiers[ROLE_COUNT];
    struct line_end_rules line_end;
    int soak_days;
    struct origin soak_origin;
    enum floating_rule floating;
    struct origin floating_origin;
    bool undated_count;
    struct origin undated_origin;
    bool has_rebuild;
    int rebuild_days;
    struct origin rebuild_origin;
    bool lts_accept;
    struct origin lts_origin;
    int max_exception_days;
    struct mirror_list mirrors; /* longest from first */
    struct text_list own;
    enum unrecognised_rule unrecognised;
    bool annotations_line_allow;
    struct endpoint_list endpoints;
    struct registry_rule_list registries;
    struct gate_rules gate;
    struct product_rule_list products;
    struct exception_list exceptions;
    struct policy_case_list cases;
    struct policy_shown *shown; /* private: every effective line with its origin */
};

/* What origins and reports call the shipped default, wherever it is installed. */
#define POLICY_DEFAULT_NAME "policies/default.yaml"

/*
 * Reads the shipped default and lays the other files over it in order (formats.md,
 * "Policy"). The catalogue names the known products. Everything lives in the arena.
 * Errors are ERROR_USAGE: "FILE:LINE:COLUMN: unknown key 'soaks', did you mean
 * 'soak'?".
 */
bool policy_load(const char *default_path, const struct text_list *paths,
                 const struct catalog *catalog, struct arena *arena,
                 struct policy *ret_policy, struct error *err) NODISCARD;

/* Prints the effective policy as YAML, each line with its "# FILE:LINE". */
void policy_show(const struct policy *policy, struct text *text);

/* The rule for a product by name, or NULL. */
const struct product_rule *policy_product(const struct policy *policy,
                                          const char *product);

/* The tier of a product: its rule's, else its role's. NULL product: workload. */
enum tier policy_tier(const struct policy *policy, const struct product *product);

/* The leeway that holds for a step of a product (NULL: none) in a tier. */
const struct leeway *policy_leeway(const struct policy *policy,
                                   const struct product *product, enum tier tier,
                                   enum step step);

/* The base URL that stands in for a driver or registry host, or NULL. */
const char *policy_endpoint(const struct policy *policy, const char *name);

const struct registry_rule *policy_registry(const struct policy *policy,
                                            const char *host);

/*
 * Whether a repository or reference matches a pattern of own: or of an exception:
 * equal, a prefix that ends in "/", or a glob at the end.
 */
bool repository_matches(const char *pattern, const char *repository);
