/* Tells whether quotes and brackets are closed in the line that opens them. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/yaml_open.h"

#include <string.h>

/* Returns how many bytes it took. */
static size_t take_quoted(struct yaml_open *open, struct slice rest)
{
    char c = rest.at[0];
    bool is_doubled = c == '\'' && rest.length > 1 && rest.at[1] == '\'';
    if (open->quote == '"' && c == '\\')
        return 2;
    if (c != open->quote)
        return 1;
    if (is_doubled)
        return 2;
    open->quote = '\0';
    open->last = c;
    return 1;
}

/* A quote in the middle of a word opens nothing. */
static void take_in_brackets(struct yaml_open *open, char c)
{
    bool is_quote = c == '"' || c == '\'';
    if (c == '[' || c == '{')
        open->depth++;
    else if (c == ']' || c == '}')
        open->depth--;
    else if (is_quote && strchr("[{,:", open->last) != NULL)
        open->quote = c;
    if (c != ' ' && c != '\t')
        open->last = c;
}

void yaml_open_go_on(struct yaml_open *open, struct slice line)
{
    size_t at = 0;
    while (at < line.length && yaml_is_open(open)) {
        if (open->quote != '\0') {
            at += take_quoted(open, (struct slice){line.at + at, line.length - at});
            continue;
        }
        take_in_brackets(open, line.at[at]);
        at++;
    }
}

void yaml_open_begin(struct yaml_open *open, struct slice value)
{
    *open = (struct yaml_open){.last = ','};
    if (value.length == 0)
        return;
    char first = value.at[0];
    if (first == '"' || first == '\'')
        open->quote = first;
    else if (first == '[' || first == '{')
        open->depth = 1;
    yaml_open_go_on(open, (struct slice){value.at + 1, value.length - 1});
}
