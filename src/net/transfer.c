/* Requests: copied when they are queued, stripped when they are redirected. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/transfer.h"

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_BYTES_MAX_DEFAULT = 16 * 1024 * 1024, PATIENCE_SECONDS_LEAST = 20 };

static char *copy(const char *text)
{
    if (text == NULL)
        return NULL;
    char *copied = strdup(text);
    if (copied == NULL)
        arena_out_of_memory();
    return copied;
}

/*
 * Adds "Name: value". A value with a line break or other control character would be
 * more headers than one: it is cut there, which no honest value notices.
 */
static void add_header(struct curl_slist **list, const char *name, const char *value)
{
    AUTO_TEXT line = {0};
    if (value == NULL)
        return;
    text_init(&line, HEADERS_BYTES_MAX);
    text_addf(&line, "%s: ", name);
    for (; (unsigned char)*value >= ' ' && *value != 0x7f; value++)
        text_add_char(&line, *value);
    struct curl_slist *longer = curl_slist_append(*list, line.bytes);
    if (longer == NULL)
        arena_out_of_memory();
    *list = longer;
    explicit_bzero(line.bytes, line.length);
}

static void wipe_headers(struct curl_slist *list)
{
    for (struct curl_slist *entry = list; entry != NULL; entry = entry->next)
        explicit_bzero(entry->data, strlen(entry->data));
    curl_slist_free_all(list);
}

static void wipe(char *secret)
{
    if (secret != NULL)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}

/* A key would end where a colon stands, so it is no part of one text with the secret.
 */
static void copy_signature(struct transfer *transfer,
                           const struct fetch_signature *signature)
{
    AUTO_TEXT scheme = {0};
    if (signature == NULL)
        return;
    text_init(&scheme, HEADERS_BYTES_MAX);
    text_addf(&scheme, "aws:amz:%s:%s", signature->region, signature->service);
    transfer->aws_scheme = copy(scheme.bytes);
    transfer->aws_key_id = copy(signature->key_id);
    transfer->aws_secret = copy(signature->secret);
    add_header(&transfer->bound, "X-Amz-Security-Token", signature->session_token);
}

static void forget_signature(struct transfer *transfer)
{
    wipe(transfer->aws_scheme);
    wipe(transfer->aws_key_id);
    wipe(transfer->aws_secret);
    transfer->aws_scheme = transfer->aws_key_id = transfer->aws_secret = NULL;
}

static void copy_headers(struct transfer *transfer, const struct fetch_request *request)
{
    add_header(&transfer->plain, "Accept", request->accept);
    add_header(&transfer->plain, "If-None-Match", request->if_none_match);
    add_header(&transfer->plain, "If-Modified-Since", request->if_modified_since);
    add_header(&transfer->plain, "Content-Type", request->content_type);
    add_header(&transfer->bound, "Authorization", request->authorization);
    for (size_t i = 0; i < request->header_count; i++)
        add_header(&transfer->bound, request->headers[i].name,
                   request->headers[i].value);
}

struct transfer *transfer_new(const struct fetch_request *request,
                              const struct fetch_limits *limits, fetch_done *done,
                              void *context)
{
    struct transfer *transfer = malloc(sizeof *transfer);
    if (transfer == NULL)
        arena_out_of_memory();
    *transfer = (struct transfer){
        .url = copy(request->url),
        .method = copy(request->method != NULL ? request->method : "GET"),
        .body_bytes = request->body_bytes,
        .tls = request->tls,
        .proxy = copy(request->proxy),
        .body_max_bytes = request->body_max_bytes != 0 ? request->body_max_bytes
                                                       : BODY_BYTES_MAX_DEFAULT,
        .buffer_bytes = request->buffer_bytes,
        .redirects_left = request->redirects_max,
        .redirects_max = request->redirects_max,
        .attempts = request->attempts != 0 ? request->attempts : limits->attempts,
        .timeout_ms =
            request->timeout_ms != 0 ? request->timeout_ms : limits->timeout_ms,
        .connect_ms = limits->connect_ms,
        .private_allowed = request->private_allowed,
        .lan_allowed = request->lan_allowed,
        .plain_http_allowed = request->plain_http_allowed,
        .no_compression = request->no_compression,
        .url_is_secret = request->url_is_secret,
        .is_sent_once = request->is_sent_once,
        .on_body = request->on_body,
        .on_again = request->on_again,
        .body_context = request->body_context,
        .done = done,
        .context = context,
    };
    copy_headers(transfer, request);
    copy_signature(transfer, request->signature);
    if (request->body != NULL) {
        transfer->body = calloc(1, request->body_bytes + 1);
        if (transfer->body == NULL)
            arena_out_of_memory();
        memcpy(transfer->body, request->body, request->body_bytes);
    }
    headers_init(&transfer->headers);
    text_init(&transfer->answer, transfer->on_body != NULL ? ERROR_BODY_BYTES_MAX
                                                           : transfer->body_max_bytes);
    return transfer;
}

void transfer_end_attempt(struct transfer *transfer)
{
    curl_easy_cleanup(transfer->easy);
    transfer->easy = NULL;
    wipe_headers(transfer->sent);
    transfer->sent = NULL;
    curl_slist_free_all(transfer->connect_to);
    transfer->connect_to = NULL;
    transfer->error[0] = '\0';
    headers_reset(&transfer->headers);
    text_reset(&transfer->answer);
    gunzip_free(transfer->gunzip);
    transfer->gunzip = NULL;
    transfer->is_body_begun = false;
    transfer->packed = 0;
    transfer->received = 0;
    transfer->status = 0;
    transfer->stop = STOP_NONE;
    transfer->address_refused = false;
}

void transfer_free(struct transfer *transfer)
{
    if (transfer == NULL)
        return;
    transfer_end_attempt(transfer);
    wipe(transfer->url);
    free(transfer->method);
    if (transfer->body != NULL)
        explicit_bzero(transfer->body, transfer->body_bytes);
    free(transfer->body);
    wipe(transfer->proxy);
    forget_signature(transfer);
    wipe_headers(transfer->plain);
    wipe_headers(transfer->bound);
    headers_clear(&transfer->headers);
    explicit_bzero(transfer->answer.bytes, transfer->answer.length);
    text_clear(&transfer->answer);
    free(transfer);
}

unsigned transfer_patience_seconds(const struct transfer *transfer)
{
    unsigned seconds = transfer->timeout_ms / 2000;
    return seconds > PATIENCE_SECONDS_LEAST ? seconds : PATIENCE_SECONDS_LEAST;
}

bool transfer_is(const struct transfer *transfer, const char *method)
{
    return strcmp(transfer->method, method) == 0;
}

/* What was meant for the origin or host that was asked is not for another one. */
static void leave_behind(struct transfer *transfer, const char *url)
{
    if (url_same_origin(transfer->url, url))
        return;
    wipe_headers(transfer->bound);
    transfer->bound = NULL;
    forget_signature(transfer);
    transfer->tls = NULL;
    if (url_same_host(transfer->url, url))
        return;
    transfer->private_allowed = false;
    transfer->lan_allowed = false;
    transfer->plain_http_allowed = false;
}

bool transfer_follow(struct transfer *transfer, const char *location)
{
    AUTO_TEXT url = {0};
    char shown[URL_ROOM];
    text_init(&url, URL_ROOM);
    if (location == NULL || !url_resolve(transfer->url, slice_of(location), &url)) {
        snprintf(transfer->failure, sizeof transfer->failure,
                 "was redirected to nowhere that can be asked");
        return false;
    }
    url_shown(url.bytes, shown, sizeof shown);
    if (url_is_https(transfer->url) && !url_is_https(url.bytes)) {
        snprintf(transfer->failure, sizeof transfer->failure,
                 "was redirected from https to %.300s", shown);
        return false;
    }
    if (transfer->redirects_left == 0) {
        snprintf(transfer->failure, sizeof transfer->failure,
                 "was redirected more than %u times, last to %.300s",
                 transfer->redirects_max, shown);
        return false;
    }
    transfer->redirects_left--;
    leave_behind(transfer, url.bytes);
    free(transfer->url);
    transfer->url = copy(url.bytes);
    return true;
}
