/* Reading the user of a context. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/access_user.h"

#include <string.h>

static bool complain(const struct kubeconfig_entry *user, struct error *err,
                     const char *what)
{
    return access_complain(user, "user", err, what);
}

/* What stands in for the providers that client-go has dropped. */
static bool refuse_provider(const struct kubeconfig_entry *user, struct arena *arena,
                            struct error *err)
{
    static const struct {
        const char *name;
        const char *instead;
    } providers[] = {
        {"gcp", "gke-gcloud-auth-plugin"},
        {"azure", "kubelogin"},
        {"oidc", "kubectl oidc-login"},
    };
    const char *name = kubeconfig_text(yaml_get(user->value, "auth-provider"), "name");
    for (size_t i = 0; name != NULL && i < COUNT_OF(providers); i++)
        if (strcmp(providers[i].name, name) == 0)
            return complain(
                user, err,
                arena_format(arena,
                             "the auth-provider '%s' is no longer supported; "
                             "use the exec plugin %s",
                             name, providers[i].instead));
    return complain(user, err, "auth-providers are not supported; use an exec plugin");
}

static bool read_texts(const struct kubeconfig_entry *user,
                       const struct yaml_node *list, struct arena *arena,
                       struct text_list *ret_texts, struct error *err)
{
    if (list == NULL || yaml_is_nothing(list))
        return true;
    if (list->kind != YAML_LIST)
        return complain(user, err, "a list was expected");
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i]->kind != YAML_SCALAR)
            return complain(user, err, "a list of texts was expected");
        *LIST_ADD(arena, ret_texts) = list->items[i]->text;
    }
    return true;
}

static bool read_environment(const struct kubeconfig_entry *user,
                             const struct yaml_node *list, struct arena *arena,
                             struct text_list *ret_texts, struct error *err)
{
    if (list == NULL || yaml_is_nothing(list))
        return true;
    for (size_t i = 0; i < list->count; i++) {
        const struct yaml_node *item = list->kind == YAML_LIST ? list->items[i] : NULL;
        const char *name = kubeconfig_text(item, "name");
        const char *value = kubeconfig_text(item, "value");
        if (name == NULL || strchr(name, '=') != NULL)
            return complain(user, err, "'exec.env' has an entry without a good name");
        *LIST_ADD(arena, ret_texts) =
            arena_format(arena, "%s=%s", name, value == NULL ? "" : value);
    }
    return true;
}

static const struct yaml_node *plugin_config(const struct kubeconfig_entry *cluster)
{
    const struct yaml_node *list = yaml_get(cluster->value, "extensions");
    for (size_t i = 0; list != NULL && list->kind == YAML_LIST && i < list->count;
         i++) {
        const char *name = kubeconfig_text(list->items[i], "name");
        if (name != NULL && strcmp(name, "client.authentication.k8s.io/exec") == 0)
            return yaml_get(list->items[i], "extension");
    }
    return NULL;
}

static bool read_mode(const struct kubeconfig_entry *user, const char *mode, bool is_v1,
                      struct arena *arena, enum plugin_mode *ret_mode,
                      struct error *err)
{
    static const char *const modes[] = {[PLUGIN_NEVER_ASKS] = "Never",
                                        [PLUGIN_MAY_ASK] = "IfAvailable",
                                        [PLUGIN_MUST_ASK] = "Always"};
    if (mode == NULL && is_v1)
        return complain(user, err, "'exec' has no 'interactiveMode'");
    if (mode == NULL)
        mode = modes[PLUGIN_MAY_ASK];
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        if (strcmp(mode, modes[i]) != 0)
            continue;
        *ret_mode = (enum plugin_mode)i;
        return true;
    }
    return complain(user, err,
                    arena_format(arena, "unknown 'interactiveMode' %s", mode));
}

static bool read_plugin(const struct kubeconfig_entry *user,
                        const struct yaml_node *exec,
                        const struct kubeconfig_entry *cluster, struct arena *arena,
                        struct access_plugin *plugin, struct error *err)
{
    const char *command = kubeconfig_text(exec, "command");
    const char *version = kubeconfig_text(exec, "apiVersion");
    if (command == NULL)
        return complain(user, err, "'exec' has no 'command'");
    if (version == NULL)
        return complain(user, err, "'exec' has no 'apiVersion'");
    bool is_v1 = strcmp(version, "client.authentication.k8s.io/v1") == 0;
    if (!is_v1 && strcmp(version, "client.authentication.k8s.io/v1beta1") != 0)
        return complain(user, err,
                        arena_format(arena,
                                     "'exec' of version %s; v1 and v1beta1 of "
                                     "client.authentication.k8s.io are known",
                                     version));
    if (!read_mode(user, kubeconfig_text(exec, "interactiveMode"), is_v1, arena,
                   &plugin->mode, err))
        return false;
    plugin->command =
        strchr(command, '/') == NULL ? command : kubeconfig_path(user, command, arena);
    plugin->api_version = version;
    plugin->install_hint = kubeconfig_text(exec, "installHint");
    plugin->wants_cluster = access_flag(exec, "provideClusterInfo");
    plugin->config = plugin_config(cluster);
    plugin->is_forbidden = user->is_writable_by_all;
    return read_texts(user, yaml_get(exec, "args"), arena, &plugin->arguments, err) &&
           read_environment(user, yaml_get(exec, "env"), arena, &plugin->environment,
                            err);
}

/* A key is sent in lower case with what a header's name cannot hold escaped. */
static const char *extra_header(const char *key, struct arena *arena)
{
    AUTO_TEXT name;
    text_init(&name, 1024);
    text_add(&name, "Impersonate-Extra-");
    url_add_escaped(&name, key);
    return arena_copy(arena, name.bytes);
}

LIST(header_list, struct fetch_header);

static bool read_extras(const struct kubeconfig_entry *user, struct arena *arena,
                        struct header_list *headers, struct error *err)
{
    const struct yaml_node *extras = yaml_get(user->value, "as-user-extra");
    if (extras == NULL || extras->kind != YAML_MAP)
        return true;
    for (size_t i = 0; i < extras->count; i++) {
        struct text_list values = {0};
        if (!read_texts(user, extras->pairs[i].value, arena, &values, err))
            return false;
        for (size_t j = 0; j < values.count; j++)
            *LIST_ADD(arena, headers) = (struct fetch_header){
                extra_header(extras->pairs[i].key, arena), values.items[j]};
    }
    return true;
}

/* Left out, the request would be made with more rights than the user asked for. */
static bool read_impersonation(const struct kubeconfig_entry *user, struct arena *arena,
                               struct cluster_access *access, struct error *err)
{
    struct header_list headers = {0};
    struct text_list groups = {0};
    const char *as = kubeconfig_text(user->value, "as");
    const char *uid = kubeconfig_text(user->value, "as-uid");
    if (as != NULL)
        *LIST_ADD(arena, &headers) = (struct fetch_header){"Impersonate-User", as};
    if (uid != NULL)
        *LIST_ADD(arena, &headers) = (struct fetch_header){"Impersonate-Uid", uid};
    if (!read_texts(user, yaml_get(user->value, "as-groups"), arena, &groups, err) ||
        !read_extras(user, arena, &headers, err))
        return false;
    for (size_t i = 0; i < groups.count; i++)
        *LIST_ADD(arena, &headers) =
            (struct fetch_header){"Impersonate-Group", groups.items[i]};
    if (as == NULL && headers.count != 0)
        return complain(user, err,
                        "'as-uid', 'as-groups' or 'as-user-extra' without 'as'");
    access->impersonation = headers.items;
    access->impersonation_count = headers.count;
    return true;
}

static bool check_methods(const struct kubeconfig_entry *user,
                          const struct cluster_access *access,
                          const struct yaml_node *exec, struct arena *arena,
                          struct error *err)
{
    bool has_token = access->token != NULL || access->token_file != NULL;
    bool has_basic = access->username != NULL || access->password != NULL;
    bool has_provider = yaml_get(user->value, "auth-provider") != NULL;
    if (access->tls.certificate_pem != NULL && access->tls.key_pem == NULL)
        return complain(user, err, "a client certificate without its key");
    if (access->tls.certificate_pem == NULL && access->tls.key_pem != NULL)
        return complain(user, err, "a client key without its certificate");
    if (has_token && has_basic)
        return complain(user, err, "both a token and a user name are set");
    if (exec != NULL && has_provider)
        return complain(user, err, "both 'exec' and 'auth-provider' are set");
    return !has_provider || refuse_provider(user, arena, err);
}

bool access_read_user(const struct kubeconfig_entry *user,
                      const struct kubeconfig_entry *cluster, struct arena *arena,
                      struct cluster_access *access, struct error *err)
{
    const char *token_file = kubeconfig_text(user->value, "tokenFile");
    const struct yaml_node *exec = yaml_get(user->value, "exec");
    if (exec != NULL && yaml_is_nothing(exec))
        exec = NULL;
    access->token = kubeconfig_text(user->value, "token");
    access->username = kubeconfig_text(user->value, "username");
    access->password = kubeconfig_text(user->value, "password");
    if (token_file != NULL)
        access->token_file = kubeconfig_path(user, token_file, arena);
    if (!access_pem(user, "user", "client-certificate", arena,
                    &access->tls.certificate_pem, err) ||
        !access_pem(user, "user", "client-key", arena, &access->tls.key_pem, err) ||
        !check_methods(user, access, exec, arena, err) ||
        !read_impersonation(user, arena, access, err))
        return false;
    if (exec == NULL)
        return true;
    /* A static credential suppresses the plugin, which is checked all the same. */
    access->has_plugin = access->token == NULL && token_file == NULL &&
                         access->username == NULL &&
                         access->tls.certificate_pem == NULL;
    return read_plugin(user, exec, cluster, arena, &access->plugin, err);
}
