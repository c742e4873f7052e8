/* The tags of an answer as they are read: once, for all who want to know. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/releases.h"

/* Reads the tags of an answer, unless that reader has read them already. */
void answer_read_tags(struct answer *answer, const struct version_reader *reader,
                      struct arena *arena);
