/* What must last. Every change is one transaction that waits for the disk. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "store/history.h"

#include "store/history_private.h"
#include "store/history_rebuild.h"

#include <stdlib.h>
#include <string.h>

#define RUN_COLUMNS "id, series, as_of, started, complete, policy_sha256"

static const char *const statements[STATEMENT_COUNT] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [BEGIN_READING] = "BEGIN",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [ADD_RUN] = "INSERT INTO run (series, as_of, started, complete, policy_sha256)"
                " VALUES (?1, ?2, ?3, ?4, ?5)",
    [ADD_FINDING] = "INSERT INTO finding (run, id, status, json)"
                    " VALUES (?1, ?2, ?3, ?4)",
    [LAST_RUN] = "SELECT " RUN_COLUMNS " FROM run"
                 " WHERE series = ?1 AND complete = 1 AND started < ?2"
                 " ORDER BY started DESC, id DESC LIMIT 1",
    [FIND_RUN] = "SELECT " RUN_COLUMNS " FROM run WHERE id = ?1",
    [FINDINGS] = "SELECT id, status, json FROM finding WHERE run = ?1 ORDER BY rowid",
    [RUNS] = "SELECT " RUN_COLUMNS " FROM run WHERE ?1 IS NULL OR series = ?1"
             " ORDER BY started DESC, id DESC",
    [IS_NOTIFIED] = "SELECT 1 FROM notification"
                    " WHERE series = ?1 AND kind = ?2 AND day = ?3",
    [NOTIFY] = "INSERT INTO notification (series, kind, day) VALUES (?1, ?2, ?3)"
               " ON CONFLICT DO NOTHING",
    [ADD_SEEN] = "INSERT INTO first_seen (repository, version, day, before, missing)"
                 " VALUES (?1, ?2, ?3, ?4, ?5)"
                 " ON CONFLICT DO UPDATE SET missing = excluded.missing",
    [SEEN] = "SELECT version, day, before, missing FROM first_seen"
             " WHERE repository = ?1 ORDER BY version",
    [FORGET] = "DELETE FROM first_seen WHERE repository = ?1 AND missing <= ?2",
    [ADD_FIRST_LIST] = "INSERT INTO first_list (repository, day, versions)"
                       " VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE"
                       " SET day = excluded.day, versions = excluded.versions"
                       " WHERE versions = ''",
    [SET_FIRST_LIST] = "UPDATE first_list SET versions = ?2 WHERE repository = ?1",
    [IS_INCOMPLETE] = "SELECT 1 FROM incomplete WHERE repository = ?1",
    [SET_COMPLETE] = "DELETE FROM incomplete WHERE repository = ?1",
    [FIRST_LIST] = "SELECT day, versions FROM first_list WHERE repository = ?1",
};

static const char *const steps[] = {
    "CREATE TABLE first_seen ("
    " repository TEXT NOT NULL,"
    " version TEXT NOT NULL,"
    " day INTEGER NOT NULL,"
    " before INTEGER NOT NULL CHECK (before IN (0, 1)),"
    " missing INTEGER,"
    " PRIMARY KEY (repository, version)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE run ("
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " series TEXT NOT NULL,"
    " as_of INTEGER NOT NULL,"
    " started INTEGER NOT NULL,"
    " complete INTEGER NOT NULL CHECK (complete IN (0, 1)),"
    " policy_sha256 TEXT"
    ") STRICT;"
    "CREATE INDEX run_of_series ON run (series, started);"
    "CREATE TABLE finding ("
    " run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
    " id TEXT NOT NULL,"
    " status TEXT NOT NULL,"
    " json TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX finding_of_run ON finding (run);"
    "CREATE TABLE notification ("
    " series TEXT NOT NULL,"
    " kind TEXT NOT NULL,"
    " day INTEGER NOT NULL,"
    " PRIMARY KEY (series, kind, day)"
    ") STRICT, WITHOUT ROWID",
    /*
     * A first list may have thousands of versions that share all that is known of them:
     * they are one row, ascending, one a line. What came later or went missing is a row
     * of first_seen, which speaks for its version.
     */
    "CREATE TABLE first_list ("
    " repository TEXT PRIMARY KEY NOT NULL,"
    " day INTEGER NOT NULL,"
    " versions TEXT NOT NULL"
    ") STRICT",
    /*
     * What was saved of a damaged file may lack versions of these: what their next list
     * adds was there before, for all that is known.
     */
    "CREATE TABLE incomplete ("
    " repository TEXT PRIMARY KEY NOT NULL"
    ") STRICT, WITHOUT ROWID",
};

static const struct database_plan plan = {
    .systemd_variable = "STATE_DIRECTORY",
    .xdg_variable = "XDG_STATE_HOME",
    .home_folder = ".local/state",
    .file = "state.db",
    .steps = steps,
    .step_count = COUNT_OF(steps),
    .statements = statements,
    .statement_count = STATEMENT_COUNT,
    .must_last = true,
};

struct history *history_open(struct out *out, struct error *err)
{
    struct history *history = calloc(1, sizeof *history);
    if (history == NULL)
        arena_out_of_memory();
    history->out = out;
    history->arena = arena_new();
    if (history_open_or_rebuild(&plan, out, &history->database, err)) {
        if (history->database.is_remote)
            out_warn(out,
                     "history: %s is on a network file system, where two runs at once "
                     "may damage it: STATE_DIRECTORY names another place",
                     history->database.path);
        return history;
    }
    error_within(err, "opening the history");
    arena_free(history->arena);
    free(history);
    return NULL;
}

/* A file too large to be looked through at the start turned out damaged. */
static void rebuild(struct history *history)
{
    struct error err = {0};
    database_close(&history->database);
    if (!history_rebuild(&plan, history->out, &history->database, &err))
        out_warn(history->out, "history: %s", err.text);
}

void history_close(struct history *history)
{
    struct error err = {0};
    if (history == NULL)
        return;
    if (!history_flush(history, &err))
        out_warn(history->out, "history: %s", err.text);
    if (history->is_damaged)
        rebuild(history);
    arena_free(history->arena);
    database_close(&history->database);
    free(history);
}

sqlite3_stmt *history_statement(struct history *history, enum statement which)
{
    return history->database.statements[which];
}

void history_stop_reading(struct history *history)
{
    if (!history->is_reading)
        return;
    history->is_reading = false;
    if (sqlite3_get_autocommit(history->database.handle) == 0)
        history_done_reading(history, history_statement(history, COMMIT),
                             sqlite3_step(history_statement(history, COMMIT)));
}

bool history_run_statement(struct history *history, enum statement which)
{
    return database_run(&history->database, history_statement(history, which));
}

bool history_done_reading(struct history *history, sqlite3_stmt *statement, int code)
{
    bool is_read = code == SQLITE_DONE || code == SQLITE_ROW;
    if (!is_read && !history->has_warned) {
        history->has_warned = true;
        out_warn(history->out, "history: reading %s: %s", history->database.path,
                 database_problem(&history->database));
    }
    history->is_damaged |= (code & 0xff) == SQLITE_CORRUPT;
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return is_read;
}

bool history_take_back(struct history *history, const char *step, struct error *err)
{
    error_set(err, ERROR_OUTSIDE, "%s %s: %s", step, history->database.path,
              database_problem(&history->database));
    if (sqlite3_get_autocommit(history->database.handle) == 0 &&
        !history_run_statement(history, ROLLBACK))
        return error_within(err, "and taking it back failed");
    return false;
}

static bool add_findings(struct history *history, long long id,
                         const struct history_finding_list *findings)
{
    sqlite3_stmt *statement = history_statement(history, ADD_FINDING);
    for (size_t i = 0; i < findings->count; i++) {
        const struct history_finding *finding = &findings->items[i];
        sqlite3_bind_int64(statement, 1, id);
        database_bind_text(statement, 2, finding->id);
        database_bind_text(statement, 3, finding->status);
        database_bind_text(statement, 4, finding->json);
        if (!history_run_statement(history, ADD_FINDING))
            return false;
    }
    return true;
}

static bool add_run(struct history *history, const struct history_run *added)
{
    sqlite3_stmt *statement = history_statement(history, ADD_RUN);
    database_bind_text(statement, 1, added->series);
    sqlite3_bind_int(statement, 2, added->as_of_day);
    sqlite3_bind_int64(statement, 3, added->started_at);
    sqlite3_bind_int(statement, 4, added->is_complete ? 1 : 0);
    database_bind_text(statement, 5, added->policy_sha256);
    return history_run_statement(history, ADD_RUN);
}

bool history_record(struct history *history, const struct history_run *recorded,
                    const struct history_finding_list *findings, struct error *err)
{
    history_stop_reading(history);
    if (history_run_statement(history, BEGIN) && add_run(history, recorded) &&
        add_findings(history, sqlite3_last_insert_rowid(history->database.handle),
                     findings) &&
        history_run_statement(history, COMMIT))
        return true;
    return history_take_back(history, "recording the run in", err);
}

static struct history_run read_run(sqlite3_stmt *row, struct arena *arena)
{
    return (struct history_run){
        .id = sqlite3_column_int64(row, 0),
        .series = database_text(row, 1, arena),
        .as_of_day = sqlite3_column_int(row, 2),
        .started_at = sqlite3_column_int64(row, 3),
        .is_complete = sqlite3_column_int(row, 4) != 0,
        .policy_sha256 = database_text(row, 5, arena),
    };
}

static void read_findings(struct history *history, long long id, struct arena *arena,
                          struct history_finding_list *findings)
{
    sqlite3_stmt *statement = history_statement(history, FINDINGS);
    sqlite3_bind_int64(statement, 1, id);
    int code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement))
        *LIST_ADD(arena, findings) = (struct history_finding){
            .id = database_text(statement, 0, arena),
            .status = database_text(statement, 1, arena),
            .json = database_text(statement, 2, arena),
        };
    history_done_reading(history, statement, code);
}

/* The run that a bound statement selects, with its findings. */
static bool read_one(struct history *history, sqlite3_stmt *statement,
                     struct arena *arena, struct history_run *ret_run,
                     struct history_finding_list *ret_findings)
{
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *ret_run = read_run(statement, arena);
    history_done_reading(history, statement, code);
    if (code != SQLITE_ROW)
        return false;
    *ret_findings = (struct history_finding_list){0};
    read_findings(history, ret_run->id, arena, ret_findings);
    return true;
}

bool history_last(struct history *history, const char *series, long long started_before,
                  struct arena *arena, struct history_run *ret_run,
                  struct history_finding_list *ret_findings)
{
    sqlite3_stmt *statement = history_statement(history, LAST_RUN);
    database_bind_text(statement, 1, series);
    sqlite3_bind_int64(statement, 2, started_before);
    return read_one(history, statement, arena, ret_run, ret_findings);
}

bool history_find(struct history *history, long long id, struct arena *arena,
                  struct history_run *ret_run,
                  struct history_finding_list *ret_findings)
{
    sqlite3_stmt *statement = history_statement(history, FIND_RUN);
    sqlite3_bind_int64(statement, 1, id);
    return read_one(history, statement, arena, ret_run, ret_findings);
}

void history_runs(struct history *history, const char *series, struct arena *arena,
                  struct history_run_list *ret_runs)
{
    sqlite3_stmt *statement = history_statement(history, RUNS);
    *ret_runs = (struct history_run_list){0};
    database_bind_text(statement, 1, series);
    int code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement))
        *LIST_ADD(arena, ret_runs) = read_run(statement, arena);
    history_done_reading(history, statement, code);
}

bool history_notified(struct history *history, const char *series, const char *kind,
                      int day, bool mark)
{
    static const enum statement both[] = {IS_NOTIFIED, NOTIFY};
    bool was_notified = false;
    history_stop_reading(history);
    for (size_t i = 0; i < (mark ? 2 : 1); i++) {
        sqlite3_stmt *statement = history_statement(history, both[i]);
        database_bind_text(statement, 1, series);
        database_bind_text(statement, 2, kind);
        sqlite3_bind_int(statement, 3, day);
        int code = sqlite3_step(statement);
        was_notified = was_notified || code == SQLITE_ROW;
        history_done_reading(history, statement, code);
    }
    return was_notified;
}
