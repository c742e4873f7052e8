/* What a line of YAML leaves open: a quoted text, or brackets. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/slice.h"

/* Zeroed: nothing is open. */
struct yaml_open {
    char quote;
    unsigned depth; /* of brackets */
    char last;      /* before what comes, in brackets */
};

static inline bool yaml_is_open(const struct yaml_open *open)
{
    return open->quote != '\0' || open->depth != 0;
}

/* Reads on in a line below that in which it was opened. */
void yaml_open_go_on(struct yaml_open *open, struct slice line);

/* Reads the beginning of a value, where nothing is open. */
void yaml_open_begin(struct yaml_open *open, struct slice value);
