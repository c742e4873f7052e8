/* Google's registries: an access token of the machine's or a key file's account. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/cloud_steps.h"

#include "base/environment.h"
#include "base/text.h"
#include "net/jwt.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TOKEN_SECONDS = 3600, SPARE_SECONDS = 60, PATH_BYTES_MAX = 4096 };

#define TOKEN_URI "https://oauth2.googleapis.com/token"
#define SCOPE     "https://www.googleapis.com/auth/cloud-platform"
#define METADATA  "http://metadata.google.internal"

static void token_came(const struct fetch_response *response, void *context)
{
    struct cloud_login *login = context;
    json_t *root = cloud_read(login, response, "asking Google for a token");
    if (root == NULL)
        return;
    struct credential credential = {
        .user = "oauth2accesstoken",
        .password = cloud_text(login, root, "access_token"),
    };
    long long seconds = json_number(root, "expires_in", TOKEN_SECONDS);
    json_free_wiped(root);
    if (credential.password == NULL)
        cloud_failed(login, "Google's answer has no token");
    else
        cloud_found(login, &credential, seconds - SPARE_SECONDS);
}

/* Somebody else's server at that address would not know this header. */
static void metadata_came(const struct fetch_response *response, void *context)
{
    struct cloud_login *login = context;
    const char *flavor = fetch_response_header(response, "metadata-flavor", 0);
    if (response->failure != NULL)
        cloud_failed(login,
                     "there is no GOOGLE_APPLICATION_CREDENTIALS, no login of gcloud, "
                     "and no metadata service");
    else if (flavor == NULL || strcmp(flavor, "Google") != 0)
        cloud_failed(login, "what answers for the metadata service is not Google's");
    else
        token_came(response, context);
}

static void ask_metadata(struct cloud_login *login)
{
    static const struct fetch_header flavor = {"Metadata-Flavor", "Google"};
    const char *host = environment_value("GCE_METADATA_HOST");
    const char *base =
        host != NULL ? arena_format(login->arena, "http://%s", host) : METADATA;
    cloud_ask_metadata(
        login, NULL,
        arena_format(login->arena,
                     "%s/computeMetadata/v1/instance/service-accounts/default/token",
                     base),
        &flavor, 1, metadata_came);
}

/* --------------------------------------------------------------- key files */

/* Where a key file sends its claim: by https, whatever the file says. */
static const char *token_uri_of(struct cloud_login *login, const json_t *key)
{
    const char *uri = cloud_text(login, key, "token_uri");
    if (uri == NULL)
        return TOKEN_URI;
    return url_is_usable(uri) && url_is_https(uri) ? uri : NULL;
}

static const char *claims_of(struct cloud_login *login, const json_t *key,
                             const char *uri)
{
    long long now = (long long)time(NULL);
    json_t *claims =
        json_pack("{s:s?, s:s, s:s, s:I, s:I}", "iss", json_text(key, "client_email"),
                  "scope", SCOPE, "aud", uri, "iat", (json_int_t)now, "exp",
                  (json_int_t)(now + TOKEN_SECONDS));
    char *text = json_dumps(claims, JSON_COMPACT);
    if (text == NULL)
        arena_out_of_memory();
    const char *kept = arena_copy(login->arena, text);
    free(text);
    json_decref(claims);
    return kept;
}

static void use_service_account(struct cloud_login *login, const json_t *key,
                                const char *uri)
{
    AUTO_TEXT form = {0};
    struct error err = {0};
    const char *key_id = cloud_text(login, key, "private_key_id");
    const char *pem = json_text(key, "private_key");
    if (pem == NULL || cloud_text(login, key, "client_email") == NULL) {
        cloud_failed(login, "the key file has no private_key or no client_email");
        return;
    }
    json_t *header =
        json_pack("{s:s, s:s, s:s*}", "alg", "RS256", "typ", "JWT", "kid", key_id);
    char *header_text = json_dumps(header, JSON_COMPACT);
    if (header_text == NULL)
        arena_out_of_memory();
    const char *claim =
        jwt_sign(header_text, claims_of(login, key, uri), pem, login->arena, &err);
    free(header_text);
    json_decref(header);
    if (claim == NULL) {
        cloud_failed(login, "the key file: %s", err.text);
        return;
    }
    text_init(&form, CLOUD_FORM_BYTES_MAX);
    cloud_add_field(&form, "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    cloud_add_field(&form, "assertion", claim);
    cloud_send_form(login, uri, NULL, &form, token_came);
}

static void use_refresh_token(struct cloud_login *login, const json_t *key,
                              const char *uri)
{
    AUTO_TEXT form = {0};
    const char *id = cloud_text(login, key, "client_id");
    const char *secret = cloud_text(login, key, "client_secret");
    const char *token = cloud_text(login, key, "refresh_token");
    if (id == NULL || secret == NULL || token == NULL) {
        cloud_failed(login,
                     "the key file has no client_id, client_secret or refresh_token");
        return;
    }
    text_init(&form, CLOUD_FORM_BYTES_MAX);
    cloud_add_field(&form, "grant_type", "refresh_token");
    cloud_add_field(&form, "client_id", id);
    cloud_add_field(&form, "client_secret", secret);
    cloud_add_field(&form, "refresh_token", token);
    cloud_send_form(login, uri, NULL, &form, token_came);
}

static void use_key_file(struct cloud_login *login, const char *content)
{
    struct error why = {0}; /* not told: the parser may quote the key */
    AUTO_JSON_SECRET *key = json_read_secret(content, strlen(content), 16, &why);
    const char *type = json_text(key, "type");
    const char *uri = json_is_object(key) ? token_uri_of(login, key) : NULL;
    if (!json_is_object(key))
        cloud_failed(login, "the key file is no JSON object");
    else if (uri == NULL)
        cloud_failed(login, "the key file's token_uri is no https URL");
    else if (type != NULL && strcmp(type, "service_account") == 0)
        use_service_account(login, key, uri);
    else if (type != NULL && strcmp(type, "authorized_user") == 0)
        use_refresh_token(login, key, uri);
    else
        cloud_failed(login, "the key file is of a type that only gcloud knows");
}

/* Where gcloud keeps the login of its user; NULL: nowhere. */
static const char *default_file(struct cloud_login *login)
{
    static const char name[] = "application_default_credentials.json";
    const char *folder = environment_value("CLOUDSDK_CONFIG");
    const char *home = environment_value("HOME");
    if (folder != NULL)
        return cloud_file(login, arena_format(login->arena, "%s/%s", folder, name));
    if (home == NULL)
        return NULL;
    return cloud_file(login,
                      arena_format(login->arena, "%s/.config/gcloud/%s", home, name));
}

void google_login(struct cloud_login *login)
{
    const char *path = environment_value("GOOGLE_APPLICATION_CREDENTIALS");
    const char *content = path != NULL ? cloud_file(login, path) : default_file(login);
    if (content != NULL)
        use_key_file(login, content);
    else if (path != NULL)
        cloud_failed(login, "the file GOOGLE_APPLICATION_CREDENTIALS cannot be read");
    else
        ask_metadata(login);
}
