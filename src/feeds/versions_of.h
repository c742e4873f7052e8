/* The version numbers that an answer names, each once. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/releases.h"

/* The entry is no version. */
#define TEXT_NONE UINT32_MAX

/*
 * Numbers with their prerelease, as text, ascending bytewise: v twins, variants and
 * rebuilds are one.
 */
struct version_texts {
    struct text_list texts;
    const bool *is_own_stable; /* of texts: a release, without another's prefix */
    const uint32_t *of_tags;   /* the index into texts of each tag, or TEXT_NONE */
};

/* Of the releases of an answer and its tags, which that reader must have read. */
struct version_texts versions_of(const struct answer *answer,
                                 const struct version_reader *reader,
                                 struct arena *arena);

/* Those that may be missed when they vanish: stable ones of the product's own. */
struct text_list versions_own_stable(const struct version_texts *texts,
                                     struct arena *arena);
