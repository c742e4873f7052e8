/* Who we are to a cluster: tokens, token files, basic, exec plugins; renewed when
 * needed.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inventory/cluster_access.h"

#include <stdbool.h>
#include <stdint.h>

struct cluster_credentials;

/* access and arena must outlive it. With no_exec a plugin is refused. */
struct cluster_credentials *cluster_credentials_new(const struct cluster_access *access,
                                                    bool no_exec, struct arena *arena);
void cluster_credentials_free(struct cluster_credentials *credentials);

/* What a request carries; valid until the next call for the same credentials. */
struct cluster_credential {
    const char *authorization;   /* NULL: none */
    const struct fetch_tls *tls; /* lives as long as the arena */
    unsigned generation;         /* how often it was renewed before */
};

/*
 * The credential as of now (seconds since 1970 UTC): a token file is read again when a
 * minute has passed, a plugin runs when it has not yet or its answer has expired.
 */
bool cluster_credentials_get(struct cluster_credentials *credentials, int64_t now,
                             struct cluster_credential *ret_credential,
                             struct error *err) NODISCARD;

/*
 * The server answered 401 to a credential of that generation: whether there is another
 * to try with. A token file or a plugin is asked once more at the next
 * cluster_credentials_get; when its answer is not taken either, that is the end.
 */
bool cluster_credentials_renew(struct cluster_credentials *credentials,
                               unsigned generation);

/* The server took the credential: a later 401 may be renewed again. */
void cluster_credentials_accepted(struct cluster_credentials *credentials);
