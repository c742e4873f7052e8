/* What the store knows of the versions of a repository. Private to history_*.c. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "store/history_private.h"

/* Its first list, and the rows that say more. */
struct known {
    struct first_seen_list rows; /* in the order of versions' bytes */
    int first_day;
    char *first_list; /* one version a line, in that order; NULL: none */
};

/* False: it cannot be read; half of what is known would make the other half new. */
bool known_read(struct history *history, const char *repository, struct arena *arena,
                struct known *ret_known) NODISCARD;

/* Takes the lines of the first list apart, and puts them and the rows in one order. */
void known_join(struct known *known, struct arena *arena, struct first_seen_list *seen);

/* Cuts the next line off; NULL: there is none. */
char *known_cut_line(char **rest);

/* Whether the first list has just these lines, in this order, and no row says more. */
bool known_is_first_list(const struct known *known, const struct text_list *versions);
