/* A repository's tags seen from the one that runs: newer, same, older, or why not. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identify/version.h"

#include <stdbool.h>
#include <stddef.h>

enum relation { RELATION_NEWER, RELATION_SAME, RELATION_OLDER, RELATION_INCOMPARABLE };
enum tag_step {
    TAG_STEP_NONE,
    TAG_STEP_PATCH,
    TAG_STEP_MINOR,
    TAG_STEP_MAJOR,
    TAG_STEP_REBUILD
};

/* Why a tag never counts, in the order in which the first that applies is told. */
enum tag_reason {
    TAG_REASON_NONE,
    TAG_REASON_ARTIFACT,
    TAG_REASON_NOT_A_VERSION,
    TAG_REASON_PLATFORM,
    TAG_REASON_SCHEME,
    TAG_REASON_VARIANT,
    TAG_REASON_PRERELEASE,
    TAG_REASON_FLOATING,
};
enum { TAG_REASON_COUNT = TAG_REASON_FLOATING + 1 };
const char *relation_name(enum relation relation);
const char *tag_step_name(enum tag_step step);       /* NULL for none */
const char *tag_reason_name(enum tag_reason reason); /* NULL for none */

struct tag_relation {
    enum relation relation;
    enum tag_step step;     /* of newer ones */
    enum tag_reason reason; /* of incomparable ones */
};

/*
 * What is learnt from a whole list before single tags are judged: how many numbers a
 * release has, and which majors are strays (DESIGN section 5, "Numbers", "Kinds").
 */
struct tag_view;

/*
 * running may be NULL (the reading alone) or no version (every tag is incomparable).
 * tags are a repository's, in any order; published (may be NULL, count 0) are versions
 * that a release feed confirms. numbers: the catalogue's, 0 for none. All arrays are
 * borrowed for as long as the view is used.
 */
struct tag_view *tag_view_new(const struct version_reader *reader,
                              const struct version *running, int numbers,
                              const struct version *tags, size_t tag_count,
                              const struct version *published, size_t published_count,
                              struct arena *arena);

/* How many numbers a release has in this view; a tag with fewer is floating. */
int tag_view_numbers(const struct tag_view *view);

/* Whether the running tag itself floats ("latest", "1.7" where releases have 3). */
bool tag_view_running_is_floating(const struct tag_view *view);

/* What a candidate is to the running tag. */
struct tag_relation tag_relate(const struct tag_view *view,
                               const struct version *candidate);
