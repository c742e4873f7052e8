/* Reads pods, and objects with a pod template, out of JSON as it arrives. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "inventory/pod_record.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Takes a list (PodList, List, PartialObjectMetadataList ...) or a single object, in
 * any order of keys, and pushes a record for each object. Memory depends on the largest
 * object, not on the list.
 */
struct pod_json;

struct pod_json *pod_json_new(pod_sink *sink, void *context);

/* Several documents may follow each other; end_sink is told of the end of each. */
struct pod_json *pod_json_new_stream(pod_sink *sink, pod_end_sink *end_sink,
                                     void *context);
void pod_json_free(struct pod_json *json);

bool pod_json_feed(struct pod_json *json, const void *bytes, size_t count,
                   struct error *err) NODISCARD;

/*
 * Ends the reading: a document cut off is an error. ret_end, of the last document,
 * lives as long as the reader.
 */
bool pod_json_finish(struct pod_json *json, struct pod_list_end *ret_end,
                     struct error *err) NODISCARD;
