/* Logging in to a cloud's registry with the identity that this machine has there. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "net/credentials.h"
#include "net/fetch.h"
#include "net/registry.h"

#include <stdbool.h>

/* Valid as long as the arena of the question. */
struct cloud_answer {
    bool is_found;
    struct credential credential;
    long long expires_at; /* seconds since 1970 UTC */
    const char *problem;  /* why there is none; NULL: none is needed */
};
typedef void cloud_login_done(const struct cloud_answer *answer, void *context);

/* All of it must live until done is called. */
struct cloud_question {
    enum registry_identity identity;
    const char *host;            /* the registry really asked, by https, port 443 */
    const struct fetch_tls *tls; /* for requests to the registry itself */
    struct fetcher *fetcher;
    struct credentials *credentials; /* runs the cloud's helper when all else fails */
    struct arena *arena;             /* gets secrets: to be wiped */
};

/*
 * Looks for the identity where the cloud's own programs do, trades it for a login of
 * the registry, and calls done once: at once, or from inside fetch_all(). Where there
 * is none, or it is refused, the cloud's credential helper is asked if it is there.
 *
 * ecr: AWS_ACCESS_KEY_ID and its kin; web identity (AWS_WEB_IDENTITY_TOKEN_FILE); the
 * shared credentials file; the container's endpoint; the instance's metadata service.
 * google: GOOGLE_APPLICATION_CREDENTIALS, gcloud's default file, the metadata server.
 * azure: AZURE_CLIENT_ID and its kin, with a secret or a federated token file; the
 * instance's metadata service.
 */
void cloud_login(const struct cloud_question *question, cloud_login_done *done,
                 void *context);
