/* Commands: one file each, listed in one table. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"
#include "base/options.h"
#include "base/out.h"

/* What main hands to a command. */
struct command_context {
    struct out *out;
    long long now; /* seconds since 1970 UTC; the only clock read */
    char *const *environment;
};

struct command {
    const char *name;        /* "audit", "policy check" */
    const char *summary;     /* one line for the list of commands */
    const char *usage;       /* behind the name: "[OPTION]..." */
    const char *description; /* paragraphs for --help, each line ended */
    const char *examples;    /* NULL: none */
    const struct option_row *const *options; /* tables, NULL-terminated */

    /*
     * argv[0] is the command's name. Returns the exit status; a negative one stands for
     * err, which main prints and turns into a status.
     */
    int (*run)(const struct command *command, int argc, char *const *argv,
               struct command_context *context, struct error *err);
};

/* All commands, NULL-terminated, in the order of --help. */
extern const struct command *const commands[];

/* ERROR_USAGE when there are operands: for commands that take none. */
struct text_list;
bool command_no_operands(const struct text_list *operands, struct error *err) NODISCARD;
