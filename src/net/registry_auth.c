/* What a registry wants before it answers: a login, or a token from its realm. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/registry_client.h"

#include "net/realm.h"
#include "net/token.h"

enum { CHALLENGE_HEADERS_MAX = 10 };

bool registry_is_of_cloud(const struct registry *registry)
{
    return registry->identity != REGISTRY_IDENTITY_FILES &&
           registry->identity != REGISTRY_IDENTITY_NONE;
}

static bool has_password(const struct question *question)
{
    return question->has_credential && question->credential.user != NULL &&
           question->credential.password != NULL;
}

static bool use_basic(struct question *question)
{
    if (!has_password(question) && question->is_early)
        return true;
    if (!has_password(question)) {
        if (question->problem != NULL)
            question_fail(question, 401, "wants a login, and %s", question->problem);
        else
            question_fail(question, 401,
                          "wants a login, and none is stored for %s (docker login %s)",
                          question->registry->credential_host,
                          question->registry->credential_host);
        return false;
    }
    question->authorization = registry_basic(question->arena, &question->credential);
    question->is_fresh = true;
    return true;
}

/* A stranger is asked anonymously, and somebody who knows better is told the line. */
static void note_stranger(struct question *question, const char *realm)
{
    struct registry *registry = question->registry;
    char origin[ORIGIN_ROOM];
    if (!url_origin(realm, origin, sizeof origin))
        return;
    question->note =
        arena_format(question->arena,
                     "the login stored for %s was not given to %s: if that is right, "
                     "the policy needs "
                     "registries: {%s: {token_realm: %s}}",
                     registry->credential_host, origin, registry->host, origin);
    if (!registry->has_warned)
        out_warn(question->client->out, "%s: %s", registry->host, question->note);
    registry->has_warned = true;
}

/* A cloud's identity goes to the registry's own host alone, which is how clouds do it.
 */
static enum realm_verdict judge_realm(const struct registry *registry)
{
    const char *realm = registry->challenge.realm;
    enum realm_verdict verdict = realm_judge(
        realm, registry->base, registry->token_realm, registry->plain_http_allowed);
    if (verdict == REALM_TRUSTED && registry_is_of_cloud(registry) &&
        !realm_is_near(realm, registry->base, NULL))
        return REALM_STRANGER;
    return verdict;
}

/* Scopes are our own: a challenge may name any repository. */
static bool use_bearer(struct question *question)
{
    const struct registry *registry = question->registry;
    const struct challenge *challenge = &registry->challenge;
    if (question->has_credential && question->credential.registry_token != NULL) {
        question->authorization = arena_format(question->arena, "Bearer %s",
                                               question->credential.registry_token);
        question->is_fresh = true;
        return true;
    }
    struct token_question wanted = {
        .realm = challenge->realm,
        .service = challenge->service,
        .scope =
            arena_format(question->arena, "repository:%s:pull", question->repository)};
    switch (judge_realm(registry)) {
    case REALM_REFUSED:
        if (question->is_early)
            return true;
        question_fail(
            question, 401,
            "sends to a token server that is not asked: its realm is no https "
            "URL without a user name");
        return false;
    case REALM_STRANGER:
        if (question->has_credential)
            note_stranger(question, challenge->realm);
        break;
    case REALM_TRUSTED:
        if (question->has_credential && question->credential.identity_token != NULL)
            wanted.identity_token = question->credential.identity_token;
        else if (has_password(question))
            wanted.account = question->credential.user;
        break;
    }
    return question_use_token(question, &wanted);
}

bool question_authorize(struct question *question)
{
    const struct challenge *challenge = &question->registry->challenge;
    if (question->foreign != NULL)
        return true; /* what it has is for where it was redirected */
    if (challenge->scheme != CHALLENGE_NONE && !question_look_up_login(question))
        return false;
    switch (challenge->scheme) {
    case CHALLENGE_BEARER:
        return use_bearer(question);
    case CHALLENGE_BASIC:
        return use_basic(question);
    case CHALLENGE_NONE:
        break;
    }
    return true;
}

static struct challenge read_challenge(const struct fetch_response *response,
                                       struct arena *arena)
{
    struct challenge challenge = {0};
    for (size_t i = 0; i < CHALLENGE_HEADERS_MAX; i++) {
        const char *header = fetch_response_header(response, "www-authenticate", i);
        if (header == NULL)
            break;
        challenge_read(header, arena, &challenge);
    }
    return challenge;
}

/*
 * A redirect led to another registry, which wants a token of its own: one without a
 * login, for this question only.
 */
static void challenged_elsewhere(struct question *question,
                                 const struct fetch_response *response)
{
    struct challenge challenge = read_challenge(response, question->arena);
    if (question->foreign != NULL || challenge.scheme != CHALLENGE_BEARER ||
        realm_judge(challenge.realm, response->url, NULL, false) == REALM_REFUSED) {
        question_fail_denied(question, response->status);
        return;
    }
    question->url = arena_copy(question->arena, response->url);
    question->foreign = question->url;
    struct token_question wanted = {.realm = challenge.realm,
                                    .service = challenge.service,
                                    .scope = challenge.scope};
    if (question_use_token(question, &wanted))
        question_send(question);
}

void question_challenged(struct question *question,
                         const struct fetch_response *response)
{
    struct registry *registry = question->registry;
    question->is_early = false;
    if (!url_same_origin(response->url, registry->base)) {
        challenged_elsewhere(question, response);
        return;
    }
    struct challenge challenge = read_challenge(response, question->client->arena);
    if (question->is_fresh && question->has_shared_token) {
        registry->asks_singly = true; /* the token for several is not taken */
        question->has_shared_token = question->is_fresh = false;
    }
    if (question->is_fresh && challenge.scheme == CHALLENGE_BASIC &&
        question_renew_login(question))
        return;
    if (question->is_fresh && question_try_next_login(question))
        return;
    if (question->is_fresh || challenge.scheme == CHALLENGE_NONE) {
        question_fail_denied(question, response->status);
        return;
    }
    if (question->token != NULL) /* it was taken from an earlier question: too old */
        question->token->expires_at = 0;
    question->token = NULL;
    registry->challenge = challenge;
    if (question_authorize(question))
        question_send(question);
}
