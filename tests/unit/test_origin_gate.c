/* How many questions are under way to one origin. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/origin_gate.h"

#include "unit.h"

#define URL "https://api.example/repos/a/b"

static void one_origin_has_one_gate(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct origin_gate_list gates = {0};
    struct origin_gate *gate = origin_gate_of(&gates, URL, arena);
    assert_ptr_equal(origin_gate_of(&gates, "https://API.example:443/x", arena), gate);
    assert_ptr_not_equal(origin_gate_of(&gates, "https://api.example:8443/", arena),
                         gate);
    assert_ptr_not_equal(origin_gate_of(&gates, "http://api.example/", arena), gate);
}

static void those_beyond_its_width_wait_in_order(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct origin_gate_list gates = {0};
    struct origin_gate *gate = origin_gate_of(&gates, URL, arena);
    int waiters[ORIGIN_GATE_WIDTH + 2];
    for (int i = 0; i < ORIGIN_GATE_WIDTH; i++)
        assert_true(origin_gate_enter(gate, &waiters[i], arena));
    assert_false(origin_gate_enter(gate, &waiters[ORIGIN_GATE_WIDTH], arena));
    assert_false(origin_gate_enter(gate, &waiters[ORIGIN_GATE_WIDTH + 1], arena));
    assert_null(origin_gate_next(gate));

    origin_gate_leave(gate);
    assert_ptr_equal(origin_gate_next(gate), &waiters[ORIGIN_GATE_WIDTH]);
    assert_true(origin_gate_enter(gate, &waiters[ORIGIN_GATE_WIDTH], arena));
    assert_null(origin_gate_next(gate));
    origin_gate_leave(gate);
    assert_ptr_equal(origin_gate_next(gate), &waiters[ORIGIN_GATE_WIDTH + 1]);
    assert_null(origin_gate_next(gate));
}

static void a_shut_gate_lets_all_waiters_know(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct origin_gate_list gates = {0};
    struct origin_gate *gate = origin_gate_of(&gates, URL, arena);
    int waiters[ORIGIN_GATE_WIDTH + 2];
    for (int i = 0; i < ORIGIN_GATE_WIDTH + 2; i++)
        assert_int_equal(origin_gate_enter(gate, &waiters[i], arena),
                         i < ORIGIN_GATE_WIDTH);
    gate->shut_because = "the limit is used up";
    assert_ptr_equal(origin_gate_next(gate), &waiters[ORIGIN_GATE_WIDTH]);
    assert_ptr_equal(origin_gate_next(gate), &waiters[ORIGIN_GATE_WIDTH + 1]);
    assert_null(origin_gate_next(gate));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_origin_has_one_gate),
        cmocka_unit_test(those_beyond_its_width_wait_in_order),
        cmocka_unit_test(a_shut_gate_lets_all_waiters_know),
    };
    return RUN_TESTS(tests);
}
