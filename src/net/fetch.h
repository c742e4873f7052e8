/* Many HTTP requests at once, one loop, one thread. The only header in front of
 * libcurl. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"
#include "base/out.h"
#include "net/url.h"

#include <stdbool.h>
#include <stddef.h>

/* What a request may be answered with, and how hard to try. */
struct fetch_limits {
    unsigned in_flight;  /* transfers open at a time, all hosts together; 0: 320 */
    unsigned per_host;   /* the same, to one host, HTTP/1.1; 0: 6 */
    unsigned connect_ms; /* 0: 10,000 */
    unsigned timeout_ms; /* one transfer, from its start to its last byte; 0: 60,000 */
    unsigned attempts;   /* 0: 4 */
    unsigned retry_after_max_ms; /* a longer hint is a failure; 0: 120,000 */
    unsigned run_ms;             /* all requests, from fetcher_new on; 0: 30 minutes */
};

/* Trust and identity of a cluster or registry, in PEM. All may be NULL. */
struct fetch_tls {
    const char *ca_file;         /* stands alone, or is added: see ca_alone */
    const char *ca_pem;          /* the same as text */
    bool ca_alone;               /* the cluster's CA stands alone */
    const char *certificate_pem; /* client certificate and key */
    const char *key_pem;
    bool skip_verify;
    const char *server_name; /* SNI and the name that is verified */
};

/*
 * Called as bytes of the body of a 2xx answer arrive; false aborts the transfer with a
 * failure. Other bodies (64 KiB at most) go to done. Once bytes were given to it, a
 * broken transfer is a failure and is not tried again, but for a reader that can begin
 * again (on_again).
 */
typedef bool fetch_body(const void *bytes, size_t count, void *context);

/* Called before another attempt: what was given of the body is to be forgotten. */
typedef void fetch_again(void *context);

/* A request signed as AWS wants it (Signature Version 4), by libcurl, at each attempt.
 */
struct fetch_signature {
    const char *service; /* "ecr" */
    const char *region;
    const char *key_id;
    const char *secret;
    const char *session_token; /* NULL: none */
};

struct fetch_header {
    const char *name;
    const char *value;
};

/* Copied by fetch(), except tls and body_context. Only url is required. */
struct fetch_request {
    const char *url;
    const char *method; /* NULL: GET; HEAD, POST, PUT without a body */
    const char *body;   /* POST */
    size_t body_bytes;
    const char *content_type; /* POST */
    const char *accept;
    const char
        *authorization; /* whole value ("Bearer x"); never shown, this hop only */
    const struct fetch_signature *signature; /* NULL: none; this hop only */
    const struct fetch_header *headers;      /* more of them */
    size_t header_count;
    const char *if_none_match; /* byte for byte as it was received */
    const char *if_modified_since;
    const struct fetch_tls *tls; /* must outlive the request */
    const char *proxy;           /* NULL: from the environment */
    size_t buffer_bytes;         /* received at a time; 0: libcurl's usual */
    size_t body_max_bytes;       /* after decompression; 0: 16 MiB; longer fails */
    unsigned redirects_max;      /* 0: a 3xx is the answer; hops carry no credentials */
    unsigned timeout_ms;         /* of this transfer; 0: that of the limits */
    bool private_allowed;        /* loopback, link-local and private addresses */
    bool lan_allowed;            /* private addresses (10.0.0.0/8 ...) alone */
    bool plain_http_allowed;
    bool no_compression;
    bool url_is_secret;    /* a webhook: its origin alone is shown */
    bool is_sent_once;     /* what may have arrived is not sent again: 429 alone is */
    unsigned attempts;     /* 0: those of the limits; 1: no retry */
    fetch_body *on_body;   /* NULL: the body is collected for done */
    fetch_again *on_again; /* NULL: it cannot; with on_body */
    void *body_context;    /* of both */
};

/* Valid only during the callback: copy what must outlive it. */
struct fetch_response {
    const char *failure;     /* NULL when the server answered, whatever its status */
    bool is_address_refused; /* the failure: no address that may be asked */
    int status;              /* 200, 304, 404, ...; 0 when failure is set */
    bool is_unasked;         /* the failure: not sent, its host said when it may be */
    int refused_status;      /* the failure: answered too often, or for too long a wait;
                                with its headers; 0: not answered so */
    const char *body;        /* NUL-terminated, body_bytes long; "" with on_body */
    size_t body_bytes;
    bool is_unterminated; /* only the end of the connection marked the body's end */
    const char *url;      /* of the last hop */
    const char *etag;     /* NULL when the server gave none */
    const char *last_modified;
    const char *content_type;
    const struct fetch_response_headers *all; /* for fetch_response_header */
    long long date_seconds;                   /* when it arrived, since 1970 UTC */
};

/* The n-th header of that name, in any case; NULL when there are fewer. */
const char *fetch_response_header(const struct fetch_response *response,
                                  const char *name, size_t n);

typedef void fetch_done(const struct fetch_response *response, void *context);

struct fetcher;

/*
 * ca_file: --ca, added to the roots of CURL_CA_BUNDLE, SSL_CERT_FILE, SSL_CERT_DIR or
 * the system. out receives nothing but -v lines without secrets.
 */
struct fetcher *fetcher_new(const struct fetch_limits *limits, const char *ca_file,
                            struct out *out, struct error *err) NODISCARD;
void fetcher_free(struct fetcher *fetcher);

/* Whether the authorities can be read, before anything is asked. */
bool fetcher_check_ca(struct fetcher *fetcher, const struct fetch_tls *tls,
                      struct error *err) NODISCARD;

/* Queues a request. done is called exactly once, from inside fetch_all(). */
bool fetch(struct fetcher *fetcher, const struct fetch_request *request,
           fetch_done *done, void *context, struct error *err) NODISCARD;

/*
 * Work for the time in which there is nothing to do but wait: a piece of it, at most a
 * few milliseconds. Returns whether there was any; where there was none it is called
 * again after the wait. work NULL: none.
 */
typedef bool fetch_idle_work(void *context);
void fetcher_set_idle(struct fetcher *fetcher, fetch_idle_work *work, void *context);

/*
 * Returns when nothing is pending; done callbacks may queue more. Once the time of the
 * run is up all that is pending has failed. False, too, when a signal asked for the
 * end.
 */
bool fetch_all(struct fetcher *fetcher, struct error *err) NODISCARD;

/*
 * How far the clocks of those who answered are ahead of this machine's, where most of
 * them, two at least, agree; 0: within five minutes, or nobody knows.
 */
long long fetcher_clock_offset(const struct fetcher *fetcher);

/* From now on there are at least so many milliseconds left, for what must be sent. */
void fetcher_grant(struct fetcher *fetcher, unsigned ms);

/* Requests sent so far, retries and redirects included. */
size_t fetcher_requests(const struct fetcher *fetcher);
