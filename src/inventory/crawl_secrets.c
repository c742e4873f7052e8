/* Reading the pull secrets that pods name, each by itself and nothing else. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/crawl_list.h"

#include "inventory/pull_secrets.h"

#include <string.h>

/* A secret on its way. */
struct reading {
    struct crawl *crawl;
    struct pull_secret *secret;
    unsigned generation;
};

static void request_secret(struct reading *reading);

/* A namespace that may not be read is told once; a secret that is not there never: the
 * kubelet passes over it too. */
static void not_read(struct reading *reading, const char *reason)
{
    struct crawl *crawl = reading->crawl;
    const char *cluster = collection_cluster(crawl->collection, crawl->cluster)->name;
    const char *namespace = reading->secret->namespace;
    for (size_t i = 0; i < crawl->secret_warnings.count; i++)
        if (strcmp(crawl->secret_warnings.items[i], namespace) == 0)
            return;
    *LIST_ADD(crawl->arena, &crawl->secret_warnings) = namespace;
    out_warn(crawl->out, "%s: pull secret '%s' of namespace '%s' is not used: %s",
             cluster, reading->secret->name, namespace, reason);
}

static void secret_came(const struct fetch_response *response, void *context)
{
    struct reading *reading = context;
    struct crawl *crawl = reading->crawl;
    struct error err = {0};
    if (response->failure == NULL && response->status == 401 &&
        cluster_credentials_renew(crawl->client.credentials, reading->generation)) {
        request_secret(reading);
        return;
    }
    if (response->failure == NULL && response->status == 404) {
        out_detail(crawl->out, "namespace '%s' has no pull secret '%s'",
                   reading->secret->namespace, reading->secret->name);
        return;
    }
    if (response->failure != NULL || response->status != 200)
        kube_explain(response, "secrets: get",
                     "in that namespace, as the second part of contrib/rbac.yaml does",
                     &err);
    else if (pull_secrets_read(crawl->options->pull_secrets, reading->secret,
                               response->body, response->body_bytes, &err))
        return;
    not_read(reading, err.text);
}

static void request_secret(struct reading *reading)
{
    struct error err = {0};
    AUTO_TEXT path = {0};
    text_init(&path, URL_ROOM);
    text_add(&path, "/api/v1/namespaces/");
    url_add_escaped(&path, reading->secret->namespace);
    text_add(&path, "/secrets/");
    url_add_escaped(&path, reading->secret->name);
    struct kube_request request = {
        .path = path.bytes,
        .accept = "application/json",
        .done = secret_came,
        .context = reading,
    };
    if (text_overflowed(&path))
        not_read(reading, "its name is too long");
    else if (!kube_get(&reading->crawl->client, &request, &reading->generation, &err))
        not_read(reading, err.text);
}

void crawl_read_secrets(struct crawl *crawl)
{
    struct pull_secrets *secrets = crawl->options->pull_secrets;
    if (secrets == NULL)
        return;
    const struct pull_secret_list *all = pull_secrets_all(secrets);
    for (size_t i = 0; i < all->count; i++) {
        if (all->items[i]->cluster != crawl->cluster)
            continue;
        struct reading *reading = arena_alloc(crawl->arena, sizeof *reading);
        *reading = (struct reading){.crawl = crawl, .secret = all->items[i]};
        request_secret(reading);
    }
}
