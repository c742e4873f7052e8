/* Texts kept once: equal texts have equal addresses. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"

struct interner;

/* The texts live in the arena, the table itself until interner_free. */
struct interner *interner_new(struct arena *arena);
void interner_free(struct interner *interner);

/* The kept copy of text; NULL stays NULL. */
const char *intern(struct interner *interner, const char *text);

/* The same, but NULL when text was never kept. */
const char *interned(const struct interner *interner, const char *text);
