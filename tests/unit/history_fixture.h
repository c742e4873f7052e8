/* A history in a folder of its own, for the tests of it. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "unit.h"

#include "base/out.h"
#include "store/history.h"

extern char history_path[128];  /* of state.db */
extern char history_said[4096]; /* what was warned of since the set-up */
extern struct out history_out;

/* For cmocka: a new folder before each test, none after it. */
int history_set_up(void **state);
int history_tear_down(void **state);
#define HISTORY_TEST(function)                                                         \
    cmocka_unit_test_setup_teardown(function, history_set_up, history_tear_down)

struct history *history_opened(void);

/* Records a run with two findings, of which this is the first. */
void history_recorded(struct history *history, const char *series, long long started_at,
                      bool is_complete, const char *finding);

/* Shows a whole list of docker.io/library/x, and writes what it taught. */
struct first_seen_list history_saw(struct history *history, struct arena *arena,
                                   int day, const char *const *versions, size_t count);
