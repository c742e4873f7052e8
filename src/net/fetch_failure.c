/* Failures as sentences: what was tried, with whom, what went wrong. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/fetch_failure.h"

#include <stdio.h>
#include <string.h>

/* "127.0.0.1:5000", or the host alone on its scheme's own port. */
static const char *peer(const struct transfer *transfer, char buffer[ORIGIN_ROOM])
{
    if (!url_origin(transfer->url, buffer, ORIGIN_ROOM))
        return "the server";
    return strstr(buffer, "://") + 3;
}

static const char *address_refused_text =
    "the address is not a public one, and nothing allows it";

static void describe_stop(struct transfer *transfer)
{
    char *text = transfer->failure;
    size_t room = sizeof transfer->failure;
    switch (transfer->stop) {
    case STOP_BODY_TOO_LONG:
        snprintf(text, room, "the answer is longer than %zu bytes",
                 transfer->body_max_bytes);
        break;
    case STOP_BODY_UNPACKS:
        snprintf(text, room, "the answer unpacks to more than 100 times its size");
        break;
    case STOP_PACKING:
        snprintf(text, room, "the answer is packed in a way that cannot be unpacked");
        break;
    case STOP_HEADERS:
        snprintf(text, room, "the answer has too many or too long headers");
        break;
    case STOP_READER:
        snprintf(text, room, "the answer was not read to its end");
        break;
    case STOP_AUTHORITIES: /* was told when it was found */
        break;
    case STOP_NONE:
        snprintf(text, room, "the answer could not be kept");
        break;
    }
}

static void describe_connecting(struct transfer *transfer)
{
    char buffer[ORIGIN_ROOM];
    long number = 0;
    if (transfer->address_refused) {
        snprintf(transfer->failure, sizeof transfer->failure, "%s",
                 address_refused_text);
        return;
    }
    if (transfer->easy != NULL)
        curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &number);
    snprintf(transfer->failure, sizeof transfer->failure, "could not connect to %s%s%s",
             transfer->uses_proxy ? "the proxy for " : "", peer(transfer, buffer),
             number != 0 ? ": " : "");
    size_t length = strlen(transfer->failure);
    if (number != 0)
        snprintf(transfer->failure + length, sizeof transfer->failure - length, "%s",
                 strerror((int)number));
}

void failure_late(struct transfer *transfer)
{
    snprintf(transfer->failure, sizeof transfer->failure,
             "deadline: the time of the whole run was up before it answered "
             "(--timeout)");
}

static void describe_timeout(struct transfer *transfer)
{
    char buffer[ORIGIN_ROOM];
    curl_off_t connected_us = 0;
    curl_off_t total_us = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &connected_us);
    curl_easy_getinfo(transfer->easy, CURLINFO_TOTAL_TIME_T, &total_us);
    if (transfer->is_cut_short && total_us / 1000 + 100 >= transfer->time_left_ms)
        failure_late(transfer);
    else if (connected_us == 0)
        snprintf(transfer->failure, sizeof transfer->failure,
                 "could not connect to %s within %u s", peer(transfer, buffer),
                 transfer->connect_ms / 1000);
    else if (total_us / 1000 + 100 < transfer->timeout_ms)
        snprintf(transfer->failure, sizeof transfer->failure,
                 "%s sent less than 1 KiB a second for %u s", peer(transfer, buffer),
                 transfer_patience_seconds(transfer));
    else
        snprintf(transfer->failure, sizeof transfer->failure,
                 "%s did not finish its answer within %u s", peer(transfer, buffer),
                 transfer->timeout_ms / 1000);
}

/* Whoever runs a server of his own has mostly an authority of his own. */
static const char *authority_hint(const struct transfer *transfer, const char *words)
{
    bool is_alone = transfer->tls != NULL && transfer->tls->ca_alone;
    bool is_unknown = strstr(words, "issuer certificate") != NULL ||
                      strstr(words, "self-signed") != NULL ||
                      strstr(words, "self signed") != NULL;
    return is_unknown && !is_alone ? "; --ca FILE trusts an authority of your own" : "";
}

/* libcurl's own words, without what we say ourselves. */
static void describe_certificate(struct transfer *transfer)
{
    static const char prefix[] = "SSL certificate problem: ";
    const char *words = transfer->error;
    if (strncmp(words, prefix, sizeof prefix - 1) == 0)
        words += sizeof prefix - 1;
    if (strncmp(words, "SSL: ", 5) == 0)
        words += 5;
    snprintf(transfer->failure, sizeof transfer->failure,
             "the certificate does not verify: %s%s", words,
             authority_hint(transfer, words));
}

static void describe_broken(struct transfer *transfer)
{
    char buffer[ORIGIN_ROOM];
    if (transfer->received != 0)
        snprintf(transfer->failure, sizeof transfer->failure,
                 "the answer of %s broke off after %zu bytes", peer(transfer, buffer),
                 transfer->received);
    else
        snprintf(transfer->failure, sizeof transfer->failure,
                 "%s broke the connection off without an answer",
                 peer(transfer, buffer));
}

/* What a proxy said to CONNECT instead of 200; 0: nothing of the kind. */
static long proxy_refusal(const struct transfer *transfer)
{
    long status = 0;
    if (!transfer->uses_proxy || transfer->easy == NULL ||
        curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_CONNECTCODE, &status) !=
            CURLE_OK)
        return 0;
    return status >= 300 ? status : 0;
}

static void describe_proxy(struct transfer *transfer, long status)
{
    char buffer[ORIGIN_ROOM];
    snprintf(transfer->failure, sizeof transfer->failure,
             "the proxy for %s answered %ld%s", peer(transfer, buffer), status,
             status == 407 ? ": it wants a user and a password, or others" : "");
}

static bool is_broken(CURLcode code)
{
    return code == CURLE_PARTIAL_FILE || code == CURLE_GOT_NOTHING ||
           code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR ||
           code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM;
}

void failure_describe(struct transfer *transfer, CURLcode code)
{
    char buffer[ORIGIN_ROOM];
    long refusal = proxy_refusal(transfer);
    if (refusal != 0)
        describe_proxy(transfer, refusal);
    else if (transfer->address_refused || code == CURLE_COULDNT_CONNECT)
        describe_connecting(transfer);
    else if (code == CURLE_WRITE_ERROR || transfer->stop == STOP_AUTHORITIES)
        describe_stop(transfer);
    else if (code == CURLE_OPERATION_TIMEDOUT)
        describe_timeout(transfer);
    else if (code == CURLE_PEER_FAILED_VERIFICATION)
        describe_certificate(transfer);
    else if (is_broken(code))
        describe_broken(transfer);
    else if (code == CURLE_COULDNT_RESOLVE_HOST)
        snprintf(transfer->failure, sizeof transfer->failure,
                 "could not resolve the name %s", peer(transfer, buffer));
    else if (code == CURLE_COULDNT_RESOLVE_PROXY)
        snprintf(transfer->failure, sizeof transfer->failure,
                 "could not resolve the name of the proxy");
    else if (code == CURLE_SSL_CONNECT_ERROR)
        snprintf(transfer->failure, sizeof transfer->failure, "no TLS with %s: %s",
                 peer(transfer, buffer), transfer->error);
    else
        snprintf(transfer->failure, sizeof transfer->failure, "%s",
                 curl_easy_strerror(code));
}

bool failure_is_silence(const struct transfer *transfer, CURLcode code)
{
    if (transfer->address_refused || transfer->status != 0)
        return false;
    return is_broken(code) || code == CURLE_COULDNT_CONNECT ||
           code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY ||
           code == CURLE_OPERATION_TIMEDOUT;
}

bool failure_is_passing(const struct transfer *transfer, CURLcode code)
{
    curl_off_t connected_us = 0;
    long refusal = proxy_refusal(transfer);
    bool is_lost = transfer->body_was_given && transfer->on_again == NULL;
    if (transfer->address_refused || transfer->stop == STOP_READER || is_lost)
        return false;
    if (refusal != 0)
        return refusal >= 500;
    /* A server that was given its whole time is not given it again. */
    curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &connected_us);
    if (transfer->is_sent_once && connected_us != 0)
        return false;
    if (code == CURLE_OPERATION_TIMEDOUT)
        return connected_us == 0;
    if (code == CURLE_SSL_CONNECT_ERROR) /* cut off in the handshake, not refused */
        return strstr(transfer->error, "SSL_ERROR_SYSCALL") != NULL;
    return is_broken(code) || code == CURLE_COULDNT_CONNECT ||
           code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY;
}
