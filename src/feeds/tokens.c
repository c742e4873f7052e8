/* Collects tokens from the environment and a file. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/tokens.h"

#include "base/environment.h"
#include "base/file.h"
#include "net/url.h"

#include <string.h>

enum { TOKEN_FILE_BYTES_MAX = 64 * 1024 };

static void add_token(struct feed_token_list *tokens, const char *origin,
                      const char *secret, struct arena *arena)
{
    *LIST_ADD(arena, tokens) =
        (struct feed_token){arena_copy(arena, origin), arena_copy(arena, secret)};
}

static void add_environment(struct feed_token_list *tokens, struct arena *arena)
{
    const char *github = environment_value("GITHUB_TOKEN");
    if (github == NULL)
        github = environment_value("GH_TOKEN");
    if (github != NULL)
        add_token(tokens, "https://api.github.com", github, arena);

    const char *host = environment_value("GH_HOST");
    const char *enterprise = environment_value("GH_ENTERPRISE_TOKEN");
    char origin[ORIGIN_ROOM];
    if (host != NULL && enterprise != NULL &&
        url_origin(arena_format(arena, "https://%s/", host), origin, sizeof origin))
        add_token(tokens, origin, enterprise, arena);
}

/* A header's value ends at a line feed: a token holds no control characters. */
static bool is_secret(struct slice text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] <= ' ' || text.at[i] > '~')
            return false;
    return text.length != 0;
}

static bool add_line(struct feed_token_list *tokens, struct slice line,
                     struct arena *arena)
{
    struct slice secret = line;
    struct slice url = slice_cut(&secret, ' ');
    secret = slice_trim(secret);
    char origin[ORIGIN_ROOM];
    if (!is_secret(secret) ||
        !url_origin(arena_copy_slice(arena, url), origin, sizeof origin))
        return false;
    add_token(tokens, origin, arena_copy_slice(arena, secret), arena);
    return true;
}

static bool add_file(struct feed_token_list *tokens, const char *path,
                     struct arena *arena, struct error *err)
{
    AUTO_TEXT content;
    text_init(&content, TOKEN_FILE_BYTES_MAX);
    struct error why = {0};
    if (!file_read(path, &content, &why))
        return error_set(err, ERROR_USAGE, "STALEMARK_TOKEN_FILE: %s", why.text);
    struct slice rest = {content.bytes, content.length};
    for (unsigned number = 1; rest.at != NULL; number++) {
        struct slice line = slice_trim(slice_cut(&rest, '\n'));
        if (line.length != 0 && line.at[0] != '#' && !add_line(tokens, line, arena))
            return error_set(
                err, ERROR_USAGE,
                "%s:%u: not 'ORIGIN TOKEN', as in 'https://ghe.corp.example "
                "TOKEN'",
                path, number);
    }
    return true;
}

bool feed_tokens_read(struct arena *arena, struct feed_token_list *ret_tokens,
                      struct error *err)
{
    struct feed_token_list tokens = {0};
    add_environment(&tokens, arena);
    const char *path = environment_value("STALEMARK_TOKEN_FILE");
    if (path != NULL && !add_file(&tokens, path, arena, err))
        return false;
    *ret_tokens = tokens;
    return true;
}

const char *feed_token_for(const struct feed_token_list *tokens, const char *url)
{
    char origin[ORIGIN_ROOM];
    if (!url_origin(url, origin, sizeof origin))
        return NULL;
    for (size_t i = 0; i < tokens->count; i++)
        if (strcmp(tokens->items[i].origin, origin) == 0)
            return tokens->items[i].secret;
    return NULL;
}
