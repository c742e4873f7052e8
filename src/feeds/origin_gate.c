/* Counts questions under way for each origin. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/origin_gate.h"

#include "net/url.h"

#include <string.h>

struct origin_gate *origin_gate_of(struct origin_gate_list *gates, const char *url,
                                   struct arena *arena)
{
    char origin[ORIGIN_ROOM];
    if (!url_origin(url, origin, sizeof origin))
        origin[0] = '\0';
    for (size_t i = 0; i < gates->count; i++)
        if (strcmp(gates->items[i]->origin, origin) == 0)
            return gates->items[i];
    struct origin_gate *gate = arena_alloc(arena, sizeof *gate);
    gate->origin = arena_copy(arena, origin);
    *LIST_ADD(arena, gates) = gate;
    return gate;
}

bool origin_gate_enter(struct origin_gate *gate, void *waiter, struct arena *arena)
{
    if (gate->under_way >= ORIGIN_GATE_WIDTH) {
        *LIST_ADD(arena, &gate->waiters) = waiter;
        return false;
    }
    gate->under_way++;
    return true;
}

void origin_gate_leave(struct origin_gate *gate)
{
    gate->under_way--;
}

void *origin_gate_next(struct origin_gate *gate)
{
    bool has_room = gate->under_way < ORIGIN_GATE_WIDTH;
    if (gate->next_waiter == gate->waiters.count ||
        (!has_room && gate->shut_because == NULL))
        return NULL;
    return gate->waiters.items[gate->next_waiter++];
}
