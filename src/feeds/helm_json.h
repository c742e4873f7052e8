/* The index of a Helm repository in JSON: what is asked is kept, the rest is checked.
 */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/error.h"
#include "base/list.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { HELM_JSON_CHARTS_MAX = 64 };

struct helm_json;

/*
 * charts (at most so many) and kept must outlive it. What is kept is JSON again, with a
 * key behind the entries: a document that is whole cannot have been cut.
 */
struct helm_json *helm_json_new(const struct text_list *charts, struct text *kept);
void helm_json_free(struct helm_json *json);

bool helm_json_take(struct helm_json *json, const char *bytes, size_t count,
                    struct error *err) NODISCARD;
bool helm_json_end(struct helm_json *json, struct error *err) NODISCARD;
