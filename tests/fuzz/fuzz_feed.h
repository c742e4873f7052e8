/* What the fuzz targets of feed drivers share. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "feeds/feed.h"
#include "fuzz.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Parses the bytes as a page of a driver. A complete answer without any content would
 * be taken for knowledge: it aborts.
 */
static inline void fuzz_page_about(const struct feed_driver *driver,
                                   const char *argument, struct feed_page *page,
                                   const uint8_t *bytes, size_t count)
{
    struct feed_subject subject = {.argument = argument, .has_token = true};
    struct answer answer = {.covers = driver->covers, .state = ANSWER_COMPLETE};
    struct feed_next next = {0};
    struct error err = {0};
    AUTO_ARENA *arena = arena_new();
    char *body = malloc(count + 1);
    if (body == NULL)
        return;
    if (count != 0)
        memcpy(body, bytes, count);
    body[count] = '\0';
    page->body = body;
    page->body_bytes = count;
    bool read = driver->parse(page, &subject, arena, &answer, &next, &err);
    bool is_empty = answer.releases.count == 0 && answer.lines.count == 0;
    if (read && is_empty && next.url == NULL && answer.state == ANSWER_COMPLETE)
        abort();
    if (!read && err.code == ERROR_NONE)
        abort();
    free(body);
}

static inline void fuzz_page(const struct feed_driver *driver, struct feed_page *page,
                             const uint8_t *bytes, size_t count)
{
    fuzz_page_about(driver, "acme/thing", page, bytes, count);
}
