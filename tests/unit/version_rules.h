/* The catalogue's version rules as .cases files write them. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "case_lines.h"
#include "identify/version.h"

/*
 * Compiles the words of a line from its second one on: "rules scheme=semver line=major
 * prefix=release- variant=ol build=hf platform=z pattern=... then=calver". Without any
 * the built-in rules. Ends the test with the line's place when a word is wrong.
 */
const struct version_reader *version_rules_read(const struct case_line *line,
                                                struct arena *arena);
