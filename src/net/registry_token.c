/* Tokens: asked once for each scope, kept while they hold, waited for by many. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/registry_client.h"

#include "base/digest.h"
#include "net/realm.h"
#include "net/token.h"

#include <string.h>
#include <time.h>

#include <utlist.h>

enum { TOKEN_SPARE_SECONDS = 5 };

const char *registry_basic(struct arena *arena, const struct credential *credential)
{
    const char *plain =
        arena_format(arena, "%s:%s", credential->user, credential->password);
    char *encoded = arena_alloc(arena, base64_room(strlen(plain)));
    base64_encode(plain, strlen(plain), encoded);
    return arena_format(arena, "Basic %s", encoded);
}

/* There is another login to try, or the question has failed. */
static void not_opened(const struct token *outcome, struct question *question)
{
    const char *more = question->note != NULL ? question->note : question->problem;
    if (outcome->is_refused &&
        (question_renew_login(question) || question_try_next_login(question)))
        return;
    question_fail(question, 401, "%s%s%s", outcome->failure, more != NULL ? "; " : "",
                  more != NULL ? more : "");
}

/* While they go on, the token may be asked for anew: what became of it is kept. */
void token_wake(struct token *token)
{
    const struct token outcome = *token;
    struct question *waiting = token->waiting;
    token->waiting = NULL;
    while (waiting != NULL) {
        struct question *question = waiting;
        waiting = question->next_waiting;
        question->next_waiting = NULL;
        if (outcome.state == TOKEN_FAILED) {
            not_opened(&outcome, question);
            continue;
        }
        question->authorization = outcome.authorization;
        question->token = token;
        question->has_shared_token = outcome.is_shared;
        question->is_fresh = true;
        question_send(question);
    }
}

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
    token->is_refused = response->status == 401 || response->status == 403 ||
                        (token->was_posted && response->status == 400);
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
            arena,
            "private or does not exist: %s gives no token without a login (if it is "
            "private: docker login %s)",
            origin, token->registry->credential_host);
}

/* Refused together, tokens are asked for one by one; else all have failed alike. */
static void not_given(struct token *token, const struct fetch_response *response,
                      const char *why)
{
    if (response->failure == NULL && token_ask_singly(token))
        return;
    fail_token(token, response, why);
    token_fail_followers(token);
    token_wake(token);
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
        token_ask(token);
        return;
    }
    if (response->failure != NULL || response->status != 200) {
        not_given(token, response, NULL);
        return;
    }
    if (!token_read(response->body, response->body_bytes, token->client->arena, &value,
                    &seconds, &err)) {
        not_given(token, response, err.text);
        return;
    }
    if (token->question->account != NULL || token->question->identity_token != NULL)
        registry_note_login(token->registry, token->cloud_login);
    token->state = TOKEN_READY;
    token->authorization = arena_format(token->client->arena, "Bearer %s", value);
    token->expires_at = (long long)time(NULL) + seconds - TOKEN_SPARE_SECONDS;
    if (token_share(token, value)) {
        token_wake(token);
        return;
    }
    token->state = TOKEN_ASKING;
    token->is_shared = false;
    token_ask(token);
}

/* The scopes of all that are asked for together. */
static struct text_list scopes_of(const struct token *token)
{
    struct text_list scopes = {0};
    *LIST_ADD(token->client->arena, &scopes) = token->question->scope;
    for (const struct token *other = token->followers; other != NULL;
         other = other->next_follower)
        *LIST_ADD(token->client->arena, &scopes) = other->question->scope;
    return scopes;
}

/*
 * Sends the request for a token. Credentials stay on the realm's origin when it
 * redirects; a POST, which carries one in its body, is not redirected at all.
 */
static bool send_question(struct token *token)
{
    const struct token_question *question = token->question;
    const struct registry *registry = token->registry;
    bool is_near =
        realm_is_near(question->realm, registry->base, registry->token_realm);
    bool is_trusted =
        realm_judge(question->realm, registry->base, registry->token_realm,
                    registry->plain_http_allowed) == REALM_TRUSTED;
    const struct text_list scopes = scopes_of(token);
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
        token_form(question, &scopes, &form);
        request.method = "POST";
        request.url = question->realm;
        request.body = form.bytes;
        request.body_bytes = form.length;
        request.content_type = "application/x-www-form-urlencoded";
    } else {
        token_url(question, &scopes, &url);
        request.url = url.bytes;
        request.redirects_max = REGISTRY_REDIRECTS_MAX;
        if (question->account != NULL)
            request.authorization =
                registry_basic(token->client->arena, &token->credential);
    }
    bool is_sent = !text_overflowed(&url) && !text_overflowed(&form) &&
                   fetch(token->client->fetcher, &request, on_token, token, &err);
    explicit_bzero(form.bytes, form.length);
    return is_sent;
}

void token_ask(struct token *token)
{
    const struct fetch_response nothing = {.failure = "it could not be asked"};
    if (send_question(token))
        return;
    fail_token(token, &nothing, NULL);
    token_fail_followers(token);
    token_wake(token);
}

/* A cloud's login may have been renewed since a token was refused to the one before. */
static bool holds(const struct token *token, const struct question *question)
{
    switch (token->state) {
    case TOKEN_ASKING:
        break;
    case TOKEN_READY:
        return token->expires_at > (long long)time(NULL);
    case TOKEN_FAILED:
        return token->cloud_login == question->cloud_login;
    }
    return true;
}

/* The token for a key, asked for when there is none that holds; never NULL. */
static struct token *token_for(struct question *question, const char *key,
                               const struct token_question *wanted)
{
    struct registry_client *client = question->client;
    struct token *token = NULL;
    HASH_FIND_STR(client->tokens, key, token);
    if (token != NULL && holds(token, question))
        return token;
    if (token == NULL) {
        token = arena_alloc(client->arena, sizeof *token);
        token->key = arena_copy(client->arena, key);
        HASH_ADD_KEYPTR(hh, client->tokens, token->key, strlen(token->key), token);
    }
    token->state = TOKEN_ASKING;
    token->is_refused = false;
    token->is_shared = false;
    token->repository = arena_copy(client->arena, question->repository);
    token->was_posted = false;
    token->client = client;
    token->registry = question->registry;
    token->credential = question->credential;
    token->cloud_login = question->cloud_login;
    token->question = arena_alloc(client->arena, sizeof *token->question);
    *token->question = (struct token_question){
        .realm = arena_copy(client->arena, wanted->realm),
        .service = arena_copy(client->arena, wanted->service),
        .scope = arena_copy(client->arena, wanted->scope),
        .account = arena_copy(client->arena, wanted->account),
        .identity_token = arena_copy(client->arena, wanted->identity_token),
    };
    if (question->foreign != NULL || !token_join_batch(token))
        token_ask(token);
    return token;
}

bool question_use_token(struct question *question, const struct token_question *wanted)
{
    /* Logins are told apart by where they are kept: one place, one login. */
    bool has_login = wanted->account != NULL || wanted->identity_token != NULL;
    bool is_stored = has_login && !registry_is_of_cloud(question->registry);
    const char *key = arena_format(
        question->arena, "%s|%s|%s|%s|%d|%p|%p", question->registry->base,
        wanted->realm, wanted->service != NULL ? wanted->service : "",
        wanted->scope != NULL ? wanted->scope : "", has_login,
        (const void *)(is_stored ? question->credential.user : NULL),
        (const void *)(is_stored ? question->credential.identity_token : NULL));
    struct token *token = token_for(question, key, wanted);
    if (token->state == TOKEN_READY) {
        question->authorization = token->authorization;
        question->token = token;
        question->has_shared_token = token->is_shared;
        return true;
    }
    if (token->state == TOKEN_FAILED && question->is_early)
        return true;
    LL_APPEND2(token->waiting, question, next_waiting);
    if (token->state == TOKEN_FAILED)
        token_wake(token);
    return false;
}
