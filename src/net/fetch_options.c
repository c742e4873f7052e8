/* Every option of a transfer: nothing of libcurl's defaults is relied on where a
 * stranger's answer or the environment could bend it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/fetch_options.h"

#include "base/arena.h"
#include "net/address.h"
#include "net/fetch_body.h"
#include "net/trust.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LOW_SPEED_BYTES = 1024 };

/* The address itself decides, so a name that changes its mind gains nothing. */
static curl_socket_t open_socket(void *context, curlsocktype purpose,
                                 struct curl_sockaddr *address)
{
    struct transfer *transfer = context;
    (void)purpose;
    enum address_kind kind = address_kind(&address->addr);
    bool is_allowed = kind == ADDRESS_PUBLIC || transfer->private_allowed ||
                      (kind == ADDRESS_PRIVATE && transfer->lan_allowed) ||
                      transfer->uses_proxy;
    if (!is_allowed) {
        transfer->address_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* "HTTP/1.1 200 OK": a new block of headers, the one before was not the last. */
static void begin_headers(struct transfer *transfer, struct slice line)
{
    uint64_t status;
    slice_cut(&line, ' ');
    struct slice number = slice_trim(line);
    number.length = number.length > 3 ? 3 : number.length;
    headers_reset(&transfer->headers);
    transfer->status = slice_number(number, 999, &status) ? (int)status : 0;
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct slice line = {bytes, size * count};
    if (slice_starts_with(line, "HTTP/"))
        begin_headers(transfer, line);
    else if (!headers_add(&transfer->headers, line)) {
        transfer->stop = STOP_HEADERS;
        return 0;
    }
    return size * count;
}

/* One option more, as long as all before it were taken. */
#define SET(option, value)                                                             \
    (is_ok = is_ok && curl_easy_setopt(transfer->easy, (option), (value)) == CURLE_OK)

static bool set_limits(struct transfer *transfer)
{
    bool is_ok = true;
    SET(CURLOPT_PRIVATE, transfer);
    SET(CURLOPT_ERRORBUFFER, transfer->error);
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_NOPROGRESS, 1L);
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)transfer->connect_ms);
    SET(CURLOPT_TIMEOUT_MS, (long)transfer->time_left_ms);
    SET(CURLOPT_LOW_SPEED_LIMIT, (long)LOW_SPEED_BYTES);
    SET(CURLOPT_LOW_SPEED_TIME, (long)transfer_patience_seconds(transfer));
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    SET(CURLOPT_PIPEWAIT, 1L);
    SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    SET(CURLOPT_ACCEPT_ENCODING, NULL);
    SET(CURLOPT_HTTP_CONTENT_DECODING, 0L);
    if (transfer->buffer_bytes != 0)
        SET(CURLOPT_BUFFERSIZE, (long)transfer->buffer_bytes);
    SET(CURLOPT_HEADERFUNCTION, take_header);
    SET(CURLOPT_HEADERDATA, transfer);
    SET(CURLOPT_WRITEFUNCTION, fetch_take_body);
    SET(CURLOPT_WRITEDATA, transfer);
    SET(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    SET(CURLOPT_OPENSOCKETDATA, transfer);
    return is_ok;
}

static struct curl_slist *append(struct curl_slist *list, const char *line)
{
    struct curl_slist *longer = curl_slist_append(list, line);
    if (longer == NULL)
        arena_out_of_memory();
    return longer;
}

static bool set_request(struct transfer *transfer, const char *user_agent)
{
    bool is_ok = true;
    for (const struct curl_slist *line = transfer->plain; line != NULL;
         line = line->next)
        transfer->sent = append(transfer->sent, line->data);
    for (const struct curl_slist *line = transfer->bound; line != NULL;
         line = line->next)
        transfer->sent = append(transfer->sent, line->data);
    /* libcurl would sign it, and who stands between may change it. */
    if (!transfer->no_compression && transfer->aws_scheme == NULL)
        transfer->sent = append(transfer->sent, fetch_packing_header);
    SET(CURLOPT_PROTOCOLS_STR, transfer->plain_http_allowed ? "http,https" : "https");
    SET(CURLOPT_USERAGENT, user_agent);
    if (transfer_is(transfer, "HEAD"))
        SET(CURLOPT_NOBODY, 1L);
    if (transfer_is(transfer, "POST")) {
        /* A header that is taken away would be signed all the same. */
        if (transfer->aws_scheme == NULL)
            transfer->sent = append(transfer->sent, "Expect:");
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)transfer->body_bytes);
        SET(CURLOPT_FRESH_CONNECT, transfer->is_sent_once ? 1L : 0L);
        SET(CURLOPT_POSTFIELDS, transfer->body != NULL ? transfer->body : "");
    }
    if (transfer_is(transfer, "PUT")) {
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)0);
        SET(CURLOPT_POSTFIELDS, "");
        SET(CURLOPT_CUSTOMREQUEST, "PUT");
    }
    if (transfer->aws_scheme != NULL) {
        SET(CURLOPT_AWS_SIGV4, transfer->aws_scheme);
        SET(CURLOPT_USERNAME, transfer->aws_key_id);
        SET(CURLOPT_PASSWORD, transfer->aws_secret);
    }
    return is_ok;
}

/* The name to verify goes into the URL, the address that is asked into CONNECT_TO. */
static bool set_server_name(struct transfer *transfer, const char *name)
{
    bool is_ok = true;
    AUTO_TEXT url = {0};
    AUTO_TEXT line = {0};
    char origin[ORIGIN_ROOM];
    char host[ORIGIN_ROOM];
    char port[8];
    text_init(&url, URL_ROOM);
    text_init(&line, URL_ROOM);
    if (!url_with_host(transfer->url, name, &url) ||
        !url_origin(transfer->url, origin, sizeof origin) ||
        !url_host(transfer->url, host, sizeof host) ||
        !url_port(transfer->url, port, sizeof port))
        return false;
    text_addf(&line, "Host: %s", strchr(origin, ':') + 3);
    transfer->sent = append(transfer->sent, line.bytes);
    text_reset(&line);
    if (strchr(host, ':') != NULL)
        text_addf(&line, "%s:%s:[%s]:%s", name, port, host, port);
    else
        text_addf(&line, "%s:%s:%s:%s", name, port, host, port);
    transfer->connect_to = append(transfer->connect_to, line.bytes);
    SET(CURLOPT_URL, url.bytes);
    SET(CURLOPT_CONNECT_TO, transfer->connect_to);
    return is_ok;
}

/* libcurl asks when it makes a connection. */
static CURLcode use_authorities(CURL *easy, void *tls_context, void *context)
{
    struct transfer *transfer = context;
    struct error why = {0};
    (void)easy;
    if (authorities_use(transfer->authorities, tls_context, &why))
        return CURLE_OK;
    transfer->stop = STOP_AUTHORITIES;
    snprintf(transfer->failure, sizeof transfer->failure, "%.400s", why.text);
    return CURLE_SSL_CACERT_BADFILE;
}

static bool set_tls(struct transfer *transfer)
{
    const char *file = authorities_file(transfer->authorities);
    const struct fetch_tls *tls = transfer->tls;
    bool is_verified = tls == NULL || !tls->skip_verify;
    bool is_ok = true;
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_CAINFO, file);
    SET(CURLOPT_CAPATH, NULL);
    SET(CURLOPT_PROXY_CAINFO, file);
    SET(CURLOPT_PROXY_CAPATH, NULL);
    SET(CURLOPT_SSL_CTX_FUNCTION, use_authorities);
    SET(CURLOPT_SSL_CTX_DATA, transfer);
    SET(CURLOPT_SSL_VERIFYPEER, is_verified ? 1L : 0L);
    SET(CURLOPT_SSL_VERIFYHOST, is_verified ? 2L : 0L);
    SET(CURLOPT_URL, transfer->url);
    if (tls != NULL && tls->certificate_pem != NULL && tls->key_pem != NULL) {
        struct curl_blob certificate = {(void *)(uintptr_t)tls->certificate_pem,
                                        strlen(tls->certificate_pem), CURL_BLOB_COPY};
        struct curl_blob key = {(void *)(uintptr_t)tls->key_pem, strlen(tls->key_pem),
                                CURL_BLOB_COPY};
        SET(CURLOPT_SSLCERT_BLOB, &certificate);
        SET(CURLOPT_SSLKEY_BLOB, &key);
        SET(CURLOPT_SSLCERTTYPE, "PEM");
        SET(CURLOPT_SSLKEYTYPE, "PEM");
    }
    if (is_ok && tls != NULL && tls->server_name != NULL)
        is_ok = set_server_name(transfer, tls->server_name);
    return is_ok;
}

/* Behind a proxy the address cannot be looked at: the name must do. */
static bool set_route(struct transfer *transfer,
                      const struct proxy_environment *proxies)
{
    bool is_ok = true;
    char host[ORIGIN_ROOM];
    const char *proxy =
        transfer->proxy != NULL ? transfer->proxy : proxy_for(proxies, transfer->url);
    transfer->uses_proxy = proxy != NULL && proxy[0] != '\0';
    SET(CURLOPT_PROXY, proxy != NULL ? proxy : "");
    SET(CURLOPT_NOPROXY, "");
    if (transfer->uses_proxy && !transfer->private_allowed && !transfer->lan_allowed &&
        url_host(transfer->url, host, sizeof host) && proxy_host_is_local(host)) {
        transfer->address_refused = true;
        return false;
    }
    return is_ok;
}

bool fetch_set_options(struct transfer *transfer,
                       const struct fetch_surroundings *surroundings)
{
    char shown[URL_ROOM];
    if (!url_is_https(transfer->url) && !transfer->plain_http_allowed) {
        snprintf(transfer->failure, sizeof transfer->failure,
                 "%.300s is plain http, which is not allowed here",
                 url_shown(transfer->url, shown, sizeof shown));
        return false;
    }
    transfer->easy = curl_easy_init();
    bool is_ok = transfer->easy != NULL && set_limits(transfer) &&
                 set_request(transfer, surroundings->user_agent) && set_tls(transfer) &&
                 set_route(transfer, surroundings->proxies);
    if (is_ok && transfer->sent != NULL)
        is_ok = curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->sent) ==
                CURLE_OK;
    if (!is_ok && !transfer->address_refused)
        snprintf(transfer->failure, sizeof transfer->failure,
                 "the request could not be made: libcurl refused an option");
    return is_ok;
}
