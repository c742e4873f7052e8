/* The pipeline, cluster to findings. The only file that knows all stages. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/out.h"
#include "feeds/releases.h"
#include "inventory/inventory.h"
#include "judge/judge.h"
#include "net/fetch.h"
#include "store/cache.h"
#include "store/history.h"

#include <stdbool.h>

struct snapshot;

/* What is audited, by which rules, from which facts. */
struct audit_options {
    struct inventory_sources sources;
    const struct catalog *catalog;
    const struct policy *policy;
    struct text_list release_files;
    const struct snapshot *snapshot; /* NULL: none; offline is to be set with it */
    bool offline;
    bool all_digests;      /* --digests */
    bool use_pull_secrets; /* --use-pull-secrets */
    int cache_ttl_seconds;
    int as_of_day;  /* never DAY_NONE: today is filled in by the command */
    bool is_past;   /* as_of_day was given and lies before today */
    bool is_replay; /* day and facts are all given: nothing of today gets in */
    int max_data_age_days;
    bool roles[ROLE_COUNT]; /* with has_roles: only these */
    bool has_roles;
    bool tiers[TIER_COUNT];
    bool has_tiers;
    bool strict;
    const char *product;  /* only images of this product; NULL: all */
    bool keep_first_seen; /* a recording run as of today */
    bool keep_upstreams;  /* findings lead to all that is known, not only to feeds */
    long long now;        /* seconds since 1970 UTC */
};

/* What the stages stand on. history may be NULL: nothing lasts then. */
struct audit_services {
    struct fetcher *fetcher;
    struct cache *cache;
    struct history *history;
    struct out *out;
};

/* The record of each stage, all in one arena. */
struct audit {
    struct inventory inventory;
    struct subject_list subjects;
    struct upstream_list upstreams;
    struct tag_views *views; /* shared by the days judged; NULL: each has its own */
    struct verdicts verdicts;
    size_t feeds_asked;           /* distinct answers wanted */
    size_t feeds_failed;          /* of them: failed, with or without a stored answer */
    struct pulls_left_list pulls; /* of registries that count them */
    const char *clock;            /* what is wrong with this machine's; NULL: nothing */
    bool is_clock_wrong; /* by more than a day: nothing is fresh by it, nor kept */
    bool is_complete;    /* every cluster was listed whole and some feed answered */
};

/*
 * Runs the line of stages. False only for what must stop the run (see inventory_list
 * and feeds_read); everything else is a gap in the records. Without keep_upstreams each
 * product is judged as soon as its feeds have answered, and its tags and releases go.
 */
bool audit_run(const struct audit_options *options,
               const struct audit_services *services, struct arena *facts,
               struct audit *ret_audit, struct error *err) NODISCARD;

/* The line up to identify: the images and what they are, no feed asked. */
bool audit_identify(const struct audit_options *options,
                    const struct audit_services *services, struct arena *facts,
                    struct audit *ret_audit, struct error *err) NODISCARD;

/* The line up to the feeds: all but the verdicts. */
bool audit_read(const struct audit_options *options,
                const struct audit_services *services, struct arena *facts,
                struct audit *ret_audit, struct error *err) NODISCARD;

/*
 * The last stage alone, as of the day of the options: over the same records it may be
 * asked for many days. Verdicts are in the arena given here and point into the records.
 */
void audit_judge(const struct audit_options *options, const struct audit *audit,
                 struct arena *arena, struct verdicts *ret_verdicts);
