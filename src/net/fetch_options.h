/* Every option of a transfer, set and checked in one place. Private to fetch. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "net/proxy.h"
#include "net/transfer.h"

/* What holds for all transfers of a fetcher. */
struct fetch_surroundings {
    const char *user_agent;
    const struct proxy_environment *proxies;
};

/*
 * Makes the handle of an attempt. False with failure written when the request cannot
 * be made.
 */
bool fetch_set_options(struct transfer *transfer,
                       const struct fetch_surroundings *surroundings);
