/* Requests to one API server: its address, trust and credentials put together. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/out.h"
#include "inventory/cluster_access.h"
#include "inventory/cluster_credentials.h"
#include "net/fetch.h"

#include <stdbool.h>

struct kube_client {
    const struct cluster_access *access;
    struct cluster_credentials *credentials;
    struct fetcher *fetcher;
};

struct kube_request {
    const char *path; /* "/api/v1/pods?limit=500" */
    const char *accept;
    fetch_body *on_body; /* NULL: the body is collected */
    fetch_done *done;
    void *context; /* of both */
};

/*
 * Queues a GET. False when there is no credential to send. ret_generation is that of
 * the credential, for cluster_credentials_renew.
 */
bool kube_get(const struct kube_client *client, const struct kube_request *request,
              unsigned *ret_generation, struct error *err) NODISCARD;

/*
 * What a failed answer says, in one line that tells what to do: rule is the RBAC rule
 * that is needed ("pods: list"), where says where to add it.
 */
void kube_explain(const struct fetch_response *response, const char *rule,
                  const char *where, struct error *err);
