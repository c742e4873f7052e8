/* The end of an attempt: another hop, another attempt, or the answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/fetcher.h"

#include "base/clock.h"
#include "net/fetch_body.h"
#include "net/fetch_clock.h"
#include "net/fetch_failure.h"
#include "net/fetch_retry.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

/* A body that only the connection's end ended may be a part of one. */
static bool is_unterminated(const struct transfer *transfer)
{
    long version = 0;
    curl_off_t length = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_VERSION, &version);
    curl_easy_getinfo(transfer->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    return (version == CURL_HTTP_VERSION_1_0 || version == CURL_HTTP_VERSION_1_1) &&
           length == -1 && transfer->status >= 200 && transfer->status != 204 &&
           transfer->status != 304 && !transfer_is(transfer, "HEAD") &&
           headers_find(&transfer->headers, "transfer-encoding", 0) == NULL;
}

static void tell(const struct fetcher *fetcher, const struct transfer *transfer)
{
    char shown[URL_ROOM];
    curl_off_t total_us = 0;
    if (fetcher->out == NULL || fetcher->out->verbosity < 1)
        return;
    if (transfer->easy != NULL)
        curl_easy_getinfo(transfer->easy, CURLINFO_TOTAL_TIME_T, &total_us);
    if (!transfer->url_is_secret)
        url_shown(transfer->url, shown, sizeof shown);
    else if (!url_origin(transfer->url, shown, sizeof shown))
        snprintf(shown, sizeof shown, "(a secret URL)");
    if (transfer->failure[0] != '\0')
        out_detail(fetcher->out, "%s %s: %s", transfer->method, shown,
                   transfer->failure);
    else
        out_detail(fetcher->out, "%s %s: %d, %zu bytes in %lld ms", transfer->method,
                   shown, transfer->status, transfer->received,
                   (long long)(total_us / 1000));
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 ||
           status == 308;
}

/* Hands the answer or the failure over, and ends the transfer. */
void transfer_deliver(struct transfer *transfer)
{
    bool is_failure = transfer->failure[0] != '\0';
    bool was_refused = is_failure && !is_redirect(transfer->status);
    struct fetch_response response = {
        .failure = is_failure ? transfer->failure : NULL,
        .is_address_refused = is_failure && transfer->address_refused,
        .status = is_failure ? 0 : transfer->status,
        .is_unasked = is_failure && transfer->is_unasked,
        .refused_status = was_refused ? transfer->status : 0,
        .body = is_failure ? "" : transfer->answer.bytes,
        .body_bytes = is_failure ? 0 : transfer->answer.length,
        .is_unterminated = !is_failure && is_unterminated(transfer),
        .url = transfer->url,
        .all = is_failure && !was_refused ? NULL : &transfer->headers,
        .date_seconds = (long long)time(NULL),
    };
    response.etag = fetch_response_header(&response, "etag", 0);
    response.last_modified = fetch_response_header(&response, "last-modified", 0);
    response.content_type = fetch_response_header(&response, "content-type", 0);
    transfer->done(&response, transfer->context);
    transfer_free(transfer);
}

static uint32_t random_number(void)
{
    uint32_t number = UINT32_MAX; /* the longest wait, where there is no chance */
    return getrandom(&number, sizeof number, 0) == sizeof number ? number : UINT32_MAX;
}

/* Services say in either way that a limit is used up. */
static bool is_limit(int status)
{
    return status == 429 || status == 403;
}

/* A wait that is too long is one for all who would ask there, where it says wait. */
static void refuse(struct transfer *transfer, const char *what, int64_t wait_ms)
{
    char text[FAILURE_BYTES];
    snprintf(transfer->failure, sizeof transfer->failure,
             "%.300s and asks to wait %lld s", what, (long long)(wait_ms / 1000));
    /* The reset of a limit is one service's; behind a mirror may stand others. */
    bool is_host = headers_find(&transfer->headers, "retry-after", 0) != NULL ||
                   headers_find(&transfer->headers, "x-retry-after", 0) != NULL;
    if (!is_limit(transfer->status) || !is_host)
        return;
    snprintf(text, sizeof text, "not asked: it %.300s", transfer->failure);
    host_queue_refuse(transfer->host, clock_ms() + wait_ms, text);
}

/* Whether the transfer waits for another attempt; else failure says why not. */
static bool try_again(struct fetcher *fetcher, struct transfer *transfer,
                      const char *what)
{
    int64_t wait_ms = retry_backoff_ms(transfer->failures + 1, random_number());
    bool has_hint = retry_hint(&transfer->headers, (int64_t)time(NULL), &wait_ms);
    char times[32];
    transfer->failures++;
    if (has_hint && wait_ms > fetcher->limits.retry_after_max_ms) {
        refuse(transfer, what, wait_ms);
        return false;
    }
    if (transfer->failures >= transfer->attempts ||
        !host_queue_may_retry(transfer->host)) {
        bool is_once = transfer->failures == 1 || transfer->status == 0;
        snprintf(transfer->failure, sizeof transfer->failure, "%.400s%s%s", what,
                 is_once ? "" : " ",
                 is_once ? "" : retry_times(transfer->failures, times, sizeof times));
        return false;
    }
    if (is_limit(transfer->status))
        host_queue_slow_down(transfer->host, clock_ms(), has_hint ? wait_ms : 0);
    transfer->not_before_ms = clock_ms() + wait_ms;
    transfer->failure[0] = '\0';
    if (transfer->body_was_given)
        transfer->on_again(transfer->body_context);
    transfer->body_was_given = false;
    transfer_end_attempt(transfer);
    fetcher_enqueue(fetcher, transfer, false);
    return true;
}

/* Whether the transfer goes on at another place; else it is to be delivered. */
static bool redirect(struct fetcher *fetcher, struct transfer *transfer)
{
    if (!transfer_follow(transfer, headers_find(&transfer->headers, "location", 0)))
        return false;
    transfer_end_attempt(transfer);
    fetcher_enqueue(fetcher, transfer, true);
    return true;
}

/* 403 means no more than it says, unless it says for how long. */
static bool may_pass(const struct transfer *transfer)
{
    int64_t wait_ms;
    if (transfer->is_sent_once)
        return transfer->status == 429;
    return retry_is_worth(transfer->status) ||
           (transfer->status == 403 &&
            retry_hint(&transfer->headers, (int64_t)time(NULL), &wait_ms));
}

/* An attempt ended: on to the next hop, to another attempt, or to whoever asked. */
void fetcher_finish_attempt(struct fetcher *fetcher, struct transfer *transfer,
                            CURLcode code)
{
    char what[FAILURE_BYTES];
    bool goes_on = false;
    /* What ends within its packing was cut, however well the connection ended. */
    if (code == CURLE_OK && !fetch_body_is_whole(transfer))
        code = CURLE_PARTIAL_FILE;
    if (code != CURLE_OK) {
        failure_describe(transfer, code);
        if (failure_is_silence(transfer, code))
            host_queue_broke(transfer->host, clock_ms(), transfer->failure);
        tell(fetcher, transfer);
        transfer->status = 0;
        memcpy(what, transfer->failure, sizeof what);
        if (failure_is_passing(transfer, code))
            goes_on = try_again(fetcher, transfer, what);
    } else {
        host_queue_answered(transfer->host);
        clock_note(transfer->host, &transfer->headers, (long long)time(NULL));
        tell(fetcher, transfer);
        snprintf(what, sizeof what, "answered %d", transfer->status);
        if (may_pass(transfer))
            goes_on = try_again(fetcher, transfer, what);
        else if (transfer->redirects_max != 0 && is_redirect(transfer->status) &&
                 !transfer_is(transfer, "POST"))
            goes_on = redirect(fetcher, transfer);
    }
    if (!goes_on)
        transfer_deliver(transfer);
}
