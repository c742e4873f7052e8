/* Running an exec plugin and reading its answer. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/exec_plugin.h"

#include "base/day.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/run_program.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    PLUGIN_TIMEOUT_MS = 30000,
    PERSON_TIMEOUT_MS = 300000, /* somebody types a password */
    PLUGIN_BYTES_MAX = 1024 * 1024,
    PROBLEMS_BYTES_MAX = 16 * 1024,
    SHOWN_BYTES = 300,
    ANSWER_DEPTH_MAX = 16,
};

/* The cluster's own extension, as the JSON that it is by the time a plugin reads it. */
static json_t *json_of_yaml(const struct yaml_node *node)
{
    if (node == NULL || yaml_is_nothing(node))
        return json_null();
    if (node->kind == YAML_SCALAR) {
        if (node->is_plain && strcmp(node->text, "true") == 0)
            return json_true();
        if (node->is_plain && strcmp(node->text, "false") == 0)
            return json_false();
        uint64_t number;
        if (node->is_plain && text_number(node->text, INT32_MAX, &number))
            return json_integer((json_int_t)number);
        return json_of_text(node->text);
    }
    json_t *value = node->kind == YAML_LIST ? json_array() : json_object();
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == YAML_LIST)
            json_array_append_new(value, json_of_yaml(node->items[i]));
        else
            json_object_set_new(value, node->pairs[i].key,
                                json_of_yaml(node->pairs[i].value));
    }
    return value;
}

static void set_text(json_t *object, const char *key, const char *text)
{
    if (text != NULL)
        json_object_set_new(object, key, json_of_text(text));
}

static json_t *cluster_info(const struct cluster_access *access, struct arena *arena)
{
    json_t *cluster = json_object();
    set_text(cluster, "server", access->server);
    set_text(cluster, "tls-server-name", access->tls.server_name);
    if (access->tls.skip_verify)
        json_object_set_new(cluster, "insecure-skip-tls-verify", json_true());
    if (access->tls.ca_pem != NULL) {
        size_t bytes = strlen(access->tls.ca_pem);
        char *encoded = arena_alloc(arena, base64_room(bytes));
        base64_encode(access->tls.ca_pem, bytes, encoded);
        set_text(cluster, "certificate-authority-data", encoded);
    }
    set_text(cluster, "proxy-url", access->proxy);
    json_object_set_new(cluster, "config", json_of_yaml(access->plugin.config));
    return cluster;
}

/* "KUBERNETES_EXEC_INFO={...}" */
static const char *exec_info(const struct cluster_access *access, bool is_interactive,
                             struct arena *arena)
{
    json_auto_t *root = json_object();
    json_t *spec = json_object();
    set_text(root, "kind", "ExecCredential");
    set_text(root, "apiVersion", access->plugin.api_version);
    json_object_set_new(spec, "interactive", json_boolean(is_interactive));
    if (access->plugin.wants_cluster)
        json_object_set_new(spec, "cluster", cluster_info(access, arena));
    json_object_set_new(root, "spec", spec);
    char *written = json_dumps(root, JSON_COMPACT);
    if (written == NULL)
        arena_out_of_memory();
    const char *variable = arena_format(arena, "KUBERNETES_EXEC_INFO=%s", written);
    free(written);
    return variable;
}

static bool read_status(const json_t *status, struct arena *arena,
                        struct plugin_answer *answer, struct error *err)
{
    const char *expires = json_text(status, "expirationTimestamp");
    answer->token = arena_copy(arena, json_text(status, "token"));
    answer->certificate_pem =
        arena_copy(arena, json_text(status, "clientCertificateData"));
    answer->key_pem = arena_copy(arena, json_text(status, "clientKeyData"));
    if (!json_is_object(status))
        return error_set(err, ERROR_FORMAT, "its answer has no 'status'");
    if ((answer->certificate_pem == NULL) != (answer->key_pem == NULL))
        return error_set(
            err, ERROR_FORMAT,
            "its answer has a client certificate or its key, but not both");
    if (answer->token == NULL && answer->certificate_pem == NULL)
        return error_set(err, ERROR_FORMAT,
                         "its answer has no token and no certificate");
    if (expires != NULL && !seconds_parse_time(slice_of(expires), &answer->expires_at))
        return error_set(err, ERROR_FORMAT, "its 'expirationTimestamp' is no time");
    return true;
}

bool exec_plugin_read(const char *bytes, size_t count, const char *api_version,
                      struct arena *arena, struct plugin_answer *ret_answer,
                      struct error *err)
{
    struct plugin_answer answer = {0};
    struct error why = {0}; /* not told: the parser may quote a token */
    json_auto_t *root = json_read(bytes, count, ANSWER_DEPTH_MAX, &why);
    const char *kind = json_text(root, "kind");
    const char *version = json_text(root, "apiVersion");
    if (!json_is_object(root) || kind == NULL || strcmp(kind, "ExecCredential") != 0)
        return error_set(err, ERROR_FORMAT, "it printed no ExecCredential");
    if (version == NULL || strcmp(version, api_version) != 0)
        return error_set(err, ERROR_FORMAT,
                         "its answer is not of the version %s that was asked for",
                         api_version);
    if (!read_status(json_object_get(root, "status"), arena, &answer, err))
        return false;
    *ret_answer = answer;
    return true;
}

static const char *const *argument_vector(const struct access_plugin *plugin,
                                          struct arena *arena)
{
    struct text_list list = {0};
    *LIST_ADD(arena, &list) = plugin->command;
    for (size_t i = 0; i < plugin->arguments.count; i++)
        *LIST_ADD(arena, &list) = plugin->arguments.items[i];
    *LIST_ADD(arena, &list) = NULL;
    return list.items;
}

static const char *const *environment_vector(const struct cluster_access *access,
                                             bool is_interactive, struct arena *arena)
{
    const struct access_plugin *plugin = &access->plugin;
    struct text_list list = {0};
    for (size_t i = 0; i < plugin->environment.count; i++)
        *LIST_ADD(arena, &list) = plugin->environment.items[i];
    *LIST_ADD(arena, &list) = exec_info(access, is_interactive, arena);
    *LIST_ADD(arena, &list) = NULL;
    return list.items;
}

static bool run(const struct cluster_access *access, struct arena *arena,
                struct text *output, struct error *err)
{
    AUTO_TEXT problems;
    text_init(&problems, PROBLEMS_BYTES_MAX);
    bool has_terminal = isatty(STDIN_FILENO) == 1;
    if (access->plugin.mode == PLUGIN_MUST_ASK && !has_terminal)
        return error_set(err, ERROR_OUTSIDE,
                         "it wants to talk to somebody (interactiveMode Always), and "
                         "standard input is not a terminal");
    bool is_interactive = has_terminal && access->plugin.mode != PLUGIN_NEVER_ASKS;
    struct program program = {
        .arguments = argument_vector(&access->plugin, arena),
        .environment = environment_vector(access, is_interactive, arena),
        .timeout_ms = is_interactive ? PERSON_TIMEOUT_MS : PLUGIN_TIMEOUT_MS,
        .has_terminal = is_interactive,
        .problems = &problems,
    };
    int status = 0;
    if (!program_run(&program, output, &status, err)) {
        const char *hint = access->plugin.install_hint;
        return hint == NULL ? false : error_within(err, "%.*s", SHOWN_BYTES, hint);
    }
    struct slice said = slice_trim(slice_of(problems.bytes));
    if (status != 0)
        return error_set(err, ERROR_OUTSIDE, "it ended with status %d: %.*s", status,
                         said.length < SHOWN_BYTES ? (int)said.length : SHOWN_BYTES,
                         said.at);
    return true;
}

bool exec_plugin_run(const struct cluster_access *access, struct arena *arena,
                     struct plugin_answer *ret_answer, struct error *err)
{
    AUTO_TEXT output;
    text_init(&output, PLUGIN_BYTES_MAX);
    bool done = run(access, arena, &output, err) &&
                exec_plugin_read(output.bytes, output.length,
                                 access->plugin.api_version, arena, ret_answer, err);
    explicit_bzero(output.bytes, output.length);
    return done ||
           error_within(err, "the credential plugin %s", access->plugin.command);
}
