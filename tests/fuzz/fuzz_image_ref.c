/* Image references: what was read is read again from its own text. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "identify/image_ref.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct image_ref ref = {0}, again = {0};
    const char *text =
        arena_copy_slice(arena, (struct slice){(const char *)data, size});
    if (!image_ref_parse(text, arena, &ref, &err))
        return 0;
    const char *written = image_ref_format(&ref, arena);
    if (!image_ref_parse(written, arena, &again, &err) ||
        strcmp(ref.repository, again.repository) != 0 ||
        strcmp(written, image_ref_format(&again, arena)) != 0)
        abort();
    return 0;
}
