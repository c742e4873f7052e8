/* The catalogue: what software is. Facts, shipped and extended by users. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "policy/range.h"

#include <stdbool.h>
#include <stddef.h>

/* Where something was written; file is as the user named it. */
struct origin {
    const char *file; /* NULL: built in */
    int line;
    int column;
};

/* The closed list of roles, in the order that ties in reports are broken. */
enum role {
    ROLE_LOAD_BALANCER,
    ROLE_INGRESS,
    ROLE_DNS,
    ROLE_CNI,
    ROLE_CERTIFICATES,
    ROLE_STORAGE,
    ROLE_CONTROL_PLANE,
    ROLE_AUTOSCALING,
    ROLE_MONITORING,
    ROLE_LOGGING,
    ROLE_TRACING,
    ROLE_GITOPS,
    ROLE_POLICY,
    ROLE_SECRETS,
    ROLE_AUTH,
    ROLE_MESH,
    ROLE_DATABASE,
    ROLE_QUEUE,
    ROLE_REGISTRY,
    ROLE_BACKUP,
    ROLE_IDENTITY,
    ROLE_NODE,
    ROLE_OPERATOR,
    ROLE_OTHER,
    ROLE_COUNT
};

/* "load-balancer"; for people "load balancer". */
const char *role_name(enum role role);
const char *role_title(enum role role);
bool role_parse(const char *text, enum role *ret_role);

enum scheme { SCHEME_SEMVER, SCHEME_CALVER, SCHEME_NUMERIC, SCHEME_PATTERN };
enum line_rule { LINE_MINOR, LINE_MAJOR, LINE_NONE };

const char *scheme_name(enum scheme scheme);

/* How the tags of one product are read (DESIGN section 5). Compiled by identify. */
struct version_rules {
    enum scheme scheme;
    enum line_rule line;
    bool has_then;              /* the project was renumbered: */
    enum scheme then;           /* its later releases are read so */
    const char *pattern;        /* SCHEME_PATTERN: PCRE2, checked when it was read */
    int numbers;                /* how many numbers a release has; 0: not stated */
    struct text_list prefixes;  /* declared ones besides v and V */
    struct text_list variants;  /* base families or words more than the built-in ones */
    struct text_list builds;    /* build words more than the built-in ones */
    struct text_list platforms; /* platform words more than the built-in ones */
};

struct catalog_feed {
    const char *driver;   /* "registry", "github", ... */
    const char *argument; /* "traefik/traefik"; NULL where none is needed */
    struct origin origin;
};
LIST(catalog_feed_list, struct catalog_feed);

struct catalog_moved {
    const char *from; /* repository */
    const char *to;
    int since_day; /* DAY_NONE: not known */
    const char *source;
};
LIST(catalog_moved_list, struct catalog_moved);

/* One row of kubernetes: which product versions run on which clusters. */
struct kubernetes_row {
    const struct range *versions; /* of the product */
    const struct range *tested;   /* of Kubernetes, NULL: not stated */
    const struct range *broken;   /* of Kubernetes, NULL: not stated */
    const char *why;
    const char *source;
};
LIST(kubernetes_row_list, struct kubernetes_row);

/* A Helm chart by which a product is recognised: names are not unique. */
struct catalog_chart {
    const char *name;         /* "traefik" */
    struct text_list sources; /* what its home or one of its sources begins with */
    struct origin origin;
};
LIST(catalog_chart_list, struct catalog_chart);

struct product {
    const char *name;  /* "traefik" */
    const char *title; /* "Traefik" */
    enum role role;
    struct text_list images;          /* full repositories; the first is the home */
    struct catalog_chart_list charts; /* of a product that is a chart */
    struct text_list components; /* names of what runs on nodes and as API server */
    struct version_rules version;
    struct catalog_feed_list feeds;
    struct kubernetes_row_list kubernetes;
    struct catalog_moved_list moved;
    bool is_retired;
    int retired_since_day;         /* DAY_NONE when not retired */
    const char *retired_successor; /* NULL: none */
    const char *retired_source;
    struct text_list lts;     /* lines with long-term support, as "1.7" */
    struct text_list samples; /* tags that catalog check reads */
    struct origin origin;
};
LIST(product_list, struct product);

struct catalog {
    struct product_list products; /* sorted by name */
    const char *const *drivers;   /* known feed drivers; NULL: not known */
    struct catalog_index
        *index; /* private: by repository, by name, by last path part */
};

/*
 * Reads YAML files, or folders of *.yaml in the order of their names. Later paths
 * extend earlier ones: a product named again is an error, as is an image claimed twice.
 * Feed driver names are checked against drivers (NULL-terminated); covers none: not
 * checked. Everything lives in the arena. Errors are ERROR_USAGE with FILE:LINE:COLUMN
 * and a hint.
 */
bool catalog_load(const struct text_list *paths, const char *const *drivers,
                  struct arena *arena, struct catalog *ret_catalog,
                  struct error *err) NODISCARD;

/*
 * The product of a full repository ("docker.io/library/traefik"): equal names first,
 * then the longest entry that ends in a glob. Never by basename. NULL: none.
 */
const struct product *catalog_by_repository(const struct catalog *catalog,
                                            const char *repository);

const struct product *catalog_by_name(const struct catalog *catalog, const char *name);

/* A product one of whose images has the same last path part, or NULL: a look-alike. */
const struct product *catalog_by_last_part(const struct catalog *catalog,
                                           const char *repository);

/*
 * The product of a Helm chart that names these URLs as its home and sources: the first
 * of them that a product claims decides. NULL: none. Names alone are not unique, and
 * who packages for others names their sources too.
 */
const struct product *catalog_by_chart(const struct catalog *catalog, const char *chart,
                                       const struct text_list *sources);

/* The product of what a node or an API server says it runs ("kubelet"), or NULL. */
const struct product *catalog_by_component(const struct catalog *catalog,
                                           const char *name);

/* The moved entry for a repository of the product, or NULL. */
const struct catalog_moved *product_moved(const struct product *product,
                                          const char *repository);
