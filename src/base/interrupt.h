/* Signals that ask the program to end: noted by a handler, obeyed where it is safe. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * From now on SIGINT, SIGTERM and SIGHUP are noted (unless they were ignored before):
 * what waits looks at interrupted() and gives up. A second signal, or four seconds, end
 * the program at once; the file that interrupt_guard named last is removed first.
 */
void interrupt_install(void);

/* Whether a signal asked for the end; err then says so (ERROR_OUTSIDE). */
bool interrupted(struct error *err);

/* The signal that asked for the end; 0: none. */
int interrupt_signal(void);

/* The temporary file that a sudden end has to remove; NULL: none. path stays alive. */
void interrupt_guard(const char *path);

/* Ends the program by the signal, as if it had never been caught: status 128 + signal.
 */
_Noreturn void interrupt_end(int signal);
