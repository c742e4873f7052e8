/* Source: distribution, docs/content/spec/auth/jwt.md: the claim "access". */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/token_claims.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/slice.h"

#include <string.h>

/* The second part, from the base64 of URLs; NULL: there is none. */
static json_t *read_claims(const char *token)
{
    AUTO_ARENA *arena = arena_new();
    struct error ignored = {0};
    struct slice rest = slice_of(token);
    slice_cut(&rest, '.');
    struct slice part = slice_cut(&rest, '.');
    if (part.length == 0 || rest.at == NULL || memchr(rest.at, '.', rest.length))
        return NULL;
    char *encoded = arena_alloc(arena, part.length + 1);
    for (size_t i = 0; i < part.length; i++)
        encoded[i] = part.at[i] == '-' ? '+' : part.at[i] == '_' ? '/' : part.at[i];
    char *plain = arena_alloc(arena, part.length / 4 * 3 + 4);
    long bytes = base64_decode(encoded, part.length, (unsigned char *)plain);
    return bytes > 0 ? json_read(plain, (size_t)bytes, 16, &ignored) : NULL;
}

static bool allows_pull(const json_t *actions)
{
    size_t i;
    json_t *action;
    json_array_foreach (actions, i, action) {
        const char *word = json_string_value(action);
        if (word != NULL && (strcmp(word, "pull") == 0 || strcmp(word, "*") == 0))
            return true;
    }
    return false;
}

bool token_grants(const char *token, const char *repository)
{
    json_auto_t *claims = read_claims(token);
    size_t i;
    json_t *entry;
    json_array_foreach (json_object_get(claims, "access"), i, entry) {
        const char *type = json_text(entry, "type");
        const char *name = json_text(entry, "name");
        if (type != NULL && strcmp(type, "repository") == 0 && name != NULL &&
            strcmp(name, repository) == 0 &&
            allows_pull(json_object_get(entry, "actions")))
            return true;
    }
    return false;
}
