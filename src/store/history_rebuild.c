/* A history whose file is damaged: set aside, made anew of what can be read of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "store/history_rebuild.h"

#include "base/file.h"
#include "store/salvage.h"

/* Parents first. What notifications and runs lose is told again, or not compared. */
static const struct salvage_table tables[] = {
    {"first_seen", "repository, version, day, before, missing",
     "repository DESC, version DESC", 5},
    {"first_list", "repository, day, versions", "rowid DESC", 3},
    {"incomplete", "repository", "repository DESC", 1},
    {"run", "id, series, as_of, started, complete, policy_sha256", "id DESC", 6},
    {"finding", "run, id, status, json", "rowid DESC", 4},
    {"notification", "series, kind, day", "series DESC, kind DESC, day DESC", 3},
};

/* What is known of a repository may be half of it. */
static const char mark_incomplete[] = "INSERT OR IGNORE INTO incomplete (repository)"
                                      " SELECT DISTINCT repository FROM first_seen"
                                      " UNION SELECT repository FROM first_list";

/* A run of which findings are missing would show what is gone as fixed. */
static const char drop_halves[] = "UPDATE run SET complete = 0";

static bool rebuild(const struct database_plan *plan, struct out *out,
                    struct database *ret_database, struct error *err)
{
    char aside[DATABASE_PATH_BYTES];
    struct salvaged salvaged;
    struct error why = {0};
    if (!database_set_aside(plan, aside, err) ||
        database_open(plan, ret_database, err) != DATABASE_OPEN)
        return false;
    if (!salvage_copy(ret_database, aside, tables, COUNT_OF(tables), &salvaged, &why)) {
        out_warn(out, "history: nothing of %s could be saved: %s", aside, why.text);
        return true;
    }
    bool is_marked =
        salvaged.is_whole || (sqlite3_exec(ret_database->handle, mark_incomplete, NULL,
                                           NULL, NULL) == SQLITE_OK &&
                              sqlite3_exec(ret_database->handle, drop_halves, NULL,
                                           NULL, NULL) == SQLITE_OK);
    out_warn(out, "history: %s was damaged: it is %s, and %zu rows of it are saved%s",
             ret_database->path, aside, salvaged.rows,
             salvaged.is_whole ? ", all of them" : ", some are lost");
    if (is_marked)
        return true;
    error_set(err, ERROR_OUTSIDE, "%s", database_problem(ret_database));
    database_close(ret_database);
    return false;
}

bool history_rebuild(const struct database_plan *plan, struct out *out,
                     struct database *ret_database, struct error *err)
{
    AUTO_DESCRIPTOR lock = database_lock(plan, err);
    return lock >= 0 && rebuild(plan, out, ret_database, err);
}

bool history_open_or_rebuild(const struct database_plan *plan, struct out *out,
                             struct database *ret_database, struct error *err)
{
    struct error why = {0};
    enum database_outcome outcome = database_open(plan, ret_database, &why);
    if (outcome == DATABASE_BROKEN) {
        AUTO_DESCRIPTOR lock = database_lock(plan, err);
        if (lock < 0)
            return false;
        /* Another run may have done it while this one waited. */
        why = (struct error){0};
        outcome = database_open(plan, ret_database, &why);
        if (outcome == DATABASE_BROKEN)
            return rebuild(plan, out, ret_database, err);
    }
    if (outcome == DATABASE_OPEN)
        return true;
    return error_set(err, why.code, "%s", why.text);
}
