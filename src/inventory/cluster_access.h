/* How a cluster is reached and as whom: one context, checked as client-go checks it. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inventory/kubeconfig.h"
#include "net/fetch.h"

/* An exec credential plugin. */
enum plugin_mode { PLUGIN_NEVER_ASKS, PLUGIN_MAY_ASK, PLUGIN_MUST_ASK };
struct access_plugin {
    enum plugin_mode mode;          /* whether it talks to the user on the terminal */
    const char *command;            /* a path, or a name to look up in PATH */
    struct text_list arguments;     /* without the command */
    struct text_list environment;   /* "NAME=value" */
    const char *api_version;        /* "client.authentication.k8s.io/v1" */
    const char *install_hint;       /* NULL: none */
    const struct yaml_node *config; /* the cluster's extension for plugins; NULL */
    bool wants_cluster;             /* provideClusterInfo */
    bool is_forbidden;              /* its file can be written by everybody */
};

/* Everything is in the arena given to access_of_context. */
struct cluster_access {
    const char *name;   /* the context, or "in-cluster" */
    const char *server; /* base URL without a slash at the end */
    bool is_plain_http; /* then no credentials are sent */
    struct fetch_tls tls;
    const char *proxy; /* NULL: from the environment; "": none */
    bool no_compression;
    const char *namespace; /* the context's; NULL: none */
    const char *token;     /* NULL: none; a good token_file wins over it */
    const char *token_file;
    const char *username; /* with password: basic; NULL: none */
    const char *password;
    bool has_plugin;
    struct access_plugin plugin;
    const struct fetch_header *impersonation; /* never left out */
    size_t impersonation_count;
};

/*
 * Source: client-go, tools/clientcmd/validation.go and client_config.go. The complaint
 * names file, line, entry and member. Files that it names are read here.
 */
bool access_of_context(const struct kubeconfig *config, const char *context,
                       struct arena *arena, struct cluster_access *ret_access,
                       struct error *err) NODISCARD;

/* Where Kubernetes puts the service account of a pod. */
#define SERVICE_ACCOUNT_FOLDER "/var/run/secrets/kubernetes.io/serviceaccount"

/* Whether this process runs in a pod with a service account in that folder. */
bool access_is_in_cluster(const char *folder);

/* Source: client-go, rest/config.go, InClusterConfig. */
bool access_in_cluster(const char *folder, struct arena *arena,
                       struct cluster_access *ret_access, struct error *err) NODISCARD;
