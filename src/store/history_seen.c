/* First-seen days: lists are compared at once and written together at the end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "store/history_known.h"

#include <stdlib.h>
#include <string.h>

/* Whether what is known of the repository was read from a damaged file. */
static bool read_incomplete(struct history *history, const char *repository,
                            bool *ret_is_incomplete)
{
    sqlite3_stmt *statement = history_statement(history, IS_INCOMPLETE);
    database_bind_text(statement, 1, repository);
    int code = sqlite3_step(statement);
    *ret_is_incomplete = code == SQLITE_ROW;
    return history_done_reading(history, statement, code);
}

/* Locks cost more than what is read: many repositories are read under one. */
static void begin_reading(struct history *history)
{
    if (!history->is_reading)
        history->is_reading = history_run_statement(history, BEGIN_READING);
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
    int missing_day;    /* of what the list lacks and had */
    bool is_first;      /* nothing was known of the repository */
    bool is_incomplete; /* some of what was known is lost */
    struct first_seen_list seen;
};

static void note_change(struct comparison *comparison, const struct first_seen *seen)
{
    struct history *history = comparison->history;
    if (comparison->is_first)
        return; /* one change for the whole list */
    struct seen_change *change = LIST_ADD(history->arena, &history->changes);
    *change = (struct seen_change){.repository = comparison->repository, .seen = *seen};
    change->seen.version = arena_copy(history->arena, seen->version);
}

static void note_first_list(const struct comparison *comparison)
{
    struct history *history = comparison->history;
    const struct first_seen_list *seen = &comparison->seen;
    size_t bytes = 0;
    for (size_t i = 0; i < seen->count; i++)
        bytes += strlen(seen->items[i].version) + 1;
    char *versions = arena_alloc(history->arena, bytes + 1);
    char *end = versions;
    for (size_t i = 0; i < seen->count; i++) {
        end = stpcpy(end, seen->items[i].version);
        *end++ = '\n';
    }
    *LIST_ADD(history->arena, &history->changes) =
        (struct seen_change){.repository = comparison->repository,
                             .first_list = versions,
                             .seen = {.day = comparison->day}};
}

/* known or version is NULL where only the other list has it. */
static void compare_one(struct comparison *comparison, const struct first_seen *known,
                        const char *version)
{
    struct first_seen *seen = LIST_ADD(comparison->arena, &comparison->seen);
    if (known == NULL) {
        *seen = (struct first_seen){.version = version,
                                    .day = comparison->day,
                                    .is_before = comparison->is_first ||
                                                 comparison->is_incomplete,
                                    .missing_day = DAY_NONE};
        note_change(comparison, seen);
        return;
    }
    *seen = *known;
    if ((version == NULL) == (known->missing_day != DAY_NONE))
        return;
    seen->missing_day = version == NULL ? comparison->missing_day : DAY_NONE;
    note_change(comparison, seen);
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

/* Lists come sorted as a rule. */
static void sort(const char **texts, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (strcmp(texts[i - 1], texts[i]) > 0) {
            qsort(texts, count, sizeof *texts, compare_texts);
            return;
        }
}

/* All on one day, on which they were there already. */
static struct first_seen_list seen_first(const struct text_list *versions, int day,
                                         struct arena *arena)
{
    struct first_seen_list seen = {
        .items = arena_room_many(arena, versions->count, sizeof *seen.items),
        .count = versions->count,
        .room = versions->count};
    for (size_t i = 0; i < versions->count; i++)
        seen.items[i] = (struct first_seen){versions->items[i], day, true, DAY_NONE};
    return seen;
}

static bool is_ascending(const struct text_list *versions)
{
    for (size_t i = 1; i < versions->count; i++)
        if (strcmp(versions->items[i - 1], versions->items[i]) >= 0)
            return false;
    return true;
}

static void compare(struct comparison *comparison, struct known *known,
                    const struct text_list *versions)
{
    struct arena *arena = comparison->arena;
    struct first_seen_list all = {0};
    known_join(known, arena, &all);
    comparison->is_first = all.count == 0;
    if (comparison->is_first && is_ascending(versions)) {
        comparison->seen = seen_first(versions, comparison->day, arena);
    } else {
        const char **sorted =
            arena_room_many(arena, versions->count + 1, sizeof *sorted);
        for (size_t i = 0; i < versions->count; i++)
            sorted[i] = versions->items[i];
        sort(sorted, versions->count);
        compare_all(comparison, &all, sorted, versions->count);
    }
    if (comparison->is_first && comparison->seen.count != 0)
        note_first_list(comparison);
}

bool history_see(struct history *history, const char *repository,
                 const struct text_list *versions, int day, struct arena *arena,
                 struct first_seen_list *ret_seen, struct error *err)
{
    return history_see_shorter(history, repository, versions, day, day, arena, ret_seen,
                               err);
}

bool history_see_shorter(struct history *history, const char *repository,
                         const struct text_list *versions, int day, int missing_day,
                         struct arena *arena, struct first_seen_list *ret_seen,
                         struct error *err)
{
    struct known known;
    bool is_incomplete = false;
    begin_reading(history);
    if (!known_read(history, repository, arena, &known) ||
        !read_incomplete(history, repository, &is_incomplete))
        return error_set(err, ERROR_OUTSIDE, "%s cannot be read",
                         history->database.path);
    /* Mostly nothing was ever added nor missing: the first list holds as it is. */
    if (!is_incomplete && known_is_first_list(&known, versions)) {
        *ret_seen = seen_first(versions, known.first_day, arena);
        return true;
    }
    struct comparison comparison = {
        .history = history,
        .repository = arena_copy(history->arena, repository),
        .arena = arena,
        .day = day,
        .missing_day = missing_day,
        .is_incomplete = is_incomplete,
    };
    compare(&comparison, &known, versions);
    if (is_incomplete)
        *LIST_ADD(history->arena, &history->changes) = (struct seen_change){
            .repository = comparison.repository, .is_complete_again = true};
    *ret_seen = comparison.seen;
    return true;
}

void history_seen(struct history *history, const char *repository, struct arena *arena,
                  struct first_seen_list *ret_seen)
{
    struct known known;
    *ret_seen = (struct first_seen_list){0};
    begin_reading(history);
    if (known_read(history, repository, arena, &known))
        known_join(&known, arena, ret_seen);
}

static bool write_first_list(struct history *history, const struct seen_change *change)
{
    sqlite3_stmt *statement = history_statement(history, ADD_FIRST_LIST);
    database_bind_text(statement, 1, change->repository);
    sqlite3_bind_int(statement, 2, change->seen.day);
    database_bind_text(statement, 3, change->first_list);
    return history_run_statement(history, ADD_FIRST_LIST);
}

static bool write_complete_again(struct history *history,
                                 const struct seen_change *change)
{
    database_bind_text(history_statement(history, SET_COMPLETE), 1, change->repository);
    return history_run_statement(history, SET_COMPLETE);
}

static bool write_change(struct history *history, const struct seen_change *change)
{
    if (change->is_complete_again)
        return write_complete_again(history, change);
    if (change->first_list != NULL)
        return write_first_list(history, change);
    const struct first_seen *seen = &change->seen;
    sqlite3_stmt *statement = history_statement(history, ADD_SEEN);
    database_bind_text(statement, 1, change->repository);
    database_bind_text(statement, 2, seen->version);
    sqlite3_bind_int(statement, 3, seen->day);
    sqlite3_bind_int(statement, 4, seen->is_before ? 1 : 0);
    if (seen->missing_day != DAY_NONE)
        sqlite3_bind_int(statement, 5, seen->missing_day);
    return history_run_statement(history, ADD_SEEN);
}

void history_drop(struct history *history)
{
    history->changes.count = 0;
}

void history_pause(struct history *history)
{
    history_stop_reading(history);
}

bool history_flush(struct history *history, struct error *err)
{
    history_stop_reading(history);
    if (history->changes.count == 0)
        return true;
    bool is_ok = history_run_statement(history, BEGIN);
    for (size_t i = 0; is_ok && i < history->changes.count; i++)
        is_ok = write_change(history, &history->changes.items[i]);
    is_ok = is_ok && history_run_statement(history, COMMIT);
    history->changes.count = 0;
    return is_ok || history_take_back(history, "recording first-seen days in", err);
}

/* Takes what is forgotten out of the first list; the rest stays as it is. */
static bool shorten_first_list(struct history *history, const char *repository,
                               int missing_until_day)
{
    AUTO_ARENA *arena = arena_new();
    struct known known;
    if (!known_read(history, repository, arena, &known))
        return false;
    const struct first_seen_list *rows = &known.rows;
    char *rest = known.first_list;
    if (rest == NULL)
        return true;
    char *kept = arena_alloc(arena, strlen(rest) + 1);
    char *end = kept;
    size_t i = 0;
    for (char *line = known_cut_line(&rest); line != NULL;
         line = known_cut_line(&rest)) {
        while (i < rows->count && strcmp(rows->items[i].version, line) < 0)
            i++;
        bool has_row = i < rows->count && strcmp(rows->items[i].version, line) == 0;
        if (has_row && rows->items[i].missing_day != DAY_NONE &&
            rows->items[i].missing_day <= missing_until_day)
            continue;
        end = stpcpy(end, line);
        *end++ = '\n';
    }
    sqlite3_stmt *statement = history_statement(history, SET_FIRST_LIST);
    database_bind_text(statement, 1, repository);
    database_bind_text(statement, 2, kept);
    return history_run_statement(history, SET_FIRST_LIST);
}

bool history_forget(struct history *history, const char *repository,
                    int missing_until_day, struct error *err)
{
    if (!history_flush(history, err))
        return false;
    sqlite3_stmt *statement = history_statement(history, FORGET);
    bool is_ok = history_run_statement(history, BEGIN) &&
                 shorten_first_list(history, repository, missing_until_day);
    database_bind_text(statement, 1, repository);
    sqlite3_bind_int(statement, 2, missing_until_day);
    return (is_ok && history_run_statement(history, FORGET) &&
            history_run_statement(history, COMMIT)) ||
           history_take_back(history, "forgetting versions in", err);
}
