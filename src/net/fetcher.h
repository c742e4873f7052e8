/* The state of a fetcher. Private to fetch. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/arena.h"
#include "net/proxy.h"
#include "net/transfer.h"
#include "net/trust.h"

struct fetcher {
    struct arena *arena;
    CURLM *multi;
    struct fetch_limits limits;
    struct out *out;
    struct trust *trust;
    struct proxy_environment proxies;
    char user_agent[128];
    struct host_queue *hosts;    /* by origin */
    struct host_queue *in_order; /* asked longest ago first */
    struct transfer *running;
    int64_t deadline_ms; /* by clock_ms: what is not answered then has failed */
    size_t waiting;
    size_t in_flight;
    size_t requests;
    fetch_idle_work *idle; /* NULL: none */
    void *idle_context;
};

/* Puts a transfer into the queue of its URL's origin. */
void fetcher_enqueue(struct fetcher *fetcher, struct transfer *transfer, bool is_first);

/* Takes one out again. */
void fetcher_take_from_queue(struct fetcher *fetcher, struct transfer *transfer);

/* An attempt ended: on to the next hop, to another attempt, or to whoever asked. */
void fetcher_finish_attempt(struct fetcher *fetcher, struct transfer *transfer,
                            CURLcode code);

/* Hands the answer or the failure over, and frees the transfer. */
void transfer_deliver(struct transfer *transfer);
