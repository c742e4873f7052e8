/* Finding keys of AWS where its own programs look for them, in their order. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/cloud_steps.h"

#include "base/environment.h"
#include "base/text.h"
#include "net/aws_profile.h"
#include "net/sts.h"

#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES_MAX = 4096 };

#define METADATA "http://169.254.169.254"
#define ECS      "http://169.254.170.2"

/* The keys in the answer of a container's endpoint or of the metadata service. */
static void keys_came(const struct fetch_response *response, void *context)
{
    struct cloud_login *login = context;
    json_t *root = cloud_read(login, response, "asking for the keys of AWS");
    if (root == NULL)
        return;
    login->keys = (struct aws_keys){
        .key_id = cloud_text(login, root, "AccessKeyId"),
        .secret = cloud_text(login, root, "SecretAccessKey"),
        .session_token = cloud_text(login, root, "Token"),
    };
    json_free_wiped(root);
    if (login->keys.key_id == NULL || login->keys.secret == NULL)
        cloud_failed(login, "the answer of AWS has no keys");
    else
        ecr_ask(login);
}

static bool from_environment(struct aws_keys *keys)
{
    keys->key_id = environment_value("AWS_ACCESS_KEY_ID");
    keys->secret = environment_value("AWS_SECRET_ACCESS_KEY");
    keys->session_token = environment_value("AWS_SESSION_TOKEN");
    return keys->key_id != NULL && keys->secret != NULL;
}

static bool from_file(struct cloud_login *login)
{
    AUTO_TEXT path = {0};
    const char *given = environment_value("AWS_SHARED_CREDENTIALS_FILE");
    const char *profile = environment_value("AWS_PROFILE");
    const char *home = environment_value("HOME");
    text_init(&path, PATH_BYTES_MAX);
    if (given != NULL)
        text_add(&path, given);
    else if (home != NULL)
        text_addf(&path, "%s/.aws/credentials", home);
    const char *content = cloud_file(login, path.bytes);
    return content != NULL &&
           aws_profile_read(slice_of(content), profile != NULL ? profile : "default",
                            login->arena, &login->keys);
}

/* ------------------------------------------------------------ in a container */

/* Plain http only where AWS's SDKs take it: this machine, and the agents' addresses. */
static bool is_agent(const char *url)
{
    static const char *const agents[] = {"169.254.170.2", "169.254.170.23",
                                         "fd00:ec2::23"};
    char host[ORIGIN_ROOM];
    if (cloud_endpoint_is_safe(url))
        return true;
    if (!url_is_usable(url) || !url_host(url, host, sizeof host))
        return false;
    for (size_t i = 0; i < COUNT_OF(agents); i++)
        if (strcmp(host, agents[i]) == 0)
            return true;
    return false;
}

static void ask_container(struct cloud_login *login, const char *url)
{
    const char *file = environment_value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    const char *token = file != NULL
                            ? cloud_file(login, file)
                            : environment_value("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    struct fetch_header authorization = {"Authorization", token};
    if (file != NULL && token == NULL)
        cloud_failed(login,
                     "the file AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read");
    else if (!is_agent(url))
        cloud_failed(login, "AWS_CONTAINER_CREDENTIALS_FULL_URI is no https URL");
    else
        cloud_ask_metadata(login, NULL, url, &authorization, token != NULL, keys_came);
}

/* ------------------------------------------------------------- on an instance */

static struct fetch_header session_header(const struct cloud_login *login)
{
    return (struct fetch_header){"X-aws-ec2-metadata-token", login->session};
}

/* One word of the service's answer; NULL: the login has failed. */
static const char *one_word(struct cloud_login *login,
                            const struct fetch_response *response)
{
    struct slice word =
        slice_trim((struct slice){response->body, response->body_bytes});
    bool is_word = response->failure == NULL && response->status == 200 &&
                   word.length != 0 && word.length <= 1024;
    for (size_t i = 0; is_word && i < word.length; i++)
        is_word = word.at[i] > ' ' && word.at[i] <= '~';
    if (is_word)
        return arena_copy_slice(login->arena, word);
    cloud_failed(login,
                 "there are no keys of AWS in the environment, in files, or in a "
                 "metadata service");
    return NULL;
}

static void role_came(const struct fetch_response *response, void *context)
{
    struct cloud_login *login = context;
    const char *role = one_word(login, response);
    if (role == NULL)
        return;
    AUTO_TEXT url = {0};
    text_init(&url, URL_ROOM);
    text_addf(&url, "%s/latest/meta-data/iam/security-credentials/", login->metadata);
    url_add_escaped(&url, role);
    struct fetch_header header = session_header(login);
    cloud_ask_metadata(login, NULL, url.bytes, &header, 1, keys_came);
}

static void session_came(const struct fetch_response *response, void *context)
{
    struct cloud_login *login = context;
    login->session = one_word(login, response);
    if (login->session == NULL)
        return;
    struct fetch_header header = session_header(login);
    const char *url = arena_format(
        login->arena, "%s/latest/meta-data/iam/security-credentials/", login->metadata);
    cloud_ask_metadata(login, NULL, url, &header, 1, role_came);
}

static void ask_instance(struct cloud_login *login)
{
    const struct fetch_header lifetime = {"X-aws-ec2-metadata-token-ttl-seconds",
                                          "300"};
    const char *given = environment_value("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    const char *disabled = environment_value("AWS_EC2_METADATA_DISABLED");
    login->metadata = given != NULL ? given : METADATA;
    if (disabled != NULL && strcmp(disabled, "true") == 0)
        cloud_failed(login, "there are no keys of AWS in the environment or in files");
    else if (given != NULL && !cloud_endpoint_is_safe(given))
        cloud_failed(login, "AWS_EC2_METADATA_SERVICE_ENDPOINT is no https URL");
    else
        cloud_ask_metadata(
            login, "PUT",
            arena_format(login->arena, "%s/latest/api/token", login->metadata),
            &lifetime, 1, session_came);
}

void aws_keys_find(struct cloud_login *login)
{
    const char *token_file = environment_value("AWS_WEB_IDENTITY_TOKEN_FILE");
    const char *role = environment_value("AWS_ROLE_ARN");
    const char *relative = environment_value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const char *full = environment_value("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (from_environment(&login->keys))
        ecr_ask(login);
    else if (token_file != NULL && role != NULL)
        sts_ask(login, token_file, role);
    else if (from_file(login))
        ecr_ask(login);
    else if (relative != NULL && relative[0] == '/')
        ask_container(login, arena_format(login->arena, ECS "%s", relative));
    else if (full != NULL)
        ask_container(login, full);
    else
        ask_instance(login);
}
