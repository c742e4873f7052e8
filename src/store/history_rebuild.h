/* A history whose file is damaged: set aside, made anew of what can be read of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/history_private.h"

/*
 * Opens the database, after a rebuild where its file is damaged: one run does it while
 * others wait. What was saved is warned of.
 */
bool history_open_or_rebuild(const struct database_plan *plan, struct out *out,
                             struct database *ret_database,
                             struct error *err) NODISCARD;

/* The same for a file that turned out damaged while it was read. */
bool history_rebuild(const struct database_plan *plan, struct out *out,
                     struct database *ret_database, struct error *err) NODISCARD;
