/* The answer cache: it may vanish at any time, so no failure here is a failure. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "store/cache.h"

#include "store/database.h"

#include <stdlib.h>
#include <string.h>

enum statement {
    BEGIN_READING,
    BEGIN_WRITING,
    COMMIT,
    ROLLBACK,
    GET,
    PUT,
    TOUCH,
    COUNT,
    PRUNE,
    CLEAR,
    STATEMENT_COUNT
};

/*
 * Reads and writes go together in transactions: locks cost more than what is read, and
 * a commit more than what is written.
 */
enum { TOGETHER_MAX = 256 };

static const char *const statements[STATEMENT_COUNT] = {
    [BEGIN_READING] = "BEGIN",
    [BEGIN_WRITING] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [GET] = "SELECT url, etag, modified, body, fetched_at, complete FROM answer"
            " WHERE key = ?1",
    [PUT] = "INSERT INTO answer (key, url, etag, modified, body, fetched_at, complete)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
            " ON CONFLICT (key) DO UPDATE SET url = excluded.url, etag = excluded.etag,"
            " modified = excluded.modified, body = excluded.body,"
            " fetched_at = excluded.fetched_at, complete = excluded.complete",
    [TOUCH] = "UPDATE answer SET fetched_at = ?2 WHERE key = ?1",
    [COUNT] = "SELECT count(*), coalesce(sum(length(body)), 0),"
              " coalesce(min(fetched_at), 0), coalesce(max(fetched_at), 0) FROM answer",
    [PRUNE] = "DELETE FROM answer WHERE fetched_at < ?1",
    [CLEAR] = "DELETE FROM answer",
};

static const char *const steps[] = {
    "CREATE TABLE answer ("
    " key TEXT PRIMARY KEY NOT NULL,"
    " url TEXT NOT NULL,"
    " etag TEXT,"
    " modified TEXT,"
    " body BLOB NOT NULL,"
    " fetched_at INTEGER NOT NULL,"
    " complete INTEGER NOT NULL CHECK (complete IN (0, 1))"
    ") STRICT",
};

static const struct database_plan plan = {
    .systemd_variable = "CACHE_DIRECTORY",
    .xdg_variable = "XDG_CACHE_HOME",
    .home_folder = ".cache",
    .file = "cache.db",
    .steps = steps,
    .step_count = COUNT_OF(steps),
    .statements = statements,
    .statement_count = STATEMENT_COUNT,
};

struct cache {
    struct database database; /* not open: the cache forgets */
    struct out *out;
    bool has_warned;
    unsigned together; /* in the open transaction; 0: none is open */
    bool is_writing;
};

struct cache *cache_forgetful(struct out *out)
{
    struct cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        arena_out_of_memory();
    cache->out = out;
    return cache;
}

struct cache *cache_open(struct out *out)
{
    struct error err = {0};
    struct cache *cache = cache_forgetful(out);
    enum database_outcome outcome = database_open(&plan, &cache->database, &err);
    if (outcome == DATABASE_BROKEN) {
        out_warn(out, "cache: %s; it is set aside and built anew", err.text);
        char aside[DATABASE_PATH_BYTES];
        err = (struct error){0};
        if (database_set_aside(&plan, aside, &err))
            outcome = database_open(&plan, &cache->database, &err);
    }
    if (outcome != DATABASE_OPEN)
        out_warn(out, "cache: %s; this run goes without", err.text);
    else if (cache->database.is_remote)
        out_warn(out,
                 "cache: %s is on a network file system, where two runs at once may "
                 "damage it: CACHE_DIRECTORY names another place",
                 cache->database.path);
    return cache;
}

void cache_close(struct cache *cache)
{
    if (cache == NULL)
        return;
    cache_commit(cache);
    database_close(&cache->database);
    free(cache);
}

/* A cache that fails goes on forgetting; one line says so. */
static void warn_once(struct cache *cache, const char *step)
{
    if (cache->has_warned)
        return;
    cache->has_warned = true;
    out_warn(cache->out, "cache: %s %s: %s; this run goes on without", step,
             cache->database.path, database_problem(&cache->database));
}

/* NULL when the cache forgets. */
static sqlite3_stmt *statement_of(struct cache *cache, enum statement which)
{
    return cache->database.handle != NULL ? cache->database.statements[which] : NULL;
}

static void run(struct cache *cache, sqlite3_stmt *statement, const char *step)
{
    if (!database_run(&cache->database, statement))
        warn_once(cache, step);
}

static bool is_in_transaction(const struct cache *cache)
{
    return sqlite3_get_autocommit(cache->database.handle) == 0;
}

void cache_commit(struct cache *cache)
{
    if (cache->database.handle == NULL || cache->together == 0)
        return;
    cache->together = 0;
    cache->is_writing = false;
    if (is_in_transaction(cache))
        run(cache, statement_of(cache, COMMIT), "writing");
    if (is_in_transaction(cache))
        run(cache, statement_of(cache, ROLLBACK), "writing");
}

/*
 * Where no transaction can be had, each statement is one. One that has read does not go
 * on to write: another run may have written meanwhile.
 */
static void begin(struct cache *cache, bool is_writing)
{
    if (cache->together >= TOGETHER_MAX || (is_writing && !cache->is_writing))
        cache_commit(cache);
    if (cache->together == 0) {
        cache->is_writing = is_writing;
        run(cache, statement_of(cache, is_writing ? BEGIN_WRITING : BEGIN_READING),
            is_writing ? "writing" : "reading");
    }
    cache->together++;
}

static void read_answer(sqlite3_stmt *row, struct arena *arena,
                        struct cached_answer *answer)
{
    const void *body = sqlite3_column_blob(row, 3);
    size_t bytes = (size_t)sqlite3_column_bytes(row, 3);
    char *copied = arena_room_many(arena, bytes + 1, 1);
    if (bytes != 0)
        memcpy(copied, body, bytes);
    copied[bytes] = '\0';
    *answer = (struct cached_answer){
        .url = database_text(row, 0, arena),
        .etag = database_text(row, 1, arena),
        .modified = database_text(row, 2, arena),
        .body = copied,
        .body_bytes = bytes,
        .fetched_at = sqlite3_column_int64(row, 4),
        .is_complete = sqlite3_column_int(row, 5) != 0,
    };
}

bool cache_get(struct cache *cache, const char *key, struct arena *arena,
               struct cached_answer *ret_answer)
{
    sqlite3_stmt *statement = statement_of(cache, GET);
    if (statement == NULL)
        return false;
    begin(cache, false);
    database_bind_text(statement, 1, key);
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        read_answer(statement, arena, ret_answer);
    else if (code != SQLITE_DONE)
        warn_once(cache, "reading");
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return code == SQLITE_ROW;
}

void cache_put(struct cache *cache, const char *key, const struct cached_answer *answer)
{
    sqlite3_stmt *statement = statement_of(cache, PUT);
    if (statement == NULL)
        return;
    begin(cache, true);
    database_bind_text(statement, 1, key);
    database_bind_text(statement, 2, answer->url);
    database_bind_text(statement, 3, answer->etag);
    database_bind_text(statement, 4, answer->modified);
    sqlite3_bind_blob64(statement, 5, answer->body, answer->body_bytes, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 6, answer->fetched_at);
    sqlite3_bind_int(statement, 7, answer->is_complete ? 1 : 0);
    run(cache, statement, "writing");
}

void cache_touch(struct cache *cache, const char *key, long long fetched_at)
{
    sqlite3_stmt *statement = statement_of(cache, TOUCH);
    if (statement == NULL)
        return;
    begin(cache, true);
    database_bind_text(statement, 1, key);
    sqlite3_bind_int64(statement, 2, fetched_at);
    run(cache, statement, "writing");
}

void cache_count(struct cache *cache, struct cache_counts *ret_counts)
{
    sqlite3_stmt *statement = statement_of(cache, COUNT);
    bool is_open = cache->database.handle != NULL;
    *ret_counts = (struct cache_counts){.path = is_open ? cache->database.path : NULL};
    if (statement == NULL)
        return;
    if (sqlite3_step(statement) == SQLITE_ROW)
        *ret_counts = (struct cache_counts){
            .path = cache->database.path,
            .answers = (size_t)sqlite3_column_int64(statement, 0),
            .bytes = (size_t)sqlite3_column_int64(statement, 1),
            .oldest_at = sqlite3_column_int64(statement, 2),
            .newest_at = sqlite3_column_int64(statement, 3),
        };
    else
        warn_once(cache, "reading");
    sqlite3_reset(statement);
}

static size_t delete_rows(struct cache *cache, sqlite3_stmt *statement)
{
    if (statement == NULL)
        return 0;
    cache_commit(cache);
    if (!database_run(&cache->database, statement)) {
        warn_once(cache, "writing");
        return 0;
    }
    size_t count = (size_t)sqlite3_changes64(cache->database.handle);
    if (count != 0 && !database_compact(&cache->database))
        warn_once(cache, "compacting");
    return count;
}

size_t cache_prune(struct cache *cache, long long fetched_before)
{
    sqlite3_stmt *statement = statement_of(cache, PRUNE);
    if (statement != NULL)
        sqlite3_bind_int64(statement, 1, fetched_before);
    return delete_rows(cache, statement);
}

size_t cache_clear(struct cache *cache)
{
    return delete_rows(cache, statement_of(cache, CLEAR));
}
