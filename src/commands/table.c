/* All commands, in the order of --help. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/command.h"

#include <stddef.h>

extern const struct command tags_command;

const struct command *const commands[] = {
    &tags_command,
    NULL,
};
