/* What went wrong with a transfer, in a sentence for people. Private to fetch. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "net/transfer.h"

/* Writes transfer->failure for what libcurl says, without secrets. */
void failure_describe(struct transfer *transfer, CURLcode code);

/* The same for a request that the whole run had no time left for. */
void failure_late(struct transfer *transfer);

/* Whether another attempt may work. */
bool failure_is_passing(const struct transfer *transfer, CURLcode code);

/* Whether the server gave no answer of any kind: what opens the breaker. */
bool failure_is_silence(const struct transfer *transfer, CURLcode code);
