/* Logins: the files are read once, helpers are run when their host is asked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/credentials.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/environment.h"
#include "base/file.h"
#include "base/json.h"
#include "base/list.h"
#include "base/slice.h"
#include "base/text.h"
#include "net/credential_helper.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 1024 * 1024, DEPTH_MAX = 32, PATH_BYTES_MAX = 4096 };

/* A key of auths, split: "host" or "host/path". */
struct login {
    const char *host;
    const char *path; /* "" for the whole host */
    struct credential credential;
};
LIST(login_list, struct login);

struct helper {
    const char *host; /* NULL: credsStore, for every host */
    const char *suffix;
};
LIST(helper_list, struct helper);

/* One document. */
struct source {
    struct login_list logins;
    struct helper_list helpers; /* those of hosts before the one for all */
};
LIST(source_list, struct source);

/* What a helper said, once for each host. */
struct helped {
    const char *host;
    const char *suffix;
    bool is_found;
    struct credential credential;
    const char *problem;
};
LIST(helped_list, struct helped);

struct credentials {
    struct arena *arena;
    struct source_list sources;
    struct helped_list helped;
};

/* Docker Hub goes by several names. */
static const char *canonical_host(const char *host)
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
    login->host = canonical_host(arena_copy_slice(arena, host));
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

static void read_logins(struct credentials *credentials, struct source *source,
                        json_t *auths)
{
    const char *key;
    json_t *entry;
    json_object_foreach (auths, key, entry) {
        struct login login = {0};
        if (split_key(credentials->arena, key, &login)) {
            if (!read_login(credentials->arena, entry, &login.credential))
                login.credential = (struct credential){0};
            *LIST_ADD(credentials->arena, &source->logins) = login;
        }
    }
}

static void read_helpers(struct credentials *credentials, struct source *source,
                         const json_t *root)
{
    const char *host;
    json_t *suffix;
    json_object_foreach (json_object_get(root, "credHelpers"), host, suffix) {
        struct login key = {0};
        if (json_is_string(suffix) && split_key(credentials->arena, host, &key))
            *LIST_ADD(credentials->arena, &source->helpers) = (struct helper){
                key.host, arena_copy(credentials->arena, json_string_value(suffix))};
    }
    const char *store = json_text(root, "credsStore");
    if (store != NULL && store[0] != '\0')
        *LIST_ADD(credentials->arena, &source->helpers) =
            (struct helper){NULL, arena_copy(credentials->arena, store)};
}

bool credentials_add(struct credentials *credentials, const char *source_name,
                     const char *json, size_t bytes, struct error *err)
{
    struct source source = {0};
    struct error why = {0}; /* not told: the parser may quote a secret */
    json_auto_t *root = json_read(json, bytes, DEPTH_MAX, &why);
    if (!json_is_object(root))
        return error_set(err, ERROR_FORMAT,
                         "%s is not a JSON object without doubled keys", source_name);
    read_logins(credentials, &source, json_object_get(root, "auths"));
    read_helpers(credentials, &source, root);
    *LIST_ADD(credentials->arena, &credentials->sources) = source;
    return true;
}

static void add_file(struct credentials *credentials, const char *path, struct out *out)
{
    AUTO_TEXT content = {0};
    struct error err = {0};
    text_init(&content, FILE_BYTES_MAX);
    if (!file_read(path, &content, &err) ||
        !credentials_add(credentials, path, content.bytes, content.length, &err))
        out_warn(out, "registry logins: %s; this file is left out", err.text);
    explicit_bzero(content.bytes, content.length);
}

/* Adds FOLDER/NAME when the folder is known and the file there. */
static bool add_from(struct credentials *credentials, const char *folder,
                     const char *name, struct out *out)
{
    AUTO_TEXT path = {0};
    if (folder == NULL || folder[0] == '\0')
        return false;
    text_init(&path, PATH_BYTES_MAX);
    text_addf(&path, "%s/%s", folder, name);
    if (access(path.bytes, F_OK) != 0)
        return false;
    add_file(credentials, path.bytes, out);
    return true;
}

/* podman's and buildah's file. */
static void add_containers(struct credentials *credentials, struct out *out)
{
    const char *given = environment_value("REGISTRY_AUTH_FILE");
    if (given != NULL) {
        add_file(credentials, given, out);
        return;
    }
    if (add_from(credentials, getenv("XDG_RUNTIME_DIR"), "containers/auth.json", out))
        return;
    if (environment_value("XDG_CONFIG_HOME") != NULL)
        add_from(credentials, getenv("XDG_CONFIG_HOME"), "containers/auth.json", out);
    else
        add_from(credentials, getenv("HOME"), ".config/containers/auth.json", out);
}

struct credentials *credentials_load(struct out *out)
{
    struct arena *arena = arena_new();
    struct credentials *credentials = arena_alloc(arena, sizeof *credentials);
    *credentials = (struct credentials){.arena = arena};
    const char *inlined = environment_value("DOCKER_AUTH_CONFIG");
    struct error err = {0};
    if (inlined != NULL && !credentials_add(credentials, "DOCKER_AUTH_CONFIG", inlined,
                                            strlen(inlined), &err))
        out_warn(out, "registry logins: %s; it is left out", err.text);
    add_containers(credentials, out);
    if (environment_value("DOCKER_CONFIG") != NULL)
        add_from(credentials, getenv("DOCKER_CONFIG"), "config.json", out);
    else
        add_from(credentials, getenv("HOME"), ".docker/config.json", out);
    return credentials;
}

void credentials_free(struct credentials *credentials)
{
    if (credentials != NULL)
        arena_free(credentials->arena);
}

/*
 * Whether a key's host is the host; "*" stands for anything within one label. Labels
 * pair off by their dots, so going back to the last star of a label is enough.
 */
static bool host_matches(const char *key, const char *host)
{
    const char *star = NULL;
    const char *resume = NULL;
    while (*host != '\0') {
        if (*key == '*') {
            star = key++;
            resume = host;
        } else if (strncasecmp(key, host, 1) == 0) {
            star = *host == '.' ? NULL : star;
            key++;
            host++;
        } else if (star != NULL && *resume != '.') {
            key = star + 1;
            host = ++resume;
        } else {
            return false;
        }
    }
    key += strspn(key, "*");
    return *key == '\0';
}

/* "a" and "a/b" hold "a/b"; "a" does not hold "ab". */
static bool path_holds(const char *path, const char *repository)
{
    size_t length = strlen(path);
    return strncmp(path, repository, length) == 0 &&
           (length == 0 || repository[length] == '\0' || repository[length] == '/');
}

static bool is_empty(const struct credential *credential)
{
    return credential->user == NULL && credential->identity_token == NULL &&
           credential->registry_token == NULL;
}

static const struct login *find_login(const struct source *source, const char *host,
                                      const char *repository)
{
    const struct login *best = NULL;
    for (size_t i = 0; i < source->logins.count; i++) {
        const struct login *login = &source->logins.items[i];
        if (!is_empty(&login->credential) && host_matches(login->host, host) &&
            path_holds(login->path, repository) &&
            (best == NULL || strlen(login->path) > strlen(best->path)))
            best = login;
    }
    return best;
}

/* Asks a helper about a host the first time, and remembers what it said. */
static const struct helped *ask_helper(struct credentials *credentials,
                                       const char *suffix, const char *host)
{
    for (size_t i = 0; i < credentials->helped.count; i++) {
        const struct helped *known = &credentials->helped.items[i];
        if (strcmp(known->host, host) == 0 && strcmp(known->suffix, suffix) == 0)
            return known;
    }
    struct error err = {0};
    struct helped helped = {.host = arena_copy(credentials->arena, host),
                            .suffix = suffix};
    const char *server =
        strcmp(host, "docker.io") == 0 ? "https://index.docker.io/v1/" : host;
    helped.is_found = credential_helper_get(suffix, server, credentials->arena,
                                            &helped.credential, &err);
    if (err.code != ERROR_NONE)
        helped.problem = arena_copy(credentials->arena, err.text);
    struct helped *slot = LIST_ADD(credentials->arena, &credentials->helped);
    *slot = helped;
    return slot;
}

static const struct helper *find_helper(const struct source *source, const char *host)
{
    for (size_t i = 0; i < source->helpers.count; i++)
        if (source->helpers.items[i].host == NULL ||
            strcasecmp(source->helpers.items[i].host, host) == 0)
            return &source->helpers.items[i];
    return NULL;
}

bool credentials_find(struct credentials *credentials, const char *host,
                      const char *repository, struct credential *ret_credential,
                      const char **ret_problem)
{
    host = canonical_host(host);
    *ret_problem = NULL;
    for (size_t i = 0; i < credentials->sources.count; i++) {
        const struct source *source = &credentials->sources.items[i];
        const struct login *login = find_login(source, host, repository);
        bool is_specific = login != NULL && login->path[0] != '\0';
        const struct helper *helper = is_specific ? NULL : find_helper(source, host);
        const struct helped *helped =
            helper != NULL ? ask_helper(credentials, helper->suffix, host) : NULL;
        if (helped != NULL && helped->is_found) {
            *ret_credential = helped->credential;
            return true;
        }
        if (helped != NULL && helped->problem != NULL)
            *ret_problem = helped->problem;
        if (login != NULL) {
            *ret_credential = login->credential;
            return true;
        }
    }
    return false;
}

bool credentials_ask(struct credentials *credentials, const char *suffix,
                     const char *host, struct credential *ret_credential,
                     const char **ret_problem)
{
    const struct helped *helped = ask_helper(credentials, suffix, canonical_host(host));
    *ret_problem = helped->problem;
    if (helped->is_found)
        *ret_credential = helped->credential;
    return helped->is_found;
}

bool credentials_name(const struct credentials *credentials, const char *host)
{
    host = canonical_host(host);
    for (size_t i = 0; i < credentials->sources.count; i++) {
        const struct source *source = &credentials->sources.items[i];
        const struct helper *helper = find_helper(source, host);
        if (helper != NULL && helper->host != NULL)
            return true;
        for (size_t k = 0; k < source->logins.count; k++)
            if (strcasecmp(source->logins.items[k].host, host) == 0)
                return true;
    }
    return false;
}
