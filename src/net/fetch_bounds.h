/* What bounds a whole run of requests: its time, and the files that may be open. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "net/fetcher.h"

/* Asks the system for more open files, and keeps within what it gives. */
void fetch_bound_descriptors(struct fetcher *fetcher);

/*
 * The time that an attempt may take: its own, or what is left of the run. False when
 * nothing is left; failure says so.
 */
bool fetch_bound_time(const struct fetcher *fetcher, struct transfer *transfer,
                      int64_t now_ms);

/* Delivers all that waits as failed once the run's time is up. */
void fetch_end_late(struct fetcher *fetcher, int64_t now_ms);
