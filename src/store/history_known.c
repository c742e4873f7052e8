/* Reads what the store knows of the versions of a repository. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "store/history_known.h"

#include <string.h>

static bool read_rows(struct history *history, const char *repository,
                      struct arena *arena, struct first_seen_list *rows)
{
    sqlite3_stmt *statement = history_statement(history, SEEN);
    database_bind_text(statement, 1, repository);
    int code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
        bool is_missing = sqlite3_column_type(statement, 3) != SQLITE_NULL;
        *LIST_ADD(arena, rows) = (struct first_seen){
            .version = database_text(statement, 0, arena),
            .day = sqlite3_column_int(statement, 1),
            .is_before = sqlite3_column_int(statement, 2) != 0,
            .missing_day = is_missing ? sqlite3_column_int(statement, 3) : DAY_NONE,
        };
    }
    return history_done_reading(history, statement, code);
}

/* ret_versions becomes NULL where there is none. */
static bool read_first_list(struct history *history, const char *repository,
                            struct arena *arena, int *ret_day, char **ret_versions)
{
    sqlite3_stmt *statement = history_statement(history, FIRST_LIST);
    char *versions = NULL;
    database_bind_text(statement, 1, repository);
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        size_t bytes = (size_t)sqlite3_column_bytes(statement, 1);
        versions = arena_room_many(arena, bytes + 1, 1);
        if (bytes != 0)
            memcpy(versions, sqlite3_column_blob(statement, 1), bytes);
        versions[bytes] = '\0';
        *ret_day = sqlite3_column_int(statement, 0);
    }
    *ret_versions = versions;
    return history_done_reading(history, statement, code);
}

bool known_read(struct history *history, const char *repository, struct arena *arena,
                struct known *ret_known)
{
    *ret_known = (struct known){.first_day = DAY_NONE};
    return read_rows(history, repository, arena, &ret_known->rows) &&
           read_first_list(history, repository, arena, &ret_known->first_day,
                           &ret_known->first_list);
}

char *known_cut_line(char **rest)
{
    char *line = *rest;
    char *end = line == NULL ? NULL : strchr(line, '\n');
    if (end == NULL)
        return NULL;
    *end = '\0';
    *rest = end + 1;
    return line;
}

void known_join(struct known *known, struct arena *arena, struct first_seen_list *seen)
{
    const struct first_seen_list *rows = &known->rows;
    char *line = known_cut_line(&known->first_list);
    size_t i = 0;
    while (line != NULL || i < rows->count) {
        int order = line == NULL       ? 1
                    : i == rows->count ? -1
                                       : strcmp(line, rows->items[i].version);
        struct first_seen *joined = LIST_ADD(arena, seen);
        if (order < 0)
            *joined = (struct first_seen){line, known->first_day, true, DAY_NONE};
        else
            *joined = rows->items[i++];
        line = order <= 0 ? known_cut_line(&known->first_list) : line;
    }
}

bool known_is_first_list(const struct known *known, const struct text_list *versions)
{
    const char *list = known->first_list;
    if (list == NULL || known->rows.count != 0)
        return false;
    for (size_t i = 0; i < versions->count; i++) {
        for (const char *at = versions->items[i]; *at != '\0'; at++, list++)
            if (*at != *list)
                return false;
        if (*list++ != '\n')
            return false;
    }
    return *list == '\0';
}
