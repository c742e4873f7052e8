/* What stands behind the numbers of a list's tags, read once for all that repeat it. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identify/version_reader.h"

/* A few suffixes, each in the slot of its hash: "-alpine", "-amd64", "-rc.1". */
enum { MEMO_SLOTS = 64 };

struct memo_slot {
    struct version read; /* the tag in which it was read */
    uint8_t at;          /* where the suffix stands there */
    uint8_t length;      /* 0: nothing yet */
    bool is_version;
};

/* Of one reader and one list, whose texts it borrows. Zero: empty. */
struct version_memo {
    struct memo_slot slots[MEMO_SLOTS];
};

/*
 * version_read_suffix of what was read before or is read now. The version has numbers,
 * a prefix of "v" or none, and nothing else yet: only then does a suffix mean the same
 * wherever it stands. memo may be NULL.
 */
bool version_memo_suffix(const struct version_reader *reader, struct version_memo *memo,
                         struct version *version, size_t at);
