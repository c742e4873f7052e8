/* Measures the pod readers: megabytes and pods a second of CPU time, in memory. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/collect.h"
#include "inventory/pod_list.h"

#include "../unit/pod_samples.h"
#include "figures.h"

#include <stdlib.h>

enum {
    PODS = 2000,
    MANAGED_JSON = 5500, /* managedFields of a pod of two containers and an init */
    MANAGED_PROTOBUF = 3500,
    CHUNK = 16 * 1024, /* what libcurl hands over at a time */
};

static const double measured_seconds = 1.5;

struct sink {
    struct collection *collection;
    size_t cluster;
    size_t pods;
};

static bool add(const struct pod_record *record, void *context, struct error *err)
{
    (void)err;
    struct sink *sink = context;
    sink->pods++;
    collection_add(sink->collection, sink->cluster, record);
    return true;
}

static bool read_once(const struct text *body, struct sink *sink, struct error *err)
{
    struct pod_list_end end;
    struct pod_list *list = pod_list_new(add, sink);
    bool done = true;
    for (size_t at = 0; done && at < body->length; at += CHUNK)
        done =
            pod_list_feed(list, body->bytes + at,
                          body->length - at < CHUNK ? body->length - at : CHUNK, err);
    done = done && pod_list_finish(list, &end, err);
    pod_list_free(list);
    return done;
}

static int measure(const char *name, const struct text *body)
{
    AUTO_ARENA *arena = arena_new();
    const struct text_list none = {0};
    struct error err = {0};
    struct sink sink = {collection_new(arena, &none, &none), 0, 0};
    sink.cluster = collection_add_cluster(sink.collection, "bench", CLUSTER_API);
    double start = figure_seconds();
    double spent = 0;
    size_t rounds = 0;
    for (; spent < measured_seconds; rounds++, spent = figure_seconds() - start) {
        if (!read_once(body, &sink, &err)) {
            fprintf(stderr, "%s: %s\n", name, err.text);
            return 1;
        }
        collection_keep(sink.collection, sink.cluster);
    }
    char title[64];
    snprintf(title, sizeof title, "read pods as %s", name);
    figure_print(title, "MB/s", (double)body->length * (double)rounds / spent / 1e6);
    figure_print(title, "pods/s", (double)sink.pods / spent);
    collection_free(sink.collection);
    return 0;
}

int main(void)
{
    unsigned seed = 1;
    static struct sample_pod pods[PODS];
    struct text json;
    struct text protobuf;
    text_init(&json, (size_t)1 << 31);
    text_init(&protobuf, (size_t)1 << 31);
    for (size_t i = 0; i < PODS; i++)
        pods[i] = sample_pod_random(&seed, MANAGED_JSON);
    sample_json(pods, PODS, NULL, false, &json);
    for (size_t i = 0; i < PODS; i++)
        pods[i].managed_bytes = MANAGED_PROTOBUF;
    sample_protobuf(pods, PODS, NULL, &protobuf);
    int status = measure("JSON", &json);
    status |= measure("protobuf", &protobuf);
    text_clear(&json);
    text_clear(&protobuf);
    return status;
}
