/* An arena of growing blocks; small allocations share one, large ones get their own. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* There may be hundreds of small arenas at a time; and a block that is no larger than
 * what others leave behind goes there, instead of to the end of the heap. */
enum { BLOCK_BYTES_FIRST = 2 * 1024, BLOCK_BYTES_LAST = 4 * 1024 };

/* What is freed at the end of the heap is soon wanted again. */
enum { HEAP_KEPT_BYTES = 4 * 1024 * 1024, HEAP_BYTES_MAX = 512 * 1024 };

struct block {
    struct block *next;
    size_t used;
    size_t room;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *blocks; /* the one being filled is first */
    size_t next_block_bytes;
    size_t bytes;
};

/* Left to itself glibc keeps blocks of a size that was freed once, up to 32 MiB, and
 * the peak of a run is that of all its stages instead of the largest. */
void arena_settle_heap(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, HEAP_BYTES_MAX);
    mallopt(M_TRIM_THRESHOLD, HEAP_KEPT_BYTES);
#endif
}

_Noreturn void arena_out_of_memory(void)
{
    fputs("stalemark: out of memory\n", stderr);
    exit(3);
}

struct arena *arena_new(void)
{
    struct arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL)
        arena_out_of_memory();
    arena->next_block_bytes = BLOCK_BYTES_FIRST;
    return arena;
}

void arena_free(struct arena *arena)
{
    if (arena == NULL)
        return;
    struct block *block = arena->blocks;
    while (block != NULL) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
    free(arena);
}

void arena_wipe(struct arena *arena)
{
    for (struct block *block = arena->blocks; block != NULL; block = block->next)
        explicit_bzero(block->bytes, block->room);
}

void arena_reset(struct arena *arena)
{
    struct block *kept = arena->blocks;
    if (kept == NULL)
        return;
    struct block *block = kept->next;
    while (block != NULL) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
    kept->next = NULL;
    kept->used = 0;
    arena->bytes = sizeof(struct block) + kept->room;
}

static struct block *block_new(struct arena *arena, size_t room)
{
    if (room > SIZE_MAX - sizeof(struct block))
        arena_out_of_memory();
    struct block *block = malloc(sizeof(struct block) + room);
    if (block == NULL)
        arena_out_of_memory();
    block->used = 0;
    block->room = room;
    arena->bytes += sizeof(struct block) + room;
    return block;
}

/* A block with room for bytes more. A large request must not waste the rest of the
 * block being filled: it gets a block of its own, put behind that one. */
static struct block *block_for(struct arena *arena, size_t bytes)
{
    struct block *first = arena->blocks;
    if (first != NULL && first->room - first->used >= bytes)
        return first;
    if (first != NULL && bytes > arena->next_block_bytes / 4) {
        struct block *own = block_new(arena, bytes);
        own->next = first->next;
        first->next = own;
        return own;
    }
    size_t room = bytes > arena->next_block_bytes ? bytes : arena->next_block_bytes;
    struct block *block = block_new(arena, room);
    block->next = first;
    arena->blocks = block;
    if (arena->next_block_bytes < BLOCK_BYTES_LAST)
        arena->next_block_bytes *= 2;
    return block;
}

static void *take(struct arena *arena, size_t bytes)
{
    struct block *block = block_for(arena, bytes);
    void *at = block->bytes + block->used;
    block->used += bytes;
    return at;
}

static void *take_aligned(struct arena *arena, size_t bytes)
{
    const size_t alignment = alignof(max_align_t);
    if (bytes > SIZE_MAX - 2 * alignment)
        arena_out_of_memory();
    struct block *first = arena->blocks;
    if (first != NULL) {
        size_t aligned = (first->used + alignment - 1) & ~(alignment - 1);
        first->used = aligned < first->room ? aligned : first->room;
    }
    return take(arena, bytes);
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    void *at = take_aligned(arena, bytes);
    memset(at, 0, bytes);
    return at;
}

static size_t bytes_of(size_t count, size_t item_bytes)
{
    if (item_bytes != 0 && count > SIZE_MAX / item_bytes)
        arena_out_of_memory();
    return count * item_bytes;
}

void *arena_alloc_many(struct arena *arena, size_t count, size_t item_bytes)
{
    return arena_alloc(arena, bytes_of(count, item_bytes));
}

void *arena_room_many(struct arena *arena, size_t count, size_t item_bytes)
{
    return take_aligned(arena, bytes_of(count, item_bytes));
}

const char *arena_copy(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_copy_slice(arena, slice_of(text));
}

const char *arena_copy_slice(struct arena *arena, struct slice slice)
{
    if (slice.length == SIZE_MAX)
        arena_out_of_memory();
    char *copy = take(arena, slice.length + 1);
    if (slice.length != 0)
        memcpy(copy, slice.at, slice.length);
    copy[slice.length] = '\0';
    return copy;
}

const char *arena_format(struct arena *arena, const char *format, ...)
{
    char short_text[256]; /* most are: they need not be formatted twice */
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(short_text, sizeof short_text, format, arguments);
    va_end(arguments);
    if (length < 0)
        arena_out_of_memory();
    if ((size_t)length < sizeof short_text)
        return arena_copy_slice(arena, (struct slice){short_text, (size_t)length});
    char *text = take(arena, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

size_t arena_bytes(const struct arena *arena)
{
    return arena->bytes;
}
