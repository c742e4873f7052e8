/* Foreign text in every sink: nothing that acts gets through, JSON reads back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_writer.h"
#include "base/utf8.h"
#include "report/escape.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

enum { TEXT_MAX = 1 << 26 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

/* Valid UTF-8, nothing invisible, none of the bytes that the sink's readers obey. */
static void check(const struct text *shown, const char *forbidden)
{
    struct slice rest = {shown->bytes, shown->length};
    while (rest.length != 0) {
        uint32_t point;
        size_t length = utf8_read(rest, &point);
        if (length == 0 || utf8_is_invisible(point) ||
            (point < 0x80 && strchr(forbidden, (int)point) != NULL))
            abort();
        rest.at += length;
        rest.length -= length;
    }
}

static void check_markdown(struct text *shown, const char *foreign)
{
    escape_markdown(shown, foreign);
    for (char *comment = strstr(shown->bytes, "<!-- -->"); comment != NULL;
         comment = strstr(comment, "<!-- -->"))
        memset(comment, ' ', strlen("<!-- -->"));
    check(shown, "<>|`*_[]@\"'\\");
}

static void check_json(const char *foreign)
{
    AUTO_TEXT document, repaired;
    text_init(&document, TEXT_MAX);
    text_init(&repaired, TEXT_MAX);
    struct json_writer writer;
    json_writer_init(&writer, &document, true);
    json_write_text(&writer, NULL, foreign);
    check(&document, "");
    utf8_repair(&repaired, slice_of(foreign));
    json_auto_t *read =
        json_loadb(document.bytes, document.length, JSON_DECODE_ANY, NULL);
    if (read == NULL || strcmp(json_string_value(read), repaired.bytes) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    AUTO_TEXT foreign, shown;
    text_init(&foreign, TEXT_MAX);
    text_init(&shown, TEXT_MAX);
    text_add_bytes(&foreign, bytes, count);
    escape_terminal(&shown, foreign.bytes);
    if (strstr(shown.bytes, "##[") != NULL || strstr(shown.bytes, "##vso[") != NULL)
        abort();
    check(&shown, "");
    text_reset(&shown);
    escape_html(&shown, foreign.bytes);
    check(&shown, "<>\"'");
    text_reset(&shown);
    check_markdown(&shown, foreign.bytes);
    text_reset(&shown);
    escape_slack(&shown, foreign.bytes);
    check(&shown, "<>`");
    check_json(foreign.bytes);
    return 0;
}
