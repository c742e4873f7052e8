/* Link headers (RFC 8288): where the next page of an answer is. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/text.h"

enum link_next {
    LINK_NONE,
    LINK_FOUND,
    LINK_BROKEN, /* it is no URL, or too long */
};

/*
 * Finds the first link whose rel holds the word next, in any case, quoted or not, among
 * several, and writes it as a whole URL as seen from base. header may be NULL.
 */
enum link_next link_header_next(const char *header, const char *base,
                                struct text *ret_url);
