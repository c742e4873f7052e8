/* What runs that were killed left beside a file that they were writing. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <sys/types.h>

/* Between a file's name and the six letters that make a temporary name of it. */
#define LEFTOVER_MARK ".stalemark-"

/*
 * Removes temporary files of path, and of our own user, that were an hour old at now:
 * no run writes one so long. now is a time of the same file system, for its clock may
 * be another than ours.
 */
void leftover_remove(const char *path, time_t now);
