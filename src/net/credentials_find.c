/* Finding the login of a repository; helpers are run when their host is asked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/credential_helper.h"
#include "net/credentials_parts.h"

#include <string.h>
#include <strings.h>

/* Whoever may create pods writes them: a registry is not to be asked for ever. */
enum { PULL_SECRETS_TRIED_MAX = 8 };

/* Logins of equal rank, the most specific first. */
LIST(candidate_list, const struct login *);

/*
 * Whether a key's host is the host; "*" stands for anything within one label, never for
 * a port. Labels pair off by their dots, so going back to the last star of a label is
 * enough.
 */
static bool host_matches(const char *key, const char *host)
{
    const char *star = NULL;
    const char *resume = NULL;
    while (*host != '\0') {
        if (*key == '*') {
            star = key++;
            resume = host;
        } else if (strncasecmp(key, host, 1) == 0) {
            star = strchr(".:", *host) != NULL ? NULL : star;
            key++;
            host++;
        } else if (star != NULL && strchr(".:", *resume) == NULL) {
            key = star + 1;
            host = ++resume;
        } else {
            return false;
        }
    }
    key += strspn(key, "*");
    return *key == '\0';
}

/* "a" and "a/b" hold "a/b"; "a" does not hold "ab". */
static bool path_holds(const char *path, const char *repository)
{
    size_t length = strlen(path);
    return strncmp(path, repository, length) == 0 &&
           (length == 0 || repository[length] == '\0' || repository[length] == '/');
}

static bool is_empty(const struct credential *credential)
{
    return credential->user == NULL && credential->identity_token == NULL &&
           credential->registry_token == NULL;
}

static const struct login *find_login(const struct login_source *source,
                                      const char *host, const char *repository)
{
    const struct login *best = NULL;
    for (size_t i = 0; i < source->logins.count; i++) {
        const struct login *login = &source->logins.items[i];
        if (!is_empty(&login->credential) && host_matches(login->host, host) &&
            path_holds(login->path, repository) &&
            (best == NULL || strlen(login->path) > strlen(best->path)))
            best = login;
    }
    return best;
}

/* Asks a helper about a host the first time, and remembers what it said. */
static const struct helped *ask_helper(struct credentials *credentials,
                                       const char *suffix, const char *host)
{
    for (size_t i = 0; i < credentials->helped.count; i++) {
        const struct helped *known = &credentials->helped.items[i];
        if (strcmp(known->host, host) == 0 && strcmp(known->suffix, suffix) == 0)
            return known;
    }
    struct error err = {0};
    struct helped helped = {.host = arena_copy(credentials->arena, host),
                            .suffix = suffix};
    const char *server =
        strcmp(host, "docker.io") == 0 ? "https://index.docker.io/v1/" : host;
    helped.is_found = credential_helper_get(suffix, server, credentials->arena,
                                            &helped.credential, &err);
    if (err.code != ERROR_NONE)
        helped.problem = arena_copy(credentials->arena, err.text);
    struct helped *slot = LIST_ADD(credentials->arena, &credentials->helped);
    *slot = helped;
    return slot;
}

static const struct helper *find_helper(const struct login_source *source,
                                        const char *host)
{
    for (size_t i = 0; i < source->helpers.count; i++)
        if (source->helpers.items[i].host == NULL ||
            strcasecmp(source->helpers.items[i].host, host) == 0)
            return &source->helpers.items[i];
    return NULL;
}

/* In the files of whoever runs the program. */
static bool find_in_files(struct credentials *credentials, const char *host,
                          const char *repository, struct credential *ret_credential,
                          const char **ret_problem)
{
    for (size_t i = 0; i < credentials->sources.count; i++) {
        const struct login_source *source = &credentials->sources.items[i];
        if (source->is_pull_secret)
            continue;
        const struct login *login = find_login(source, host, repository);
        bool is_specific = login != NULL && login->path[0] != '\0';
        const struct helper *helper = is_specific ? NULL : find_helper(source, host);
        const struct helped *helped =
            helper != NULL ? ask_helper(credentials, helper->suffix, host) : NULL;
        if (helped != NULL && helped->is_found) {
            *ret_credential = helped->credential;
            return true;
        }
        if (helped != NULL && helped->problem != NULL)
            *ret_problem = helped->problem;
        if (login != NULL) {
            *ret_credential = login->credential;
            return true;
        }
    }
    return false;
}

/* One secret is often copied to many namespaces: it is tried once. */
static bool is_known(const struct candidate_list *candidates, const struct login *login)
{
    for (size_t i = 0; i < candidates->count; i++) {
        const struct credential *known = &candidates->items[i]->credential;
        const struct credential *new = &login->credential;
        if (text_same(known->user, new->user) &&
            text_same(known->password, new->password) &&
            text_same(known->identity_token, new->identity_token) &&
            text_same(known->registry_token, new->registry_token))
            return true;
    }
    return false;
}

/* Behind those of equal or longer paths; the last one goes where there are too many. */
static void add_candidate(struct arena *arena, struct candidate_list *candidates,
                          const struct login *login)
{
    size_t length = strlen(login->path);
    size_t last = candidates->count - 1;
    if (candidates->count < PULL_SECRETS_TRIED_MAX)
        *LIST_ADD(arena, candidates) = login;
    else if (strlen(candidates->items[last]->path) >= length)
        return;
    size_t at = candidates->count - 1;
    for (; at != 0 && strlen(candidates->items[at - 1]->path) < length; at--)
        candidates->items[at] = candidates->items[at - 1];
    candidates->items[at] = login;
}

static void list_candidates(struct credentials *credentials, const char *host,
                            const char *repository, struct candidate_list *candidates)
{
    const char *key = credentials_image_key(credentials->arena, host, repository);
    const struct source_numbers *numbers =
        map_find(credentials->pull_secrets, key, strlen(key));
    for (size_t i = 0; numbers != NULL && i < numbers->count; i++) {
        const struct login_source *source =
            &credentials->sources.items[numbers->items[i]];
        for (size_t k = 0; k < source->logins.count; k++) {
            const struct login *login = &source->logins.items[k];
            if (!is_empty(&login->credential) && host_matches(login->host, host) &&
                path_holds(login->path, repository) && !is_known(candidates, login))
                add_candidate(credentials->arena, candidates, login);
        }
    }
}

bool credentials_find(struct credentials *credentials, const char *host,
                      const char *repository, struct credential *ret_credential,
                      const char **ret_problem)
{
    *ret_problem = NULL;
    return find_in_files(credentials, credentials_canonical_host(host), repository,
                         ret_credential, ret_problem);
}

bool credentials_find_pull_secret(struct credentials *credentials, const char *host,
                                  const char *repository, size_t number,
                                  struct credential *ret_credential)
{
    struct candidate_list candidates = {0};
    list_candidates(credentials, credentials_canonical_host(host), repository,
                    &candidates);
    if (number >= candidates.count)
        return false;
    *ret_credential = candidates.items[number]->credential;
    return true;
}

bool credentials_ask(struct credentials *credentials, const char *suffix,
                     const char *host, struct credential *ret_credential,
                     const char **ret_problem)
{
    const struct helped *helped =
        ask_helper(credentials, suffix, credentials_canonical_host(host));
    *ret_problem = helped->problem;
    if (helped->is_found)
        *ret_credential = helped->credential;
    return helped->is_found;
}

bool credentials_name(const struct credentials *credentials, const char *host)
{
    host = credentials_canonical_host(host);
    for (size_t i = 0; i < credentials->sources.count; i++) {
        const struct login_source *source = &credentials->sources.items[i];
        if (source->is_pull_secret)
            continue;
        const struct helper *helper = find_helper(source, host);
        if (helper != NULL && helper->host != NULL)
            return true;
        for (size_t k = 0; k < source->logins.count; k++)
            if (strcasecmp(source->logins.items[k].host, host) == 0)
                return true;
    }
    return false;
}
