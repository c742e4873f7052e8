/* Why a registry gave no answer, in words, and what helps. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/registry_client.h"

#include <string.h>

/* A wrong password and a right one that is not enough are told alike then. */
static bool is_basic(const struct question *question)
{
    return question->registry->challenge.scheme == CHALLENGE_BASIC;
}

void question_fail_denied(struct question *question, int status)
{
    const char *host = question->registry->credential_host;
    const char *why;
    if (question->registry->identity == REGISTRY_IDENTITY_FILES)
        question_look_up_login(question); /* for the words alone */
    if (question->note != NULL)
        why = question->note;
    else if (question->pull_secrets != 0)
        why = arena_format(question->arena, "no pull secret of its pods reaches it");
    else if (question->has_credential && question->authorization == NULL)
        why = arena_format(
            question->arena,
            "it asks for no login, so the one stored for %s was not used", host);
    else if (question->has_credential)
        why = arena_format(question->arena, "the login %s %s %s",
                           registry_is_of_cloud(question->registry) ? "of the cloud for"
                                                                    : "stored for",
                           host,
                           is_basic(question) ? "is refused, or does not reach it"
                                              : "does not reach it");
    else if (question->problem != NULL)
        why = arena_format(question->arena, "asked without a login, because %s",
                           question->problem);
    else
        why = arena_format(
            question->arena,
            "no login is stored for %s (if it is private: docker login %s)", host,
            host);
    question_fail(question, status, "private or does not exist (%d): %s", status, why);
}

/* The policy's lines that would allow what was refused. */
void question_fail_unreached(struct question *question, const char *failure,
                             bool refused)
{
    const struct registry *registry = question->registry;
    const char *host = registry->host;
    bool is_loopback = strncmp(host, "localhost", 9) == 0 ||
                       strncmp(host, "127.", 4) == 0 || strncmp(host, "[::1]", 5) == 0;
    bool is_plain = strstr(failure, "wrong version number") != NULL;
    if (refused)
        question_fail(question, 0,
                      "%s is not on the public network: the policy allows it with "
                      "registries: {%s: {private: true%s}}",
                      host, host, is_loopback ? ", plain_http: true" : "");
    else if (is_plain && !registry->plain_http_allowed)
        question_fail(question, 0,
                      "%s; a registry without TLS is asked where the policy has "
                      "registries: {%s: {%splain_http: true}}",
                      failure, host,
                      registry->private_allowed ? "private: true, " : "");
    else
        question_fail(question, 0, "%s", failure);
}

/* A limit is mostly one of those whom the registry does not know. */
void question_fail_limited(struct question *question, const char *failure)
{
    bool helps = question->registry->identity == REGISTRY_IDENTITY_FILES &&
                 question_look_up_login(question) && !question->has_credential;
    question_fail(question, 429, "%s%s%s", failure,
                  helps ? "; whoever is logged in is mostly allowed more: docker login "
                        : "",
                  helps ? question->registry->credential_host : "");
}

void question_fail_status(struct question *question, int status)
{
    if (status == 403)
        question_fail_denied(question, status);
    else if (status == 404)
        question_fail(question, status, "does not exist there (404)");
    else
        question_fail(question, status, "answered %d", status);
}
