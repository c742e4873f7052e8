/* Maps over uthash; SipHash-1-3 (Aumasson and Bernstein), keyed with the bytes that the
 * kernel gives to each process. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

struct entry {
    const void *key;
    void *value;
    UT_hash_handle hh;
};

struct map {
    struct arena *arena; /* of the entries */
    struct entry *entries;
};

struct sip {
    uint64_t a, b, c, d;
};

static uint64_t rotated(uint64_t word, unsigned bits)
{
    return word << bits | word >> (64 - bits);
}

static void sip_round(struct sip *sip)
{
    sip->a += sip->b;
    sip->b = rotated(sip->b, 13) ^ sip->a;
    sip->a = rotated(sip->a, 32);
    sip->c += sip->d;
    sip->d = rotated(sip->d, 16) ^ sip->c;
    sip->a += sip->d;
    sip->d = rotated(sip->d, 21) ^ sip->a;
    sip->c += sip->b;
    sip->b = rotated(sip->b, 17) ^ sip->c;
    sip->c = rotated(sip->c, 32);
}

static void sip_word(struct sip *sip, uint64_t word)
{
    sip->d ^= word;
    sip_round(sip);
    sip->a ^= word;
}

uint64_t map_hash(const void *bytes, size_t count)
{
    uint64_t key[2];
    memcpy(key, (const void *)getauxval(AT_RANDOM), sizeof key);
    struct sip sip = {
        key[0] ^ UINT64_C(0x736f6d6570736575), key[1] ^ UINT64_C(0x646f72616e646f6d),
        key[0] ^ UINT64_C(0x6c7967656e657261), key[1] ^ UINT64_C(0x7465646279746573)};
    const unsigned char *at = bytes;
    size_t left = count;
    for (; left >= sizeof(uint64_t); left -= sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        sip_word(&sip, word);
        at += sizeof word;
    }
    uint64_t last = 0;
    if (left != 0)
        memcpy(&last, at, left);
    sip_word(&sip, last ^ (uint64_t)count << 56);
    sip.c ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(&sip);
    return sip.a ^ sip.b ^ sip.c ^ sip.d;
}

struct map *map_new(void)
{
    struct map *map = calloc(1, sizeof *map);
    if (map == NULL)
        arena_out_of_memory();
    map->arena = arena_new();
    return map;
}

void map_free(struct map *map)
{
    if (map == NULL)
        return;
    HASH_CLEAR(hh, map->entries);
    arena_free(map->arena);
    free(map);
}

/* uthash is all macros: what they expand to is its complexity, not ours. */
/* NOLINTBEGIN(readability-function-size, readability-function-cognitive-complexity) */
void *map_find(const struct map *map, const void *key, size_t bytes)
{
    struct entry *entry;
    HASH_FIND(hh, map->entries, key, bytes, entry);
    return entry == NULL ? NULL : entry->value;
}

void map_add(struct map *map, const void *key, size_t bytes, void *value)
{
    struct entry *entry = arena_alloc(map->arena, sizeof *entry);
    entry->key = key;
    entry->value = value;
    HASH_ADD_KEYPTR(hh, map->entries, entry->key, bytes, entry);
}
/* NOLINTEND(readability-function-size, readability-function-cognitive-complexity) */
