/* Names of repositories as people write them in policies and catalogues. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/slice.h"

#include <stdbool.h>

/*
 * What is wrong with a full repository, host included, a glob allowed at the end; with
 * is_prefix it must end in "/", be a repository, or end in a glob. NULL: nothing. Only
 * names in the form to which references are brought are right, since others match none.
 */
const char *repository_problem(const char *text, bool is_prefix, struct arena *arena);

/* Whether it looks like host[:port]: has a dot or a colon, or is localhost. */
bool is_host(struct slice text);

/* "traefik" of "docker.io/library/traefik". */
const char *repository_last_part(const char *repository);
