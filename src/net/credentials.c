/* Logins: the files are read once, pull secrets added, and all wiped at the end. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/credentials.h"

#include "base/environment.h"
#include "base/file.h"
#include "base/text.h"
#include "net/credentials_parts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 1024 * 1024, PATH_BYTES_MAX = 4096 };

static bool add_document(struct credentials *credentials, const char *name,
                         struct slice json, struct error *err)
{
    struct login_source source;
    if (!credentials_read(credentials->arena, name, json, false, true, &source, err))
        return false;
    *LIST_ADD(credentials->arena, &credentials->sources) = source;
    return true;
}

const char *credentials_image_key(struct arena *arena, const char *host,
                                  const char *repository)
{
    return arena_format(arena, "%s/%s", credentials_canonical_host(host), repository);
}

static void note_use(struct credentials *credentials, size_t number,
                     const struct credential_use *use)
{
    const char *key =
        credentials_image_key(credentials->arena, use->host, use->repository);
    struct source_numbers *numbers =
        map_find(credentials->pull_secrets, key, strlen(key));
    if (numbers == NULL) {
        numbers = arena_alloc(credentials->arena, sizeof *numbers);
        map_add(credentials->pull_secrets, key, strlen(key), numbers);
    }
    *LIST_ADD(credentials->arena, numbers) = number;
}

bool credentials_add_pull_secret(struct credentials *credentials, const char *name,
                                 struct slice json, bool is_bare,
                                 const struct credential_use_list *uses,
                                 struct error *err)
{
    struct login_source source;
    if (!credentials_read(credentials->arena, name, json, is_bare, false, &source, err))
        return false;
    source.is_pull_secret = true;
    for (size_t i = 0; i < uses->count; i++)
        note_use(credentials, credentials->sources.count, &uses->items[i]);
    *LIST_ADD(credentials->arena, &credentials->sources) = source;
    return true;
}

static void add_file(struct credentials *credentials, const char *path, struct out *out)
{
    AUTO_TEXT content = {0};
    struct error err = {0};
    text_init(&content, FILE_BYTES_MAX);
    if (!file_read(path, &content, &err) ||
        !add_document(credentials, path, (struct slice){content.bytes, content.length},
                      &err))
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
    *credentials = (struct credentials){.arena = arena, .pull_secrets = map_new()};
    const char *inlined = environment_value("DOCKER_AUTH_CONFIG");
    struct error err = {0};
    if (inlined != NULL &&
        !add_document(credentials, "DOCKER_AUTH_CONFIG", slice_of(inlined), &err))
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
    if (credentials == NULL)
        return;
    struct arena *arena = credentials->arena;
    map_free(credentials->pull_secrets);
    arena_wipe(arena);
    arena_free(arena);
}
