/* The answers of feeds as a case states them. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/releases.h"
#include "judge_case.h"

/* One upstream for each product and each repository that the case has answers of. */
void judge_answers_read(const struct judge_case *test, const struct catalog *catalog,
                        int as_of_day, struct arena *arena,
                        struct upstream_list *ret_upstreams);
