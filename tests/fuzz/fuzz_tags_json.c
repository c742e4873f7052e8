/* Tag lists as they arrive: pieces do not matter, and jansson takes what is taken. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/day.h"
#include "net/tags_json.h"

static bool read_in_pieces(const uint8_t *bytes, size_t count, size_t piece,
                           struct text *lines, struct text *days)
{
    struct tags_json reader;
    struct error err = {0};
    tags_json_init(&reader, lines, days, 1000);
    for (size_t at = 0; at < count; at += piece)
        if (!tags_json_add(&reader, bytes + at, count - at < piece ? count - at : piece,
                           &err))
            return false;
    return tags_json_finish(&reader, &err);
}

/* Every tag keeps its line, with a day or without. */
static void check_days(const struct text *lines, const struct text *days)
{
    AUTO_TEXT dated;
    const char *tag = lines->bytes;
    text_init(&dated, (lines->length + 1) * 12);
    struct tag_day_index *index = tag_day_index_new(days);
    tag_day_index_add(index, (struct slice){lines->bytes, lines->length}, &dated);
    tag_day_index_free(index);
    for (const char *at = dated.bytes; *at != '\0'; at = strchr(at, '\n') + 1) {
        size_t length = strcspn(at, " \n");
        int day;
        if (length != strcspn(tag, "\n") || memcmp(at, tag, length) != 0 ||
            (at[length] == ' ' &&
             (!day_parse((struct slice){at + length + 1, DAY_TEXT_BYTES - 1}, &day) ||
              at[length + DAY_TEXT_BYTES] != '\n')))
            abort();
        tag += length + 1;
    }
    if (*tag != '\0')
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_TEXT whole;
    AUTO_TEXT pieces;
    AUTO_TEXT days;
    AUTO_TEXT days_of_pieces;
    text_init(&whole, count + 1);
    text_init(&pieces, count + 1);
    text_init(&days, (count + 1) * 12);
    text_init(&days_of_pieces, (count + 1) * 12);
    bool is_read = read_in_pieces(bytes, count, count + 1, &whole, &days);
    if (read_in_pieces(bytes, count, 1, &pieces, &days_of_pieces) != is_read ||
        (is_read && (strcmp(whole.bytes, pieces.bytes) != 0 ||
                     strcmp(days.bytes, days_of_pieces.bytes) != 0)))
        abort();
    if (is_read)
        check_days(&whole, &days);
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
