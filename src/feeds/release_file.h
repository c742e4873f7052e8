/* Release files: the neutral format for mirrors, replays and snapshots. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "feeds/releases.h"

/* What one object of a file says, about one product or one repository. */
struct release_record {
    const char *product;        /* NULL: a repository without a product */
    const char *repository;     /* NULL with a product */
    struct answer_list answers; /* releases and lines in one, each tag list in one */
};
LIST(release_record_list, struct release_record);

/*
 * Reads objects of the format stalemark-releases/1 (DESIGN section 6), one a line or
 * spread over several. Unknown keys are ignored, a header object of a snapshot is
 * skipped. path is shown, in complaints as "PATH:LINE: ...". Pure.
 */
bool release_file_parse(struct slice content, const char *path, struct arena *arena,
                        struct release_record_list *ret_records,
                        struct error *err) NODISCARD;

/* The same from a file, or from standard input with "-". */
bool release_file_read(const char *path, struct arena *arena,
                       struct release_record_list *ret_records,
                       struct error *err) NODISCARD;
