/* What waits for one host, and how fast that host may be asked. Private to fetch. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/map.h"
#include "net/url.h"

#include <stdbool.h>
#include <stdint.h>

struct transfer;

enum {
    BUCKET_REQUESTS = 64,
    STREAMS_MAX = 32,        /* over HTTP/2 */
    BROKEN_IN_A_ROW_MAX = 5, /* then the host is left alone */
    BROKEN_PROBE_MS = 60000, /* until it is tried again */
};

struct host_queue {
    char origin[ORIGIN_ROOM];
    struct transfer *waiting; /* utlist */
    struct host_queue *prev;  /* all hosts, the one asked longest ago first */
    struct host_queue *next;
    unsigned in_flight;
    unsigned connections_max; /* over HTTP/1.1 */
    bool is_http2;
    bool is_slow;  /* answered 429 once: 2 requests a second from then on */
    double tokens; /* in the bucket, at most BUCKET_REQUESTS */
    int64_t filled_at_ms;
    int64_t blocked_until_ms;
    unsigned broken_in_a_row; /* attempts that got no answer of any kind */
    int64_t broken_at_ms;
    char broken_text[320];    /* the last of them */
    int64_t refused_until_ms; /* a limit is used up: it said for how long */
    char refused_text[320];
    bool has_clock;                 /* its first answer had a Date */
    long long clock_offset_seconds; /* of it, from this machine's clock */
    size_t requests;
    size_t retries;
    UT_hash_handle hh; /* by origin */
};

void host_queue_init(struct host_queue *host, const char *origin,
                     unsigned connections_max, int64_t now_ms);

/*
 * When a request may be sent: now_ms or earlier means at once; INT64_MAX, not before
 * one in flight has ended.
 */
int64_t host_queue_ready_ms(struct host_queue *host, int64_t now_ms);

/* Takes a token for a request that is sent now. */
void host_queue_take(struct host_queue *host, int64_t now_ms);

/* 429: slower from now on, and nothing at all for a while. */
void host_queue_slow_down(struct host_queue *host, int64_t now_ms, int64_t wait_ms);

/* Whether a retry more fits the budget of 10 and a tenth of the requests; counts it. */
bool host_queue_may_retry(struct host_queue *host);

/* An attempt without any answer, told in a sentence; and one with. */
void host_queue_broke(struct host_queue *host, int64_t now_ms, const char *text);
void host_queue_answered(struct host_queue *host);

/* Whether it is left alone now. A minute after the last attempt one may be made. */
bool host_queue_is_broken(struct host_queue *host, int64_t now_ms);

/* It said, as the sentence tells, until when nobody is to ask; and whether that holds.
 */
void host_queue_refuse(struct host_queue *host, int64_t until_ms, const char *text);
bool host_queue_refuses(const struct host_queue *host, int64_t now_ms);
