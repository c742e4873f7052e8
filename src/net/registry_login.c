/* Which login goes with a question: the files', a cloud's, or a pull secret. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/registry_client.h"

#include <time.h>

#include <utlist.h>

static bool take_pull_secret(struct question *question)
{
    bool is_found = credentials_find_pull_secret(
        question->client->credentials, question->registry->credential_host,
        question->repository, question->pull_secrets, &question->credential);
    question->pull_secrets += is_found;
    return is_found;
}

/* With the credential that is next, and a token by it. */
static void ask_again(struct question *question)
{
    question->authorization = NULL;
    question->token = NULL;
    question->is_fresh = false;
    if (question_authorize(question))
        question_send(question);
}

bool question_try_next_login(struct question *question)
{
    const struct registry *registry = question->registry;
    if (!question->has_credential || question->foreign != NULL ||
        registry->identity != REGISTRY_IDENTITY_FILES)
        return false;
    bool is_bearer = registry->challenge.scheme == CHALLENGE_BEARER;
    if (!take_pull_secret(question)) {
        /* A public image needs none of the secrets that somebody named for it. */
        if (question->pull_secrets == 0 || !is_bearer)
            return false;
        question->has_credential = false;
    }
    ask_again(question);
    return true;
}

/* Those who waited for the cloud's login go on, with it or without. */
static void cloud_answered(const struct cloud_answer *answer, void *context)
{
    struct registry *registry = context;
    registry->cloud = *answer;
    registry->cloud_state = CLOUD_KNOWN;
    registry_begin_batch(registry);
    while (registry->waiting_for_cloud != NULL) {
        struct question *question = registry->waiting_for_cloud;
        registry->waiting_for_cloud = question->next_waiting;
        question->next_waiting = NULL;
        if (question_authorize(question))
            question_send(question);
    }
    registry_end_batch(registry);
}

/* Asks when there is no answer yet, or one that is too old. */
static void ask_cloud(struct registry *registry)
{
    struct registry_client *client = registry->client;
    registry->cloud_question = (struct cloud_question){
        .identity = registry->identity,
        .host = registry->credential_host,
        .tls = &registry->tls,
        .fetcher = client->fetcher,
        .credentials = client->credentials,
        .arena = client->arena,
    };
    registry->cloud_state = CLOUD_ASKING;
    registry->cloud_logins++;
    registry->cloud_has_opened = false;
    cloud_login(&registry->cloud_question, cloud_answered, registry);
}

/* False: the question waits for the cloud. */
static bool take_cloud_login(struct question *question)
{
    struct registry *registry = question->registry;
    if (!url_is_https(registry->base)) {
        question->problem = "the identity of a cloud is never used without TLS";
        return true;
    }
    if (registry->cloud_state == CLOUD_KNOWN &&
        registry->cloud.expires_at <= (long long)time(NULL))
        registry->cloud_state = CLOUD_UNKNOWN;
    if (registry->cloud_state == CLOUD_UNKNOWN)
        ask_cloud(registry);
    if (registry->cloud_state == CLOUD_ASKING) {
        LL_APPEND2(registry->waiting_for_cloud, question, next_waiting);
        return false;
    }
    question->cloud_login = registry->cloud_logins;
    question->has_credential = registry->cloud.is_found;
    question->credential = registry->cloud.credential;
    question->problem = registry->cloud.problem;
    return true;
}

void registry_note_login(struct registry *registry, unsigned cloud_login)
{
    if (cloud_login == registry->cloud_logins)
        registry->cloud_has_opened = true;
}

bool question_renew_login(struct question *question)
{
    struct registry *registry = question->registry;
    bool is_newest = question->cloud_login == registry->cloud_logins;
    if (!registry_is_of_cloud(registry) || question->foreign != NULL ||
        !question->has_credential || question->has_renewed)
        return false;
    if (is_newest &&
        (!registry->cloud_has_opened || registry->cloud_logins == CLOUD_LOGINS_MAX))
        return false;
    if (is_newest)
        registry->cloud_state = CLOUD_UNKNOWN;
    question->has_renewed = true;
    question->has_looked = false;
    question->has_credential = false;
    ask_again(question);
    return true;
}

bool question_look_up_login(struct question *question)
{
    struct registry_client *client = question->client;
    const struct registry *registry = question->registry;
    if (question->has_looked || client->credentials == NULL)
        return true;
    switch (registry->identity) {
    case REGISTRY_IDENTITY_NONE:
        break;
    case REGISTRY_IDENTITY_FILES:
        question->has_credential =
            credentials_find(client->credentials, registry->credential_host,
                             question->repository, &question->credential,
                             &question->problem) ||
            take_pull_secret(question);
        break;
    case REGISTRY_IDENTITY_ECR:
    case REGISTRY_IDENTITY_GOOGLE:
    case REGISTRY_IDENTITY_AZURE:
        if (!take_cloud_login(question))
            return false;
        break;
    }
    question->has_looked = true;
    return true;
}
