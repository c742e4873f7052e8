/* Realms: a stranger's challenge must not decide who gets a password. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/realm.h"

#include "base/compiler.h"
#include "base/slice.h"
#include "net/url.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>

#include <libpsl.h>

/* Known pairs, which hold where the list of domains is missing too. */
static const struct {
    const char *host;
    const char *realm_host;
} known[] = {
    {"registry-1.docker.io", "auth.docker.io"},
    {"registry.gitlab.com", "gitlab.com"},
};

/*
 * Domains whose names belong to many customers, whatever the list of the distribution
 * says of them: their registries are their own token servers.
 */
static const char *const shared[] = {
    "amazonaws.com", "amazonaws.com.cn", "azurecr.cn", "azurecr.io", "azurecr.us",
    "gcr.io",        "jfrog.io",         "on.aws",     "pkg.dev",    "windows.net",
};

static bool is_shared(const char *domain)
{
    for (size_t i = 0; i < COUNT_OF(shared); i++)
        if (strcmp(shared[i], domain) == 0)
            return true;
    return false;
}

static bool is_known(const char *host, const char *realm_host)
{
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (strcmp(known[i].host, host) == 0 &&
            strcmp(known[i].realm_host, realm_host) == 0)
            return true;
    return false;
}

static bool is_address(const char *host)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, host, bytes) == 1 ||
           inet_pton(AF_INET6, host, bytes) == 1;
}

/* The registrable domain of both is the same one: "corp.example", never "co.uk". */
static bool are_siblings(const char *host, const char *realm_host)
{
    const psl_ctx_t *list = psl_builtin();
    if (list == NULL || is_address(host) || is_address(realm_host))
        return false;
    const char *domain = psl_registrable_domain(list, host);
    const char *realm_domain = psl_registrable_domain(list, realm_host);
    return domain != NULL && realm_domain != NULL &&
           strcmp(domain, realm_domain) == 0 && !is_shared(domain);
}

bool realm_is_near(const char *realm, const char *registry_url, const char *token_realm)
{
    return url_same_host(realm, registry_url) ||
           (token_realm != NULL && url_same_origin(realm, token_realm));
}

enum realm_verdict realm_judge(const char *realm, const char *registry_url,
                               const char *token_realm, bool plain_http_allowed)
{
    char host[ORIGIN_ROOM];
    char realm_host[ORIGIN_ROOM];
    if (!url_is_usable(realm) || !url_host(realm, realm_host, sizeof realm_host) ||
        !url_host(registry_url, host, sizeof host))
        return REALM_REFUSED;
    bool is_near = realm_is_near(realm, registry_url, token_realm);
    if (!url_is_https(realm))
        return plain_http_allowed && is_near ? REALM_TRUSTED : REALM_REFUSED;
    if (is_near || is_known(host, realm_host) || are_siblings(host, realm_host))
        return REALM_TRUSTED;
    return REALM_STRANGER;
}
