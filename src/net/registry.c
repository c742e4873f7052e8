/* The registry client: which host is really asked for a registry, and how. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/registry.h"

#include "net/index_json.h"
#include "net/registry_client.h"

#include <string.h>
#include <strings.h>

#include <utlist.h>

enum { REPOSITORY_BYTES_MAX = 255, HOST_BYTES_MAX = 259 };

struct registry_client *registry_client_new(struct fetcher *fetcher,
                                            const struct registry_options_list *options,
                                            struct credentials *credentials,
                                            struct out *out)
{
    struct arena *arena = arena_new();
    struct registry_client *client = arena_alloc(arena, sizeof *client);
    *client = (struct registry_client){.arena = arena,
                                       .fetcher = fetcher,
                                       .options = options,
                                       .credentials = credentials,
                                       .out = out};
    return client;
}

void registry_client_free(struct registry_client *client)
{
    if (client == NULL)
        return;
    while (client->questions != NULL)
        question_free(client->questions);
    HASH_CLEAR(hh, client->registries);
    HASH_CLEAR(hh, client->tokens);
    struct arena *arena = client->arena; /* tokens and logins are in it */
    arena_wipe(arena);
    arena_free(arena);
}

static const struct registry_options *find_options(const struct registry_client *client,
                                                   const char *host)
{
    for (size_t i = 0; client->options != NULL && i < client->options->count; i++)
        if (strcasecmp(client->options->items[i].host, host) == 0)
            return &client->options->items[i];
    return NULL;
}

/* What the policy says of a host is added to what is known of the registry. */
static void allow(struct registry *registry, const struct registry_options *options)
{
    if (options == NULL)
        return;
    registry->private_allowed = registry->private_allowed || options->private_allowed;
    registry->plain_http_allowed =
        registry->plain_http_allowed || options->plain_http_allowed;
    if (options->identity != REGISTRY_IDENTITY_FILES)
        registry->identity = options->identity;
    if (options->ca != NULL)
        registry->tls.ca_file = options->ca;
    if (options->token_realm != NULL)
        registry->token_realm = options->token_realm;
}

/*
 * Another host answers for the registry, as the policy says: what the policy says of
 * that host holds, its logins are used, and being named makes it neither too near nor
 * too open.
 */
static void set_base(struct registry_client *client, struct registry *registry,
                     const char *base)
{
    char origin[ORIGIN_ROOM];
    size_t length = strlen(base);
    while (length != 0 && base[length - 1] == '/')
        length--;
    registry->base = arena_format(client->arena, "%.*s", (int)length, base);
    registry->private_allowed = true;
    registry->plain_http_allowed = !url_is_https(base);
    if (!url_origin(base, origin, sizeof origin))
        return;
    registry->credential_host = arena_copy(client->arena, strstr(origin, "://") + 3);
    if (strcasecmp(registry->credential_host, registry->host) != 0)
        registry->namespace = registry->host;
    allow(registry, find_options(client, registry->credential_host));
}

static struct registry *registry_of(struct registry_client *client, const char *host)
{
    struct registry *registry = NULL;
    HASH_FIND_STR(client->registries, host, registry);
    if (registry != NULL)
        return registry;
    const struct registry_options *options = find_options(client, host);
    registry = arena_alloc(client->arena, sizeof *registry);
    registry->client = client;
    registry->host = arena_copy(client->arena, host);
    registry->credential_host = registry->host;
    allow(registry, options);
    if (options != NULL && options->api_base != NULL)
        set_base(client, registry, options->api_base);
    else
        registry->base = arena_format(
            client->arena, "%s://%s", registry->plain_http_allowed ? "http" : "https",
            strcmp(host, "docker.io") == 0 ? "registry-1.docker.io" : host);
    if (client->credentials != NULL)
        registry->lan_allowed =
            credentials_name(client->credentials, registry->credential_host);
    HASH_ADD_KEYPTR(hh, client->registries, registry->host, strlen(registry->host),
                    registry);
    return registry;
}

static bool has_only(const char *text, const char *allowed, size_t length_max)
{
    size_t length = strlen(text);
    return length != 0 && length <= length_max && strspn(text, allowed) == length;
}

/* Hosts and paths come from strangers' pods: nothing may reach beyond itself. */
static bool is_askable(const char *host, const char *repository, const char *reference)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:";
    return has_only(host,
                    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                    ".-:[]",
                    HOST_BYTES_MAX) &&
           has_only(repository, "abcdefghijklmnopqrstuvwxyz0123456789./_-",
                    REPOSITORY_BYTES_MAX) &&
           strstr(repository, "..") == NULL && strstr(repository, "//") == NULL &&
           repository[0] != '/' && repository[strlen(repository) - 1] != '/' &&
           (reference == NULL || has_only(reference, letters, 7 + 128));
}

static struct question *question_new(struct registry_client *client, const char *host,
                                     const char *repository, const char *reference)
{
    struct arena *arena = arena_new();
    struct question *question = arena_alloc(arena, sizeof *question);
    bool is_short = strcmp(host, "docker.io") == 0 && strchr(repository, '/') == NULL;
    *question = (struct question){
        .client = client,
        .arena = arena,
        .registry = registry_of(client, host),
        .repository =
            arena_format(arena, "%s%s", is_short ? "library/" : "", repository),
        .reference = arena_copy(arena, reference),
    };
    DL_APPEND(client->questions, question);
    return question;
}

static void copy_known(struct question *question,
                       const struct registry_page_list *known)
{
    struct arena *arena = question->arena;
    for (size_t i = 0; known != NULL && i < known->count; i++)
        *LIST_ADD(arena, &question->known) = (struct registry_page){
            .url = arena_copy(arena, known->items[i].url),
            .etag = arena_copy(arena, known->items[i].etag),
            .last_modified = arena_copy(arena, known->items[i].last_modified),
            .next = arena_copy(arena, known->items[i].next)};
}

bool registry_list_tags(struct registry_client *client, const char *host,
                        const char *repository, const struct registry_page_list *known,
                        registry_tags_done *done, void *context, struct error *err)
{
    if (!is_askable(host, repository, NULL))
        return error_set(err, ERROR_FORMAT, "%s/%s is no repository that can be asked",
                         host, repository);
    struct question *question = question_new(client, host, repository, NULL);
    question->kind = QUESTION_TAGS;
    copy_known(question, known);
    text_init(&question->lines, TAGS_BYTES_MAX);
    text_init(&question->days, TAGS_BYTES_MAX);
    question->tags_done = done;
    question->context = context;
    question->n_variant = question_first_size(question);
    question->url =
        arena_format(question->arena, "%s/v2/%s/tags/list%s", question->registry->base,
                     question->repository, question_page_size(question));
    question->first_url = question->url;
    *LIST_ADD(question->arena, &question->urls) = question->url;
    question_go_on(question);
    return true;
}

enum manifest_wish { WISH_DIGEST, WISH_PLATFORMS, WISH_CREATED };

static bool ask_manifest(struct registry_client *client, const char *host,
                         const char *repository, const char *reference,
                         enum manifest_wish wish, registry_manifest_done *done,
                         void *context, struct error *err)
{
    if (!is_askable(host, repository, reference))
        return error_set(err, ERROR_FORMAT,
                         "%s/%s:%s is no image that can be asked for", host, repository,
                         reference);
    struct question *question = question_new(client, host, repository, reference);
    question->kind = QUESTION_MANIFEST;
    question->is_get = wish != WISH_DIGEST;
    question->wants_platforms = wish == WISH_PLATFORMS;
    question->wants_created = wish == WISH_CREATED;
    question->expected = digest_is_valid(reference) ? question->reference : NULL;
    question->manifest_done = done;
    question->context = context;
    question->url =
        arena_format(question->arena, "%s/v2/%s/manifests/%s", question->registry->base,
                     question->repository, question->reference);
    question->first_url = question->url;
    question_go_on(question);
    return true;
}

bool registry_head_manifest(struct registry_client *client, const char *host,
                            const char *repository, const char *reference,
                            registry_manifest_done *done, void *context,
                            struct error *err)
{
    return ask_manifest(client, host, repository, reference, WISH_DIGEST, done, context,
                        err);
}

bool registry_get_index(struct registry_client *client, const char *host,
                        const char *repository, const char *reference,
                        registry_manifest_done *done, void *context, struct error *err)
{
    return ask_manifest(client, host, repository, reference, WISH_PLATFORMS, done,
                        context, err);
}

bool registry_get_created(struct registry_client *client, const char *host,
                          const char *repository, const char *reference,
                          registry_manifest_done *done, void *context,
                          struct error *err)
{
    return ask_manifest(client, host, repository, reference, WISH_CREATED, done,
                        context, err);
}

struct registry_budget registry_budget_of(const struct registry_client *client,
                                          const char *host)
{
    const struct registry *registry = NULL;
    if (client != NULL)
        HASH_FIND_STR(client->registries, host, registry);
    return registry != NULL ? registry->budget : (struct registry_budget){0};
}

void registry_budgets(const struct registry_client *client, struct arena *arena,
                      struct registry_budget_list *ret_budgets)
{
    for (const struct registry *registry = client->registries; registry != NULL;
         registry = registry->hh.next)
        if (registry->budget.is_known)
            *LIST_ADD(arena, ret_budgets) = registry->budget;
}
