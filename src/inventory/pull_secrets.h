/* Pull secrets: which ones pods name for which images, and what is in them. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/error.h"
#include "base/list.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

struct pull_secret {
    size_t cluster; /* index into the inventory's clusters */
    const char *namespace;
    const char *name;
    struct text_list references; /* images of pods of that namespace that name it */
    const char *document;        /* docker's configuration; NULL: it was not read */
    size_t document_bytes;
    bool is_bare; /* the map of auths alone, as kubernetes.io/dockercfg has it */
};
LIST(pull_secret_list, struct pull_secret *);

/* Holds secrets: its memory is wiped when it is freed. */
struct pull_secrets;

struct pull_secrets *pull_secrets_new(void);
void pull_secrets_free(struct pull_secrets *secrets);

/*
 * Notes that a pod names a secret and runs an image. One namespace cannot use up what
 * there is room for: secrets and images beyond the limits are left out and counted.
 */
void pull_secrets_note(struct pull_secrets *secrets, size_t cluster,
                       const char *namespace, const char *name, struct slice reference);

const struct pull_secret_list *pull_secrets_all(const struct pull_secrets *secrets);
size_t pull_secrets_left_out(const struct pull_secrets *secrets);

/*
 * Reads a Secret of the API as JSON into secret, of the types dockerconfigjson and
 * dockercfg. Errors never quote it. Must accept any bytes.
 */
bool pull_secrets_read(struct pull_secrets *secrets, struct pull_secret *secret,
                       const char *body, size_t bytes, struct error *err) NODISCARD;
