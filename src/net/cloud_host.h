/* Which hosts are a cloud's registries: only they are given that cloud's identity. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "net/registry.h"

#include <stdbool.h>

struct cloud_host {
    const char *helper;    /* suffix of the credential helper; NULL: needs no login */
    const char *region;    /* "eu-west-1"; NULL where the name has none */
    const char *endpoint;  /* of the cloud's API in the region; NULL: it depends */
    const char *authority; /* who signs tokens for it; NULL: it depends */
    const char *audience;  /* whom such a token is for */
};

/*
 * False where the host is not one of that cloud, whole labels from end to end: a
 * look-alike must not be given the cloud's token. Texts live in the arena. Pure.
 */
bool cloud_host_read(enum registry_identity identity, const char *host,
                     struct arena *arena, struct cloud_host *ret_host);
