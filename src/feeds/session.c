/* Opens what questions to feeds stand on. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/session.h"

#include "identify/image_ref.h"
#include "inventory/pull_secrets.h"

static enum registry_identity identity_of(enum registry_credentials credentials)
{
    switch (credentials) {
    case REGISTRY_CREDENTIALS_DOCKER:
        break;
    case REGISTRY_CREDENTIALS_ECR:
        return REGISTRY_IDENTITY_ECR;
    case REGISTRY_CREDENTIALS_GOOGLE:
        return REGISTRY_IDENTITY_GOOGLE;
    case REGISTRY_CREDENTIALS_AZURE:
        return REGISTRY_IDENTITY_AZURE;
    case REGISTRY_CREDENTIALS_NONE:
        return REGISTRY_IDENTITY_NONE;
    }
    return REGISTRY_IDENTITY_FILES;
}

/* The registries as the policy names them, by rules, by endpoints, or both. */
static struct registry_options_list registry_options(const struct policy *policy,
                                                     struct arena *arena)
{
    struct registry_options_list list = {0};
    for (size_t i = 0; i < policy->registries.count; i++) {
        const struct registry_rule *rule = &policy->registries.items[i];
        *LIST_ADD(arena, &list) = (struct registry_options){
            .host = rule->host,
            .api_base = policy_endpoint(policy, rule->host),
            .private_allowed = rule->is_private,
            .plain_http_allowed = rule->is_plain_http,
            .ca = rule->ca,
            .token_realm = rule->token_realm,
            .identity = identity_of(rule->credentials),
        };
    }
    for (size_t i = 0; i < policy->endpoints.count; i++) {
        const struct endpoint *endpoint = &policy->endpoints.items[i];
        if (feed_driver_find(endpoint->name) == NULL &&
            policy_registry(policy, endpoint->name) == NULL)
            *LIST_ADD(arena, &list) = (struct registry_options){
                .host = endpoint->name, .api_base = endpoint->url};
    }
    return list;
}

/* A file that the policy names and nobody can read is a mistake, not a failed feed. */
static bool check_authorities(const struct policy *policy, struct fetcher *fetcher,
                              struct error *err)
{
    for (size_t i = 0; i < policy->registries.count; i++) {
        const struct registry_rule *rule = &policy->registries.items[i];
        const struct fetch_tls tls = {.ca_file = rule->ca};
        if (rule->ca == NULL || fetcher_check_ca(fetcher, &tls, err))
            continue;
        err->code = ERROR_USAGE;
        return error_within(err, "%s:%d:%d: 'ca' of %s", rule->origin.file,
                            rule->origin.line, rule->origin.column, rule->host);
    }
    return true;
}

/* Each for the images of the pods that name it; what is no login there is passed over,
 * as the kubelet does. */
static void add_pull_secret(struct credentials *credentials,
                            const struct pull_secret *secret, struct out *out)
{
    AUTO_ARENA *scratch = arena_new();
    struct credential_use_list uses = {0};
    struct error err = {0};
    struct error ignored = {0};
    for (size_t i = 0; i < secret->references.count; i++) {
        struct image_ref ref;
        if (image_ref_parse(secret->references.items[i], scratch, &ref, &ignored))
            *LIST_ADD(scratch, &uses) = (struct credential_use){ref.domain, ref.path};
    }
    const char *name = arena_format(scratch, "pull secret '%s' of namespace '%s'",
                                    secret->name, secret->namespace);
    if (!credentials_add_pull_secret(
            credentials, name, (struct slice){secret->document, secret->document_bytes},
            secret->is_bare, &uses, &err))
        out_warn(out, "registry logins: %s; it is left out", err.text);
}

static void add_pull_secrets(struct credentials *credentials,
                             const struct pull_secrets *secrets, struct out *out)
{
    const struct pull_secret_list *all = pull_secrets_all(secrets);
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i]->document != NULL)
            add_pull_secret(credentials, all->items[i], out);
    size_t left_out = pull_secrets_left_out(secrets);
    if (left_out != 0)
        out_warn(out, "pull secrets: %zu uses of them are left out, there are too many",
                 left_out);
}

bool feed_session_open(struct feed_session *session, struct error *err)
{
    struct feed_run *run = &session->run;
    const struct feeds_options *options = run->options;
    if (!feed_tokens_read(run->arena, &run->tokens, err))
        return false;
    if (options->offline)
        return true;
    if (!check_authorities(options->policy, run->fetcher, err))
        return false;
    if (options->credentials == NULL)
        session->loaded = credentials_load(run->out);
    if (options->pull_secrets != NULL)
        add_pull_secrets(options->credentials != NULL ? options->credentials
                                                      : session->loaded,
                         options->pull_secrets, run->out);
    session->registries = registry_options(options->policy, run->arena);
    run->registries = registry_client_new(
        run->fetcher, &session->registries,
        options->credentials != NULL ? options->credentials : session->loaded,
        run->out);
    return true;
}

void feed_session_close(struct feed_session *session)
{
    registry_client_free(session->run.registries);
    credentials_free(session->loaded);
}
