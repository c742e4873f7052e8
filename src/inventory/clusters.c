/* Choosing the clusters and crawling them at the same time. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/clusters.h"

#include "base/near.h"
#include "inventory/cluster_access.h"
#include "inventory/crawl.h"
#include "inventory/kubeconfig.h"

#include <string.h>

LIST(crawl_pointer_list, struct crawl *);

/* The crawls of a run, while they go on. */
struct crawls {
    struct crawl_options options;
    struct fetcher *fetcher;
    struct out *out;
    struct arena *arena;
    struct collection *collection;
    struct crawl_pointer_list running;
};

/* Whether sources name no source but the default. */
static bool default_is_wanted(const struct inventory_sources *sources)
{
    return sources->contexts.count == 0 && !sources->all_contexts &&
           sources->files.count == 0 && sources->references.count == 0;
}

static void start(struct crawls *crawls, const struct cluster_access *access,
                  size_t cluster)
{
    *LIST_ADD(crawls->arena, &crawls->running) =
        crawl_start(access, &crawls->options, crawls->fetcher, crawls->out,
                    crawls->arena, crawls->collection, cluster);
}

/* A context that is broken is a cluster that could not be listed: the others go on. */
static void start_context(struct crawls *crawls, const struct kubeconfig *config,
                          const char *context)
{
    struct error err = {0};
    struct cluster_access *access = arena_alloc(crawls->arena, sizeof *access);
    size_t index = collection_add_cluster(crawls->collection, context, CLUSTER_API);
    if (access_of_context(config, context, crawls->arena, access, &err)) {
        start(crawls, access, index);
        return;
    }
    struct cluster *cluster = collection_cluster(crawls->collection, index);
    cluster->is_complete = false;
    cluster->failure = arena_copy(crawls->arena, err.text);
}

static bool check_context(const struct kubeconfig *config, const char *context,
                          struct arena *arena, struct error *err)
{
    struct text_list names = {0};
    if (kubeconfig_entry(&config->contexts, context) != NULL)
        return true;
    for (size_t i = 0; i < config->contexts.count; i++)
        *LIST_ADD(arena, &names) = config->contexts.items[i].name;
    const char *near = near_match(context, names.items, names.count);
    if (near != NULL)
        return error_set(err, ERROR_USAGE,
                         "no context '%s' in the kubeconfig, did you mean '%s'?",
                         context, near);
    if (names.count == 0)
        return error_set(err, ERROR_USAGE,
                         "no context '%s': there is no kubeconfig with contexts "
                         "(--kubeconfig, $KUBECONFIG, ~/.kube/config)",
                         context);
    return error_set(err, ERROR_USAGE,
                     "no context '%s' in the kubeconfig: it has %zu, such as '%s'",
                     context, names.count, names.items[0]);
}

static bool list_holds(const struct text_list *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

/* The contexts that are named, each once, in the order named. */
static bool choose_contexts(const struct inventory_sources *sources,
                            const struct kubeconfig *config, struct arena *arena,
                            struct text_list *ret_contexts, struct error *err)
{
    for (size_t i = 0; i < sources->contexts.count; i++) {
        const char *context = sources->contexts.items[i];
        if (!check_context(config, context, arena, err))
            return false;
        if (!list_holds(ret_contexts, context))
            *LIST_ADD(arena, ret_contexts) = context;
    }
    if (!sources->all_contexts)
        return true;
    for (size_t i = 0; i < config->contexts.count; i++)
        if (!list_holds(ret_contexts, config->contexts.items[i].name))
            *LIST_ADD(arena, ret_contexts) = config->contexts.items[i].name;
    return ret_contexts->count != 0 ||
           error_set(err, ERROR_USAGE,
                     "--all-contexts: there is no kubeconfig with contexts "
                     "(--kubeconfig, $KUBECONFIG, ~/.kube/config)");
}

/* The current context, else the service account of the pod that this runs in. */
static bool start_default(struct crawls *crawls, const struct kubeconfig *config,
                          struct error *err)
{
    if (config->current_context != NULL) {
        if (!check_context(config, config->current_context, crawls->arena, err))
            return error_within(err, "its current-context");
        start_context(crawls, config, config->current_context);
        return true;
    }
    if (config->contexts.count == 0 && access_is_in_cluster(SERVICE_ACCOUNT_FOLDER)) {
        struct cluster_access *access = arena_alloc(crawls->arena, sizeof *access);
        if (!access_in_cluster(SERVICE_ACCOUNT_FOLDER, crawls->arena, access, err))
            return false;
        start(crawls, access,
              collection_add_cluster(crawls->collection, access->name, CLUSTER_API));
        return true;
    }
    if (config->contexts.count != 0)
        return error_set(err, ERROR_USAGE,
                         "the kubeconfig has no current-context: name one with "
                         "--context, or use --all-contexts");
    return error_set(
        err, ERROR_USAGE,
        "there is nothing to look at: no kubeconfig and no service account; "
        "name a source with --kubeconfig, -f FILE or --image REF");
}

static bool start_all(struct crawls *crawls, const struct inventory_sources *sources,
                      struct error *err)
{
    struct kubeconfig config;
    struct text_list contexts = {0};
    if (!kubeconfig_load(sources->kubeconfig, crawls->out, crawls->arena, &config, err))
        return false;
    if (default_is_wanted(sources))
        return start_default(crawls, &config, err);
    if (!choose_contexts(sources, &config, crawls->arena, &contexts, err))
        return false;
    for (size_t i = 0; i < contexts.count; i++)
        start_context(crawls, &config, contexts.items[i]);
    return true;
}

static bool finish(struct crawls *crawls, bool is_started, struct error *err)
{
    /* What is queued must come to its end even when something else failed. */
    struct error problem = {0};
    bool done = fetch_all(crawls->fetcher, &problem);
    out_progress_end(crawls->out);
    for (size_t i = 0; done && i < crawls->running.count; i++)
        crawl_read_secrets(crawls->running.items[i]);
    done = done && fetch_all(crawls->fetcher, &problem);
    for (size_t i = 0; i < crawls->running.count; i++)
        crawl_end(crawls->running.items[i]);
    if (!is_started)
        return false;
    return done || error_set(err, problem.code, "%s", problem.text);
}

bool clusters_crawl(const struct inventory_sources *sources, struct fetcher *fetcher,
                    struct out *out, struct arena *arena, struct collection *collection,
                    struct error *err)
{
    if (!default_is_wanted(sources) && sources->contexts.count == 0 &&
        !sources->all_contexts)
        return true;
    struct crawls crawls = {
        .options = {.no_exec = sources->no_exec,
                    .namespaces = &sources->namespaces,
                    .pull_secrets = sources->pull_secrets,
                    .nodes = sources->nodes && sources->namespaces.count == 0,
                    .helm = sources->helm},
        .fetcher = fetcher,
        .out = out,
        .arena = arena,
        .collection = collection,
    };
    collection_note_pull_secrets(collection, sources->pull_secrets);
    return finish(&crawls, start_all(&crawls, sources, err), err);
}

static bool start_fit(struct crawls *crawls, const struct inventory_sources *sources,
                      struct error *err)
{
    struct kubeconfig config;
    if (!kubeconfig_load(sources->kubeconfig, crawls->out, crawls->arena, &config,
                         err) ||
        !check_context(&config, sources->fit_context, crawls->arena, err))
        return error_within(err, "--fit-context");
    start_context(crawls, &config, sources->fit_context);
    return true;
}

bool clusters_fit(const struct inventory_sources *sources, struct fetcher *fetcher,
                  struct out *out, struct arena *arena, struct cluster *ret_cluster,
                  struct error *err)
{
    const struct text_list none = {0};
    struct collection *collection = collection_new(arena, &none, &none);
    struct crawls crawls = {
        .options = {.no_exec = sources->no_exec,
                    .version_only = true,
                    .namespaces = &none},
        .fetcher = fetcher,
        .out = out,
        .arena = arena,
        .collection = collection,
    };
    bool done = finish(&crawls, start_fit(&crawls, sources, err), err);
    if (done)
        *ret_cluster = *collection_cluster(collection, 0);
    collection_free(collection);
    return done;
}
