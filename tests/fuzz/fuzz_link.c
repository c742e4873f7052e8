/* Link headers: a target that is found is a URL that may be asked. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>

#include "base/arena.h"
#include "net/link_header.h"
#include "net/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static const char base[] = "https://registry.example:5000/v2/a/tags/list?n=1";
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT url = {0};
    AUTO_TEXT again = {0};
    text_init(&url, URL_ROOM);
    text_init(&again, URL_ROOM);
    const char *text =
        arena_copy_slice(arena, (struct slice){(const char *)bytes, count});
    if (link_header_next(text, base, &url) != LINK_FOUND)
        return 0;
    char origin[ORIGIN_ROOM];
    if (!url_is_usable(url.bytes))
        abort();
    /* What was resolved is resolved: it leads to itself, on an origin that is known. */
    if (url_origin(url.bytes, origin, sizeof origin) &&
        !(url_resolve(base, slice_of(url.bytes), &again) &&
          url_same_origin(url.bytes, again.bytes)))
        abort();
    return 0;
}
