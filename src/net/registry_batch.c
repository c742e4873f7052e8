/* Tokens that are wanted at the same moment are asked for in one request, where the
 * server gives one that opens them all. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/registry_client.h"

#include "net/token.h"
#include "net/token_claims.h"

#include <string.h>

#include <utlist.h>

enum { BATCH_MAX = 25 }; /* scopes: their URL stays shorter than servers allow */

static bool is_alike(const struct token *a, const struct token *b)
{
    const struct token_question *left = a->question;
    const struct token_question *right = b->question;
    return strcmp(left->realm, right->realm) == 0 &&
           text_same(left->service, right->service) &&
           text_same(left->account, right->account) &&
           text_same(left->identity_token, right->identity_token) &&
           text_same(a->credential.password, b->credential.password);
}

bool token_join_batch(struct token *token)
{
    struct registry *registry = token->registry;
    struct token *leader = registry->batch;
    struct token *last = NULL;
    size_t count = 0;
    if (registry->batches == 0 || registry->asks_singly)
        return false;
    if (leader == NULL) {
        registry->batch = token;
        return true;
    }
    LL_COUNT2(leader->followers, last, count, next_follower);
    if (count + 1 >= BATCH_MAX) {
        registry->batch = token; /* a full one goes, the next begins */
        token_ask(leader);
        return true;
    }
    if (!is_alike(leader, token))
        return false;
    LL_APPEND2(leader->followers, token, next_follower);
    return true;
}

void registry_begin_batch(struct registry *registry)
{
    registry->batches++;
}

void registry_end_batch(struct registry *registry)
{
    if (--registry->batches != 0)
        return;
    struct token *leader = registry->batch;
    registry->batch = NULL;
    if (leader != NULL)
        token_ask(leader);
}

static struct token *take_followers(struct token *leader)
{
    struct token *followers = leader->followers;
    leader->followers = NULL;
    return followers;
}

/* The first of a list that falls apart while it is walked. */
static struct token *next_of(struct token **followers)
{
    struct token *first = *followers;
    *followers = first->next_follower;
    first->next_follower = NULL;
    return first;
}

/* The follower has what the leader got. */
static void hand_on(const struct token *leader, struct token *token)
{
    token->is_shared = true;
    token->state = TOKEN_READY;
    token->authorization = leader->authorization;
    token->expires_at = leader->expires_at;
    token_wake(token);
}

bool token_share(struct token *leader, const char *value)
{
    struct token *followers = take_followers(leader);
    struct token *others = NULL;
    bool has_shared = false;
    if (followers == NULL)
        return true;
    leader->is_shared = true;
    while (followers != NULL) {
        struct token *token = next_of(&followers);
        if (token_grants(value, token->repository)) {
            has_shared = true;
            hand_on(leader, token);
        } else {
            LL_APPEND2(others, token, next_follower);
        }
    }
    /* Of a token that says nothing we know but what it was asked for first. */
    bool leader_has_it = !has_shared || token_grants(value, leader->repository);
    if (!has_shared)
        leader->registry->asks_singly = true;
    while (others != NULL)
        token_ask(next_of(&others));
    return leader_has_it;
}

bool token_ask_singly(struct token *leader)
{
    struct token *followers = take_followers(leader);
    if (followers == NULL)
        return false;
    leader->registry->asks_singly = true;
    while (followers != NULL)
        token_ask(next_of(&followers));
    token_ask(leader);
    return true;
}

void token_fail_followers(struct token *leader)
{
    struct token *followers = take_followers(leader);
    while (followers != NULL) {
        struct token *token = next_of(&followers);
        token->state = TOKEN_FAILED;
        token->failure = leader->failure;
        token->is_refused = leader->is_refused;
        token_wake(token);
    }
}
