/* A clock for how long things take: never for the time of day. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

/* Milliseconds since some moment; only differences mean anything. */
int64_t clock_ms(void);
