/* Azure's registries: a directory's token is traded for a refresh token of theirs. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/cloud_steps.h"

#include "base/environment.h"
#include "base/text.h"

#include <string.h>

enum {
    REFRESH_SECONDS = 3 * 3600, /* how long a refresh token of the registry holds */
    SPARE_SECONDS = 600,
};

#define METADATA "http://169.254.169.254"

/* The trade is the registry's own: its token goes to the token endpoint afterwards. */
static void refresh_token_came(const struct fetch_response *response, void *context)
{
    struct cloud_login *login = context;
    json_t *root = cloud_read(login, response, "trading the token at the registry");
    if (root == NULL)
        return;
    struct credential credential = {
        .user = "00000000-0000-0000-0000-000000000000",
        .identity_token = cloud_text(login, root, "refresh_token"),
    };
    json_free_wiped(root);
    if (credential.identity_token == NULL)
        cloud_failed(login, "the registry's answer has no refresh token");
    else
        cloud_found(login, &credential, REFRESH_SECONDS - SPARE_SECONDS);
}

static void exchange(struct cloud_login *login, const char *token)
{
    const struct cloud_question *question = login->question;
    AUTO_TEXT form = {0};
    text_init(&form, CLOUD_FORM_BYTES_MAX);
    cloud_add_field(&form, "grant_type", "access_token");
    cloud_add_field(&form, "service", question->host);
    if (login->tenant != NULL)
        cloud_add_field(&form, "tenant", login->tenant);
    cloud_add_field(&form, "access_token", token);
    cloud_send_form(
        login, arena_format(login->arena, "https://%s/oauth2/exchange", question->host),
        question->tls, &form, refresh_token_came);
}

static void token_came(const struct fetch_response *response, void *context)
{
    struct cloud_login *login = context;
    json_t *root = cloud_read(login, response, "asking Azure for a token");
    if (root == NULL)
        return;
    const char *token = cloud_text(login, root, "access_token");
    json_free_wiped(root);
    if (token == NULL)
        cloud_failed(login, "Azure's answer has no token");
    else
        exchange(login, token);
}

static void instance_came(const struct fetch_response *response, void *context)
{
    struct cloud_login *login = context;
    if (response->failure != NULL)
        cloud_failed(login, "there is no AZURE_CLIENT_SECRET, no "
                            "AZURE_FEDERATED_TOKEN_FILE, and no metadata service");
    else
        token_came(response, context);
}

static void ask_instance(struct cloud_login *login, const char *client)
{
    static const struct fetch_header header = {"Metadata", "true"};
    const char *given = environment_value("AZURE_POD_IDENTITY_AUTHORITY_HOST");
    AUTO_TEXT url = {0};
    if (given != NULL && !cloud_endpoint_is_safe(given)) {
        cloud_failed(login, "AZURE_POD_IDENTITY_AUTHORITY_HOST is no https URL");
        return;
    }
    text_init(&url, URL_ROOM);
    text_addf(&url,
              "%s/metadata/identity/oauth2/token?api-version=2018-02-01&resource=",
              given != NULL ? given : METADATA);
    url_add_escaped(&url, login->host.audience);
    if (client != NULL) {
        text_add(&url, "&client_id=");
        url_add_escaped(&url, client);
    }
    cloud_ask_metadata(login, NULL, url.bytes, &header, 1, instance_came);
}

/* The directory's token endpoint; a name with a slash in it would lead elsewhere. */
static const char *token_url(struct cloud_login *login)
{
    const char *authority = environment_value("AZURE_AUTHORITY_HOST");
    if (authority == NULL)
        authority = login->host.authority;
    if (!cloud_endpoint_is_safe(authority))
        return NULL;
    size_t length = strlen(authority);
    while (length != 0 && authority[length - 1] == '/')
        length--;
    AUTO_TEXT url = {0};
    text_init(&url, URL_ROOM);
    text_addf(&url, "%.*s/", (int)length, authority);
    url_add_escaped(&url, login->tenant);
    text_add(&url, "/oauth2/v2.0/token");
    return text_overflowed(&url) ? NULL : arena_copy(login->arena, url.bytes);
}

/* One of secret and assertion is there. */
static void ask_directory(struct cloud_login *login, const char *client,
                          const char *secret, const char *assertion)
{
    AUTO_TEXT form = {0};
    const char *url = token_url(login);
    if (url == NULL) {
        cloud_failed(login, "AZURE_AUTHORITY_HOST is no https URL");
        return;
    }
    text_init(&form, CLOUD_FORM_BYTES_MAX);
    cloud_add_field(&form, "grant_type", "client_credentials");
    cloud_add_field(&form, "client_id", client);
    cloud_add_field(&form, "scope",
                    arena_format(login->arena, "%s/.default", login->host.audience));
    if (secret != NULL) {
        cloud_add_field(&form, "client_secret", secret);
    } else {
        cloud_add_field(&form, "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        cloud_add_field(&form, "client_assertion", assertion);
    }
    cloud_send_form(login, url, NULL, &form, token_came);
}

void azure_login(struct cloud_login *login)
{
    const char *client = environment_value("AZURE_CLIENT_ID");
    const char *secret = environment_value("AZURE_CLIENT_SECRET");
    const char *file = environment_value("AZURE_FEDERATED_TOKEN_FILE");
    login->tenant = environment_value("AZURE_TENANT_ID");
    bool has_account = client != NULL && login->tenant != NULL;
    const char *assertion =
        has_account && secret == NULL && file != NULL ? cloud_file(login, file) : NULL;
    if (has_account && (secret != NULL || assertion != NULL))
        ask_directory(login, client, secret, assertion);
    else if (has_account && file != NULL)
        cloud_failed(login, "the file AZURE_FEDERATED_TOKEN_FILE cannot be read");
    else
        ask_instance(login, client);
}
