/* AssumeRoleWithWebIdentity: an unsigned form, an answer in XML. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/sts.h"

#include "base/environment.h"
#include "base/text.h"
#include "base/xml.h"
#include "net/cloud_steps.h"

#include <string.h>

enum { VALUE_BYTES_MAX = 8192 };

/* The element that is open is one of the three. */
struct reading {
    const char **open; /* NULL: another element */
    struct text value;
    struct arena *arena;
    struct aws_keys keys;
};

static bool begin(void *context, const char *name, const char *const *attributes,
                  struct error *err)
{
    struct reading *reading = context;
    const char *space = strrchr(name, ' '); /* "NAMESPACE NAME" */
    const char *own = space != NULL ? space + 1 : name;
    (void)attributes;
    (void)err;
    text_reset(&reading->value);
    reading->open = NULL;
    if (strcmp(own, "AccessKeyId") == 0)
        reading->open = &reading->keys.key_id;
    else if (strcmp(own, "SecretAccessKey") == 0)
        reading->open = &reading->keys.secret;
    else if (strcmp(own, "SessionToken") == 0)
        reading->open = &reading->keys.session_token;
    return true;
}

static void add_text(void *context, struct slice text)
{
    struct reading *reading = context;
    if (reading->open != NULL)
        text_add_slice(&reading->value, text);
}

static bool is_one_word(struct slice word)
{
    for (size_t i = 0; i < word.length; i++)
        if (word.at[i] <= ' ' || word.at[i] > '~')
            return false;
    return word.length != 0;
}

static void end(void *context, const char *name)
{
    struct reading *reading = context;
    (void)name;
    struct slice word =
        slice_trim((struct slice){reading->value.bytes, reading->value.length});
    if (reading->open != NULL && !text_overflowed(&reading->value) && is_one_word(word))
        *reading->open = arena_copy_slice(reading->arena, word);
    reading->open = NULL;
}

bool sts_read(const char *body, size_t bytes, struct arena *arena,
              struct aws_keys *ret_keys, struct error *err)
{
    static const struct xml_sink sink = {begin, add_text, end};
    struct reading reading = {.arena = arena};
    struct error why = {0}; /* not told: it may quote a secret */
    text_init(&reading.value, VALUE_BYTES_MAX);
    bool is_read = xml_read(body, bytes, &sink, &reading, &why) &&
                   reading.keys.key_id != NULL && reading.keys.secret != NULL &&
                   reading.keys.session_token != NULL;
    explicit_bzero(reading.value.bytes, reading.value.length);
    text_clear(&reading.value);
    if (!is_read)
        return error_set(err, ERROR_FORMAT, "the answer of AWS has no keys");
    *ret_keys = reading.keys;
    return true;
}

static void answer_came(const struct fetch_response *response, void *context)
{
    struct cloud_login *login = context;
    struct error err = {0};
    if (response->failure != NULL)
        cloud_failed(login, "assuming the role: %s", response->failure);
    else if (response->status != 200)
        cloud_failed(login, "assuming the role: AWS answered %d", response->status);
    else if (!sts_read(response->body, response->body_bytes, login->arena, &login->keys,
                       &err))
        cloud_failed(login, "assuming the role: %s", err.text);
    else
        ecr_ask(login);
}

void sts_ask(struct cloud_login *login, const char *token_file, const char *role)
{
    AUTO_TEXT form = {0};
    const char *token = cloud_file(login, token_file);
    const char *session = environment_value("AWS_ROLE_SESSION_NAME");
    const char *endpoint = environment_value("AWS_ENDPOINT_URL_STS");
    if (endpoint == NULL)
        endpoint = environment_value("AWS_ENDPOINT_URL");
    if (endpoint == NULL)
        endpoint = login->host.authority;
    if (token == NULL || token[0] == '\0') {
        cloud_failed(login, "the file AWS_WEB_IDENTITY_TOKEN_FILE cannot be read");
        return;
    }
    if (!cloud_endpoint_is_safe(endpoint)) {
        cloud_failed(login, "the endpoint in AWS_ENDPOINT_URL is no https URL");
        return;
    }
    const char *slash = endpoint[strlen(endpoint) - 1] == '/' ? "" : "/";
    text_init(&form, CLOUD_FORM_BYTES_MAX);
    cloud_add_field(&form, "Action", "AssumeRoleWithWebIdentity");
    cloud_add_field(&form, "Version", "2011-06-15");
    cloud_add_field(&form, "RoleArn", role);
    cloud_add_field(&form, "RoleSessionName", session != NULL ? session : "stalemark");
    cloud_add_field(&form, "WebIdentityToken", token);
    cloud_send_form(login, arena_format(login->arena, "%s%s", endpoint, slash), NULL,
                    &form, answer_came);
}
