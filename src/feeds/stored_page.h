/* Pages of answers as the cache keeps them: what a reader needs besides the body. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/feed.h"

/* Writes content type and Link, each on a line of its own, and the body. */
void stored_page_write(const struct feed_page *page, struct text *ret_stored);

/*
 * The reverse: fills content type, link and body, which point into stored; its line
 * feeds are replaced by NULs. stored is NUL-terminated. False: it is no stored page.
 */
bool stored_page_read(char *stored, size_t bytes, struct feed_page *page);
