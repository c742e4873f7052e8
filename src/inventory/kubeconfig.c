/* Finding, reading and merging kubeconfig files. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/kubeconfig.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct yaml_limits limits = {
    .bytes_max = KUBECONFIG_BYTES_MAX,
    .nodes_max = 200000,
    .aliases_max = 100,
};

/* One file on its way into the merged configuration. */
struct source {
    const char *path;
    const char *folder;
    bool is_writable_by_all;
    struct arena *arena;
    struct error *err;
};

static bool complain(const struct source *source, const struct yaml_node *node,
                     const char *what, const char *name)
{
    return error_set(source->err, ERROR_FORMAT, "%s:%d:%d: %s '%s'", source->path,
                     node->line, node->column, what, name);
}

const char *kubeconfig_text(const struct yaml_node *map, const char *key)
{
    const char *text = yaml_get_text(map, key);
    return text == NULL || text[0] == '\0' ? NULL : text;
}

const struct kubeconfig_entry *
kubeconfig_entry(const struct kubeconfig_entry_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].name, name) == 0)
            return &list->items[i];
    return NULL;
}

const char *kubeconfig_path(const struct kubeconfig_entry *entry, const char *path,
                            struct arena *arena)
{
    return path[0] == '/' ? path : arena_format(arena, "%s/%s", entry->folder, path);
}

/* Extensions are lists of named things too, and no name may stand there twice. */
static bool check_extensions(const struct source *source, const struct yaml_node *map)
{
    const struct yaml_node *list = yaml_get(map, "extensions");
    if (list == NULL || list->kind != YAML_LIST)
        return true;
    for (size_t i = 0; i < list->count; i++) {
        const char *name = kubeconfig_text(list->items[i], "name");
        for (size_t j = 0; name != NULL && j < i; j++) {
            const char *other = kubeconfig_text(list->items[j], "name");
            if (other != NULL && strcmp(name, other) == 0)
                return complain(source, list->items[i], "a second extension", name);
        }
    }
    return true;
}

/* Reads an item of clusters, users or contexts; key is "cluster", "user", "context". */
static bool read_entry(const struct source *source, const struct yaml_node *item,
                       const char *key, struct kubeconfig_entry_list *list)
{
    const char *name = kubeconfig_text(item, "name");
    const struct yaml_node *value = yaml_get(item, key);
    if (item->kind != YAML_MAP || name == NULL)
        return complain(source, item, "no 'name' in an entry of", key);
    if (value != NULL && yaml_is_nothing(value))
        value = NULL;
    if (value != NULL && value->kind != YAML_MAP)
        return complain(source, value, "no map in the entry", name);
    const struct kubeconfig_entry *known = kubeconfig_entry(list, name);
    if (known != NULL && strcmp(known->file, source->path) == 0)
        return error_set(source->err, ERROR_FORMAT, "%s:%d:%d: a second %s '%s'",
                         source->path, item->line, item->column, key, name);
    if (!check_extensions(source, value))
        return false;
    if (known == NULL)
        *LIST_ADD(source->arena, list) = (struct kubeconfig_entry){
            name,         value,      source->folder,
            source->path, item->line, source->is_writable_by_all};
    return true;
}

static bool read_list(const struct source *source, const struct yaml_node *root,
                      const char *list_key, const char *key,
                      struct kubeconfig_entry_list *list)
{
    const struct yaml_node *node = yaml_get(root, list_key);
    if (node == NULL || yaml_is_nothing(node))
        return true;
    if (node->kind != YAML_LIST)
        return complain(source, node, "no list in", list_key);
    for (size_t i = 0; i < node->count; i++)
        if (!read_entry(source, node->items[i], key, list))
            return false;
    return true;
}

static bool merge(const struct source *source, const struct yaml_node *root,
                  struct kubeconfig *config)
{
    if (root == NULL || yaml_is_nothing(root))
        return true;
    if (root->kind != YAML_MAP)
        return complain(source, root, "no map, but", "text or a list");
    const char *kind = kubeconfig_text(root, "kind");
    if (kind != NULL && strcmp(kind, "Config") != 0)
        return complain(source, root, "not a kubeconfig: its kind is", kind);
    if (config->current_context == NULL)
        config->current_context = kubeconfig_text(root, "current-context");
    return check_extensions(source, root) &&
           read_list(source, root, "clusters", "cluster", &config->clusters) &&
           read_list(source, root, "users", "user", &config->users) &&
           read_list(source, root, "contexts", "context", &config->contexts);
}

static const char *folder_of(const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return ".";
    return slash == path
               ? "/"
               : arena_copy_slice(arena, (struct slice){path, (size_t)(slash - path)});
}

bool kubeconfig_add(const char *path, bool is_writable_by_all, const char *bytes,
                    size_t count, struct arena *arena, struct kubeconfig *config,
                    struct error *err)
{
    struct source source = {arena_copy(arena, path), folder_of(path, arena),
                            is_writable_by_all, arena, err};
    const struct yaml_node *root = NULL;
    if (!yaml_read(source.path, bytes, count, &limits, arena, &root, err) ||
        !merge(&source, root, config))
        return false;
    *LIST_ADD(arena, &config->files) = source.path;
    return true;
}

static bool read_file(const char *path, struct arena *arena, struct kubeconfig *config,
                      struct error *err)
{
    struct stat status;
    bool is_writable_by_all =
        stat(path, &status) == 0 && (status.st_mode & S_IWOTH) != 0;
    AUTO_TEXT content;
    text_init(&content, KUBECONFIG_BYTES_MAX);
    bool done = file_read(path, &content, err) &&
                kubeconfig_add(path, is_writable_by_all, content.bytes, content.length,
                               arena, config, err);
    explicit_bzero(content.bytes, content.length);
    return done;
}

static bool was_read(const struct kubeconfig *config, const char *path)
{
    for (size_t i = 0; i < config->files.count; i++)
        if (strcmp(config->files.items[i], path) == 0)
            return true;
    return false;
}

static bool read_listed(const char *paths, struct out *out, struct arena *arena,
                        struct kubeconfig *config, struct error *err)
{
    struct slice rest = slice_of(paths);
    while (rest.at != NULL) {
        struct slice piece = slice_cut(&rest, ':');
        if (piece.length == 0)
            continue;
        const char *path = arena_copy_slice(arena, piece);
        if (access(path, F_OK) != 0)
            out_detail(out, "%s of $KUBECONFIG is not there", path);
        else if (!was_read(config, path) && !read_file(path, arena, config, err))
            return false;
    }
    if (config->files.count == 0)
        out_warn(out, "none of the files in $KUBECONFIG is there: %s", paths);
    return true;
}

bool kubeconfig_load(const char *path, struct out *out, struct arena *arena,
                     struct kubeconfig *ret_config, struct error *err)
{
    struct kubeconfig config = {0};
    const char *listed = getenv("KUBECONFIG");
    const char *home = getenv("HOME");
    bool done = true;
    if (path != NULL) {
        done = read_file(path, arena, &config, err);
    } else if (listed != NULL && listed[0] != '\0') {
        done = read_listed(listed, out, arena, &config, err);
    } else if (home != NULL && home[0] != '\0') {
        const char *own = arena_format(arena, "%s/.kube/config", home);
        done = access(own, F_OK) != 0 || read_file(own, arena, &config, err);
    }
    if (!done)
        return error_within(err, "reading the kubeconfig");
    *ret_config = config;
    return true;
}
