/* The loop: requests wait at their host, run within all limits, are answered once. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/fetch.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "net/fetch_bounds.h"
#include "net/fetch_failure.h"
#include "net/fetch_options.h"
#include "net/fetcher.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include <utlist.h>

enum {
    IN_FLIGHT_DEFAULT = 320, /* what bounds politely is the limit of each host */
    PER_HOST_DEFAULT = 6,
    CONNECT_MS_DEFAULT = 10000,
    TIMEOUT_MS_DEFAULT = 60000,
    ATTEMPTS_DEFAULT = 4,
    RETRY_AFTER_MS_DEFAULT = 120000,
    RUN_MS_DEFAULT = 30 * 60 * 1000,
    WAIT_MS_MOST = 1000,
    WORK_MS = 5,
};

static unsigned or_default(unsigned value, unsigned fallback)
{
    return value != 0 ? value : fallback;
}

static struct fetch_limits complete_limits(const struct fetch_limits *limits)
{
    struct fetch_limits given = limits != NULL ? *limits : (struct fetch_limits){0};
    return (struct fetch_limits){
        .in_flight = or_default(given.in_flight, IN_FLIGHT_DEFAULT),
        .per_host = or_default(given.per_host, PER_HOST_DEFAULT),
        .connect_ms = or_default(given.connect_ms, CONNECT_MS_DEFAULT),
        .timeout_ms = or_default(given.timeout_ms, TIMEOUT_MS_DEFAULT),
        .attempts = or_default(given.attempts, ATTEMPTS_DEFAULT),
        .retry_after_max_ms =
            or_default(given.retry_after_max_ms, RETRY_AFTER_MS_DEFAULT),
        .run_ms = or_default(given.run_ms, RUN_MS_DEFAULT),
    };
}

/* "stalemark/0.1.0 (linux/amd64)": architectures as images name them. */
static void name_ourselves(char *buffer, size_t bytes)
{
    static const char *const names[][2] = {
        {"x86_64", "amd64"}, {"aarch64", "arm64"}, {"armv7l", "arm"}};
    struct utsname machine = {0};
    uname(&machine);
    const char *architecture = machine.machine;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(machine.machine, names[i][0]) == 0)
            architecture = names[i][1];
    snprintf(buffer, bytes, "stalemark/%s (linux/%s)", PACKAGE_VERSION, architecture);
}

struct fetcher *fetcher_new(const struct fetch_limits *limits, const char *ca_file,
                            struct out *out, struct error *err)
{
    /* The keys of a session in a file are for debuggers, and our environment may be
     * somebody else's. libcurl looks when it starts. */
    unsetenv("SSLKEYLOGFILE");
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        error_set(err, ERROR_OUTSIDE, "starting libcurl failed");
        return NULL;
    }
    struct arena *arena = arena_new();
    struct fetcher *fetcher = arena_alloc(arena, sizeof *fetcher);
    *fetcher = (struct fetcher){.arena = arena,
                                .multi = curl_multi_init(),
                                .limits = complete_limits(limits),
                                .out = out,
                                .trust = trust_new(ca_file, err),
                                .proxies = proxy_environment()};
    fetcher->deadline_ms = clock_ms() + fetcher->limits.run_ms;
    name_ourselves(fetcher->user_agent, sizeof fetcher->user_agent);
    if (fetcher->multi == NULL)
        error_set(err, ERROR_OUTSIDE, "starting libcurl failed");
    if (fetcher->multi == NULL || fetcher->trust == NULL) {
        fetcher_free(fetcher);
        return NULL;
    }
    fetch_bound_descriptors(fetcher);
    curl_multi_setopt(fetcher->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
    curl_multi_setopt(fetcher->multi, CURLMOPT_MAX_CONCURRENT_STREAMS,
                      (long)STREAMS_MAX);
    curl_multi_setopt(fetcher->multi, CURLMOPT_MAX_HOST_CONNECTIONS,
                      (long)fetcher->limits.per_host);
    return fetcher;
}

void fetcher_free(struct fetcher *fetcher)
{
    if (fetcher == NULL)
        return;
    struct host_queue *host;
    struct transfer *transfer;
    struct transfer *next;
    DL_FOREACH_SAFE(fetcher->running, transfer, next)
    {
        curl_multi_remove_handle(fetcher->multi, transfer->easy);
        DL_DELETE(fetcher->running, transfer);
        transfer_free(transfer);
    }
    DL_FOREACH(fetcher->in_order, host)
    {
        DL_FOREACH_SAFE(host->waiting, transfer, next)
        {
            DL_DELETE(host->waiting, transfer);
            transfer_free(transfer);
        }
    }
    HASH_CLEAR(hh, fetcher->hosts);
    curl_multi_cleanup(fetcher->multi);
    trust_free(fetcher->trust);
    arena_free(fetcher->arena);
    curl_global_cleanup();
}

bool fetcher_check_ca(struct fetcher *fetcher, const struct fetch_tls *tls,
                      struct error *err)
{
    return trust_authorities(fetcher->trust, tls, err) != NULL;
}

void fetcher_grant(struct fetcher *fetcher, unsigned ms)
{
    int64_t granted_ms = clock_ms() + ms;
    if (fetcher->deadline_ms < granted_ms)
        fetcher->deadline_ms = granted_ms;
}

size_t fetcher_requests(const struct fetcher *fetcher)
{
    return fetcher->requests;
}

const char *fetch_response_header(const struct fetch_response *response,
                                  const char *name, size_t n)
{
    return headers_find(response->all, name, n);
}

/* The queue of a URL's origin; those of no usable URL share one that is never asked. */
static struct host_queue *host_of(struct fetcher *fetcher, const char *url)
{
    char origin[ORIGIN_ROOM];
    struct host_queue *host = NULL;
    if (!url_origin(url, origin, sizeof origin))
        snprintf(origin, sizeof origin, "none");
    HASH_FIND_STR(fetcher->hosts, origin, host);
    if (host != NULL)
        return host;
    host = arena_alloc(fetcher->arena, sizeof *host);
    host_queue_init(host, origin, fetcher->limits.per_host, clock_ms());
    HASH_ADD_STR(fetcher->hosts, origin, host);
    DL_APPEND(fetcher->in_order, host);
    return host;
}

void fetcher_enqueue(struct fetcher *fetcher, struct transfer *transfer, bool is_first)
{
    transfer->host = host_of(fetcher, transfer->url);
    if (is_first)
        DL_PREPEND(transfer->host->waiting, transfer);
    else
        DL_APPEND(transfer->host->waiting, transfer);
    fetcher->waiting++;
}

bool fetch(struct fetcher *fetcher, const struct fetch_request *request,
           fetch_done *done, void *context, struct error *err)
{
    if (request->url == NULL)
        return error_set(err, ERROR_OUTSIDE, "a request without a URL");
    fetcher_enqueue(fetcher, transfer_new(request, &fetcher->limits, done, context),
                    false);
    return true;
}

void fetcher_take_from_queue(struct fetcher *fetcher, struct transfer *transfer)
{
    DL_DELETE(transfer->host->waiting, transfer);
    fetcher->waiting--;
}

/* Sends a request, or delivers why it cannot be sent. */
static bool start(struct fetcher *fetcher, struct transfer *transfer, struct error *err)
{
    struct fetch_surroundings surroundings = {fetcher->user_agent, &fetcher->proxies};
    struct error why = {0};
    fetcher_take_from_queue(fetcher, transfer);
    transfer->authorities = trust_authorities(fetcher->trust, transfer->tls, &why);
    if (!url_is_usable(transfer->url))
        snprintf(transfer->failure, sizeof transfer->failure,
                 "this is no URL that can be asked");
    else if (transfer->authorities == NULL)
        snprintf(transfer->failure, sizeof transfer->failure, "%.400s", why.text);
    else if (fetch_bound_time(fetcher, transfer, clock_ms()) &&
             !fetch_set_options(transfer, &surroundings) && transfer->address_refused)
        failure_describe(transfer, CURLE_COULDNT_CONNECT);
    if (transfer->failure[0] != '\0') {
        transfer_deliver(transfer);
        return true;
    }
    host_queue_take(transfer->host, clock_ms());
    DL_DELETE(fetcher->in_order, transfer->host);
    DL_APPEND(fetcher->in_order, transfer->host);
    DL_APPEND(fetcher->running, transfer);
    fetcher->requests++;
    fetcher->in_flight++;
    if (curl_multi_add_handle(fetcher->multi, transfer->easy) != CURLM_OK)
        return error_set(err, ERROR_OUTSIDE, "libcurl takes no request");
    return true;
}

/* The first in the queue whose wait is over; else the soonest end of one. */
static struct transfer *first_ready(struct host_queue *host, int64_t now,
                                    int64_t *soonest_ms)
{
    struct transfer *transfer;
    DL_FOREACH(host->waiting, transfer)
    {
        if (transfer->not_before_ms <= now)
            return transfer;
        if (transfer->not_before_ms < *soonest_ms)
            *soonest_ms = transfer->not_before_ms;
    }
    return NULL;
}

/*
 * A host that does not answer is not asked by all who wait for it, one by one; nor is
 * one that said when it may be asked again.
 */
static void give_up(struct fetcher *fetcher, struct host_queue *host, const char *why,
                    bool is_unasked)
{
    while (host->waiting != NULL) {
        struct transfer *transfer = host->waiting;
        fetcher_take_from_queue(fetcher, transfer);
        snprintf(transfer->failure, sizeof transfer->failure, "%s", why);
        transfer->is_unasked = is_unasked;
        transfer_deliver(transfer);
    }
}

static void give_up_where_in_vain(struct fetcher *fetcher, struct host_queue *host,
                                  int64_t now_ms)
{
    if (host->waiting != NULL && host_queue_is_broken(host, now_ms))
        give_up(fetcher, host, host->broken_text, false);
    if (host->waiting != NULL && host_queue_refuses(host, now_ms))
        give_up(fetcher, host, host->refused_text, true);
}

/*
 * Starts what may start, one request of each host by turns. ret_wait_ms: until more may
 * start without an answer coming in.
 */
static bool start_all(struct fetcher *fetcher, int64_t *ret_wait_ms, struct error *err)
{
    int64_t now = clock_ms();
    int64_t soonest_ms = now + WAIT_MS_MOST;
    bool has_started = true;
    while (has_started && fetcher->in_flight < fetcher->limits.in_flight) {
        has_started = false;
        struct host_queue *host;
        struct host_queue *next;
        DL_FOREACH_SAFE(fetcher->in_order, host, next)
        {
            if (fetcher->in_flight >= fetcher->limits.in_flight)
                break;
            give_up_where_in_vain(fetcher, host, now);
            if (host->waiting == NULL)
                continue;
            int64_t ready_ms = host_queue_ready_ms(host, now);
            struct transfer *transfer =
                ready_ms <= now ? first_ready(host, now, &soonest_ms) : NULL;
            if (transfer != NULL) {
                if (!start(fetcher, transfer, err))
                    return false;
                has_started = true;
            } else if (ready_ms > now && ready_ms < soonest_ms)
                soonest_ms = ready_ms;
        }
    }
    *ret_wait_ms = soonest_ms - now;
    return true;
}

/* Whether any attempt has ended. */
static bool finish_all(struct fetcher *fetcher)
{
    int left;
    bool has_finished = false;
    CURLMsg *message = curl_multi_info_read(fetcher->multi, &left);
    for (; message != NULL; message = curl_multi_info_read(fetcher->multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        struct transfer *transfer = NULL;
        long version = 0;
        CURLcode code = message->data.result;
        CURL *easy = message->easy_handle;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &transfer);
        curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
        curl_multi_remove_handle(fetcher->multi, easy);
        DL_DELETE(fetcher->running, transfer);
        transfer->host->in_flight--;
        transfer->host->is_http2 = version == CURL_HTTP_VERSION_2_0;
        fetcher->in_flight--;
        fetcher_finish_attempt(fetcher, transfer, code);
        has_finished = true;
    }
    return has_finished;
}

void fetcher_set_idle(struct fetcher *fetcher, fetch_idle_work *work, void *context)
{
    fetcher->idle = work;
    fetcher->idle_context = context;
}

/* Whether the time was used. libcurl looks at every socket of every transfer each time
 * it is called, so the pieces of work between two calls are several. */
static bool work_meanwhile(const struct fetcher *fetcher)
{
    int64_t until_ms = clock_ms() + WORK_MS;
    bool has_worked = false;
    while (fetcher->idle != NULL && clock_ms() < until_ms &&
           fetcher->idle(fetcher->idle_context))
        has_worked = true;
    return has_worked;
}

bool fetch_all(struct fetcher *fetcher, struct error *err)
{
    while (fetcher->waiting != 0 || fetcher->in_flight != 0) {
        int64_t wait_ms;
        int running;
        if (interrupted(err))
            return false;
        fetch_end_late(fetcher, clock_ms());
        if (!start_all(fetcher, &wait_ms, err))
            return false;
        CURLMcode code = curl_multi_perform(fetcher->multi, &running);
        /* What finished may have queued more, so look before waiting. */
        bool is_idle = !finish_all(fetcher) && (running != 0 || fetcher->waiting != 0);
        if (is_idle && code == CURLM_OK && !work_meanwhile(fetcher))
            code = curl_multi_poll(fetcher->multi, NULL, 0, (int)wait_ms, NULL);
        if (code != CURLM_OK)
            return error_set(err, ERROR_OUTSIDE, "the network loop: %s",
                             curl_multi_strerror(code));
    }
    return true;
}
