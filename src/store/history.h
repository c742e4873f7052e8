/* What must last: first-seen days, runs and their findings. SQL only in this folder. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/day.h"
#include "base/error.h"
#include "base/list.h"
#include "base/out.h"

#include <stdbool.h>
#include <stddef.h>

struct history;

/*
 * $STATE_DIRECTORY, $XDG_STATE_HOME/stalemark or ~/.local/state/stalemark, state.db.
 * NULL with err set when it cannot be had. Unlike the cache nothing here is thrown
 * away: a damaged file is set aside for a person to look at, and what can be read of it
 * goes into a new one, with a warning. Later failures of the functions without an error
 * are warned of, once.
 */
struct history *history_open(struct out *out, struct error *err) NODISCARD;
void history_close(struct history *history);

struct history_run {
    long long id;
    const char *series;
    int as_of_day;
    long long started_at;
    bool is_complete;
    const char *policy_sha256;
};
LIST(history_run_list, struct history_run);

struct history_finding {
    const char *id;
    const char *status;
    const char *json;
};
LIST(history_finding_list, struct history_finding);

/* Records a run with its findings, all or nothing. */
bool history_record(struct history *history, const struct history_run *run,
                    const struct history_finding_list *findings,
                    struct error *err) NODISCARD;

/* The last complete run of a series before started_at; false: none. */
bool history_last(struct history *history, const char *series, long long started_before,
                  struct arena *arena, struct history_run *ret_run,
                  struct history_finding_list *ret_findings);

/* A run by its number; false: there is none. */
bool history_find(struct history *history, long long id, struct arena *arena,
                  struct history_run *ret_run,
                  struct history_finding_list *ret_findings);

/* Newest first. series NULL: all. */
void history_runs(struct history *history, const char *series, struct arena *arena,
                  struct history_run_list *ret_runs);

/*
 * Whether a notification of that kind went out for the series on that day; marks it as
 * sent when mark is true.
 */
bool history_notified(struct history *history, const char *series, const char *kind,
                      int day, bool mark);

struct first_seen {
    const char *version;
    int day;
    bool is_before;  /* it stood in the first list: seen on that day or before */
    int missing_day; /* since when complete lists lack it; DAY_NONE: the last has it */
};
LIST(first_seen_list, struct first_seen);

/*
 * Notes the versions of a complete list and returns all that is known of the repository
 * with them, in the order of versions' bytes. What the list lacks stays known, with the
 * day since when it is missing. Written by history_flush: a second list of the same
 * repository before that is compared with the same past.
 */
bool history_see(struct history *history, const char *repository,
                 const struct text_list *versions, int day, struct arena *arena,
                 struct first_seen_list *ret_seen, struct error *err) NODISCARD;

/* The same for a list that is known to be shorter since an earlier day. */
bool history_see_shorter(struct history *history, const char *repository,
                         const struct text_list *versions, int day, int missing_day,
                         struct arena *arena, struct first_seen_list *ret_seen,
                         struct error *err) NODISCARD;

/* All that is known of the repository, in the order of versions' bytes. */
void history_seen(struct history *history, const char *repository, struct arena *arena,
                  struct first_seen_list *ret_seen);

/*
 * Writes what history_see found, all in one transaction; history_close does it too,
 * with a warning where it fails.
 */
bool history_flush(struct history *history, struct error *err) NODISCARD;

/* Takes back what history_see found since the last history_flush. */
void history_drop(struct history *history);

/*
 * Lets go of the file after history_see and history_seen: other runs must not wait for
 * ours, so it comes before any wait of our own.
 */
void history_pause(struct history *history);

/* Forgets what a repository has lacked since that day or longer. */
bool history_forget(struct history *history, const char *repository,
                    int missing_until_day, struct error *err) NODISCARD;
