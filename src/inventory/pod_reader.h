/* Records out of the events of a document, whatever it was written in. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/json_scan.h"
#include "inventory/pod_record.h"

/*
 * Takes a list (PodList, List, PartialObjectMetadataList ...) or a single object, its
 * members in any order, and pushes a record for each object.
 */
struct pod_reader;

struct pod_reader *pod_reader_new(pod_sink *sink, void *context);
void pod_reader_free(struct pod_reader *reader);

/* Tells the end of each document too; context is that of the sink. */
void pod_reader_on_end(struct pod_reader *reader, pod_end_sink *sink);

/* A json_handler for documents of pod_document_row; context is the reader. */
bool pod_reader_event(const struct json_event *event, void *context, struct error *err);

/* What the last document says about itself; lives until the next one begins. */
const struct pod_list_end *pod_reader_end(const struct pod_reader *reader);
