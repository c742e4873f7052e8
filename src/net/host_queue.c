/* The pace of one host: a bucket of tokens, a budget of retries, a breaker. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/host_queue.h"

#include <stdio.h>

static const double tokens_per_ms = 8 / 1000.0;
static const double tokens_per_ms_slow = 2 / 1000.0;

enum { RETRIES_FREE = 10, REQUESTS_PER_RETRY = 10 };

void host_queue_init(struct host_queue *host, const char *origin,
                     unsigned connections_max, int64_t now_ms)
{
    *host = (struct host_queue){.connections_max = connections_max,
                                .tokens = BUCKET_REQUESTS,
                                .filled_at_ms = now_ms};
    snprintf(host->origin, sizeof host->origin, "%s", origin);
}

static double rate(const struct host_queue *host)
{
    return host->is_slow ? tokens_per_ms_slow : tokens_per_ms;
}

static void fill(struct host_queue *host, int64_t now_ms)
{
    host->tokens += (double)(now_ms - host->filled_at_ms) * rate(host);
    if (host->tokens > (host->is_slow ? 1 : BUCKET_REQUESTS))
        host->tokens = host->is_slow ? 1 : BUCKET_REQUESTS;
    host->filled_at_ms = now_ms;
}

int64_t host_queue_ready_ms(struct host_queue *host, int64_t now_ms)
{
    if (host->in_flight >= (host->is_http2 ? STREAMS_MAX : host->connections_max))
        return INT64_MAX;
    fill(host, now_ms);
    int64_t ready_ms = now_ms;
    if (host->tokens < 1)
        ready_ms += (int64_t)((1 - host->tokens) / rate(host)) + 1;
    return host->blocked_until_ms > ready_ms ? host->blocked_until_ms : ready_ms;
}

void host_queue_take(struct host_queue *host, int64_t now_ms)
{
    fill(host, now_ms);
    host->tokens -= 1;
    host->in_flight++;
    host->requests++;
}

void host_queue_slow_down(struct host_queue *host, int64_t now_ms, int64_t wait_ms)
{
    fill(host, now_ms);
    host->is_slow = true;
    if (now_ms + wait_ms > host->blocked_until_ms)
        host->blocked_until_ms = now_ms + wait_ms;
}

bool host_queue_may_retry(struct host_queue *host)
{
    if (host->retries >= RETRIES_FREE + host->requests / REQUESTS_PER_RETRY)
        return false;
    host->retries++;
    return true;
}

void host_queue_broke(struct host_queue *host, int64_t now_ms, const char *text)
{
    host->broken_in_a_row++;
    host->broken_at_ms = now_ms;
    snprintf(host->broken_text, sizeof host->broken_text, "%s", text);
}

void host_queue_answered(struct host_queue *host)
{
    host->broken_in_a_row = 0;
}

bool host_queue_is_broken(struct host_queue *host, int64_t now_ms)
{
    if (host->broken_in_a_row < BROKEN_IN_A_ROW_MAX)
        return false;
    if (now_ms - host->broken_at_ms < BROKEN_PROBE_MS)
        return true;
    host->broken_in_a_row = BROKEN_IN_A_ROW_MAX - 1;
    return false;
}

void host_queue_refuse(struct host_queue *host, int64_t until_ms, const char *text)
{
    host->refused_until_ms = until_ms;
    snprintf(host->refused_text, sizeof host->refused_text, "%s", text);
}

bool host_queue_refuses(const struct host_queue *host, int64_t now_ms)
{
    return now_ms < host->refused_until_ms;
}
