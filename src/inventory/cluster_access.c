/* From the entries of a kubeconfig to the way to a cluster. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/cluster_access.h"

#include "base/digest.h"
#include "base/file.h"
#include "inventory/access_user.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool access_complain(const struct kubeconfig_entry *entry, const char *kind,
                     struct error *err, const char *what)
{
    return error_set(err, ERROR_FORMAT, "%s:%d: %s '%s': %s", entry->file, entry->line,
                     kind, entry->name, what);
}

bool access_flag(const struct yaml_node *map, const char *key)
{
    const char *text = kubeconfig_text(map, key);
    return text != NULL && strcmp(text, "true") == 0;
}

bool access_pem(const struct kubeconfig_entry *entry, const char *kind, const char *key,
                struct arena *arena, const char **ret_pem, struct error *err)
{
    const char *data_key = arena_format(arena, "%s-data", key);
    const char *path = kubeconfig_text(entry->value, key);
    const char *data = kubeconfig_text(entry->value, data_key);
    *ret_pem = NULL;
    if (path != NULL && data != NULL)
        return access_complain(
            entry, kind, err,
            arena_format(arena, "both '%s' and '%s' are set", key, data_key));
    if (data != NULL) {
        size_t length = strlen(data);
        char *bytes = arena_alloc(arena, length / 4 * 3 + 4);
        long count = base64_decode(data, length, (unsigned char *)bytes);
        if (count < 0 || strstr(bytes, "-----BEGIN ") == NULL)
            return access_complain(
                entry, kind, err,
                arena_format(arena, "'%s' is no PEM text in base64", data_key));
        *ret_pem = bytes;
    }
    if (path != NULL) {
        AUTO_TEXT content;
        text_init(&content, ACCESS_FILE_BYTES_MAX);
        path = kubeconfig_path(entry, path, arena);
        if (!file_read(path, &content, err))
            return error_within(err, "%s:%d: %s '%s': '%s'", entry->file, entry->line,
                                kind, entry->name, key);
        *ret_pem = arena_copy(arena, content.bytes);
        explicit_bzero(content.bytes, content.length);
    }
    return true;
}

/* The server's URL without query, fragment and slash at the end; a path stays. */
static bool read_server(const struct kubeconfig_entry *entry, struct arena *arena,
                        struct cluster_access *access, struct error *err)
{
    const char *server = kubeconfig_text(entry->value, "server");
    if (server == NULL)
        return access_complain(entry, "cluster", err, "no 'server'");
    struct slice url = slice_of(server);
    url.length = strcspn(server, "?#");
    while (url.length != 0 && url.at[url.length - 1] == '/')
        url.length--;
    access->server = arena_copy_slice(arena, url);
    if (!url_is_usable(access->server))
        return access_complain(entry, "cluster", err,
                               "'server' is no http or https URL without a password");
    access->is_plain_http = !url_is_https(access->server);
    return true;
}

static bool read_proxy(const struct kubeconfig_entry *entry, struct arena *arena,
                       struct cluster_access *access, struct error *err)
{
    static const char *const schemes[] = {"http://", "https://", "socks5://"};
    access->proxy = kubeconfig_text(entry->value, "proxy-url");
    if (access->proxy == NULL)
        return true;
    for (size_t i = 0; i < COUNT_OF(schemes); i++)
        if (slice_starts_with(slice_of(access->proxy), schemes[i]))
            return true;
    /* It may hold a password: it is not shown. */
    return access_complain(entry, "cluster", err,
                           arena_copy(arena, "'proxy-url' is no http, https or socks5 "
                                             "URL"));
}

static bool read_cluster(const struct kubeconfig_entry *entry, struct arena *arena,
                         struct cluster_access *access, struct error *err)
{
    struct fetch_tls *tls = &access->tls;
    if (!read_server(entry, arena, access, err) ||
        !access_pem(entry, "cluster", "certificate-authority", arena, &tls->ca_pem,
                    err) ||
        !read_proxy(entry, arena, access, err))
        return false;
    tls->ca_alone = tls->ca_pem != NULL;
    tls->server_name = kubeconfig_text(entry->value, "tls-server-name");
    tls->skip_verify = access_flag(entry->value, "insecure-skip-tls-verify");
    access->no_compression = access_flag(entry->value, "disable-compression");
    if (tls->skip_verify && tls->ca_pem != NULL)
        return access_complain(entry, "cluster", err,
                               "'insecure-skip-tls-verify' with a certificate "
                               "authority: one of them must go");
    return true;
}

bool access_of_context(const struct kubeconfig *config, const char *context,
                       struct arena *arena, struct cluster_access *ret_access,
                       struct error *err)
{
    const struct kubeconfig_entry *entry = kubeconfig_entry(&config->contexts, context);
    if (entry == NULL)
        return error_set(err, ERROR_USAGE, "no context '%s' in the kubeconfig",
                         context);
    struct cluster_access access = {.name = context};
    const char *cluster_name = kubeconfig_text(entry->value, "cluster");
    const char *user_name = kubeconfig_text(entry->value, "user");
    if (cluster_name == NULL)
        return access_complain(entry, "context", err, "no 'cluster'");
    const struct kubeconfig_entry *cluster =
        kubeconfig_entry(&config->clusters, cluster_name);
    if (cluster == NULL)
        return access_complain(
            entry, "context", err,
            arena_format(arena, "there is no cluster '%s'", cluster_name));
    const struct kubeconfig_entry *user =
        user_name == NULL ? NULL : kubeconfig_entry(&config->users, user_name);
    if (user_name != NULL && user == NULL)
        return access_complain(entry, "context", err,
                               arena_format(arena, "there is no user '%s'", user_name));
    access.namespace = kubeconfig_text(entry->value, "namespace");
    if (!read_cluster(cluster, arena, &access, err) ||
        (user != NULL && !access_read_user(user, cluster, arena, &access, err)))
        return false;
    *ret_access = access;
    return true;
}

bool access_is_in_cluster(const char *folder)
{
    const char *host = getenv("KUBERNETES_SERVICE_HOST");
    const char *port = getenv("KUBERNETES_SERVICE_PORT");
    return host != NULL && host[0] != '\0' && port != NULL && port[0] != '\0' &&
           access(folder, F_OK) == 0;
}

bool access_in_cluster(const char *folder, struct arena *arena,
                       struct cluster_access *ret_access, struct error *err)
{
    const char *host = getenv("KUBERNETES_SERVICE_HOST");
    const char *port = getenv("KUBERNETES_SERVICE_PORT");
    if (host == NULL || port == NULL)
        return error_set(err, ERROR_OUTSIDE, "not in a cluster");
    bool is_ipv6 = strchr(host, ':') != NULL;
    struct cluster_access access = {
        .name = "in-cluster",
        .server = arena_format(arena, is_ipv6 ? "https://[%s]:%s" : "https://%s:%s",
                               host, port),
        .token_file = arena_format(arena, "%s/token", folder),
        .proxy = "", /* no proxy stands between a pod and its cluster */
    };
    AUTO_TEXT content;
    text_init(&content, ACCESS_FILE_BYTES_MAX);
    if (!url_is_usable(access.server) ||
        !file_read(arena_format(arena, "%s/ca.crt", folder), &content, err))
        return error_within(err, "using the pod's service account (is "
                                 "automountServiceAccountToken false?)");
    access.tls.ca_pem = arena_copy(arena, content.bytes);
    access.tls.ca_alone = true;
    *ret_access = access;
    return true;
}
