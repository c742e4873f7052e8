/* Runs another program without a shell, within limits of time and output. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Only arguments is required. */
struct program {
    /* NULL-terminated; the first is a path, or a name in PATH's absolute folders */
    const char *const *arguments;
    const char *input; /* what it reads on standard input; NULL: nothing */
    size_t input_bytes;
    const char *const
        *environment;    /* "NAME=value" added to ours, NULL-terminated; may be NULL */
    unsigned timeout_ms; /* 0: 30,000; then its whole process group is killed */
    bool has_terminal;   /* it talks to the user: our standard input and error */
    struct text *problems; /* what it said on standard error; NULL: dropped */
};

/*
 * Waits until the program ends and gives what it wrote to standard output and its exit
 * status. ret_output must be initialised; its max is the limit, and more output is an
 * error (more on standard error is cut). An error too: it cannot be started, takes too
 * long, or a signal ends it. No error names input, environment or output, which may
 * hold secrets. Whatever it left running in its process group is killed.
 */
bool program_run(const struct program *program, struct text *ret_output,
                 int *ret_status, struct error *err) NODISCARD;
