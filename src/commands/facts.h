/* Which facts a verdict is made from: options that audit, gate and explain share. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "audit.h"
#include "base/options.h"
#include "commands/snapshot.h"

struct facts_options {
    struct text_list releases;
    struct snapshot_options snapshot;
    int as_of_day; /* DAY_NONE: today */
    bool offline;
    bool all_digests;
    bool use_pull_secrets;
    int cache_ttl_seconds;
    int max_data_age_days;
    int timeout_seconds; /* of all requests together */
    const char *ca_file; /* NULL: none */
    struct text_list roles;
    struct text_list tiers;
};

extern const struct option_row facts_rows[];

/* The defaults; call before options_parse. */
void facts_init(struct facts_options *options);

/*
 * Fills the facts of an audit in: the day (now's where none was given), files, filters.
 * ERROR_USAGE for unknown roles and tiers, with a hint.
 */
bool facts_apply(const struct facts_options *options, long long now,
                 struct audit_options *ret_audit, struct error *err) NODISCARD;
