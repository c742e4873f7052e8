/* The version numbers that an answer names, each once. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/releases.h"

/*
 * Numbers with their prerelease, as text, ascending bytewise: v twins, variants and
 * rebuilds are one. stable_only leaves prereleases and other products' prefixes out.
 */
struct text_list versions_of(const struct answer *answer,
                             const struct version_reader *reader, bool stable_only,
                             struct arena *arena);
