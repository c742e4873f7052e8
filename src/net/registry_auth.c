/* What a registry wants before it answers: a login, or a token from its realm. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/registry_client.h"

#include "base/digest.h"
#include "net/realm.h"
#include "net/token.h"

#include <string.h>
#include <time.h>

#include <utlist.h>

enum { TOKEN_SPARE_SECONDS = 5, CHALLENGE_HEADERS_MAX = 10 };

/* The login is looked up once a question, when it is first needed. */
static void look_up_credential(struct question *question)
{
    struct registry_client *client = question->client;
    const struct registry *registry = question->registry;
    if (question->has_looked || client->credentials == NULL || registry->is_anonymous)
        return;
    question->has_looked = true;
    question->has_credential = credentials_find(
        client->credentials, registry->credential_host, question->repository,
        &question->credential, &question->problem);
}

void question_fail_denied(struct question *question, int status)
{
    const char *host = question->registry->credential_host;
    if (question->note != NULL)
        question_fail(question, status, "private or does not exist (%d); %s", status,
                      question->note);
    else if (question->has_credential)
        question_fail(
            question, status,
            "private or does not exist (%d): the login stored for %s does not "
            "reach it",
            status, host);
    else if (question->problem != NULL)
        question_fail(
            question, status,
            "private or does not exist (%d): asked without a login, because %s", status,
            question->problem);
    else
        question_fail(question, status,
                      "private or does not exist (%d): no login is stored for %s",
                      status, host);
}

static const char *basic_authorization(struct arena *arena,
                                       const struct credential *credential)
{
    const char *plain =
        arena_format(arena, "%s:%s", credential->user, credential->password);
    char *encoded = arena_alloc(arena, base64_room(strlen(plain)));
    base64_encode(plain, strlen(plain), encoded);
    return arena_format(arena, "Basic %s", encoded);
}

static bool has_password(const struct question *question)
{
    return question->has_credential && question->credential.user != NULL &&
           question->credential.password != NULL;
}

static bool use_basic(struct question *question)
{
    look_up_credential(question);
    if (!has_password(question) && question->is_early)
        return true;
    if (!has_password(question)) {
        if (question->problem != NULL)
            question_fail(question, 401, "wants a login, and %s", question->problem);
        else
            question_fail(question, 401, "wants a login, and none is stored for %s",
                          question->registry->credential_host);
        return false;
    }
    question->authorization =
        basic_authorization(question->arena, &question->credential);
    question->is_fresh = true;
    return true;
}

static void wake_all(struct token *token)
{
    while (token->waiting != NULL) {
        struct question *question = token->waiting;
        token->waiting = question->next_waiting;
        question->next_waiting = NULL;
        if (token->state == TOKEN_FAILED) {
            question_fail(question, 401, "%s%s%s", token->failure,
                          question->note != NULL ? "; " : "",
                          question->note != NULL ? question->note : "");
            continue;
        }
        question->authorization = token->authorization;
        question->token = token;
        question->is_fresh = true;
        question_send(question);
    }
}

static bool ask_token(struct token *token);

/* What a token server said is told by its origin and status, never by its words. */
static void fail_token(struct token *token, const struct fetch_response *response,
                       const char *why)
{
    struct arena *arena = token->client->arena;
    char origin[ORIGIN_ROOM];
    bool has_login =
        token->question->account != NULL || token->question->identity_token != NULL;
    if (!url_origin(token->question->realm, origin, sizeof origin))
        origin[0] = '\0';
    token->state = TOKEN_FAILED;
    if (response->failure != NULL || why != NULL)
        token->failure =
            arena_format(arena, "the token server %s: %s", origin,
                         response->failure != NULL ? response->failure : why);
    else if (response->status != 401 && response->status != 403)
        token->failure = arena_format(arena, "the token server %s answered %d", origin,
                                      response->status);
    else if (has_login)
        token->failure =
            arena_format(arena, "the token server %s refused the login stored for %s",
                         origin, token->registry->credential_host);
    else
        token->failure = arena_format(
            arena, "private or does not exist: %s gives no token without a login",
            origin);
}

static void on_token(const struct fetch_response *response, void *context)
{
    struct token *token = context;
    struct error err = {0};
    const char *value = NULL;
    long long seconds = 0;
    if (token->was_posted && (response->status == 404 || response->status == 405)) {
        token->was_posted = false;
        token->question->identity_token = NULL;
        if (ask_token(token))
            return;
    }
    if (response->failure != NULL || response->status != 200)
        fail_token(token, response, NULL);
    else if (!token_read(response->body, response->body_bytes, token->client->arena,
                         &value, &seconds, &err))
        fail_token(token, response, err.text);
    else {
        token->state = TOKEN_READY;
        token->authorization = arena_format(token->client->arena, "Bearer %s", value);
        token->expires_at = (long long)time(NULL) + seconds - TOKEN_SPARE_SECONDS;
    }
    wake_all(token);
}

/*
 * Sends the request for a token. Credentials stay on the realm's origin when it
 * redirects; a POST, which carries one in its body, is not redirected at all.
 */
static bool ask_token(struct token *token)
{
    const struct token_question *question = token->question;
    const struct registry *registry = token->registry;
    bool is_near =
        realm_is_near(question->realm, registry->base, registry->token_realm);
    bool is_trusted =
        realm_judge(question->realm, registry->base, registry->token_realm,
                    registry->plain_http_allowed) == REALM_TRUSTED;
    struct error err = {0};
    AUTO_TEXT url = {0};
    AUTO_TEXT form = {0};
    text_init(&url, URL_ROOM);
    text_init(&form, TOKEN_BYTES_MAX * 4);
    struct fetch_request request = {
        .accept = "application/json",
        .body_max_bytes = TOKEN_ANSWER_BYTES_MAX,
        .private_allowed = is_near && registry->private_allowed,
        .lan_allowed = is_near && registry->lan_allowed,
        .plain_http_allowed = is_near && registry->plain_http_allowed,
        .tls = is_trusted ? &registry->tls : NULL,
    };
    if (question->identity_token != NULL) {
        token->was_posted = true;
        token_form(question, &form);
        request.method = "POST";
        request.url = question->realm;
        request.body = form.bytes;
        request.body_bytes = form.length;
        request.content_type = "application/x-www-form-urlencoded";
    } else {
        token_url(question, &url);
        request.url = url.bytes;
        request.redirects_max = REGISTRY_REDIRECTS_MAX;
        if (question->account != NULL)
            request.authorization =
                basic_authorization(token->client->arena, &token->credential);
    }
    bool is_sent = !text_overflowed(&url) && !text_overflowed(&form) &&
                   fetch(token->client->fetcher, &request, on_token, token, &err);
    explicit_bzero(form.bytes, form.length);
    return is_sent;
}

/* The token for a key, asked for when there is none that holds; never NULL. */
static struct token *token_for(struct question *question, const char *key,
                               const struct token_question *wanted)
{
    struct registry_client *client = question->client;
    struct token *token = NULL;
    HASH_FIND_STR(client->tokens, key, token);
    if (token != NULL &&
        (token->state != TOKEN_READY || token->expires_at > (long long)time(NULL)))
        return token;
    if (token == NULL) {
        token = arena_alloc(client->arena, sizeof *token);
        token->key = arena_copy(client->arena, key);
        HASH_ADD_KEYPTR(hh, client->tokens, token->key, strlen(token->key), token);
    }
    token->state = TOKEN_ASKING;
    token->was_posted = false;
    token->client = client;
    token->registry = question->registry;
    token->credential = question->credential;
    token->question = arena_alloc(client->arena, sizeof *token->question);
    *token->question = (struct token_question){
        .realm = arena_copy(client->arena, wanted->realm),
        .service = arena_copy(client->arena, wanted->service),
        .scope = arena_copy(client->arena, wanted->scope),
        .account = arena_copy(client->arena, wanted->account),
        .identity_token = arena_copy(client->arena, wanted->identity_token),
    };
    if (!ask_token(token)) {
        token->state = TOKEN_FAILED;
        token->failure = "the token server could not be asked";
    }
    return token;
}

/* Takes the token if it is there; else the question waits for it or fails with it. */
static bool use_token(struct question *question, const struct token_question *wanted)
{
    /* Logins are told apart by where they are kept: one place, one login. */
    const void *login = wanted->account != NULL || wanted->identity_token != NULL
                            ? (const void *)question->credential.user
                            : NULL;
    const char *key = arena_format(
        question->arena, "%s|%s|%s|%s|%p|%p", question->registry->base, wanted->realm,
        wanted->service != NULL ? wanted->service : "",
        wanted->scope != NULL ? wanted->scope : "", login,
        (const void *)(login != NULL ? question->credential.identity_token : NULL));
    struct token *token = token_for(question, key, wanted);
    if (token->state == TOKEN_READY) {
        question->authorization = token->authorization;
        question->token = token;
        return true;
    }
    if (token->state == TOKEN_FAILED && question->is_early)
        return true;
    LL_APPEND2(token->waiting, question, next_waiting);
    if (token->state == TOKEN_FAILED)
        wake_all(token);
    return false;
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

/* Scopes are our own: a challenge may name any repository. */
static bool use_bearer(struct question *question)
{
    const struct registry *registry = question->registry;
    const struct challenge *challenge = &registry->challenge;
    look_up_credential(question);
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
    switch (realm_judge(challenge->realm, registry->base, registry->token_realm,
                        registry->plain_http_allowed)) {
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
    return use_token(question, &wanted);
}

bool question_authorize(struct question *question)
{
    if (question->tried_foreign)
        return true; /* what it has is for where it was redirected */
    switch (question->registry->challenge.scheme) {
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
    if (question->tried_foreign || challenge.scheme != CHALLENGE_BEARER ||
        realm_judge(challenge.realm, response->url, NULL, false) == REALM_REFUSED) {
        question_fail_denied(question, response->status);
        return;
    }
    question->tried_foreign = true;
    question->url = arena_copy(question->arena, response->url);
    struct token_question wanted = {.realm = challenge.realm,
                                    .service = challenge.service,
                                    .scope = challenge.scope};
    if (use_token(question, &wanted))
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
