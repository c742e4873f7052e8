/* Hosts of the clouds, whole labels from end to end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/cloud_host.h"

#include "base/compiler.h"
#include "base/slice.h"

#include <string.h>

/*
 * In a pattern the label "#" stands for an account's 12 digits, "*" for any one label,
 * "@" for a region, "*-docker" for any label that ends so. In an endpoint "@" is the
 * region. Sources: the clouds' own lists of registry and API endpoints.
 */
static const struct {
    enum registry_identity identity;
    const char *pattern;
    struct cloud_host host;
} hosts[] = {
    {REGISTRY_IDENTITY_ECR,
     "#.dkr.ecr.@.amazonaws.com",
     {.helper = "ecr-login",
      .endpoint = "https://api.ecr.@.amazonaws.com",
      .authority = "https://sts.@.amazonaws.com"}},
    {REGISTRY_IDENTITY_ECR,
     "#.dkr.ecr-fips.@.amazonaws.com",
     {.helper = "ecr-login",
      .endpoint = "https://ecr-fips.@.amazonaws.com",
      .authority = "https://sts-fips.@.amazonaws.com"}},
    {REGISTRY_IDENTITY_ECR,
     "#.dkr.ecr.@.amazonaws.com.cn",
     {.helper = "ecr-login",
      .endpoint = "https://api.ecr.@.amazonaws.com.cn",
      .authority = "https://sts.@.amazonaws.com.cn"}},
    {REGISTRY_IDENTITY_ECR,
     "#.dkr-ecr.@.on.aws",
     {.helper = "ecr-login",
      .endpoint = "https://ecr.@.api.aws",
      .authority = "https://sts.@.amazonaws.com"}},
    {REGISTRY_IDENTITY_ECR, "public.ecr.aws", {.helper = NULL}},
    {REGISTRY_IDENTITY_GOOGLE, "gcr.io", {.helper = "gcloud"}},
    {REGISTRY_IDENTITY_GOOGLE, "*.gcr.io", {.helper = "gcloud"}},
    {REGISTRY_IDENTITY_GOOGLE, "*-docker.pkg.dev", {.helper = "gcloud"}},
    {REGISTRY_IDENTITY_AZURE,
     "*.azurecr.io",
     {.helper = "acr-env",
      .authority = "https://login.microsoftonline.com",
      .audience = "https://containerregistry.azure.net"}},
    {REGISTRY_IDENTITY_AZURE,
     "*.azurecr.cn",
     {.helper = "acr-env",
      .authority = "https://login.partner.microsoftonline.cn",
      .audience = "https://management.chinacloudapi.cn"}},
    {REGISTRY_IDENTITY_AZURE,
     "*.azurecr.us",
     {.helper = "acr-env",
      .authority = "https://login.microsoftonline.us",
      .audience = "https://management.usgovcloudapi.net"}},
};

static bool has_only(struct slice label, const char *allowed)
{
    for (size_t i = 0; i < label.length; i++)
        if (label.at[i] == '\0' || strchr(allowed, label.at[i]) == NULL)
            return false;
    return label.length != 0;
}

static bool label_matches(struct slice pattern, struct slice label)
{
    static const char digits[] = "0123456789";
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    if (slice_equals(pattern, "#"))
        return label.length == 12 && has_only(label, digits);
    if (slice_equals(pattern, "@"))
        return has_only(label, letters) && label.at[0] >= 'a';
    if (pattern.length == 0 || pattern.at[0] != '*')
        return pattern.length == label.length &&
               memcmp(pattern.at, label.at, label.length) == 0;
    struct slice ending = {pattern.at + 1, pattern.length - 1};
    return has_only(label, letters) && label.length > ending.length &&
           memcmp(label.at + label.length - ending.length, ending.at, ending.length) ==
               0;
}

/* ret_region is set when the pattern has one. */
static bool host_matches(const char *pattern, const char *host,
                         struct slice *ret_region)
{
    struct slice wanted = slice_of(pattern);
    struct slice given = slice_of(host);
    while (wanted.at != NULL && given.at != NULL) {
        struct slice label = slice_cut(&wanted, '.');
        struct slice own = slice_cut(&given, '.');
        if (!label_matches(label, own))
            return false;
        if (slice_equals(label, "@"))
            *ret_region = own;
    }
    return wanted.at == NULL && given.at == NULL;
}

static const char *fill_in(struct arena *arena, const char *url, struct slice region)
{
    const char *place = url != NULL ? strchr(url, '@') : NULL;
    if (place == NULL)
        return url;
    return arena_format(arena, "%.*s%.*s%s", (int)(place - url), url,
                        (int)region.length, region.at, place + 1);
}

bool cloud_host_read(enum registry_identity identity, const char *host,
                     struct arena *arena, struct cloud_host *ret_host)
{
    for (size_t i = 0; i < COUNT_OF(hosts); i++) {
        struct slice region = {NULL, 0};
        if (hosts[i].identity != identity ||
            !host_matches(hosts[i].pattern, host, &region))
            continue;
        *ret_host = hosts[i].host;
        ret_host->endpoint = fill_in(arena, hosts[i].host.endpoint, region);
        ret_host->authority = fill_in(arena, hosts[i].host.authority, region);
        if (region.at != NULL)
            ret_host->region = arena_copy_slice(arena, region);
        return true;
    }
    return false;
}
