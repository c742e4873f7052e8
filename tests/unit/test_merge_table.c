/* The table of a merge: versions are found by what they are, and come out in order. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/merge_table.h"

#include "unit.h"

#include "base/map.h"

#include <stdio.h>

enum { TAG_ROOM = 96, TAGS_MAX = 600, ROUNDS = 200 };

struct tag_set {
    char texts[TAGS_MAX][TAG_ROOM];
    struct version versions[TAGS_MAX];
    size_t count;
};

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 8;
}

/* Twins, rebuilds and prereleases; numbers that fit into a word and some that do not.
 */
static void fill(const struct version_reader *reader, unsigned *seed,
                 struct tag_set *set)
{
    static const char *const numbers[] = {"0", "1", "2", "9", "10", "010", "67108863"};
    static const char *const tails[] = {
        "",     "",      "",       "",       "-alpine",          "-r1",
        "-rc1", "-rc.2", "-cr.02", "-RC-2",  "-rc-2-4-g1234567", "-rc.1-dev",
        "-M2",  "-beta", "-b",     "-ea.18", "-5-gabc123f",      "-alpha.1234567"};
    set->count = next_random(seed) % TAGS_MAX;
    for (size_t i = 0; i < set->count; i++) {
        char *tag = set->texts[i];
        int at = snprintf(tag, TAG_ROOM, "%s", next_random(seed) % 2 == 0 ? "" : "v");
        unsigned count = 1 + next_random(seed) % 4;
        for (unsigned k = 0; k < count; k++)
            at += snprintf(tag + at, (size_t)(TAG_ROOM - at), "%s%s", k == 0 ? "" : ".",
                           numbers[next_random(seed) % COUNT_OF(numbers)]);
        snprintf(tag + at, (size_t)(TAG_ROOM - at), "%s",
                 tails[next_random(seed) % COUNT_OF(tails)]);
        set->versions[i] = version_read(reader, tag);
        assert_int_equal(set->versions[i].kind, TAG_VERSION);
    }
}

/* Each is found again, and is the release that it was put to. */
static void check_found(const struct merge_table *table, const struct tag_set *set,
                        const uint32_t *claimed)
{
    for (size_t i = 0; i < set->count; i++) {
        assert_int_equal(merge_table_find(table, &set->versions[i]), claimed[i]);
        assert_int_equal(version_compare_release(table->all.items[claimed[i]].version,
                                                 &set->versions[i]),
                         0);
    }
}

/* Strictly: no release stands twice. */
static void check_order(const struct merge_table *table)
{
    const uint32_t *order = merge_table_sort(table);
    bool is_there[TAGS_MAX] = {false};
    for (size_t i = 0; i < table->all.count; i++) {
        assert_false(is_there[order[i]]);
        is_there[order[i]] = true;
        if (i != 0)
            assert_true(version_compare_release(table->all.items[order[i - 1]].version,
                                                table->all.items[order[i]].version) <
                        0);
    }
}

static void versions_are_found_and_come_out_in_order(void **state)
{
    (void)state;
    static struct tag_set set;
    static uint32_t claimed[TAGS_MAX];
    AUTO_ARENA *rules = arena_new();
    const struct version_reader *reader = NULL;
    struct error err = {0};
    assert_true(version_reader_new(NULL, rules, &reader, &err));
    unsigned seed = 17;
    for (int round = 0; round < ROUNDS; round++) {
        AUTO_ARENA *arena = arena_new();
        struct merge_table table = {.arena = arena, .seed = map_hash("", 0)};
        fill(reader, &seed, &set);
        /* What is reserved may be too little: then it grows. */
        if (round % 2 == 0)
            merge_table_reserve(&table, round % 4 == 0 ? set.count : 1);
        for (size_t i = 0; i < set.count; i++)
            claimed[i] = merge_table_claim(&table, &set.versions[i]);
        check_found(&table, &set, claimed);
        check_order(&table);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_found_and_come_out_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
