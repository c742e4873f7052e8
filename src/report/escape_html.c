/* Foreign text in HTML. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/escape.h"

#include "base/out.h"

#include <string.h>

void escape_html(struct text *text, const char *foreign)
{
    AUTO_TEXT shown;
    text_init(&shown, text->max);
    out_add_printable(&shown, foreign);
    const char *at = shown.bytes;
    while (*at != '\0') {
        size_t plain = strcspn(at, "&<>\"'");
        text_add_bytes(text, at, plain);
        at += plain;
        if (*at == '\0')
            break;
        text_add(text, *at == '&'   ? "&amp;"
                       : *at == '<' ? "&lt;"
                       : *at == '>' ? "&gt;"
                       : *at == '"' ? "&quot;"
                                    : "&#39;");
        at++;
    }
}
