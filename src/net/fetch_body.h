/* The body of an answer: unpacked, counted, handed on. Private to fetch. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "net/transfer.h"

/*
 * What we ask of every server that may pack its answer. libcurl is left out of it: it
 * takes a packed answer that ends anywhere for a whole one.
 */
extern const char *const fetch_packing_header;

/* For CURLOPT_WRITEFUNCTION, with the transfer as context. */
size_t fetch_take_body(char *bytes, size_t size, size_t count, void *context);

/* Whether a body that arrived without a failure is there to the end of its packing. */
bool fetch_body_is_whole(const struct transfer *transfer);
