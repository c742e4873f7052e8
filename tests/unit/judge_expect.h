/* What a case expects of its findings, compared in words. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/text.h"
#include "judge_world.h"

#include <stdbool.h>

/* Adds a line to complaints for everything that differs. False when something does. */
bool judge_expect(const struct judge_case *test, const struct judge_world *world,
                  struct arena *arena, struct text *complaints);
