/* One failure, described once, for a person to read. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"

#include <stdarg.h>
#include <stdbool.h>

/* Few: one for each reaction that differs. What happened is in the text. */
enum error_code {
    ERROR_NONE,
    ERROR_USAGE,   /* options, policy or catalogue are wrong: exit 2 */
    ERROR_FORMAT,  /* foreign bytes are not what they should be */
    ERROR_OUTSIDE, /* network, files, other programs: exit 3 */
};

/*
 * Lives on the caller's stack and owns no memory, so it can always be filled in.
 * Initialise with {0}. A function that takes one leaves it untouched on success.
 */
struct error {
    enum error_code code;
    char text[768]; /* grows leftwards: "outer step: inner step: cause" */
};

/* Records the cause; a cause already recorded stays. Always returns false. */
bool error_set(struct error *err, enum error_code code, const char *format, ...)
    PRINTF(3, 4);

/* Puts the step that was under way before the cause. Always returns false. */
bool error_within(struct error *err, const char *format, ...) PRINTF(2, 3);
