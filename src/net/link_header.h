/* Link headers (RFC 8288): where the next page of an answer is. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/slice.h"
#include "base/text.h"

#include <stdbool.h>

/*
 * Finds the first link whose rel holds the word next, in any case, quoted or not, among
 * several; header may be NULL. ret_target points into header.
 */
bool link_header_next(const char *header, struct slice *ret_target);

/*
 * Writes target, which may be relative ("?page=2", "/v2/x", "//host/x"), as a whole URL
 * as seen from base. False when either cannot be read as a URL.
 */
bool url_resolve(const char *base, struct slice target, struct text *ret_url);
