/* The cases beside a policy: what it should say, held against what it says. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/out.h"
#include "base/text.h"
#include "commands/settings.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Judges the image of one case from its release files alone: nothing is asked, nothing
 * stored is used. Adds what differs to differences, in lines for people; nothing when
 * the policy says what the case wants. False when the case could not be judged: a file
 * that cannot be read, an image that is none.
 */
bool policy_case_run(const struct policy_case *one, const struct settings *settings,
                     struct out *out, long long now, struct text *differences,
                     struct error *err) NODISCARD;
