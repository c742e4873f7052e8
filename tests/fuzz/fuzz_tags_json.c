/* Tag lists as they arrive: pieces do not matter, and jansson takes what is taken. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "net/tags_json.h"

static bool read_in_pieces(const uint8_t *bytes, size_t count, size_t piece,
                           struct arena *arena, struct text_list *tags)
{
    struct tags_json reader;
    struct error err = {0};
    tags_json_init(&reader, arena, tags, 1000);
    for (size_t at = 0; at < count; at += piece)
        if (!tags_json_add(&reader, bytes + at, count - at < piece ? count - at : piece,
                           &err))
            return false;
    return tags_json_finish(&reader, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_ARENA *arena = arena_new();
    struct text_list whole = {0};
    struct text_list pieces = {0};
    bool is_read = read_in_pieces(bytes, count, count + 1, arena, &whole);
    if (read_in_pieces(bytes, count, 1, arena, &pieces) != is_read ||
        (is_read && whole.count != pieces.count))
        abort();
    for (size_t i = 0; i < whole.count; i++)
        if (!tag_is_possible(whole.items[i], strlen(whole.items[i])))
            abort();
    json_error_t why;
    json_t *root = json_loadb((const char *)bytes, count, 0, &why);
    /* Only numbers beyond what jansson can hold are taken here and not there. */
    bool is_number =
        root == NULL && json_error_code(&why) == json_error_numeric_overflow;
    if (is_read && root == NULL && !is_number)
        abort();
    json_decref(root);
    return 0;
}
