/* An arena: memory that is filled forward and freed at once. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/slice.h"

#include <stddef.h>

/*
 * One arena holds all facts of an audit. Never fails for memory: the process ends
 * with a message, so every foreign size must be bounded before it gets here.
 */
struct arena;

struct arena *arena_new(void);

/* Frees everything that came from it. Takes NULL. */
void arena_free(struct arena *arena);

/* Overwrites everything that came from it: for secrets, before arena_free. */
void arena_wipe(struct arena *arena);

/* Forgets everything that came from it and keeps one block for what comes next. */
void arena_reset(struct arena *arena);

/* Zeroed bytes, aligned for any type, owned by the arena. */
void *arena_alloc(struct arena *arena, size_t bytes);

/* Zeroed room for count items of item_bytes each; the product is checked. */
void *arena_alloc_many(struct arena *arena, size_t count, size_t item_bytes);

/* The same without the zeros, for what is written whole at once. */
void *arena_room_many(struct arena *arena, size_t count, size_t item_bytes);

/* A copy of text that the arena owns; NULL stays NULL. */
const char *arena_copy(struct arena *arena, const char *text);

/* A NUL-terminated copy of the slice that the arena owns. */
const char *arena_copy_slice(struct arena *arena, struct slice slice);

/* Formatted text that the arena owns. */
const char *arena_format(struct arena *arena, const char *format, ...) PRINTF(2, 3);

/* Bytes taken from the system so far: for benches and limits. */
size_t arena_bytes(const struct arena *arena);

static inline void arena_clear_variable(struct arena **arena)
{
    arena_free(*arena);
}
#define AUTO_ARENA CLEANUP(arena_clear_variable) struct arena

/* Once, first thing in main: large blocks go back to the system when they are freed. */
void arena_settle_heap(void);

/* Ends the process with a message and exit status 3: memory is gone. */
_Noreturn void arena_out_of_memory(void);
