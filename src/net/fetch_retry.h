/* When to try again, and how long to wait before. Pure: clock and chance are given. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct fetch_response_headers;

enum { RETRY_WAIT_MS_LEAST = 200, RETRY_BACKOFF_MS_MOST = 30000 };

/* Whether the status may be another one a little later. */
bool retry_is_worth(int status);

/*
 * How long the server asks to be left alone: Retry-After (seconds or an HTTP date),
 * X-Retry-After (seconds since 1970), or the reset of a rate limit with nothing left.
 * At least RETRY_WAIT_MS_LEAST. False when it asks nothing that can be read.
 */
bool retry_hint(const struct fetch_response_headers *headers, int64_t now_seconds,
                int64_t *ret_wait_ms);

/*
 * Full jitter: anything up to 1 s, 2 s, 4 s ... for the first, second, third failure.
 */
int64_t retry_backoff_ms(unsigned failures, uint32_t random);

/* "once", "twice", "three times" ... "12 times". Returns buffer or a constant. */
const char *retry_times(unsigned count, char *buffer, unsigned bytes);
