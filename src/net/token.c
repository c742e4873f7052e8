/* The token protocol of the distribution project, GET and POST. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/token.h"

#include "base/json.h"
#include "net/url.h"

#include <string.h>

enum { SECONDS_LEAST = 60, SECONDS_MOST = 3600 };

static void add_parameter(struct text *text, const char *name, const char *value)
{
    if (value == NULL || value[0] == '\0')
        return;
    text_addf(text, "&%s=", name);
    url_add_escaped(text, value);
}

void token_url(const struct token_question *question, const struct text_list *scopes,
               struct text *ret_url)
{
    const char *query = strchr(question->realm, '?');
    text_add(ret_url, question->realm);
    if (query == NULL)
        text_add(ret_url, "?client_id=stalemark");
    else
        text_add(ret_url,
                 query[1] != '\0' ? "&client_id=stalemark" : "client_id=stalemark");
    add_parameter(ret_url, "service", question->service);
    for (size_t i = 0; i < scopes->count; i++)
        add_parameter(ret_url, "scope", scopes->items[i]);
    add_parameter(ret_url, "account", question->account);
}

void token_form(const struct token_question *question, const struct text_list *scopes,
                struct text *ret_form)
{
    text_add(ret_form, "grant_type=refresh_token&client_id=stalemark");
    add_parameter(ret_form, "service", question->service);
    for (size_t i = 0; i < scopes->count; i++) {
        if (scopes->items[i] == NULL)
            continue;
        text_add(ret_form, i == 0 ? "&scope=" : "%20");
        url_add_escaped(ret_form, scopes->items[i]);
    }
    add_parameter(ret_form, "refresh_token", question->identity_token);
}

/* A token goes into a header: nothing in it may end the line or start a word. */
static bool is_one_word(const char *token)
{
    size_t length = strlen(token);
    for (size_t i = 0; i < length; i++)
        if (token[i] <= ' ' || token[i] > '~')
            return false;
    return length != 0 && length <= TOKEN_BYTES_MAX;
}

bool token_read(const char *body, size_t bytes, struct arena *arena,
                const char **ret_token, long long *ret_seconds, struct error *err)
{
    struct error why = {0}; /* not told: the parser may quote a token */
    AUTO_JSON_SECRET *root = json_read_secret(body, bytes, 16, &why);
    if (!json_is_object(root))
        return error_set(err, ERROR_FORMAT, "its answer is not a JSON object");
    const char *token = json_text(root, "token");
    if (token == NULL || token[0] == '\0')
        token = json_text(root, "access_token");
    if (token == NULL)
        return error_set(err, ERROR_FORMAT, "its answer has no token");
    if (!is_one_word(token))
        return error_set(err, ERROR_FORMAT, "its answer has a token that is none");
    long long seconds = json_number(root, "expires_in", SECONDS_LEAST);
    seconds = seconds < SECONDS_LEAST ? SECONDS_LEAST : seconds;
    *ret_seconds = seconds > SECONDS_MOST ? SECONDS_MOST : seconds;
    *ret_token = arena_copy(arena, token);
    return true;
}
