/* Lists what runs: clusters, files and references given by hand. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/out.h"
#include "inventory/images.h"
#include "inventory/pull_secrets.h"
#include "net/fetch.h"

/* Which sources, as the command line says. */
struct inventory_sources {
    const char *kubeconfig;      /* --kubeconfig, NULL: as kubectl finds it */
    struct text_list contexts;   /* --context */
    bool all_contexts;           /* --all-contexts */
    bool no_exec;                /* --no-exec: credential plugins are refused */
    bool helm;                   /* --helm: Helm's releases too */
    bool nodes;                  /* of whole clusters: nodes and API server too */
    struct text_list files;      /* -f: files, folders, "-" */
    struct text_list references; /* --image */
    struct text_list namespaces; /* -n: only these */
    struct text_list excluded_namespaces;
    const char *kubernetes_version;    /* --kubernetes-version, NULL: none */
    const char *fit_context;           /* --fit-context, NULL: none */
    struct pull_secrets *pull_secrets; /* --use-pull-secrets: read to there; NULL */
};

/*
 * Lists all sources into ret_inventory, in the arena. Naming any source switches the
 * default (the kubeconfig's current context, else the service account) off. A cluster
 * that cannot be listed whole is marked, and the others go on. False only for what must
 * stop the run: a kubeconfig or file that cannot be read, a context that does not exist
 * (ERROR_USAGE), no source at all.
 */
bool inventory_list(const struct inventory_sources *sources, struct fetcher *fetcher,
                    struct out *out, struct arena *arena,
                    struct inventory *ret_inventory, struct error *err) NODISCARD;
