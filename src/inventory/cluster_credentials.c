/* Choosing, refreshing and renewing the credential of a cluster. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/cluster_credentials.h"

#include "base/digest.h"
#include "base/file.h"
#include "inventory/exec_plugin.h"

#include <stdlib.h>
#include <string.h>

enum { TOKEN_BYTES_MAX = 64 * 1024, TOKEN_FILE_SECONDS = 60 };

struct cluster_credentials {
    const struct cluster_access *access;
    bool no_exec;
    struct arena *arena;
    const char *token;           /* of the file or the plugin, the last good one */
    int64_t token_read_at;       /* of the file */
    const struct fetch_tls *tls; /* with the certificate of the plugin */
    bool has_answer;             /* of the plugin */
    int64_t expires_at;          /* of that answer; 0: not told */
    const char *sent_token;      /* that authorization was made of */
    const char *authorization;
    struct error plugin_problem; /* it failed: it is not run for every request */
    unsigned generation;
    bool was_renewed; /* since the server last took it */
};

struct cluster_credentials *cluster_credentials_new(const struct cluster_access *access,
                                                    bool no_exec, struct arena *arena)
{
    struct cluster_credentials *credentials = calloc(1, sizeof *credentials);
    if (credentials == NULL)
        arena_out_of_memory();
    credentials->access = access;
    credentials->no_exec = no_exec;
    credentials->arena = arena;
    credentials->token = access->token;
    credentials->tls = &access->tls;
    return credentials;
}

void cluster_credentials_free(struct cluster_credentials *credentials)
{
    free(credentials);
}

/* A read that fails leaves the token that was good before. */
static bool read_token_file(struct cluster_credentials *credentials, int64_t now,
                            struct error *err)
{
    bool is_young = credentials->token_read_at != 0 &&
                    now - credentials->token_read_at < TOKEN_FILE_SECONDS;
    if (is_young)
        return true;
    struct error problem = {0};
    AUTO_TEXT content;
    text_init(&content, TOKEN_BYTES_MAX);
    bool is_read = file_read(credentials->access->token_file, &content, &problem);
    struct slice token = slice_trim(slice_of(content.bytes));
    if (is_read && token.length != 0) {
        if (credentials->token == NULL || !slice_equals(token, credentials->token))
            credentials->token = arena_copy_slice(credentials->arena, token);
        credentials->token_read_at = now;
    }
    explicit_bzero(content.bytes, content.length);
    if (credentials->token != NULL)
        return true;
    return error_set(err, ERROR_OUTSIDE, "the token file: %s",
                     is_read ? "it is empty" : problem.text);
}

static void take_answer(struct cluster_credentials *credentials,
                        const struct plugin_answer *answer)
{
    credentials->token = answer->token;
    credentials->expires_at = answer->expires_at;
    credentials->has_answer = true;
    if (answer->certificate_pem == NULL)
        return;
    struct fetch_tls *tls = arena_alloc(credentials->arena, sizeof *tls);
    *tls = credentials->access->tls;
    tls->certificate_pem = answer->certificate_pem;
    tls->key_pem = answer->key_pem;
    credentials->tls = tls;
}

static bool ask_plugin(struct cluster_credentials *credentials, int64_t now,
                       struct error *err)
{
    const struct access_plugin *plugin = &credentials->access->plugin;
    bool is_expired = credentials->expires_at != 0 && credentials->expires_at <= now;
    if (credentials->has_answer && !is_expired)
        return true;
    if (credentials->no_exec)
        return error_set(err, ERROR_OUTSIDE,
                         "it needs the credential plugin %s, which --no-exec forbids",
                         plugin->command);
    if (plugin->is_forbidden)
        return error_set(err, ERROR_OUTSIDE,
                         "its credential plugin %s is not run: everybody may write the "
                         "kubeconfig (chmod o-w)",
                         plugin->command);
    struct plugin_answer answer = {0};
    struct error *problem = &credentials->plugin_problem;
    if (problem->code != ERROR_NONE ||
        !exec_plugin_run(credentials->access, credentials->arena, &answer, problem))
        return error_set(err, problem->code, "%s", problem->text);
    take_answer(credentials, &answer);
    return true;
}

static const char *bearer_of(struct cluster_credentials *credentials)
{
    if (credentials->sent_token != credentials->token)
        credentials->authorization =
            arena_format(credentials->arena, "Bearer %s", credentials->token);
    credentials->sent_token = credentials->token;
    return credentials->authorization;
}

static const char *basic_of(const struct cluster_access *access, struct arena *arena)
{
    const char *pair = arena_format(arena, "%s:%s", access->username,
                                    access->password == NULL ? "" : access->password);
    char *encoded = arena_alloc(arena, base64_room(strlen(pair)));
    base64_encode(pair, strlen(pair), encoded);
    return arena_format(arena, "Basic %s", encoded);
}

bool cluster_credentials_get(struct cluster_credentials *credentials, int64_t now,
                             struct cluster_credential *ret_credential,
                             struct error *err)
{
    const struct cluster_access *access = credentials->access;
    struct cluster_credential credential = {NULL, &access->tls,
                                            credentials->generation};
    if (!access->is_plain_http) {
        if (access->token_file != NULL && !read_token_file(credentials, now, err))
            return false;
        if (access->has_plugin && !ask_plugin(credentials, now, err))
            return false;
        credential.tls = credentials->tls;
        if (credentials->token != NULL)
            credential.authorization = bearer_of(credentials);
        else if (access->username != NULL)
            credential.authorization = basic_of(access, credentials->arena);
    }
    *ret_credential = credential;
    return true;
}

bool cluster_credentials_renew(struct cluster_credentials *credentials,
                               unsigned generation)
{
    const struct cluster_access *access = credentials->access;
    if (generation != credentials->generation)
        return true;
    if (credentials->was_renewed || access->is_plain_http ||
        (access->token_file == NULL && !access->has_plugin))
        return false;
    credentials->was_renewed = true;
    credentials->generation++;
    credentials->token_read_at = 0;
    credentials->has_answer = false;
    return true;
}

void cluster_credentials_accepted(struct cluster_credentials *credentials)
{
    credentials->was_renewed = false;
}
