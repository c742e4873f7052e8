/* Hosts of the clouds, whole labels from end to end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/cloud_helper.h"

#include "base/compiler.h"
#include "base/slice.h"

#include <string.h>

/* A label "*" stands for any one label, "*-docker" for any that ends so. */
static const struct {
    enum registry_identity identity;
    const char *pattern;
    const char *helper;
} hosts[] = {
    {REGISTRY_IDENTITY_ECR, "*.dkr.ecr.*.amazonaws.com", "ecr-login"},
    {REGISTRY_IDENTITY_ECR, "*.dkr.ecr-fips.*.amazonaws.com", "ecr-login"},
    {REGISTRY_IDENTITY_ECR, "*.dkr.ecr.*.amazonaws.com.cn", "ecr-login"},
    {REGISTRY_IDENTITY_ECR, "*.dkr-ecr.*.on.aws", "ecr-login"},
    {REGISTRY_IDENTITY_ECR, "public.ecr.aws", "ecr-login"},
    {REGISTRY_IDENTITY_GOOGLE, "gcr.io", "gcloud"},
    {REGISTRY_IDENTITY_GOOGLE, "*.gcr.io", "gcloud"},
    {REGISTRY_IDENTITY_GOOGLE, "*-docker.pkg.dev", "gcloud"},
    {REGISTRY_IDENTITY_AZURE, "*.azurecr.io", "acr-env"},
    {REGISTRY_IDENTITY_AZURE, "*.azurecr.cn", "acr-env"},
    {REGISTRY_IDENTITY_AZURE, "*.azurecr.us", "acr-env"},
};

static bool label_matches(struct slice pattern, struct slice label)
{
    if (pattern.length == 0 || pattern.at[0] != '*')
        return pattern.length == label.length &&
               memcmp(pattern.at, label.at, label.length) == 0;
    struct slice ending = {pattern.at + 1, pattern.length - 1};
    return label.length > ending.length &&
           memcmp(label.at + label.length - ending.length, ending.at, ending.length) ==
               0;
}

static bool host_matches(const char *pattern, const char *host)
{
    struct slice wanted = slice_of(pattern);
    struct slice given = slice_of(host);
    while (wanted.at != NULL && given.at != NULL)
        if (!label_matches(slice_cut(&wanted, '.'), slice_cut(&given, '.')))
            return false;
    return wanted.at == NULL && given.at == NULL;
}

const char *cloud_helper(enum registry_identity identity, const char *host)
{
    for (size_t i = 0; i < COUNT_OF(hosts); i++)
        if (hosts[i].identity == identity && host_matches(hosts[i].pattern, host))
            return hosts[i].helper;
    return NULL;
}
