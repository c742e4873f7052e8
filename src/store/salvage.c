/* Reads what can be read of a damaged SQLite file: the library has no way to recover.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#include "store/salvage.h"

#include "base/file.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    HEADER_BYTES = 100,
    PAGE_BYTES_AT = 16,
    FREE_LIST_AT = 32,
    FREE_LIST_BYTES = 8,
    VALID_FOR_AT = 92,
    CUT_PAGES = 64
};

static void statement_clear(sqlite3_stmt **statement)
{
    sqlite3_finalize(*statement);
}
#define AUTO_STATEMENT CLEANUP(statement_clear) sqlite3_stmt

static void handle_clear(sqlite3 **handle)
{
    sqlite3_close(*handle);
}

static bool is_header(const unsigned char *header)
{
    static const char magic[] = "SQLite format 3";
    return memcmp(header, magic, sizeof magic) == 0;
}

/* "File Format for SQLite Databases", 1.3.2: 1 stands for 65,536. */
static off_t page_bytes_of(const unsigned char *header)
{
    int bytes = header[PAGE_BYTES_AT] << 8 | header[PAGE_BYTES_AT + 1];
    return bytes == 1 ? 65536 : bytes;
}

/*
 * Gives the file a header that can be read: its own, else that of a sound one of the
 * same shape. Its length is then that of the file (another "valid for" says so), its
 * list of free pages is empty. What was cut off are pages of zeros: without any, no
 * table can be read when the first page of one is gone.
 */
static bool mend_header(const char *from, const char *to)
{
    unsigned char header[HEADER_BYTES];
    AUTO_DESCRIPTOR source = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    AUTO_DESCRIPTOR target = open(to, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
    off_t length = target < 0 ? -1 : lseek(target, 0, SEEK_END);
    if (source < 0 || length < 0)
        return false;
    if ((pread(target, header, sizeof header, 0) != (ssize_t)sizeof header ||
         !is_header(header)) &&
        pread(source, header, sizeof header, 0) != (ssize_t)sizeof header)
        return false;
    memset(header + FREE_LIST_AT, 0, FREE_LIST_BYTES);
    header[VALID_FOR_AT] ^= 0x55;
    off_t page = page_bytes_of(header);
    return page > 0 && ftruncate(target, (length / page + CUT_PAGES) * page) == 0 &&
           pwrite(target, header, sizeof header, 0) == (ssize_t)sizeof header;
}

static sqlite3 *open_damaged(const char *path)
{
    sqlite3 *handle = NULL;
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE;
    if (sqlite3_open_v2(path, &handle, flags, NULL) != SQLITE_OK ||
        sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK ||
        sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) !=
            SQLITE_OK ||
        sqlite3_exec(handle, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0", NULL,
                     NULL, NULL) != SQLITE_OK) {
        sqlite3_close(handle);
        return NULL;
    }
    return handle;
}

static bool is_readable(sqlite3 *handle)
{
    AUTO_STATEMENT *statement = NULL;
    return handle != NULL &&
           sqlite3_prepare_v2(handle, "SELECT count(*) FROM sqlite_schema", -1,
                              &statement, NULL) == SQLITE_OK &&
           sqlite3_step(statement) == SQLITE_ROW;
}

static bool copy_row(sqlite3_stmt *from, sqlite3_stmt *to, size_t columns)
{
    for (int i = 0; i < (int)columns; i++)
        sqlite3_bind_value(to, i + 1, sqlite3_column_value(from, i));
    int code = sqlite3_step(to);
    sqlite3_reset(to);
    /* What the new shape does not take (a row without its parent) is passed over. */
    return code == SQLITE_DONE || (code & 0xff) == SQLITE_CONSTRAINT;
}

static bool prepare_insert(struct database *to, const struct salvage_table *table,
                           sqlite3_stmt **ret_insert)
{
    AUTO_TEXT sql;
    text_init(&sql, 1024);
    text_addf(&sql, "INSERT OR IGNORE INTO %s (%s) VALUES (", table->name,
              table->columns);
    for (size_t i = 0; i < table->column_count; i++)
        text_add(&sql, i == 0 ? "?" : ", ?");
    text_add(&sql, ")");
    return sqlite3_prepare_v2(to->handle, sql.bytes, -1, ret_insert, NULL) == SQLITE_OK;
}

/* Copies until the end or a page that cannot be read; ret_is_whole tells which. */
static bool copy_one_way(sqlite3 *from, sqlite3_stmt *insert,
                         const struct salvage_table *table, bool is_backward,
                         bool *ret_is_whole)
{
    AUTO_STATEMENT *select = NULL;
    AUTO_TEXT sql;
    text_init(&sql, 1024);
    text_addf(&sql, "SELECT %s FROM %s%s%s", table->columns, table->name,
              is_backward ? " ORDER BY " : "", is_backward ? table->descending : "");
    *ret_is_whole = false;
    if (sqlite3_prepare_v2(from, sql.bytes, -1, &select, NULL) != SQLITE_OK)
        return true;
    int code = sqlite3_step(select);
    for (; code == SQLITE_ROW; code = sqlite3_step(select))
        if (!copy_row(select, insert, table->column_count))
            return false;
    *ret_is_whole = code == SQLITE_DONE;
    return true;
}

static bool copy_table(sqlite3 *from, struct database *to,
                       const struct salvage_table *table, bool *ret_is_whole)
{
    AUTO_STATEMENT *insert = NULL;
    bool is_read_back = false;
    return prepare_insert(to, table, &insert) &&
           copy_one_way(from, insert, table, false, ret_is_whole) &&
           (*ret_is_whole || copy_one_way(from, insert, table, true, &is_read_back));
}

bool salvage_copy(struct database *to, const char *aside,
                  const struct salvage_table *tables, size_t table_count,
                  struct salvaged *ret_salvaged, struct error *err)
{
    struct salvaged salvaged = {.is_whole = true};
    CLEANUP(handle_clear) sqlite3 *from = open_damaged(aside);
    if (!is_readable(from)) {
        sqlite3_close(from);
        from = mend_header(to->path, aside) ? open_damaged(aside) : NULL;
        salvaged.is_whole = false;
    }
    int before = sqlite3_total_changes(to->handle);
    bool is_ok =
        sqlite3_exec(to->handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
    for (size_t i = 0; is_ok && from != NULL && i < table_count; i++) {
        bool is_whole = false;
        is_ok = copy_table(from, to, &tables[i], &is_whole);
        salvaged.is_whole = salvaged.is_whole && is_whole;
    }
    salvaged.rows = (size_t)(sqlite3_total_changes(to->handle) - before);
    if (is_ok && sqlite3_exec(to->handle, "COMMIT", NULL, NULL, NULL) == SQLITE_OK) {
        *ret_salvaged = salvaged;
        return true;
    }
    error_set(err, ERROR_OUTSIDE, "%s", database_problem(to));
    sqlite3_exec(to->handle, "ROLLBACK", NULL, NULL, NULL);
    return false;
}
