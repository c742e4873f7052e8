/* Reads Link headers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/link_header.h"

#include "base/slice.h"
#include "net/url.h"

/* Cuts up to the first separator that stands outside quotes and angle brackets. */
static struct slice cut_outside_quotes(struct slice *rest, char separator)
{
    bool in_quotes = false;
    bool in_brackets = false;
    struct slice piece = *rest;
    for (size_t i = 0; i < rest->length; i++) {
        char c = rest->at[i];
        if (in_quotes && c == '\\') {
            i++;
        } else if (c == '"' && !in_brackets) {
            in_quotes = !in_quotes;
        } else if (!in_quotes && (c == '<' || c == '>')) {
            in_brackets = c == '<';
        } else if (c == separator && !in_quotes && !in_brackets) {
            piece.length = i;
            rest->at += i + 1;
            rest->length -= i + 1;
            return piece;
        }
    }
    *rest = (struct slice){0};
    return piece;
}

static struct slice without_quotes(struct slice value)
{
    value = slice_trim(value);
    if (value.length >= 2 && value.at[0] == '"' && value.at[value.length - 1] == '"') {
        value.at++;
        value.length -= 2;
    }
    return value;
}

/* Whether a parameter is a rel that holds the word next. */
static bool is_next(struct slice parameter)
{
    struct slice value = parameter;
    struct slice name = slice_trim(slice_cut(&value, '='));
    if (!slice_equals_ignoring_case(name, "rel"))
        return false;
    value = without_quotes(value);
    while (value.at != NULL)
        if (slice_equals_ignoring_case(slice_cut(&value, ' '), "next"))
            return true;
    return false;
}

static bool read_link(struct slice link, struct slice *ret_target)
{
    struct slice target = slice_trim(cut_outside_quotes(&link, ';'));
    if (target.length < 2 || target.at[0] != '<' || target.at[target.length - 1] != '>')
        return false;
    target.at++;
    target.length -= 2;
    while (link.at != NULL) {
        if (is_next(cut_outside_quotes(&link, ';'))) {
            *ret_target = slice_trim(target);
            return true;
        }
    }
    return false;
}

static bool find_next(struct slice rest, struct slice *ret_target)
{
    while (rest.at != NULL)
        if (read_link(cut_outside_quotes(&rest, ','), ret_target))
            return true;
    return false;
}

enum link_next link_header_next(const char *header, const char *base,
                                struct text *ret_url)
{
    struct slice target;
    if (header == NULL || !find_next(slice_of(header), &target))
        return LINK_NONE;
    return url_resolve(base, target, ret_url) ? LINK_FOUND : LINK_BROKEN;
}
