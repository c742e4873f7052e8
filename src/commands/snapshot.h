/* The options --snapshot, --snapshot-key and --snapshot-unsigned. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/options.h"
#include "feeds/snapshot.h"

#include <stddef.h>

struct snapshot_options {
    const char *place; /* FILE or URL; NULL: none */
    const char *key;   /* file of the public key */
    bool is_unsigned;
};

/* Rows of a table whose struct type has a struct snapshot_options called snapshot. */
/* clang-format off: a row is one thing */
#define SNAPSHOT_ROWS(type)                                                            \
    {"snapshot",                                                                       \
     0,                                                                                \
     OPTION_FILE,                                                                      \
     "FILE|URL",                                                                       \
     "all releases from this snapshot; no feed is asked",                              \
     offsetof(struct type, snapshot.place),                                            \
     NULL,                                                                             \
     NULL},                                                                            \
        {"snapshot-key",                                                               \
         0,                                                                            \
         OPTION_FILE,                                                                  \
         "PUB",                                                                        \
         "verify the snapshot by this public key (PEM, Ed25519)",                      \
         offsetof(struct type, snapshot.key),                                          \
         NULL,                                                                         \
         NULL},                                                                        \
    {                                                                                  \
        "snapshot-unsigned", 0, OPTION_FLAG, NULL,                                     \
            "take the snapshot as it is, without a signature",                         \
            offsetof(struct type, snapshot.is_unsigned), NULL, NULL                    \
    }
/* clang-format on */

/* ERROR_USAGE for options that contradict each other, or say too little. */
bool snapshot_options_check(const struct snapshot_options *options,
                            struct error *err) NODISCARD;

/*
 * Reads and verifies what the options name, and refuses what has expired: by the first
 * second of a past day that is judged, else by now. *ret_snapshot becomes NULL when
 * they name none.
 */
bool snapshot_options_read(const struct snapshot_options *options,
                           struct fetcher *fetcher, long long at, struct arena *arena,
                           const struct snapshot **ret_snapshot,
                           struct error *err) NODISCARD;
