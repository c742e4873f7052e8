/* Image references: the grammar and the normal form of the distribution project. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * The parts of a reference in normal form: docker.io and library/ filled in, "latest"
 * where neither tag nor digest stands (then has_tag is false).
 */
struct image_ref {
    const char *domain;     /* "docker.io", with the port where one stands */
    const char *path;       /* "library/traefik" */
    const char *repository; /* "docker.io/library/traefik" */
    const char *tag;    /* "v1.7.9"; "latest" by default; NULL with a digest alone */
    const char *digest; /* "sha256:..."; NULL: none */
    bool has_tag;       /* a tag was written */
};

/*
 * Source of the grammar: distribution/reference, "reference.go", "regexp.go" and
 * "normalize.go". Parts live in the arena. ERROR_FORMAT says which part is wrong.
 */
bool image_ref_parse(const char *text, struct arena *arena, struct image_ref *ret_ref,
                     struct error *err) NODISCARD;

/* domain/path:tag@digest, what is there. */
const char *image_ref_format(const struct image_ref *ref, struct arena *arena);
