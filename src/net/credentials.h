/* Registry logins as docker and podman keep them, found by host and repository. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/error.h"
#include "base/list.h"
#include "base/out.h"
#include "base/slice.h"

#include <stdbool.h>

/* Everything may be NULL. Secrets: never shown. Valid as long as the credentials. */
struct credential {
    const char *user;
    const char *password;
    const char *identity_token; /* for a token server's POST */
    const char *registry_token; /* for the registry itself, as it is */
};

struct credentials;

/*
 * Reads the first of each: $DOCKER_AUTH_CONFIG; $REGISTRY_AUTH_FILE, else containers'
 * auth.json; $DOCKER_CONFIG/config.json, else ~/.docker/config.json. What is not there
 * is nothing; a file that cannot be read is warned of and left out. Never NULL.
 */
struct credentials *credentials_load(struct out *out);
void credentials_free(struct credentials *credentials);

/* A repository that is pulled with a pull secret. */
struct credential_use {
    const char *host;       /* "docker.io" */
    const char *repository; /* "library/traefik" */
};
LIST(credential_use_list, struct credential_use);

/*
 * Adds a pull secret, which is used for these repositories alone, only ever on the
 * hosts it names, and makes no host a known one: its author may be anybody who can
 * create pods. Helpers that it names are not run. is_bare: the map of auths alone.
 */
bool credentials_add_pull_secret(struct credentials *credentials, const char *name,
                                 struct slice json, bool is_bare,
                                 const struct credential_use_list *uses,
                                 struct error *err) NODISCARD;

/*
 * The login for a repository: the most specific key of "host/path", "host". "docker.io"
 * also goes by "https://index.docker.io/v1/". Runs a credential helper where the files
 * name one for the host, at most once a host. False: there is none; a helper that
 * failed is told in ret_problem, NULL otherwise.
 */
bool credentials_find(struct credentials *credentials, const char *host,
                      const char *repository, struct credential *ret_credential,
                      const char **ret_problem);

/*
 * The pull secret with that number, from 0, of those that hold for a repository: the
 * most specific key first, as the kubelet tries them, equal logins once, 8 at most.
 */
bool credentials_find_pull_secret(struct credentials *credentials, const char *host,
                                  const char *repository, size_t number,
                                  struct credential *ret_credential);

/*
 * Asks docker-credential-SUFFIX for a host, at most once, whatever the files say. As
 * credentials_find otherwise.
 */
bool credentials_ask(struct credentials *credentials, const char *suffix,
                     const char *host, struct credential *ret_credential,
                     const char **ret_problem);

/* Whether the files name the host: then its address may be a private one. */
bool credentials_name(const struct credentials *credentials, const char *host);
