/* What the hosts that answer say of the time: whether this machine's clock is right. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/fetch_clock.h"

#include "net/fetch.h"
#include "net/fetcher.h"

#include <stdlib.h>

#include <utlist.h>

/* A host may be this far from another and from us without meaning anything. */
enum { AGREEMENT_SECONDS = 300, HOSTS_LEAST = 2, AGE_SECONDS_MAX = 365 * 86400 };

void clock_note(struct host_queue *host, const struct fetch_response_headers *headers,
                long long now_seconds)
{
    const char *date = headers_find(headers, "date", 0);
    const char *kept = headers_find(headers, "age", 0);
    uint64_t age = 0;
    time_t told = date == NULL || host->has_clock ? -1 : curl_getdate(date, NULL);
    if (told == -1)
        return;
    if (kept != NULL &&
        !slice_number(slice_trim(slice_of(kept)), AGE_SECONDS_MAX, &age))
        return;
    host->has_clock = true;
    host->clock_offset_seconds = (long long)told + (long long)age - now_seconds;
}

static int compare_offsets(const void *left, const void *right)
{
    const long long *a = left;
    const long long *b = right;
    return (*a > *b) - (*a < *b);
}

long long fetcher_clock_offset(const struct fetcher *fetcher)
{
    AUTO_ARENA *arena = arena_new();
    long long *offsets =
        arena_alloc_many(arena, HASH_COUNT(fetcher->hosts) + 1, sizeof *offsets);
    size_t count = 0;
    size_t agreeing = 0;
    const struct host_queue *host;
    DL_FOREACH(fetcher->in_order, host)
    {
        if (host->has_clock)
            offsets[count++] = host->clock_offset_seconds;
    }
    if (count < HOSTS_LEAST)
        return 0;
    qsort(offsets, count, sizeof *offsets, compare_offsets);
    long long middle = offsets[count / 2];
    for (size_t i = 0; i < count; i++)
        agreeing += llabs(offsets[i] - middle) <= AGREEMENT_SECONDS;
    bool is_agreed = agreeing >= HOSTS_LEAST && agreeing * 2 > count;
    return is_agreed && llabs(middle) > AGREEMENT_SECONDS ? middle : 0;
}
