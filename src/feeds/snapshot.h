/* Snapshots: all that the feeds said, in one signed file (formats.md, "Snapshot"). */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/release_file.h"
#include "net/fetch.h"

struct text;

/* Limits of a file, as it lies and inflated. */
enum { SNAPSHOT_BYTES_MAX = 64 * 1024 * 1024, SNAPSHOT_TEXT_MAX = 512 * 1024 * 1024 };

/* What its signature's file is called: the snapshot's name and this. */
#define SNAPSHOT_SIGNATURE_SUFFIX ".sig"

struct snapshot_source {
    const char *place;    /* FILE or URL (http, https) */
    const char *key_file; /* of the public key; NULL: unsigned is accepted */
};

/* The first line of a snapshot. */
struct snapshot_header {
    long long generated_at; /* seconds since 1970 UTC */
    long long expires_at;   /* not to be used from then on */
    const char *policy_sha256;
    size_t count; /* of the records that follow */
};

struct snapshot {
    const char *name; /* the last part of its place, as evidence shows it */
    struct snapshot_header header;
    size_t bytes; /* of the compressed file */
    struct release_record_list records;
};

/*
 * Fetches or reads the file and its signature, verifies it, and then reads it. The
 * fetcher is used for a URL alone, and runs until nothing is pending. A snapshot that
 * is not to be trusted or cannot be read is ERROR_OUTSIDE; a key that cannot be used
 * ERROR_USAGE. All in the arena.
 */
bool snapshot_read(const struct snapshot_source *source, struct fetcher *fetcher,
                   struct arena *arena, struct snapshot *ret_snapshot,
                   struct error *err) NODISCARD;

/* ERROR_OUTSIDE when it has expired by that time. */
bool snapshot_check_time(const struct snapshot *snapshot, long long at,
                         struct error *err) NODISCARD;

/* The bytes of a compressed file, trusted as they are. name is shown. Pure. */
bool snapshot_parse(struct slice compressed, const char *name, struct arena *arena,
                    struct snapshot *ret_snapshot, struct error *err) NODISCARD;

/*
 * Writes header and upstreams as JSON lines, one for each upstream of which anything is
 * known: its releases, lines and tags as they were merged, with the age of the oldest
 * answer behind them, complete where all of them were. header->count is filled in.
 * Pure.
 */
void snapshot_write(const struct upstream_list *upstreams,
                    struct snapshot_header *header, struct text *ret_lines);

/*
 * Compresses the lines into path, and signs it into its signature's file; without a key
 * a signature that lies there from before is removed. ret_bytes: of the file.
 */
bool snapshot_save(const char *path, const char *key_file, const struct text *lines,
                   size_t *ret_bytes, struct error *err) NODISCARD;
