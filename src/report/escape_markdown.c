/* Foreign text in GitHub flavoured Markdown. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/escape.h"

#include "base/out.h"

#include <string.h>

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

/*
 * A character reference is text and never structure (CommonMark, section 2.5), so what
 * could be markup is written as one. Colons and dots matter in bare links alone.
 */
static bool is_risky(const char *at, const char *start)
{
    if (strchr("&<>\"'\\`*_{}[]#!|~$@", *at) != NULL)
        return true;
    if (*at == ':')
        return strncmp(at, "://", 3) == 0;
    if (*at == '.')
        return at - start >= 3 && strncmp(at - 3, "www", 3) == 0;
    return at == start && at[1] != '\0' && strchr("-+=", *at) != NULL;
}

/*
 * Code hosts look for "@name" and "#12" in the text that was rendered: a comment
 * between breaks them and leaves nothing behind for those who copy.
 */
static bool starts_mention(const char *at)
{
    return (*at == '@' || *at == '#') && is_word(at[1]);
}

void escape_markdown(struct text *text, const char *foreign)
{
    AUTO_TEXT shown;
    text_init(&shown, text->max);
    out_add_printable(&shown, foreign);
    for (const char *at = shown.bytes; *at != '\0'; at++) {
        if (!is_risky(at, shown.bytes)) {
            text_add_char(text, *at);
            continue;
        }
        text_addf(text, "&#%u;", (unsigned)(unsigned char)*at);
        if (starts_mention(at))
            text_add(text, "<!-- -->");
    }
}
