/* The headers of an answer, within limits. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/slice.h"
#include "base/text.h"

#include <stdbool.h>

enum { HEADERS_BYTES_MAX = 64 * 1024, HEADER_BYTES_MAX = 16 * 1024, HEADERS_MAX = 200 };

/* Names and values by turns, each with its NUL. */
struct fetch_response_headers {
    struct text lines;
    unsigned count;
};

void headers_init(struct fetch_response_headers *headers);
void headers_clear(struct fetch_response_headers *headers);
void headers_reset(struct fetch_response_headers *headers);

/*
 * Takes one line as it came ("Name: value" CR LF); what is no header is left out. False
 * when a limit is passed.
 */
bool headers_add(struct fetch_response_headers *headers, struct slice line);

/* The n-th value under a name, in any case; NULL when there are fewer. */
const char *headers_find(const struct fetch_response_headers *headers, const char *name,
                         size_t n);
