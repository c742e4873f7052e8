/* The logins that were read, as credentials.c looks them up. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/list.h"
#include "base/map.h"
#include "net/credentials.h"

/* A key of auths, split: "host" or "host/path". */
struct login {
    const char *host;
    const char *path; /* "" for the whole host */
    struct credential credential;
};
LIST(login_list, struct login);

struct helper {
    const char *host; /* NULL: credsStore, for every host */
    const char *suffix;
};
LIST(helper_list, struct helper);

/* One document. */
struct login_source {
    struct login_list logins;
    struct helper_list helpers; /* those of hosts before the one for all */
    bool is_pull_secret;
};

LIST(source_list, struct login_source);

/* Which of the sources are pull secrets for an image. */
LIST(source_numbers, size_t);

/* What a helper said, once for each host. */
struct helped {
    const char *host;
    const char *suffix;
    bool is_found;
    struct credential credential;
    const char *problem;
};
LIST(helped_list, struct helped);

struct credentials {
    struct arena *arena;
    struct source_list sources;
    struct helped_list helped;
    struct map *pull_secrets; /* by image: struct source_numbers */
};

/* The key of an image in pull_secrets. */
const char *credentials_image_key(struct arena *arena, const char *host,
                                  const char *repository);

/* Docker Hub goes by several names. */
const char *credentials_canonical_host(const char *host);

/*
 * Reads a document; name is for complaints, which never quote it. is_bare: the map of
 * auths stands alone, without a name. has_helpers: those that it names are taken.
 */
bool credentials_read(struct arena *arena, const char *name, struct slice json,
                      bool is_bare, bool has_helpers, struct login_source *ret_source,
                      struct error *err) NODISCARD;
