/* The record of the identify stage: what each running image is. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/list.h"
#include "identify/image_ref.h"
#include "identify/version.h"
#include "inventory/images.h"
#include "policy/policy.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * An image with its product, or a part, which then has an image that stands in for it:
 * its name as the repository, its version as the tag. Image, product and policy outlive
 * it.
 */
struct subject {
    enum subject_kind kind;
    const struct part *part; /* NULL: an image */
    const struct image *image;
    bool is_valid;       /* the reference could be read */
    const char *failure; /* why not; NULL when it could */
    struct image_ref ref;
    const char *upstream;    /* repository after mirrors: where tags are asked for */
    const char *mirror_from; /* the prefix that was replaced, NULL: none */
    const char *mirror_to;
    const struct product *product;     /* NULL: none known */
    const struct product *lookalike;   /* NULL: none */
    const struct catalog_moved *moved; /* NULL: its repository has not moved */
    bool is_own;                       /* first-party by the policy: no finding */
    bool is_by_hand;                   /* given by --image */
    enum role role;                    /* ROLE_OTHER without a product */
    enum tier tier;
    const struct version_reader *reader;
    struct version running; /* the tag as read; TAG_NOT_A_VERSION without one */
};
LIST(subject_list, struct subject);

/* Releases that nobody told of: they may be of any role and tier. */
static inline bool subject_may_be_any(const struct subject *subject)
{
    return subject->kind == SUBJECT_CHART && subject->part->is_unanswered;
}
