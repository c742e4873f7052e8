/* The policy's file format: mirrors, images of one's own, where to ask. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/policy_read.h"

#include "policy/repository.h"
#include "policy/words.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 60 };

static bool check_prefix(struct schema *schema, struct origin at, const char *prefix)
{
    const char *problem = NULL;
    if (prefix[0] == '\0' || prefix[strlen(prefix) - 1] != '/')
        problem = arena_format(schema->arena,
                               "'%.*s' must end in '/': mirrors replace prefixes",
                               SHOWN_MAX, prefix);
    else
        problem = repository_problem(prefix, true, schema->arena);
    return problem == NULL || schema_complain_at(schema, at, "%s", problem);
}

static int compare_mirrors(const void *left, const void *right)
{
    const struct mirror *a = left;
    const struct mirror *b = right;
    size_t a_length = strlen(a->from);
    size_t b_length = strlen(b->from);
    if (a_length != b_length)
        return a_length > b_length ? -1 : 1;
    return strcmp(a->from, b->from);
}

bool policy_read_mirrors(struct schema *schema, const struct schema_key *key,
                         const struct yaml_pair *pair, void *variable)
{
    struct mirror_list *mirrors = variable;
    if (!schema_want_map(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_pair *entry = &pair->value->pairs[i];
        struct mirror mirror = {.from = entry->key, .origin = schema_key_origin(entry)};
        if (!check_prefix(schema, mirror.origin, mirror.from) ||
            !schema_want_text(schema, entry->key, entry->value, &mirror.to) ||
            !check_prefix(schema, schema_origin(entry->value), mirror.to))
            return false;
        if (strcmp(mirror.from, mirror.to) == 0)
            return schema_complain(schema, entry->value, "a mirror of itself");
        *LIST_ADD(schema->arena, mirrors) = mirror;
    }
    if (mirrors->count != 0)
        qsort(mirrors->items, mirrors->count, sizeof *mirrors->items, compare_mirrors);
    return true;
}

bool policy_read_own(struct schema *schema, const struct schema_key *key,
                     const struct yaml_pair *pair, void *variable)
{
    if (!schema_texts(schema, key, pair, variable))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_node *item = pair->value->items[i];
        const char *problem = repository_problem(item->text, true, schema->arena);
        if (problem != NULL)
            return schema_complain(schema, item, "%s", problem);
    }
    return true;
}

static bool check_endpoint_name(struct schema *schema, const struct yaml_pair *entry)
{
    const struct policy_reading *reading = schema->context;
    const char *const *drivers = reading->catalog->drivers;
    int unused;
    if (is_host(slice_of(entry->key)) || drivers == NULL ||
        words_find(drivers, entry->key, &unused))
        return true;
    return schema_complain_unknown(schema, schema_key_origin(entry), "feed or registry",
                                   entry->key, drivers, words_count(drivers));
}

bool policy_read_endpoints(struct schema *schema, const struct schema_key *key,
                           const struct yaml_pair *pair, void *variable)
{
    struct endpoint_list *endpoints = variable;
    if (!schema_want_map(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_pair *entry = &pair->value->pairs[i];
        const struct schema_key address = {.name = entry->key};
        const char *url;
        if (!check_endpoint_name(schema, entry) ||
            !schema_url(schema, &address, entry, (void *)&url))
            return false;
        if (strpbrk(url, "?#") != NULL)
            return schema_complain(schema, entry->value,
                                   "'%s' must be a base address, without ? and #",
                                   entry->key);
        struct slice base = slice_of(url);
        while (slice_ends_with(base, "/"))
            base.length--;
        *LIST_ADD(schema->arena, endpoints) = (struct endpoint){
            .name = entry->key,
            .url = arena_copy_slice(schema->arena, base),
            .origin = schema_key_origin(entry),
        };
    }
    return true;
}

const char *policy_relative(const char *file, const char *path, struct arena *arena)
{
    const char *slash = file == NULL ? NULL : strrchr(file, '/');
    if (path[0] == '/' || slash == NULL)
        return path;
    return arena_format(arena, "%.*s%s", (int)(slash - file + 1), file, path);
}

static bool read_relative_path(struct schema *schema, const struct schema_key *key,
                               const struct yaml_pair *pair, void *variable)
{
    const char *path;
    if (!schema_want_text(schema, key->name, pair->value, &path))
        return false;
    *(const char **)variable = policy_relative(pair->value->file, path, schema->arena);
    return true;
}

/* Scheme, host and port: what a token may be asked from, never a whole address. */
static bool read_origin(struct schema *schema, const struct schema_key *key,
                        const struct yaml_pair *pair, void *variable)
{
    const char *url;
    if (!schema_url(schema, key, pair, (void *)&url))
        return false;
    const char *host = strstr(url, "://") + 3;
    if (strpbrk(host, "/?#") != NULL)
        return schema_complain(schema, pair->value,
                               "'%s' must be an origin such as https://host, no path",
                               key->name);
    *(const char **)variable = url;
    return true;
}

static const char *const credentials_words[] = {
    [REGISTRY_CREDENTIALS_DOCKER] = "docker", [REGISTRY_CREDENTIALS_ECR] = "ecr",
    [REGISTRY_CREDENTIALS_GOOGLE] = "google", [REGISTRY_CREDENTIALS_AZURE] = "azure",
    [REGISTRY_CREDENTIALS_NONE] = "none",     [REGISTRY_CREDENTIALS_NONE + 1] = NULL,
};

static const struct schema_key registry_keys[] = {
    {.name = "private",
     .read = schema_flag,
     .offset = offsetof(struct registry_rule, is_private)},
    {.name = "plain_http",
     .read = schema_flag,
     .offset = offsetof(struct registry_rule, is_plain_http)},
    {.name = "ca",
     .read = read_relative_path,
     .offset = offsetof(struct registry_rule, ca)},
    {.name = "token_realm",
     .read = read_origin,
     .offset = offsetof(struct registry_rule, token_realm)},
    {.name = "credentials",
     .read = schema_choice,
     .offset = offsetof(struct registry_rule, credentials),
     .words = credentials_words},
    {0},
};

static bool check_registry_host(struct schema *schema, const struct yaml_pair *entry)
{
    struct slice host = slice_of(entry->key);
    if (memchr(host.at, '@', host.length) != NULL)
        return schema_complain_at(schema, schema_key_origin(entry),
                                  "a registry holds a user or password: a policy names "
                                  "hosts, never credentials");
    bool is_good = is_host(host) && strpbrk(entry->key, "/ *?#") == NULL &&
                   host.length == strcspn(entry->key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return is_good ||
           schema_complain_at(schema, schema_key_origin(entry),
                              "'%.*s' is no registry such as registry.example:5000",
                              SHOWN_MAX, entry->key);
}

static bool is_of_cloud(enum registry_credentials credentials)
{
    return credentials == REGISTRY_CREDENTIALS_ECR ||
           credentials == REGISTRY_CREDENTIALS_GOOGLE ||
           credentials == REGISTRY_CREDENTIALS_AZURE;
}

bool policy_read_registries(struct schema *schema, const struct schema_key *key,
                            const struct yaml_pair *pair, void *variable)
{
    struct registry_rule_list *registries = variable;
    if (!schema_want_map(schema, key->name, pair->value))
        return false;
    for (size_t i = 0; i < pair->value->count; i++) {
        const struct yaml_pair *entry = &pair->value->pairs[i];
        struct registry_rule rule = {
            .host = entry->key,
            .origin = schema_key_origin(entry),
        };
        if (!check_registry_host(schema, entry) ||
            !schema_want_map(schema, entry->key, entry->value) ||
            !schema_map(schema, entry->value, registry_keys, &rule))
            return false;
        if (rule.is_plain_http && is_of_cloud(rule.credentials))
            return schema_complain(schema, entry->value,
                                   "a cloud's identity is never sent without TLS: "
                                   "'plain_http' and 'credentials: %s' exclude each "
                                   "other",
                                   credentials_words[rule.credentials]);
        *LIST_ADD(schema->arena, registries) = rule;
    }
    return true;
}
