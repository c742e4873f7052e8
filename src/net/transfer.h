/* One request on its way: what was asked, where it stands. Private to fetch. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/gunzip.h"
#include "base/text.h"
#include "net/fetch.h"
#include "net/headers.h"
#include "net/host_queue.h"

#include <stdint.h>

#include <curl/curl.h>

enum { FAILURE_BYTES = 512, ERROR_BODY_BYTES_MAX = 64 * 1024 };

/* Why our own callbacks stopped a transfer. */
enum stop_reason {
    STOP_NONE,
    STOP_BODY_TOO_LONG,
    STOP_BODY_UNPACKS, /* a small answer that unpacks to a large one */
    STOP_PACKING, /* what it is packed in cannot be unpacked, or was not asked for */
    STOP_HEADERS,
    STOP_READER,      /* on_body said so */
    STOP_AUTHORITIES, /* nobody can be verified: failure says why */
};

struct transfer {
    struct transfer *prev; /* in its host's queue */
    struct transfer *next;
    struct host_queue *host;

    /* What was asked. The url moves with redirects. */
    char *url;
    char *method;
    char *body;
    size_t body_bytes;
    struct curl_slist *plain; /* headers that every hop may see */
    struct curl_slist *bound; /* only the origin that was asked: credentials */
    char *aws_scheme;         /* for libcurl's signature; NULL: none */
    char *aws_key_id;
    char *aws_secret;
    const struct fetch_tls *tls;
    bool is_sent_once; /* see fetch_request */
    char *proxy;       /* NULL: by the environment */
    size_t body_max_bytes;
    size_t buffer_bytes;
    unsigned redirects_left;
    unsigned redirects_max;
    unsigned attempts;
    unsigned timeout_ms;
    unsigned connect_ms;
    bool private_allowed;
    bool lan_allowed;
    bool plain_http_allowed;
    bool no_compression;
    bool url_is_secret;
    fetch_body *on_body;
    fetch_again *on_again;
    void *body_context;
    fetch_done *done;
    void *context;

    /* Where it stands. */
    unsigned failures;     /* attempts that did not work */
    int64_t not_before_ms; /* a retry waits */
    bool body_was_given;   /* on_body has had bytes */
    char failure[FAILURE_BYTES];

    /* The attempt under way. */
    unsigned time_left_ms; /* what it may take */
    bool is_cut_short;     /* by the end of the whole run's time */
    struct authorities *authorities;
    CURL *easy;
    struct curl_slist *sent;
    struct curl_slist *connect_to;
    char error[CURL_ERROR_SIZE];
    struct fetch_response_headers headers;
    struct text answer;
    bool is_body_begun;
    struct gunzip *gunzip; /* NULL: the body is not packed */
    size_t packed;         /* bytes of the body as they came */
    size_t received;       /* the same, unpacked */
    int status;            /* of the header block that came last */
    enum stop_reason stop;
    bool address_refused;
    bool is_unasked; /* its host said until when nobody is to ask */
    bool uses_proxy;
};

/* Copies the request. */
struct transfer *transfer_new(const struct fetch_request *request,
                              const struct fetch_limits *limits, fetch_done *done,
                              void *context);

/* Wipes what was secret. */
void transfer_free(struct transfer *transfer);

/* Forgets the last attempt and what it received. */
void transfer_end_attempt(struct transfer *transfer);

/*
 * Moves to where a 3xx answer points. What belongs to the origin that was asked stays
 * behind when the origin changes, what belongs to its host when the host does. False
 * with failure written when it leads where we do not go.
 */
bool transfer_follow(struct transfer *transfer, const char *location);

/* How long a server may say nothing, even at first: half its time, at least 20 s. */
unsigned transfer_patience_seconds(const struct transfer *transfer);

bool transfer_is(const struct transfer *transfer, const char *method);
