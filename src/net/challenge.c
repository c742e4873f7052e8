/* The grammar of RFC 9110, 11.6.1, as servers really write it. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/challenge.h"

#include "base/slice.h"
#include "base/text.h"

#include <string.h>

enum { VALUE_BYTES_MAX = 8192 };

static bool is_token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static void skip(struct slice *rest, const char *set)
{
    while (rest->length != 0 && rest->at[0] != '\0' &&
           strchr(set, rest->at[0]) != NULL) {
        rest->at++;
        rest->length--;
    }
}

static struct slice cut_token(struct slice *rest)
{
    struct slice token = {rest->at, 0};
    while (token.length < rest->length && is_token_char(rest->at[token.length]))
        token.length++;
    rest->at += token.length;
    rest->length -= token.length;
    return token;
}

/* A quoted value without its quotes and escapes; what has no end quote ends anyway. */
static const char *cut_quoted(struct slice *rest, struct arena *arena)
{
    AUTO_TEXT value = {0};
    text_init(&value, VALUE_BYTES_MAX);
    size_t i = 1;
    for (; i < rest->length && rest->at[i] != '"'; i++) {
        if (rest->at[i] == '\\' && i + 1 < rest->length)
            i++;
        text_add_char(&value, rest->at[i]);
    }
    i = i < rest->length ? i + 1 : i;
    rest->at += i;
    rest->length -= i;
    return arena_copy(arena, value.bytes);
}

/* A value without quotes; more than a token, since realms come bare too. */
static const char *cut_bare(struct slice *rest, struct arena *arena)
{
    struct slice value = {rest->at, 0};
    while (value.length < rest->length && value.length < VALUE_BYTES_MAX &&
           strchr(", \t\"", rest->at[value.length]) == NULL)
        value.length++;
    rest->at += value.length;
    rest->length -= value.length;
    return arena_copy_slice(arena, value);
}

static void set_parameter(struct challenge *challenge, struct slice name,
                          const char *value)
{
    if (slice_equals_ignoring_case(name, "realm") && challenge->realm == NULL)
        challenge->realm = value;
    if (slice_equals_ignoring_case(name, "service") && challenge->service == NULL)
        challenge->service = value;
    if (slice_equals_ignoring_case(name, "scope") && challenge->scope == NULL)
        challenge->scope = value;
}

/* Takes "name=value" off the front; false when there is none: a scheme follows. */
static bool cut_parameter(struct slice *rest, struct arena *arena,
                          struct challenge *challenge)
{
    struct slice ahead = *rest;
    struct slice name = cut_token(&ahead);
    skip(&ahead, " \t");
    if (name.length == 0 || ahead.length == 0 || ahead.at[0] != '=')
        return false;
    ahead.at++;
    ahead.length--;
    skip(&ahead, " \t");
    bool is_quoted = ahead.length != 0 && ahead.at[0] == '"';
    set_parameter(challenge, name,
                  is_quoted ? cut_quoted(&ahead, arena) : cut_bare(&ahead, arena));
    *rest = ahead;
    return true;
}

static enum challenge_scheme scheme_of(struct slice name)
{
    if (slice_equals_ignoring_case(name, "bearer"))
        return CHALLENGE_BEARER;
    return slice_equals_ignoring_case(name, "basic") ? CHALLENGE_BASIC : CHALLENGE_NONE;
}

static void keep_stronger(struct challenge *best, const struct challenge *found)
{
    bool is_usable = found->scheme != CHALLENGE_BEARER || found->realm != NULL;
    if (is_usable && found->scheme > best->scheme)
        *best = *found;
}

void challenge_read(const char *header, struct arena *arena,
                    struct challenge *challenge)
{
    struct slice rest = slice_of(header);
    while (rest.length != 0) {
        struct challenge found = {0};
        skip(&rest, " \t,");
        struct slice name = cut_token(&rest);
        if (name.length == 0) { /* no grammar starts so: look behind it */
            if (rest.length != 0) {
                rest.at++;
                rest.length--;
            }
            continue;
        }
        found.scheme = scheme_of(name);
        do
            skip(&rest, " \t,");
        while (cut_parameter(&rest, arena, &found));
        keep_stronger(challenge, &found);
    }
}
