/* Opening SQLite files: whatever lies in their place is not trusted to be ours. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "store/database.h"

#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum {
    BUSY_WAIT_MS = 5000,
    BUSY_WAIT_LASTING_MS = 60000, /* what is not written is lost */
    ASIDE_MAX = 100,
    SUFFIX_BYTES = 16,
    LENGTH_BYTES_MAX = 80 * 1024 * 1024,
    PATH_BYTES = DATABASE_PATH_BYTES,
    CHECKED_BYTES_MAX = 32 * 1024 * 1024, /* larger files are not read whole to check */
};

static const char *set_variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] == '/' ? value : NULL;
}

/* The folder by systemd, XDG or $HOME; systemd may list several: the first. */
static bool find_folder(const struct database_plan *plan, struct text *folder,
                        struct error *err)
{
    const char *given = set_variable(plan->systemd_variable);
    const char *above = set_variable(plan->xdg_variable);
    const char *home = set_variable("HOME");
    if (given != NULL)
        text_add_bytes(folder, given, strcspn(given, ":"));
    else if (above != NULL)
        text_addf(folder, "%s/stalemark", above);
    else if (home != NULL)
        text_addf(folder, "%s/%s/stalemark", home, plan->home_folder);
    else
        return error_set(err, ERROR_OUTSIDE,
                         "neither HOME nor %s names a folder for %s",
                         plan->xdg_variable, plan->file);
    return !text_overflowed(folder) ||
           error_set(err, ERROR_OUTSIDE, "the folder's name is too long");
}

static bool check_folder(const char *folder, struct error *err)
{
    struct stat facts;
    if (stat(folder, &facts) != 0)
        return error_set(err, ERROR_OUTSIDE, "%s: %s", folder, strerror(errno));
    if (facts.st_uid != geteuid())
        return error_set(err, ERROR_OUTSIDE, "%s belongs to another user", folder);
    if ((facts.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return error_set(err, ERROR_OUTSIDE,
                         "%s is writable by others: chmod go-w makes it usable",
                         folder);
    return true;
}

/* The file's path; its folder is there and nobody else's, without symbolic links. */
static bool find_file(const struct database_plan *plan, char ret_path[PATH_BYTES],
                      struct error *err)
{
    AUTO_TEXT folder = {0};
    AUTO_HEAP char *real = NULL;
    text_init(&folder, PATH_BYTES);
    if (!find_folder(plan, &folder, err) || !folder_make(folder.bytes, err))
        return false;
    real = realpath(folder.bytes, NULL);
    if (real == NULL)
        return error_set(err, ERROR_OUTSIDE, "%s: %s", folder.bytes, strerror(errno));
    if (!check_folder(real, err))
        return false;
    /* Room for what stands behind it: "-journal", ".broken.99". */
    if (strlen(real) + strlen(plan->file) + SUFFIX_BYTES > PATH_BYTES)
        return error_set(err, ERROR_OUTSIDE, "%s: the folder's name is too long", real);
    snprintf(ret_path, PATH_BYTES, "%s/%s", real, plan->file);
    return true;
}

/* SQLite would make it readable for whomever the umask lets. */
static bool make_file(const char *path, struct error *err)
{
    AUTO_DESCRIPTOR descriptor =
        open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return error_set(err, ERROR_OUTSIDE, "opening %s: %s", path, strerror(errno));
    return true;
}

/* Where locks may not reach the other machine (statfs(2) has the numbers). */
static bool is_remote(const char *path)
{
    static const unsigned long kinds[] = {
        0x6969,     /* NFS */
        0x517B,     /* SMB */
        0xFF534D42, /* CIFS */
        0xFE534D42, /* SMB 2 */
        0x00C36400, /* Ceph */
        0x5346414F, /* AFS */
        0x01021997, /* 9P */
        0x7461636F, /* OCFS2 */
        0x0BD00BD0, /* Lustre */
    };
    struct statfs facts;
    AUTO_DESCRIPTOR descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0 || fstatfs(descriptor, &facts) != 0)
        return false;
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if ((unsigned long)facts.f_type == kinds[i])
            return true;
    return false;
}

static bool execute(struct database *database, const char *sql)
{
    return sqlite3_exec(database->handle, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* One number that a PRAGMA tells; -1 when it cannot be read. */
static int read_number(struct database *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    int number = -1;
    if (sqlite3_prepare_v2(database->handle, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

static bool is_sound(struct database *database)
{
    struct stat facts;
    sqlite3_stmt *statement = NULL;
    bool is_sound = false;
    if (stat(database->path, &facts) == 0 && facts.st_size > CHECKED_BYTES_MAX)
        return true;
    if (sqlite3_prepare_v2(database->handle, "PRAGMA quick_check(1)", -1, &statement,
                           NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        is_sound = strcmp((const char *)sqlite3_column_text(statement, 0), "ok") == 0;
    sqlite3_finalize(statement);
    return is_sound;
}

static bool set_up(struct database *database, bool must_last)
{
    sqlite3_extended_result_codes(database->handle, 1);
    sqlite3_busy_timeout(database->handle,
                         must_last ? BUSY_WAIT_LASTING_MS : BUSY_WAIT_MS);
    sqlite3_limit(database->handle, SQLITE_LIMIT_LENGTH, LENGTH_BYTES_MAX);
    sqlite3_limit(database->handle, SQLITE_LIMIT_ATTACHED, 0);
    return sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) ==
               SQLITE_OK &&
           sqlite3_db_config(database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0,
                             NULL) == SQLITE_OK &&
           sqlite3_db_config(database->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0,
                             NULL) == SQLITE_OK &&
           sqlite3_db_config(database->handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL) ==
               SQLITE_OK &&
           execute(database,
                   "PRAGMA page_size = 16384;" /* of a file that is made now */
                   "PRAGMA cache_size = -512;" /* kB: hardly a page is wanted twice */
                   "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;"
                   "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
                   "PRAGMA max_page_count = 65536;"
                   "PRAGMA journal_mode = TRUNCATE") &&
           execute(database, must_last ? "PRAGMA synchronous = FULL"
                                       : "PRAGMA synchronous = OFF");
}

/* All missing steps in one transaction: another run may be about to do the same. */
static bool bring_up_to_date(struct database *database,
                             const struct database_plan *plan, struct error *err)
{
    char sql[64];
    int version = read_number(database, "PRAGMA user_version");
    if (version == plan->step_count)
        return true;
    if (!execute(database, "BEGIN IMMEDIATE"))
        return error_set(err, ERROR_OUTSIDE, "%s", database_problem(database));
    version = read_number(database, "PRAGMA user_version");
    if (version > plan->step_count) {
        execute(database, "ROLLBACK");
        return error_set(
            err, ERROR_OUTSIDE,
            "the file is of a newer stalemark (shape %d, this one knows %d)", version,
            plan->step_count);
    }
    bool is_ok = version >= 0;
    for (; is_ok && version < plan->step_count; version++)
        is_ok = execute(database, plan->steps[version]);
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", plan->step_count);
    if (is_ok && execute(database, sql) && execute(database, "COMMIT"))
        return true;
    error_set(err, ERROR_OUTSIDE, "%s", database_problem(database));
    execute(database, "ROLLBACK");
    return false;
}

static bool prepare(struct database *database, const struct database_plan *plan)
{
    for (size_t i = 0; i < plan->statement_count; i++) {
        if (sqlite3_prepare_v3(database->handle, plan->statements[i], -1,
                               SQLITE_PREPARE_PERSISTENT, &database->statements[i],
                               NULL) != SQLITE_OK)
            return false;
        database->statement_count = i + 1;
    }
    return true;
}

/* Whether the last failure means that the file is damaged. */
static bool is_damaged(const struct database *database)
{
    int code = sqlite3_errcode(database->handle) & 0xff;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

static enum database_outcome open_file(const struct database_plan *plan,
                                       struct database *database, struct error *err)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE;
    int code = sqlite3_open_v2(database->path, &database->handle, flags, NULL);
    bool is_ok = code == SQLITE_OK && set_up(database, plan->must_last);
    if (is_ok && !is_sound(database) &&
        sqlite3_errcode(database->handle) != SQLITE_BUSY) {
        error_set(err, ERROR_OUTSIDE, "the file is damaged");
        return DATABASE_BROKEN;
    }
    if (is_ok && bring_up_to_date(database, plan, err) && prepare(database, plan))
        return DATABASE_OPEN;
    bool is_broken =
        is_damaged(database) || sqlite3_errcode(database->handle) == SQLITE_ERROR;
    error_set(err, ERROR_OUTSIDE, "%s", database_problem(database));
    return is_broken ? DATABASE_BROKEN : DATABASE_UNAVAILABLE;
}

enum database_outcome database_open(const struct database_plan *plan,
                                    struct database *ret_database, struct error *err)
{
    struct database database = {0};
    enum database_outcome outcome = DATABASE_UNAVAILABLE;
    if (find_file(plan, database.path, err) && make_file(database.path, err)) {
        database.is_remote = is_remote(database.path);
        outcome = open_file(plan, &database, err);
        if (outcome != DATABASE_OPEN)
            error_within(err, "%s", database.path);
    }
    if (outcome != DATABASE_OPEN)
        database_close(&database);
    *ret_database = database;
    return outcome;
}

void database_close(struct database *database)
{
    for (size_t i = 0; i < DATABASE_STATEMENTS_MAX; i++)
        sqlite3_finalize(database->statements[i]);
    sqlite3_close(database->handle);
    *database = (struct database){0};
}

/* False when all names are taken. */
static bool name_aside(const struct database_plan *plan, const char *path,
                       char aside[PATH_BYTES + SUFFIX_BYTES])
{
    snprintf(aside, PATH_BYTES + SUFFIX_BYTES, "%s.broken", path);
    for (int i = 1; plan->must_last && access(aside, F_OK) == 0; i++) {
        if (i == ASIDE_MAX)
            return false;
        snprintf(aside, PATH_BYTES + SUFFIX_BYTES, "%s.broken.%d", path, i);
    }
    return true;
}

bool database_set_aside(const struct database_plan *plan, char ret_aside[PATH_BYTES],
                        struct error *err)
{
    char path[PATH_BYTES];
    char aside[PATH_BYTES + SUFFIX_BYTES];
    char journal[PATH_BYTES + SUFFIX_BYTES];
    if (!find_file(plan, path, err))
        return false;
    if (!name_aside(plan, path, aside))
        return error_set(err, ERROR_OUTSIDE, "%s: too many damaged files beside it",
                         path);
    snprintf(journal, sizeof journal, "%s-journal", path);
    /* A journal left behind would be rolled back into the new file. */
    if (rename(path, aside) != 0 || (unlink(journal) != 0 && errno != ENOENT))
        return error_set(err, ERROR_OUTSIDE, "setting %s aside: %s", path,
                         strerror(errno));
    memcpy(ret_aside, aside, strlen(aside) + 1); /* there was room for the suffix */
    return true;
}

int database_lock(const struct database_plan *plan, struct error *err)
{
    char path[PATH_BYTES];
    char lock[PATH_BYTES + SUFFIX_BYTES];
    if (!find_file(plan, path, err))
        return -1;
    snprintf(lock, sizeof lock, "%s.lock", path);
    int descriptor = open(lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor >= 0 && flock(descriptor, LOCK_EX) == 0)
        return descriptor;
    error_set(err, ERROR_OUTSIDE, "locking %s: %s", lock, strerror(errno));
    if (descriptor >= 0)
        close(descriptor);
    return -1;
}

bool database_run(struct database *database, sqlite3_stmt *statement)
{
    int code = sqlite3_step(statement);
    while (code == SQLITE_ROW)
        code = sqlite3_step(statement);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return database->handle != NULL && code == SQLITE_DONE;
}

bool database_compact(struct database *database)
{
    return execute(database, "VACUUM");
}

const char *database_problem(const struct database *database)
{
    return sqlite3_errmsg(database->handle);
}

void database_bind_text(sqlite3_stmt *statement, int index, const char *text)
{
    sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

const char *database_text(sqlite3_stmt *statement, int column, struct arena *arena)
{
    return arena_copy(arena, (const char *)sqlite3_column_text(statement, column));
}
