/* Foreign text on terminals and in the logs of CI runners. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "report/escape.h"

#include "base/out.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * Runners look for "##[" and its kin anywhere in a line, and for "::command" at the
 * start of one, where a wrapped word may come to stand. ("[::1]" stays as it is.)
 */
static bool starts_token(const char *at, const char *start)
{
    static const char *const brackets[] = {"##[", "##vso[", "##teamcity["};
    for (size_t i = 0; i < COUNT_OF(brackets); i++)
        if (strncmp(at, brackets[i], strlen(brackets[i])) == 0)
            return true;
    bool is_word_start = at == start || at[-1] == ' ';
    return is_word_start && strncmp(at, "::", 2) == 0 && is_letter(at[2]);
}

void escape_terminal(struct text *text, const char *foreign)
{
    AUTO_TEXT shown;
    text_init(&shown, text->max);
    out_add_printable(&shown, foreign);
    const char *plain = shown.bytes;
    for (const char *at = shown.bytes; *at != '\0'; at++) {
        if ((*at != '#' && *at != ':') || !starts_token(at, shown.bytes))
            continue;
        text_add_bytes(text, plain, (size_t)(at - plain));
        text_addf(text, "\\x%02X", (unsigned)*at);
        plain = at + 1;
    }
    text_add(text, plain);
}
