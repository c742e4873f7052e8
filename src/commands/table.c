/* All commands, in the order of --help. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/command.h"

#include <stddef.h>

const struct command *const commands[] = {
    NULL,
};
