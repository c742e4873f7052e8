/* Opens what questions to feeds stand on. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/session.h"

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

bool feed_session_open(struct feed_session *session, struct error *err)
{
    struct feed_run *run = &session->run;
    const struct feeds_options *options = run->options;
    if (!feed_tokens_read(run->arena, &run->tokens, err))
        return false;
    if (options->offline)
        return true;
    if (options->credentials == NULL)
        session->loaded = credentials_load(run->out);
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
