/* Reads a list of the secrets in which Helm keeps its releases, as it arrives. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inventory/parts.h"
#include "inventory/pod_record.h"

#include <stdbool.h>
#include <stddef.h>

/* False, with err set, stops the reader. The record lives during the call. */
typedef bool part_sink(const struct part_record *record, void *context,
                       struct error *err);

struct helm_secrets;

/*
 * A release that cannot be read is a record with its failure. Secrets of another type
 * are passed over, whatever the server was asked.
 */
struct helm_secrets *helm_secrets_new(part_sink *sink, void *context);
void helm_secrets_free(struct helm_secrets *secrets);

bool helm_secrets_feed(struct helm_secrets *secrets, const void *bytes, size_t count,
                       struct error *err) NODISCARD;

/* Ends the reading: a list cut off is an error. ret_end lives as long as the reader. */
bool helm_secrets_finish(struct helm_secrets *secrets, struct pod_list_end *ret_end,
                         struct error *err) NODISCARD;
