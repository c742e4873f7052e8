/* What stands before and in the numbers of a tag: part of version reading. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "identify/version_memo.h"

/* The length of the catalogue's prefix that tag starts with; 0: none. */
size_t version_declared_prefix(const struct version_reader *reader, struct slice tag);

/* Reads a whole tag by the built-in grammar; false: this is no version. memo may be
 * NULL. */
bool version_read_front(const struct version_reader *reader, struct version_memo *memo,
                        struct version *version);

/* Reads a tag without numbers: whether it floats, and its platform. */
void version_read_words(const struct version_reader *reader, struct version *version);
