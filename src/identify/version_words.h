/* The closed list of words that mean something in a tag. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/slice.h"

enum {
    WORD_PRERELEASE = 1,
    WORD_NEEDS_DIGITS = 2, /* a prerelease only with digits: b1, not b */
    WORD_BUILD = 4,        /* with digits */
    WORD_FAMILY = 8,       /* a base that grows by number: alpine3.19 */
    WORD_CODE_NAME = 16,   /* stands for a number of its family: bookworm is 12 */
    WORD_PLATFORM = 32,    /* an architecture or windows */
    WORD_DROPPED = 64,     /* Final, GA, RELEASE */
    WORD_FLOATING = 128,   /* alone it is a tag that moves */
    WORD_BRANCH = 256,     /* what follows it is a build of a branch */
    WORD_ATTACHED = 512,   /* a build word that may follow a number at once: 9.0p1 */
};

/* Base families; the catalogue's own follow from FAMILY_COUNT on. */
enum family {
    FAMILY_ALPINE,
    FAMILY_DEBIAN,
    FAMILY_UBUNTU,
    FAMILY_UBI,
    FAMILY_LTSC,
    FAMILY_COUNT,
};

enum { WORD_BYTES_MAX = 17 };

struct word {
    char text[WORD_BYTES_MAX + 1]; /* lower case, filled up with NUL */
    unsigned flags;
    int value;          /* enum prerelease or enum family */
    const char *number; /* of a code name: "12", "22.04" */
};

/* The word of the list that token is, in any case of letters; NULL: none. */
const struct word *word_find(struct slice token);
