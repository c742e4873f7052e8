/* Few questions at a time to one origin, and none once its rate limit is used up. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/list.h"

#include <stdbool.h>
#include <stddef.h>

/* So many are under way at once; what follows a used-up limit is not even sent. */
enum { ORIGIN_GATE_WIDTH = 8 };

LIST(waiter_list, void *);

struct origin_gate {
    const char *origin;
    unsigned under_way;
    const char *shut_because; /* NULL: it is open */
    struct waiter_list waiters;
    size_t next_waiter;
};
LIST(origin_gate_list, struct origin_gate *);

/* The gate of a URL's origin, made when it is first asked for. */
struct origin_gate *origin_gate_of(struct origin_gate_list *gates, const char *url,
                                   struct arena *arena);

/*
 * True when the waiter may ask now; origin_gate_leave must follow. False: it waits for
 * its turn (see origin_gate_next). An open gate only.
 */
bool origin_gate_enter(struct origin_gate *gate, void *waiter, struct arena *arena);
void origin_gate_leave(struct origin_gate *gate);

/*
 * Takes the next waiter whose turn has come, without letting it in: there is room, or
 * the gate is shut. NULL: none.
 */
void *origin_gate_next(struct origin_gate *gate);
