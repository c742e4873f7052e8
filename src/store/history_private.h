/* The state of the history. Private to the history_*.c files. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/database.h"
#include "store/history.h"

enum statement {
    BEGIN,
    BEGIN_READING,
    COMMIT,
    ROLLBACK,
    ADD_RUN,
    ADD_FINDING,
    LAST_RUN,
    FIND_RUN,
    FINDINGS,
    RUNS,
    IS_NOTIFIED,
    NOTIFY,
    ADD_SEEN,
    SEEN,
    FORGET,
    ADD_FIRST_LIST,
    SET_FIRST_LIST,
    FIRST_LIST,
    IS_INCOMPLETE,
    SET_COMPLETE,
    STATEMENT_COUNT
};

/* What history_see found out and history_flush writes. */
struct seen_change {
    const char *repository;
    bool is_complete_again; /* the repository's list, after a loss */
    const char *first_list; /* all that stood in the first list; else NULL, and */
    struct first_seen seen; /* one version: a new one, or missing, or found again */
};
LIST(seen_change_list, struct seen_change);

struct history {
    struct database database;
    struct out *out;
    bool has_warned;
    bool is_damaged;     /* the file, as reading it told: it is rebuilt at the end */
    struct arena *arena; /* of the changes */
    struct seen_change_list changes;
    bool is_reading; /* first-seen days, in one transaction */
};

sqlite3_stmt *history_statement(struct history *history, enum statement which);
bool history_run_statement(struct history *history, enum statement which);

/* Ends a reading statement after its last step; false, and a warning, on a failure. */
bool history_done_reading(struct history *history, sqlite3_stmt *statement, int code);

/* Ends the reading of first-seen days: every other use begins with it. */
void history_stop_reading(struct history *history);

/* Takes a transaction back and tells why it failed. Always false. */
bool history_take_back(struct history *history, const char *step, struct error *err);
