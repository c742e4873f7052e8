/* Pull secrets: noted while pods are listed, read from the API server afterwards. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/pull_secrets.h"

#include "base/arena.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/map.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    SECRETS_MAX = 5000,
    SECRETS_EACH_MAX = 50, /* of one namespace */
    REFERENCES_MAX = 2000, /* of one secret */
    DEPTH_MAX = 32,
};

struct place {
    size_t secrets;
};

struct pull_secrets {
    struct arena *arena;
    struct map *secrets_by_key; /* "CLUSTER/NAMESPACE/NAME" */
    struct map *places_by_key;  /* "CLUSTER/NAMESPACE" */
    struct map *references_by_key;
    struct pull_secret_list all;
    size_t left_out;
};

struct pull_secrets *pull_secrets_new(void)
{
    struct arena *arena = arena_new();
    struct pull_secrets *secrets = arena_alloc(arena, sizeof *secrets);
    secrets->arena = arena;
    secrets->secrets_by_key = map_new();
    secrets->places_by_key = map_new();
    secrets->references_by_key = map_new();
    return secrets;
}

void pull_secrets_free(struct pull_secrets *secrets)
{
    if (secrets == NULL)
        return;
    map_free(secrets->secrets_by_key);
    map_free(secrets->places_by_key);
    map_free(secrets->references_by_key);
    struct arena *arena = secrets->arena;
    arena_wipe(arena);
    arena_free(arena);
}

/* The place's record, new when it is the first secret there. */
static struct place *place_of(struct pull_secrets *secrets, size_t cluster,
                              const char *namespace)
{
    const char *key = arena_format(secrets->arena, "%zu/%s", cluster, namespace);
    struct place *place = map_find(secrets->places_by_key, key, strlen(key));
    if (place == NULL) {
        place = arena_alloc(secrets->arena, sizeof *place);
        map_add(secrets->places_by_key, key, strlen(key), place);
    }
    return place;
}

/* NULL: there is no room for another one. */
static struct pull_secret *add_secret(struct pull_secrets *secrets, size_t cluster,
                                      const char *namespace, const char *name)
{
    struct place *place = place_of(secrets, cluster, namespace);
    if (secrets->all.count >= SECRETS_MAX || place->secrets >= SECRETS_EACH_MAX)
        return NULL;
    place->secrets++;
    struct pull_secret *secret = arena_alloc(secrets->arena, sizeof *secret);
    secret->cluster = cluster;
    secret->namespace = arena_copy(secrets->arena, namespace);
    secret->name = arena_copy(secrets->arena, name);
    *LIST_ADD(secrets->arena, &secrets->all) = secret;
    return secret;
}

static struct pull_secret *secret_of(struct pull_secrets *secrets, size_t cluster,
                                     const char *namespace, const char *name)
{
    AUTO_TEXT key = {0};
    text_init(&key, SIZE_MAX - 1);
    text_addf(&key, "%zu/%s/%s", cluster, namespace, name);
    struct pull_secret *secret =
        map_find(secrets->secrets_by_key, key.bytes, key.length);
    if (secret != NULL)
        return secret;
    secret = add_secret(secrets, cluster, namespace, name);
    if (secret == NULL)
        secrets->left_out++;
    else
        map_add(secrets->secrets_by_key, arena_copy(secrets->arena, key.bytes),
                key.length, secret);
    return secret;
}

void pull_secrets_note(struct pull_secrets *secrets, size_t cluster,
                       const char *namespace, const char *name, struct slice reference)
{
    if (name[0] == '\0')
        return;
    struct pull_secret *secret = secret_of(secrets, cluster, namespace, name);
    if (secret == NULL)
        return;
    AUTO_TEXT key = {0};
    text_init(&key, SIZE_MAX - 1);
    text_addf(&key, "%p %.*s", (void *)secret, (int)reference.length, reference.at);
    if (map_find(secrets->references_by_key, key.bytes, key.length) != NULL)
        return;
    if (secret->references.count >= REFERENCES_MAX) {
        secrets->left_out++;
        return;
    }
    const char *kept = arena_copy_slice(secrets->arena, reference);
    *LIST_ADD(secrets->arena, &secret->references) = kept;
    map_add(secrets->references_by_key, arena_copy(secrets->arena, key.bytes),
            key.length, (void *)(uintptr_t)kept);
}

const struct pull_secret_list *pull_secrets_all(const struct pull_secrets *secrets)
{
    return &secrets->all;
}

size_t pull_secrets_left_out(const struct pull_secrets *secrets)
{
    return secrets->left_out;
}

static bool read_data(struct pull_secrets *secrets, struct pull_secret *secret,
                      const char *encoded)
{
    size_t length = strlen(encoded);
    unsigned char *plain = arena_alloc(secrets->arena, length / 4 * 3 + 4);
    long bytes = base64_decode(encoded, length, plain);
    if (bytes < 0)
        return false;
    secret->document = (const char *)plain;
    secret->document_bytes = (size_t)bytes;
    return true;
}

bool pull_secrets_read(struct pull_secrets *secrets, struct pull_secret *secret,
                       const char *body, size_t bytes, struct error *err)
{
    static const struct {
        const char *type;
        const char *key;
        bool is_bare;
    } kinds[] = {
        {"kubernetes.io/dockerconfigjson", ".dockerconfigjson", false},
        {"kubernetes.io/dockercfg", ".dockercfg", true},
    };
    struct error why = {0}; /* not told: the parser may quote a secret */
    AUTO_JSON_SECRET *root = json_read_secret(body, bytes, DEPTH_MAX, &why);
    const char *type = json_text(root, "type");
    bool is_read = false;
    for (size_t i = 0; type != NULL && i < COUNT_OF(kinds); i++) {
        const char *encoded = json_text(json_object_get(root, "data"), kinds[i].key);
        if (strcmp(type, kinds[i].type) != 0 || encoded == NULL)
            continue;
        secret->is_bare = kinds[i].is_bare;
        is_read = read_data(secrets, secret, encoded);
    }
    return is_read ||
           error_set(err, ERROR_FORMAT,
                     "it is no secret of type kubernetes.io/dockerconfigjson or "
                     "kubernetes.io/dockercfg");
}
