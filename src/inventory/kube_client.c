/* Building requests to an API server, and putting its refusals into words. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/kube_client.h"

#include "inventory/pod_list.h"

#include <string.h>
#include <time.h>

enum { REQUEST_TIMEOUT_MS = 120000, MESSAGE_BYTES_MAX = 300 };

/* A server may ignore limit and send everything: it is read as it comes. */
static const size_t list_bytes_max = (size_t)4 << 30;

bool kube_get(const struct kube_client *client, const struct kube_request *request,
              unsigned *ret_generation, struct error *err)
{
    const struct cluster_access *access = client->access;
    struct cluster_credential credential;
    if (!cluster_credentials_get(client->credentials, (int64_t)time(NULL), &credential,
                                 err))
        return false;
    *ret_generation = credential.generation;
    AUTO_TEXT url;
    text_init(&url, URL_ROOM);
    text_addf(&url, "%s%s", access->server, request->path);
    struct fetch_request get = {
        .url = url.bytes,
        .accept = request->accept,
        .authorization = credential.authorization,
        .headers = access->impersonation,
        .header_count = access->impersonation_count,
        .tls = credential.tls,
        .proxy = access->proxy,
        .body_max_bytes = request->on_body == NULL ? 0 : list_bytes_max,
        .timeout_ms = REQUEST_TIMEOUT_MS,
        .private_allowed = true,
        .plain_http_allowed = access->is_plain_http,
        .no_compression = access->no_compression,
        .on_body = request->on_body,
        .body_context = request->context,
    };
    return fetch(client->fetcher, &get, request->done, request->context, err);
}

static bool take_nothing(const struct pod_record *record, void *context,
                         struct error *err)
{
    (void)record;
    (void)context;
    (void)err;
    return true;
}

/* The message of a Status; empty when the body is something else (a proxy's page). */
static void status_message(const struct fetch_response *response, struct text *message)
{
    struct error ignored = {0};
    struct pod_list_end end = {0};
    struct pod_list *list = pod_list_new(take_nothing, NULL);
    if (pod_list_feed(list, response->body, response->body_bytes, &ignored) &&
        pod_list_finish(list, &end, &ignored) && end.message != NULL)
        text_add(message, end.message);
    pod_list_free(list);
}

void kube_explain(const struct fetch_response *response, const char *rule,
                  const char *where, struct error *err)
{
    AUTO_TEXT message;
    text_init(&message, MESSAGE_BYTES_MAX);
    if (response->failure != NULL) {
        error_set(err, ERROR_OUTSIDE, "%s", response->failure);
        return;
    }
    status_message(response, &message);
    bool is_anonymous = strstr(message.bytes, "system:anonymous") != NULL;
    switch (response->status) {
    case 401:
        error_set(err, ERROR_OUTSIDE,
                  "the API server does not accept the credentials (401): log in again, "
                  "or check the user of this context");
        break;
    case 403:
        error_set(err, ERROR_OUTSIDE,
                  is_anonymous ? "no credentials were sent (403): %s; %s%s"
                               : "%s; add the rule '%s' %s",
                  message.bytes,
                  is_anonymous ? "the context's user has none that can be used" : rule,
                  is_anonymous ? "" : where);
        break;
    default:
        error_set(err, ERROR_OUTSIDE, "the API server answered %d%s%s",
                  response->status, message.length == 0 ? "" : ": ", message.bytes);
        break;
    }
}
