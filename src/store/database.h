/* An SQLite file of ours: found, opened with care, brought to its newest shape. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

#include <sqlite3.h>

/* The most that a plan may have. */
enum { DATABASE_STATEMENTS_MAX = 24, DATABASE_PATH_BYTES = 4096 };

/* What a file is: const, one for each kind. */
struct database_plan {
    const char *systemd_variable; /* CACHE_DIRECTORY: the folder itself */
    const char *xdg_variable;     /* XDG_CACHE_HOME: the folder above ours */
    const char *home_folder;      /* .cache: the same, below $HOME */
    const char *file;             /* cache.db */
    const char *const *steps;     /* SQL that leads from user_version i to i + 1 */
    int step_count;
    const char *const *statements;
    size_t statement_count;
    bool must_last; /* every commit waits for the disk */
};

struct database {
    sqlite3 *handle; /* NULL: not open */
    sqlite3_stmt *statements[DATABASE_STATEMENTS_MAX];
    size_t statement_count;
    char path[DATABASE_PATH_BYTES]; /* "" when not open */
    bool is_remote; /* on a network file system: two runs at once may damage it */
};

enum database_outcome {
    DATABASE_OPEN,
    DATABASE_BROKEN, /* the file is damaged or not ours: setting it aside may help */
    DATABASE_UNAVAILABLE /* no folder, no permission, a newer program's file ... */
};

/*
 * Opens the plan's file in its folder, which is made with mode 0700 where it is missing
 * and refused where others may write to it. Nothing on the way to the file may be a
 * symbolic link but the folder's own path. err says why, other than for DATABASE_OPEN.
 */
enum database_outcome database_open(const struct database_plan *plan,
                                    struct database *ret_database,
                                    struct error *err) NODISCARD;
void database_close(struct database *database);

/*
 * Renames a broken file to FILE.broken, which replaces an earlier one; of a plan that
 * must last to the first of FILE.broken, FILE.broken.1 ... that is free. ret_aside is
 * that path.
 */
bool database_set_aside(const struct database_plan *plan,
                        char ret_aside[DATABASE_PATH_BYTES],
                        struct error *err) NODISCARD;

/*
 * Waits for the lock of the plan's folder, which holds until the descriptor is closed:
 * for what must not be done twice at a time. -1: it cannot be had.
 */
int database_lock(const struct database_plan *plan, struct error *err) NODISCARD;

/* Runs a statement to its end and resets it. False on failure. */
bool database_run(struct database *database, sqlite3_stmt *statement) NODISCARD;

/* Gives the room of deleted rows back to the disk. */
bool database_compact(struct database *database) NODISCARD;

/* What SQLite says about the last failure. */
const char *database_problem(const struct database *database);

/* Text that must outlive the statement's next step; NULL for SQL's NULL. */
void database_bind_text(sqlite3_stmt *statement, int index, const char *text);
const char *database_text(sqlite3_stmt *statement, int column, struct arena *arena);
