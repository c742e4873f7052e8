/* Versions of charts as tags of a registry: a + cannot stand there. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

/* Helm writes _ for + when it pushes, and + for _ when it reads (pkg/registry). */
const char *chart_tag(const char *version, struct arena *arena);
const char *chart_version(const char *tag, struct arena *arena);
