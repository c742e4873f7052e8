/* The registry of AWS: a password for 12 hours, for a signed request. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/cloud_steps.h"

#include "base/digest.h"
#include "base/environment.h"
#include "base/text.h"

#include <string.h>
#include <time.h>

enum { PASSWORD_SECONDS = 12 * 3600, SPARE_SECONDS = 300 };

/* "AWS:password" in base64. */
static bool decode(struct cloud_login *login, const char *encoded,
                   struct credential *credential)
{
    size_t length = strlen(encoded);
    char *plain = arena_alloc(login->arena, length / 4 * 3 + 4);
    long bytes = base64_decode(encoded, length, (unsigned char *)plain);
    char *colon = bytes > 0 ? memchr(plain, ':', (size_t)bytes) : NULL;
    if (colon == NULL || colon == plain || memchr(plain, '\0', (size_t)bytes) != NULL)
        return false;
    *colon = '\0';
    *credential = (struct credential){.user = plain, .password = colon + 1};
    return true;
}

/* expiresAt is a number with a fraction, in seconds since 1970. */
static long long seconds_left(const json_t *entry)
{
    double expires_at = json_number_value(json_object_get(entry, "expiresAt"));
    double left = expires_at - (double)time(NULL);
    return left > 0 && left < PASSWORD_SECONDS ? (long long)left : PASSWORD_SECONDS;
}

static void password_came(const struct fetch_response *response, void *context)
{
    struct cloud_login *login = context;
    struct credential credential;
    json_t *root = cloud_read(login, response, "asking for a password of the registry");
    if (root == NULL)
        return;
    const json_t *entry = json_array_get(json_object_get(root, "authorizationData"), 0);
    const char *encoded = cloud_text(login, entry, "authorizationToken");
    bool is_good = encoded != NULL && decode(login, encoded, &credential);
    long long seconds = seconds_left(entry) - SPARE_SECONDS;
    json_free_wiped(root);
    if (is_good)
        cloud_found(login, &credential, seconds);
    else
        cloud_failed(login, "the answer of AWS has no password");
}

/* AWS's own variables for endpoints, as its SDKs read them. */
static const char *endpoint_of(const struct cloud_login *login)
{
    const char *ignored = environment_value("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
    const char *given = environment_value("AWS_ENDPOINT_URL_ECR");
    if (given == NULL)
        given = environment_value("AWS_ENDPOINT_URL");
    if (given == NULL || (ignored != NULL && strcmp(ignored, "true") == 0))
        return login->host.endpoint;
    return given;
}

void ecr_ask(struct cloud_login *login)
{
    static const char body[] = "{}";
    const struct fetch_header target = {
        "X-Amz-Target", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken"};
    const struct fetch_signature signature = {
        .service = "ecr",
        .region = login->host.region,
        .key_id = login->keys.key_id,
        .secret = login->keys.secret,
        .session_token = login->keys.session_token,
    };
    const char *endpoint = endpoint_of(login);
    if (!cloud_endpoint_is_safe(endpoint)) {
        cloud_failed(login, "the endpoint in AWS_ENDPOINT_URL is no https URL");
        return;
    }
    const char *slash = endpoint[strlen(endpoint) - 1] == '/' ? "" : "/";
    bool is_plain = !url_is_https(endpoint);
    cloud_send(login,
               (struct fetch_request){
                   .url = arena_format(login->arena, "%s%s", endpoint, slash),
                   .method = "POST",
                   .accept = "application/json",
                   .body = body,
                   .body_bytes = strlen(body),
                   .content_type = "application/x-amz-json-1.1",
                   .headers = &target,
                   .header_count = 1,
                   .signature = &signature,
                   .lan_allowed = true, /* a private endpoint in one's own network */
                   .private_allowed = is_plain,
                   .plain_http_allowed = is_plain,
               },
               password_came);
}

void ecr_login(struct cloud_login *login)
{
    if (login->host.region == NULL)
        cloud_not_needed(login); /* the public one is read by everybody */
    else
        aws_keys_find(login);
}
