/* Logins to clouds: the first step, the ends, and what all steps have in common. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/cloud_login.h"

#include "base/file.h"
#include "base/text.h"
#include "net/cloud_steps.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { PROBLEM_BYTES = 400, HELPER_SECONDS = 1800 };

void cloud_found(struct cloud_login *login, const struct credential *credential,
                 long long seconds)
{
    struct cloud_answer answer = {
        .is_found = true,
        .credential = *credential,
        .expires_at = (long long)time(NULL) + seconds,
    };
    login->done(&answer, login->context);
}

void cloud_not_needed(struct cloud_login *login)
{
    struct cloud_answer answer = {.expires_at = (long long)time(NULL) + HELPER_SECONDS};
    login->done(&answer, login->context);
}

/* The helper knows ways to log in that we do not; where it is missing, ours is told. */
void cloud_failed(struct cloud_login *login, const char *format, ...)
{
    const struct cloud_question *question = login->question;
    char text[PROBLEM_BYTES];
    const char *helper_problem = NULL;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    struct cloud_answer answer = {
        .expires_at = (long long)time(NULL) + HELPER_SECONDS,
        .problem = arena_format(login->arena, "the cloud's login for %s failed: %s",
                                question->host, text),
    };
    if (login->host.helper != NULL &&
        credentials_ask(question->credentials, login->host.helper, question->host,
                        &answer.credential, &helper_problem)) {
        answer.is_found = true;
        answer.problem = NULL;
    }
    login->done(&answer, login->context);
}

void cloud_send(struct cloud_login *login, struct fetch_request request,
                fetch_done *done)
{
    struct error err = {0};
    request.redirects_max = 0;
    request.body_max_bytes = CLOUD_ANSWER_BYTES_MAX;
    if (!fetch(login->question->fetcher, &request, done, login, &err))
        cloud_failed(login, "%s", err.text);
}

void cloud_send_form(struct cloud_login *login, const char *url,
                     const struct fetch_tls *tls, struct text *form, fetch_done *done)
{
    bool is_plain = !url_is_https(url);
    if (text_overflowed(form))
        cloud_failed(login, "what is to be sent is too long");
    else
        cloud_send(
            login,
            (struct fetch_request){
                .url = url,
                .method = "POST",
                .accept = "application/json",
                .body = form->bytes,
                .body_bytes = form->length,
                .content_type = "application/x-www-form-urlencoded",
                .tls = tls,
                .lan_allowed = true, /* a private endpoint in one's own network */
                .private_allowed = is_plain,
                .plain_http_allowed = is_plain,
            },
            done);
    explicit_bzero(form->bytes, form->length);
}

void cloud_ask_metadata(struct cloud_login *login, const char *method, const char *url,
                        const struct fetch_header *headers, size_t header_count,
                        fetch_done *done)
{
    cloud_send(login,
               (struct fetch_request){
                   .url = url,
                   .method = method,
                   .accept = "*/*",
                   .headers = headers,
                   .header_count = header_count,
                   .proxy = "",
                   .timeout_ms = METADATA_TIMEOUT_MS,
                   .attempts = 1,
                   .private_allowed = true,
                   .plain_http_allowed = true,
               },
               done);
}

json_t *cloud_read(struct cloud_login *login, const struct fetch_response *response,
                   const char *what)
{
    char origin[ORIGIN_ROOM] = "";
    struct error why = {0}; /* not told: the parser may quote a secret */
    if (!url_origin(response->url, origin, sizeof origin))
        origin[0] = '\0';
    if (response->failure != NULL) {
        cloud_failed(login, "%s: %s", what, response->failure);
        return NULL;
    }
    if (response->status != 200) {
        cloud_failed(login, "%s: %s answered %d", what, origin, response->status);
        return NULL;
    }
    json_t *root = json_read_secret(response->body, response->body_bytes, 16, &why);
    if (json_is_object(root))
        return root;
    json_free_wiped(root);
    cloud_failed(login, "%s: the answer of %s is no JSON object", what, origin);
    return NULL;
}

const char *cloud_text(struct cloud_login *login, const json_t *object, const char *key)
{
    const char *text = json_text(object, key);
    if (text == NULL || text[0] == '\0')
        return NULL;
    for (const char *at = text; *at != '\0'; at++)
        if (*at < ' ' || *at > '~')
            return NULL;
    return arena_copy(login->arena, text);
}

const char *cloud_file(struct cloud_login *login, const char *path)
{
    AUTO_TEXT content = {0};
    struct error ignored = {0};
    text_init(&content, CLOUD_FILE_BYTES_MAX);
    bool is_read = file_read(path, &content, &ignored);
    const char *text =
        !is_read ? NULL
                 : arena_copy_slice(login->arena, slice_trim((struct slice){
                                                      content.bytes, content.length}));
    explicit_bzero(content.bytes, content.length);
    return text;
}

void cloud_add_field(struct text *form, const char *name, const char *value)
{
    text_addf(form, "%s%s=", form->length != 0 ? "&" : "", name);
    url_add_escaped(form, value);
}

bool cloud_endpoint_is_safe(const char *url)
{
    static const char *const local[] = {"127.0.0.1", "::1", "localhost"};
    char host[ORIGIN_ROOM];
    if (!url_is_usable(url) || !url_host(url, host, sizeof host))
        return false;
    for (size_t i = 0; i < COUNT_OF(local); i++)
        if (strcmp(host, local[i]) == 0)
            return true;
    return url_is_https(url);
}

void cloud_login(const struct cloud_question *question, cloud_login_done *done,
                 void *context)
{
    struct cloud_login *login = arena_alloc(question->arena, sizeof *login);
    *login = (struct cloud_login){.question = question,
                                  .arena = question->arena,
                                  .done = done,
                                  .context = context};
    if (!cloud_host_read(question->identity, question->host, login->arena,
                         &login->host)) {
        cloud_failed(login, "it is no host of the cloud whose identity the policy "
                            "names");
        return;
    }
    switch (question->identity) {
    case REGISTRY_IDENTITY_ECR:
        ecr_login(login);
        return;
    case REGISTRY_IDENTITY_GOOGLE:
        google_login(login);
        return;
    case REGISTRY_IDENTITY_AZURE:
        azure_login(login);
        return;
    case REGISTRY_IDENTITY_FILES:
    case REGISTRY_IDENTITY_NONE:
        break;
    }
    cloud_not_needed(login);
}
