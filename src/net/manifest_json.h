/* What a manifest or image configuration tells of when an image was made. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/day.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/* Where to go on when the document itself does not tell. */
enum manifest_next {
    MANIFEST_NEXT_NONE,
    MANIFEST_NEXT_MANIFEST, /* of a platform, by its digest */
    MANIFEST_NEXT_CONFIG,   /* a blob, by its digest */
};

struct manifest_facts {
    int created_day; /* DAY_NONE: not told, or told falsely (before 2013) */
    enum manifest_next next;
    const char *digest;     /* of the next; in the arena */
    const char *media_type; /* that it states of itself, NULL: none */
};

/*
 * Reads an OCI index or manifest, a Docker manifest list or manifest (schema 2), or an
 * image configuration. Builds that leave time out say 1970 or 1980: a day before 2013
 * is none. Accepts any bytes; ERROR_FORMAT for what is none of them, schema 1 in words.
 */
bool manifest_json_read(const char *bytes, size_t count, struct arena *arena,
                        struct manifest_facts *ret_facts, struct error *err) NODISCARD;
