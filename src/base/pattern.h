/* Regular expressions with limits. The only header over PCRE2. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "base/compiler.h"
#include "base/error.h"
#include "base/slice.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A compiled expression, owned by the arena it was compiled into. Matching works in
 * memory that belongs to the pattern: one thread at a time.
 */
struct pattern;

/*
 * Compiles a PCRE2 expression that must match the whole of a text (it is anchored at
 * both ends, whether or not it says so). Complaints name the character.
 */
bool pattern_compile(const char *expression, struct arena *arena,
                     struct pattern **ret_pattern, struct error *err) NODISCARD;

/* Whether the expression has a group of this name. */
bool pattern_has_group(const struct pattern *pattern, const char *name);

/*
 * Whether all of text matches. An expression that takes too long over a text (nested
 * repeats) is undecided: whoever takes that for "does not match" may overlook what
 * somebody made to be overlooked.
 */
enum pattern_match { PATTERN_UNDECIDED, PATTERN_DIFFERS, PATTERN_MATCHES };
enum pattern_match pattern_match(struct pattern *pattern, struct slice text);

/*
 * What the named group matched in the last text that matched; at is NULL when the group
 * took no part or there is none of that name. Points into that text.
 */
struct slice pattern_group(const struct pattern *pattern, const char *name);
