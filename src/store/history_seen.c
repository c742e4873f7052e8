/* First-seen days: lists are compared at once and written together at the end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "store/history_private.h"

#include <stdlib.h>
#include <string.h>

static void read_seen(struct history *history, const char *repository,
                      struct arena *arena, struct first_seen_list *seen)
{
    sqlite3_stmt *statement = history_statement(history, SEEN);
    database_bind_text(statement, 1, repository);
    int code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
        bool is_missing = sqlite3_column_type(statement, 3) != SQLITE_NULL;
        *LIST_ADD(arena, seen) = (struct first_seen){
            .version = database_text(statement, 0, arena),
            .day = sqlite3_column_int(statement, 1),
            .is_before = sqlite3_column_int(statement, 2) != 0,
            .missing_day = is_missing ? sqlite3_column_int(statement, 3) : DAY_NONE,
        };
    }
    history_done_reading(history, statement, code);
}

static int compare_texts(const void *a, const void *b)
{
    const char *const *first = a;
    const char *const *second = b;
    return strcmp(*first, *second);
}

/* The walk over both sorted lists. */
struct comparison {
    struct history *history;
    const char *repository; /* in the history's arena */
    struct arena *arena;
    int day;
    bool is_first; /* nothing was known of the repository */
    struct first_seen_list seen;
};

static void note_change(struct comparison *comparison, const struct first_seen *seen,
                        bool is_new)
{
    struct history *history = comparison->history;
    *LIST_ADD(history->arena, &history->changes) = (struct seen_change){
        .repository = comparison->repository,
        .version = arena_copy(history->arena, seen->version),
        .is_new = is_new,
        .is_before = seen->is_before,
        .day = is_new ? seen->day : seen->missing_day,
    };
}

/* known or version is NULL where only the other list has it. */
static void compare_one(struct comparison *comparison, const struct first_seen *known,
                        const char *version)
{
    struct first_seen *seen = LIST_ADD(comparison->arena, &comparison->seen);
    if (known == NULL) {
        *seen = (struct first_seen){.version = version,
                                    .day = comparison->day,
                                    .is_before = comparison->is_first,
                                    .missing_day = DAY_NONE};
        note_change(comparison, seen, true);
        return;
    }
    *seen = *known;
    if ((version == NULL) == (known->missing_day != DAY_NONE))
        return;
    seen->missing_day = version == NULL ? comparison->day : DAY_NONE;
    note_change(comparison, seen, false);
}

static void compare_all(struct comparison *comparison,
                        const struct first_seen_list *known, const char **versions,
                        size_t count)
{
    size_t i = 0;
    size_t k = 0;
    while (i < known->count || k < count) {
        int order = i == known->count ? 1
                    : k == count      ? -1
                                      : strcmp(known->items[i].version, versions[k]);
        const char *version = order >= 0 ? versions[k] : NULL;
        compare_one(comparison, order <= 0 ? &known->items[i] : NULL, version);
        i += order <= 0 ? 1 : 0;
        while (version != NULL && k < count && strcmp(versions[k], version) == 0)
            k++; /* lists may name a version twice */
    }
}

bool history_see(struct history *history, const char *repository,
                 const struct text_list *versions, int day, struct arena *arena,
                 struct first_seen_list *ret_seen, struct error *err)
{
    struct first_seen_list known = {0};
    (void)err; /* what is compared here is written, and may fail, in history_flush */
    read_seen(history, repository, arena, &known);
    const char **sorted = arena_alloc_many(arena, versions->count + 1, sizeof *sorted);
    for (size_t i = 0; i < versions->count; i++)
        sorted[i] = versions->items[i];
    qsort(sorted, versions->count, sizeof *sorted, compare_texts);
    struct comparison comparison = {
        .history = history,
        .repository = arena_copy(history->arena, repository),
        .arena = arena,
        .day = day,
        .is_first = known.count == 0,
    };
    compare_all(&comparison, &known, sorted, versions->count);
    *ret_seen = comparison.seen;
    return true;
}

void history_seen(struct history *history, const char *repository, struct arena *arena,
                  struct first_seen_list *ret_seen)
{
    *ret_seen = (struct first_seen_list){0};
    read_seen(history, repository, arena, ret_seen);
}

static bool write_change(struct history *history, const struct seen_change *change)
{
    enum statement which = change->is_new ? ADD_SEEN : SET_MISSING;
    sqlite3_stmt *statement = history_statement(history, which);
    database_bind_text(statement, 1, change->repository);
    database_bind_text(statement, 2, change->version);
    if (change->day != DAY_NONE)
        sqlite3_bind_int(statement, 3, change->day);
    if (change->is_new)
        sqlite3_bind_int(statement, 4, change->is_before ? 1 : 0);
    return history_run_statement(history, which);
}

bool history_flush(struct history *history, struct error *err)
{
    if (history->changes.count == 0)
        return true;
    bool is_ok = history_run_statement(history, BEGIN);
    for (size_t i = 0; is_ok && i < history->changes.count; i++)
        is_ok = write_change(history, &history->changes.items[i]);
    is_ok = is_ok && history_run_statement(history, COMMIT);
    history->changes.count = 0;
    return is_ok || history_take_back(history, "recording first-seen days in", err);
}

bool history_forget(struct history *history, const char *repository,
                    int missing_until_day, struct error *err)
{
    if (!history_flush(history, err))
        return false;
    sqlite3_stmt *statement = history_statement(history, FORGET);
    database_bind_text(statement, 1, repository);
    sqlite3_bind_int(statement, 2, missing_until_day);
    return history_run_statement(history, FORGET) ||
           history_take_back(history, "forgetting versions in", err);
}
