/* What the hosts that answer say of the time: whether this machine's clock is right. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "net/headers.h"
#include "net/host_queue.h"

/* Notes the Date of a host's first answer; its Age is how long a cache has kept it. */
void clock_note(struct host_queue *host, const struct fetch_response_headers *headers,
                long long now_seconds);
