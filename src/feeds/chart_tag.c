/* Writes versions of charts as tags, and back. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/chart_tag.h"

#include <string.h>

static const char *exchange(const char *text, char from, char to, struct arena *arena)
{
    size_t length = strlen(text);
    char *exchanged = arena_alloc(arena, length + 1);
    for (size_t i = 0; i < length; i++)
        exchanged[i] = text[i] == from ? to : text[i];
    return exchanged;
}

const char *chart_tag(const char *version, struct arena *arena)
{
    return exchange(version, '+', '_', arena);
}

const char *chart_version(const char *tag, struct arena *arena)
{
    return exchange(tag, '_', '+', arena);
}
