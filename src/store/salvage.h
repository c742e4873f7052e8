/* Reads what can be read of a damaged SQLite file: the library has no way to recover.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/database.h"

/* A table to be copied, parents before those that refer to them. */
struct salvage_table {
    const char *name;
    const char *columns;
    const char *descending; /* ORDER BY of its key, from the end */
    size_t column_count;
};

struct salvaged {
    size_t rows;   /* that the new file has now */
    bool is_whole; /* every table was there and read to its end */
};

/*
 * Copies the rows of the tables from the file at aside into an open database, each
 * table from both ends: what a bad page hides is what stands on it. A header that is
 * none any more is taken from the open database, whose shape the file had. False when
 * the new file takes nothing.
 */
bool salvage_copy(struct database *to, const char *aside,
                  const struct salvage_table *tables, size_t table_count,
                  struct salvaged *ret_salvaged, struct error *err) NODISCARD;
