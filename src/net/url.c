/* URLs, read by libcurl's own parser: what is checked here is what is asked later. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/url.h"

#include <stdio.h>
#include <string.h>

#include <curl/curl.h>

static void handle_clear(CURLU **handle)
{
    curl_url_cleanup(*handle);
}
#define AUTO_URL CLEANUP(handle_clear) CURLU

static void part_clear(char **part)
{
    curl_free(*part);
}
#define AUTO_PART CLEANUP(part_clear) char

static bool is_printable_ascii(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++)
        if (text[i] <= ' ' || text[i] > '~')
            return false;
    return length != 0 && length < URL_ROOM;
}

/* Without what parsers read in different ways. */
static bool is_plain(const char *url)
{
    return is_printable_ascii(url) && strchr(url, '\\') == NULL;
}

/* NULL when it is no http or https URL with a host. */
static CURLU *url_open(const char *url)
{
    if (!is_plain(url))
        return NULL;
    CURLU *handle = curl_url();
    AUTO_PART *scheme = NULL;
    if (handle != NULL && curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK &&
        curl_url_get(handle, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
        (strcmp(scheme, "https") == 0 || strcmp(scheme, "http") == 0))
        return handle;
    curl_url_cleanup(handle);
    return NULL;
}

static void lower(char *text)
{
    for (; *text != '\0'; text++)
        if (*text >= 'A' && *text <= 'Z')
            *text = (char)(*text - 'A' + 'a');
}

bool url_is_usable(const char *url)
{
    AUTO_URL *handle = url_open(url);
    AUTO_PART *user = NULL;
    AUTO_PART *password = NULL;
    return handle != NULL &&
           curl_url_get(handle, CURLUPART_USER, &user, 0) == CURLUE_NO_USER &&
           curl_url_get(handle, CURLUPART_PASSWORD, &password, 0) == CURLUE_NO_PASSWORD;
}

const char *url_shown(const char *url, char *buffer, size_t bytes)
{
    AUTO_URL *handle = url_open(url);
    AUTO_PART *shown = NULL;
    if (handle != NULL) {
        curl_url_set(handle, CURLUPART_USER, NULL, 0);
        curl_url_set(handle, CURLUPART_PASSWORD, NULL, 0);
        curl_url_set(handle, CURLUPART_QUERY, NULL, 0);
        curl_url_set(handle, CURLUPART_FRAGMENT, NULL, 0);
        curl_url_get(handle, CURLUPART_URL, &shown, 0);
    }
    /* What cannot be read cannot be shown safely either: its parts are not known. */
    snprintf(buffer, bytes, "%s", shown != NULL ? shown : "(not a URL)");
    return buffer;
}

bool url_origin(const char *url, char *buffer, size_t bytes)
{
    AUTO_URL *handle = url_open(url);
    AUTO_PART *scheme = NULL;
    AUTO_PART *host = NULL;
    AUTO_PART *port = NULL;
    if (handle == NULL ||
        curl_url_get(handle, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(handle, CURLUPART_HOST, &host, 0) != CURLUE_OK)
        return false;
    bool has_port =
        curl_url_get(handle, CURLUPART_PORT, &port, CURLU_NO_DEFAULT_PORT) == CURLUE_OK;
    int length = snprintf(buffer, bytes, "%s://%s%s%s", scheme, host,
                          has_port ? ":" : "", has_port ? port : "");
    lower(buffer);
    return length > 0 && (size_t)length < bytes;
}

bool url_host(const char *url, char *buffer, size_t bytes)
{
    AUTO_URL *handle = url_open(url);
    AUTO_PART *host = NULL;
    if (handle == NULL || curl_url_get(handle, CURLUPART_HOST, &host, 0) != CURLUE_OK)
        return false;
    size_t length = strlen(host);
    bool has_brackets = length > 2 && host[0] == '[' && host[length - 1] == ']';
    if (has_brackets)
        host[length - 1] = '\0';
    int written = snprintf(buffer, bytes, "%s", host + (has_brackets ? 1 : 0));
    lower(buffer);
    return written > 0 && (size_t)written < bytes;
}

/* The bytes of "https://host:443" with nothing in them that could be read in another
 * way; 0: the URL does not begin so. */
static size_t plain_front(const char *url)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789.:-";
    size_t scheme = strncmp(url, "https://", 8) == 0  ? 8
                    : strncmp(url, "http://", 7) == 0 ? 7
                                                      : 0;
    size_t host = scheme == 0 ? 0 : strspn(url + scheme, plain);
    char end = url[scheme + host];
    return host == 0 || (end != '/' && end != '\0') ? 0 : scheme + host;
}

/* Most that are compared are the same up to their paths: then one is read for both. */
static bool begins_alike(const char *a, const char *b)
{
    size_t front = plain_front(a);
    return front != 0 && front == plain_front(b) && memcmp(a, b, front) == 0;
}

bool url_same_origin(const char *a, const char *b)
{
    char origin_a[ORIGIN_ROOM];
    char origin_b[ORIGIN_ROOM];
    if (begins_alike(a, b))
        return is_plain(b) && url_origin(a, origin_a, sizeof origin_a);
    return url_origin(a, origin_a, sizeof origin_a) &&
           url_origin(b, origin_b, sizeof origin_b) && strcmp(origin_a, origin_b) == 0;
}

bool url_same_host(const char *a, const char *b)
{
    char host_a[ORIGIN_ROOM];
    char host_b[ORIGIN_ROOM];
    return url_host(a, host_a, sizeof host_a) && url_host(b, host_b, sizeof host_b) &&
           strcmp(host_a, host_b) == 0;
}

bool url_is_https(const char *url)
{
    AUTO_URL *handle = url_open(url);
    AUTO_PART *scheme = NULL;
    return handle != NULL &&
           curl_url_get(handle, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
           strcmp(scheme, "https") == 0;
}

bool url_port(const char *url, char *buffer, size_t bytes)
{
    AUTO_URL *handle = url_open(url);
    AUTO_PART *port = NULL;
    if (handle == NULL ||
        curl_url_get(handle, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK)
        return false;
    int written = snprintf(buffer, bytes, "%s", port);
    return written > 0 && (size_t)written < bytes;
}

bool url_with_host(const char *url, const char *host, struct text *ret_url)
{
    AUTO_URL *handle = url_open(url);
    AUTO_PART *whole = NULL;
    if (handle == NULL || curl_url_set(handle, CURLUPART_HOST, host, 0) != CURLUE_OK ||
        curl_url_get(handle, CURLUPART_URL, &whole, 0) != CURLUE_OK)
        return false;
    text_add(ret_url, whole);
    return !text_overflowed(ret_url);
}

bool url_resolve(const char *base, struct slice reference, struct text *ret_url)
{
    AUTO_URL *handle = url_open(base);
    AUTO_PART *whole = NULL;
    char target[URL_ROOM];
    if (handle == NULL || reference.length >= sizeof target)
        return false;
    memcpy(target, reference.at, reference.length);
    target[reference.length] = '\0';
    if (!is_plain(target) ||
        curl_url_set(handle, CURLUPART_URL, target, 0) != CURLUE_OK ||
        curl_url_set(handle, CURLUPART_FRAGMENT, NULL, 0) != CURLUE_OK ||
        curl_url_get(handle, CURLUPART_URL, &whole, 0) != CURLUE_OK ||
        !url_is_usable(whole))
        return false;
    text_add(ret_url, whole);
    return !text_overflowed(ret_url);
}

void url_add_escaped(struct text *url, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789-._~";
    for (; *text != '\0'; text++) {
        if (strchr(plain, *text) != NULL)
            text_add_char(url, *text);
        else
            text_addf(url, "%%%02X", (unsigned)(unsigned char)*text);
    }
}
