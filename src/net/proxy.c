/* Proxies by the environment, with curl's rules for NO_PROXY. Chosen here and not by
 * libcurl, because whoever checks addresses must know whether one is a proxy's. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/proxy.h"

#include "base/compiler.h"
#include "base/slice.h"
#include "net/address.h"
#include "net/url.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

static const char *first_set(const char *const *names)
{
    for (; *names != NULL; names++) {
        const char *value = getenv(*names);
        if (value != NULL && value[0] != '\0')
            return value;
    }
    return NULL;
}

struct proxy_environment proxy_environment(void)
{
    static const char *const http[] = {"http_proxy", NULL};
    static const char *const https[] = {"https_proxy", "HTTPS_PROXY", NULL};
    static const char *const all[] = {"all_proxy", "ALL_PROXY", NULL};
    static const char *const none[] = {"no_proxy", "NO_PROXY", NULL};
    return (struct proxy_environment){.http = first_set(http),
                                      .https = first_set(https),
                                      .all = first_set(all),
                                      .none = first_set(none)};
}

/* The bytes of an IPv4 or IPv6 address; how many there are, 0 for a name. */
static size_t read_address(const char *text, unsigned char bytes[16])
{
    if (inet_pton(AF_INET, text, bytes) == 1)
        return 4;
    return inet_pton(AF_INET6, text, bytes) == 1 ? 16 : 0;
}

/* "10.0.0.0/8" or an address alone. */
static bool network_holds(struct slice network, const char *host)
{
    unsigned char wanted[16];
    unsigned char base[16];
    char text[INET6_ADDRSTRLEN];
    struct slice rest = network;
    struct slice address = slice_cut(&rest, '/');
    if (address.length >= sizeof text)
        return false;
    memcpy(text, address.at, address.length);
    text[address.length] = '\0';
    size_t bytes = read_address(host, wanted);
    uint64_t bits = bytes * 8;
    if (bytes == 0 || read_address(text, base) != bytes ||
        (rest.at != NULL && !slice_number(rest, bytes * 8, &bits)))
        return false;
    for (size_t i = 0; i < bits; i++)
        if (((wanted[i / 8] ^ base[i / 8]) & (0x80u >> i % 8)) != 0)
            return false;
    return true;
}

/* "corp.example" and ".corp.example" stand for the domain and all below it. */
static bool domain_holds(struct slice domain, const char *host)
{
    if (domain.length != 0 && domain.at[0] == '.')
        domain = (struct slice){domain.at + 1, domain.length - 1};
    struct slice name = slice_of(host);
    if (domain.length == 0 || name.length < domain.length)
        return false;
    struct slice end = {name.at + name.length - domain.length, domain.length};
    char text[256];
    if (domain.length >= sizeof text)
        return false;
    memcpy(text, domain.at, domain.length);
    text[domain.length] = '\0';
    return slice_equals_ignoring_case(end, text) &&
           (end.at == name.at || end.at[-1] == '.');
}

static bool is_excepted(const char *list, const char *host)
{
    struct slice rest = slice_of(list);
    while (rest.at != NULL) {
        struct slice entries = slice_trim(slice_cut(&rest, ','));
        while (entries.at != NULL) {
            struct slice entry = slice_trim(slice_cut(&entries, ' '));
            if (slice_equals(entry, "*") || network_holds(entry, host) ||
                domain_holds(entry, host))
                return true;
        }
    }
    return false;
}

const char *proxy_for(const struct proxy_environment *environment, const char *url)
{
    char host[ORIGIN_ROOM];
    const char *proxy = url_is_https(url) ? environment->https : environment->http;
    if (proxy == NULL)
        proxy = environment->all;
    if (proxy == NULL || !url_host(url, host, sizeof host) ||
        (environment->none != NULL && is_excepted(environment->none, host)))
        return NULL;
    return proxy;
}

bool proxy_host_is_local(const char *host)
{
    static const char *const endings[] = {".localhost", ".local",     ".internal",
                                          ".svc",       ".home.arpa", ".cluster.local"};
    struct sockaddr_storage storage = {.ss_family = AF_INET};
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    bool is_address = true;
    if (inet_pton(AF_INET, host, &four.sin_addr) == 1)
        memcpy(&storage, &four, sizeof four);
    else if (inet_pton(AF_INET6, host, &six.sin6_addr) == 1)
        memcpy(&storage, &six, sizeof six);
    else
        is_address = false;
    if (is_address)
        return address_kind((const struct sockaddr *)&storage) != ADDRESS_PUBLIC;
    struct slice name = slice_of(host);
    if (name.length != 0 && name.at[name.length - 1] == '.')
        name.length--;
    for (size_t i = 0; i < COUNT_OF(endings); i++)
        if (slice_ends_with(name, endings[i]))
            return true;
    return memchr(name.at, '.', name.length) == NULL;
}
