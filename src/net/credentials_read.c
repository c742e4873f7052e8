/* Documents as docker, podman and Kubernetes keep logins in them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/credentials_parts.h"

#include "base/digest.h"
#include "base/json.h"
#include "base/slice.h"

#include <string.h>
#include <strings.h>

enum { DEPTH_MAX = 32 };

const char *credentials_canonical_host(const char *host)
{
    static const char *const hub[] = {"index.docker.io", "registry-1.docker.io",
                                      "registry.hub.docker.com"};
    for (size_t i = 0; i < COUNT_OF(hub); i++)
        if (strcasecmp(host, hub[i]) == 0)
            return "docker.io";
    return host;
}

static struct slice without_end(struct slice text, char c)
{
    while (text.length != 0 && text.at[text.length - 1] == c)
        text.length--;
    return text;
}

/*
 * Splits a key. Old ones are URLs, "https://host/v1/", whose path means nothing; docker
 * keeps other things under longer paths of such URLs. False: a key of another kind.
 */
static bool split_key(struct arena *arena, const char *key, struct login *login)
{
    struct slice path = slice_of(key);
    bool is_url =
        slice_starts_with(path, "https://") || slice_starts_with(path, "http://");
    if (is_url)
        path = slice_of(strstr(key, "://") + 3);
    struct slice host = slice_cut(&path, '/');
    path = path.at != NULL ? without_end(path, '/') : slice_of("");
    if (is_url && path.length != 0 && !slice_equals(path, "v1") &&
        !slice_equals(path, "v2"))
        return false;
    login->host = credentials_canonical_host(arena_copy_slice(arena, host));
    login->path = is_url ? "" : arena_copy_slice(arena, path);
    return host.length != 0;
}

/* "user:password" in base64; some writers pad it with NUL bytes. */
static bool decode_auth(struct arena *arena, const char *auth,
                        struct credential *credential)
{
    size_t length = strlen(auth);
    char *plain = arena_alloc(arena, length / 4 * 3 + 4);
    long bytes = base64_decode(auth, length, (unsigned char *)plain);
    char *colon = bytes > 0 ? memchr(plain, ':', (size_t)bytes) : NULL;
    if (colon == NULL || colon == plain)
        return false;
    plain[bytes] = '\0';
    *colon = '\0';
    credential->user = plain;
    credential->password = colon + 1;
    return true;
}

/* False for an entry without a login: "logged in, the secret is in the store". */
static bool read_login(struct arena *arena, const json_t *entry,
                       struct credential *credential)
{
    const char *auth = json_text(entry, "auth");
    *credential = (struct credential){
        .user = arena_copy(arena, json_text(entry, "username")),
        .password = arena_copy(arena, json_text(entry, "password")),
        .identity_token = arena_copy(arena, json_text(entry, "identitytoken")),
        .registry_token = arena_copy(arena, json_text(entry, "registrytoken")),
    };
    bool is_decoded =
        auth != NULL && auth[0] != '\0' && decode_auth(arena, auth, credential);
    return is_decoded || (credential->user != NULL && credential->password != NULL) ||
           credential->identity_token != NULL || credential->registry_token != NULL;
}

static void read_logins(struct arena *arena, struct login_source *source, json_t *auths)
{
    const char *key;
    json_t *entry;
    json_object_foreach (auths, key, entry) {
        struct login login = {0};
        if (split_key(arena, key, &login)) {
            if (!read_login(arena, entry, &login.credential))
                login.credential = (struct credential){0};
            *LIST_ADD(arena, &source->logins) = login;
        }
    }
}

static void read_helpers(struct arena *arena, struct login_source *source,
                         const json_t *root)
{
    const char *host;
    json_t *suffix;
    json_object_foreach (json_object_get(root, "credHelpers"), host, suffix) {
        struct login key = {0};
        if (json_is_string(suffix) && split_key(arena, host, &key))
            *LIST_ADD(arena, &source->helpers) =
                (struct helper){key.host, arena_copy(arena, json_string_value(suffix))};
    }
    const char *store = json_text(root, "credsStore");
    if (store != NULL && store[0] != '\0')
        *LIST_ADD(arena, &source->helpers) =
            (struct helper){NULL, arena_copy(arena, store)};
}

bool credentials_read(struct arena *arena, const char *name, struct slice json,
                      bool is_bare, bool has_helpers, struct login_source *ret_source,
                      struct error *err)
{
    struct login_source source = {0};
    struct error why = {0}; /* not told: the parser may quote a secret */
    AUTO_JSON_SECRET *root = json_read_secret(json.at, json.length, DEPTH_MAX, &why);
    if (!json_is_object(root))
        return error_set(err, ERROR_FORMAT,
                         "%s is not a JSON object without doubled keys", name);
    read_logins(arena, &source, is_bare ? root : json_object_get(root, "auths"));
    if (has_helpers)
        read_helpers(arena, &source, root);
    *ret_source = source;
    return true;
}
