/* Choosing the reader by the first bytes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/pod_list.h"

#include "inventory/pod_json.h"
#include "inventory/pod_protobuf.h"

#include <stdlib.h>

struct pod_list {
    pod_sink *sink;
    void *context;
    struct pod_json *json;
    struct pod_protobuf *protobuf;
};

struct pod_list *pod_list_new(pod_sink *sink, void *context)
{
    struct pod_list *list = calloc(1, sizeof *list);
    if (list == NULL)
        arena_out_of_memory();
    list->sink = sink;
    list->context = context;
    return list;
}

void pod_list_free(struct pod_list *list)
{
    if (list == NULL)
        return;
    pod_json_free(list->json);
    pod_protobuf_free(list->protobuf);
    free(list);
}

bool pod_list_feed(struct pod_list *list, const void *bytes, size_t count,
                   struct error *err)
{
    const char *first = bytes;
    if (count == 0)
        return true;
    /* Protobuf begins with "k8s\0"; no JSON document begins with a k. */
    if (list->json == NULL && list->protobuf == NULL) {
        if (*first == 'k')
            list->protobuf = pod_protobuf_new(list->sink, list->context);
        else
            list->json = pod_json_new(list->sink, list->context);
    }
    return list->protobuf != NULL ? pod_protobuf_feed(list->protobuf, bytes, count, err)
                                  : pod_json_feed(list->json, bytes, count, err);
}

bool pod_list_finish(struct pod_list *list, struct pod_list_end *ret_end,
                     struct error *err)
{
    if (list->protobuf != NULL)
        return pod_protobuf_finish(list->protobuf, ret_end, err);
    if (list->json != NULL)
        return pod_json_finish(list->json, ret_end, err);
    return error_set(err, ERROR_FORMAT, "an empty answer");
}
