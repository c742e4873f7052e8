/* Tag lists as they arrive: pieces do not matter, and jansson takes what is taken. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "net/tags_json.h"

static bool read_in_pieces(const uint8_t *bytes, size_t count, size_t piece,
                           struct text *lines)
{
    struct tags_json reader;
    struct error err = {0};
    tags_json_init(&reader, lines, 1000);
    for (size_t at = 0; at < count; at += piece)
        if (!tags_json_add(&reader, bytes + at, count - at < piece ? count - at : piece,
                           &err))
            return false;
    return tags_json_finish(&reader, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_TEXT whole;
    AUTO_TEXT pieces;
    text_init(&whole, count + 1);
    text_init(&pieces, count + 1);
    bool is_read = read_in_pieces(bytes, count, count + 1, &whole);
    if (read_in_pieces(bytes, count, 1, &pieces) != is_read ||
        (is_read && strcmp(whole.bytes, pieces.bytes) != 0))
        abort();
    for (const char *tag = whole.bytes; *tag != '\0'; tag = strchr(tag, '\n') + 1)
        if (!tag_is_possible(tag, strcspn(tag, "\n")))
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
