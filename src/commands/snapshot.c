/* Snapshots as the command line names them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/snapshot.h"

bool snapshot_options_check(const struct snapshot_options *options, struct error *err)
{
    if (options->place == NULL && options->key == NULL && !options->is_unsigned)
        return true;
    if (options->place == NULL)
        return error_set(err, ERROR_USAGE, "%s goes with --snapshot FILE|URL",
                         options->key != NULL ? "--snapshot-key"
                                              : "--snapshot-unsigned");
    if (options->key == NULL && !options->is_unsigned)
        return error_set(err, ERROR_USAGE,
                         "a snapshot needs --snapshot-key PUB to verify it by, or "
                         "--snapshot-unsigned to take it as it is");
    if (options->key != NULL && options->is_unsigned)
        return error_set(err, ERROR_USAGE,
                         "--snapshot-key and --snapshot-unsigned contradict each "
                         "other: name one");
    return true;
}

bool snapshot_options_read(const struct snapshot_options *options,
                           struct fetcher *fetcher, long long at, struct arena *arena,
                           const struct snapshot **ret_snapshot, struct error *err)
{
    *ret_snapshot = NULL;
    if (options->place == NULL)
        return true;
    struct snapshot *snapshot = arena_alloc(arena, sizeof *snapshot);
    const struct snapshot_source source = {options->place, options->key};
    if (!snapshot_read(&source, fetcher, arena, snapshot, err) ||
        !snapshot_check_time(snapshot, at, err))
        return false;
    *ret_snapshot = snapshot;
    return true;
}
