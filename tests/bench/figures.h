/* Figures as tests/bench/table reads them, and the clock they are taken with. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdio.h>
#include <time.h>

/* CPU time of this process. */
static inline double figure_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static inline void figure_print(const char *name, const char *unit, double value)
{
    printf("%s\t%s\t%.6g\n", name, unit, value);
}
