/* The list of images: as a table for people, as JSON for programs. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/out.h"
#include "identify/products.h"

#include <stdbool.h>

struct images_listing {
    const struct inventory *inventory;
    const struct subject_list *subjects; /* one for each image, in their order */
    bool only_unrecognised;
};

/* A line an image; with -v one more for each use. Fits out's columns. */
void images_print_text(const struct images_listing *listing, const struct out *out,
                       struct text *text);

/* {"clusters": [...], "images": [...]} (DESIGN section 8). */
void images_print_json(const struct images_listing *listing, struct text *text);
