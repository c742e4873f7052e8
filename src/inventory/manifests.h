/* Reads objects out of files as people save and write them: JSON, or YAML streams. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "inventory/pod_record.h"

#include <stdbool.h>
#include <stddef.h>

/* One YAML document; JSON has no such limit. */
enum { MANIFEST_DOCUMENT_BYTES_MAX = 16 * 1024 * 1024 };

/*
 * The first byte that is no white space decides: { is JSON, everything else YAML, of
 * which one document at a time is held. name is used in complaints.
 */
struct manifests;

/* end_sink is told what each document says about itself. */
struct manifests *manifests_new(const char *name, pod_sink *sink,
                                pod_end_sink *end_sink, void *context);
void manifests_free(struct manifests *manifests);

bool manifests_feed(struct manifests *manifests, const void *bytes, size_t count,
                    struct error *err) NODISCARD;

/* What was decided by the first bytes. */
bool manifests_are_yaml(const struct manifests *manifests);

/* Ends the reading: a document cut off is an error. */
bool manifests_finish(struct manifests *manifests, struct error *err) NODISCARD;
