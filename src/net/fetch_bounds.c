/* What bounds a whole run of requests: its time, and the files that may be open. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/fetch_bounds.h"

#include "net/fetch_failure.h"

#include <sys/resource.h>

#include <utlist.h>

enum {
    DESCRIPTORS_WANTED = 4096,
    DESCRIPTORS_KEPT = 24, /* for the store, files, a program that is run */
    /* A request's socket, the pair that its name is resolved by, an idle connection. */
    DESCRIPTORS_A_REQUEST = 4,
};

/* How many files may be open at a time; more than enough where that is not limited. */
static unsigned long descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return DESCRIPTORS_WANTED;
    if (limit.rlim_cur < DESCRIPTORS_WANTED) {
        struct rlimit raised = limit;
        raised.rlim_cur =
            limit.rlim_max < DESCRIPTORS_WANTED ? limit.rlim_max : DESCRIPTORS_WANTED;
        if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit = raised;
    }
    return limit.rlim_cur < DESCRIPTORS_WANTED ? (unsigned long)limit.rlim_cur
                                               : DESCRIPTORS_WANTED;
}

void fetch_bound_descriptors(struct fetcher *fetcher)
{
    unsigned long left = descriptors();
    left = left > DESCRIPTORS_KEPT ? left - DESCRIPTORS_KEPT : 0;
    unsigned long at_once = left / DESCRIPTORS_A_REQUEST;
    if (at_once == 0)
        at_once = 1;
    if (fetcher->limits.in_flight > at_once)
        fetcher->limits.in_flight = (unsigned)at_once;
    curl_multi_setopt(fetcher->multi, CURLMOPT_MAXCONNECTS, (long)(at_once * 2));
}

bool fetch_bound_time(const struct fetcher *fetcher, struct transfer *transfer,
                      int64_t now_ms)
{
    int64_t left_ms = fetcher->deadline_ms - now_ms;
    transfer->is_cut_short = left_ms < (int64_t)transfer->timeout_ms;
    transfer->time_left_ms = transfer->is_cut_short
                                 ? (unsigned)(left_ms > 0 ? left_ms : 0)
                                 : transfer->timeout_ms;
    if (left_ms > 0)
        return true;
    failure_late(transfer);
    return false;
}

void fetch_end_late(struct fetcher *fetcher, int64_t now_ms)
{
    struct host_queue *host;
    if (fetcher->waiting == 0 || now_ms < fetcher->deadline_ms)
        return;
    DL_FOREACH(fetcher->in_order, host)
    {
        while (host->waiting != NULL) {
            struct transfer *transfer = host->waiting;
            fetcher_take_from_queue(fetcher, transfer);
            failure_late(transfer);
            transfer_deliver(transfer);
        }
    }
}
