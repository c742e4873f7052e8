/* Whether a tag's variant can stand in for the running one: equal, or grown. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/version_reader.h"

#include <string.h>

/* One word of a variant: a base with its number, or any other text. */
struct item {
    bool is_end;
    int family;          /* FAMILY_NONE: not a base */
    struct slice text;   /* of any other */
    struct slice number; /* of a base: "3.18"; empty: none */
};

enum { FAMILY_NONE = -1 };

/* Walks the pieces of a variant. */
struct walk {
    const struct version_reader *reader;
    struct slice rest;
    struct slice more;
};

static struct walk walk_start(const struct version_reader *reader,
                              const struct version *version)
{
    return (struct walk){reader, version_part(version, version->variant),
                         version_part(version, version->variant_more)};
}

static struct slice take(struct slice *rest, size_t length)
{
    struct slice taken = {rest->at, length};
    rest->at += length;
    rest->length -= length;
    return taken;
}

static void skip_separators(struct slice *rest)
{
    while (rest->length != 0 && is_separator(rest->at[0]))
        take(rest, 1);
}

/* Takes ".18" and its like; returns how many bytes. */
static size_t take_dotted(struct slice *rest)
{
    size_t before = rest->length;
    while (rest->length >= 2 && rest->at[0] == '.' && is_decimal(rest->at[1])) {
        size_t end = digits_end(*rest, 1);
        if (end != token_end(*rest, 1))
            break;
        take(rest, end);
    }
    return before - rest->length;
}

/* The number of a base: joined to its word or behind one separator. */
static struct slice take_number(struct slice *rest, struct slice joined)
{
    if (joined.length != 0) {
        joined.length += take_dotted(rest);
        return joined;
    }
    if (rest->length >= 2 && is_decimal(rest->at[1]) &&
        digits_end(*rest, 1) == token_end(*rest, 1)) {
        take(rest, 1);
        struct slice number = take(rest, digits_end(*rest, 0));
        number.length += take_dotted(rest);
        return number;
    }
    return (struct slice){rest->at, 0};
}

static struct item next_item(struct walk *walk)
{
    skip_separators(&walk->rest);
    if (walk->rest.length == 0) {
        walk->rest = walk->more;
        walk->more.length = 0;
        skip_separators(&walk->rest);
    }
    if (walk->rest.length == 0)
        return (struct item){.is_end = true, .family = FAMILY_NONE};
    struct slice token = take(&walk->rest, token_end(walk->rest, 0));
    struct meaning meaning = reader_meaning(walk->reader, token);
    if ((meaning.flags & WORD_CODE_NAME) != 0 && meaning.number != NULL)
        return (struct item){.family = meaning.value,
                             .number = slice_of(meaning.number)};
    if ((meaning.flags & WORD_FAMILY) != 0)
        return (struct item){.family = meaning.value,
                             .number = take_number(&walk->rest, meaning.digits)};
    return (struct item){.family = FAMILY_NONE, .text = token};
}

static int compare_dotted(struct slice a, struct slice b)
{
    while (a.at != NULL && b.at != NULL) {
        int order = digits_compare(slice_cut(&a, '.'), slice_cut(&b, '.'));
        if (order != 0)
            return order;
    }
    return (a.at != NULL) - (b.at != NULL);
}

static enum variant_fit fit_of(const struct item *running, const struct item *candidate)
{
    if (running->family != candidate->family)
        return VARIANT_OTHER;
    if (running->family == FAMILY_NONE)
        return slice_compare(running->text, candidate->text) == 0 ? VARIANT_EQUAL
                                                                  : VARIANT_OTHER;
    if (running->number.length == 0 || candidate->number.length == 0)
        return running->number.length == candidate->number.length ? VARIANT_EQUAL
                                                                  : VARIANT_OTHER;
    int order = compare_dotted(candidate->number, running->number);
    if (order == 0)
        return VARIANT_EQUAL;
    return order > 0 ? VARIANT_GROWN : VARIANT_OTHER;
}

/* Whether it has words for sure; separators alone are none. */
static bool has_words(const struct version *version)
{
    struct slice variant = version_part(version, version->variant);
    return variant.length != 0 && !is_separator(variant.at[0]);
}

static bool has_nothing(const struct version *version)
{
    return version->variant.length == 0 && version->variant_more.length == 0;
}

enum variant_fit version_variant_fit(const struct version_reader *reader,
                                     const struct version *running,
                                     const struct version *candidate)
{
    if (running->variant_more.length == 0 && candidate->variant_more.length == 0 &&
        slice_compare(version_part(running, running->variant),
                      version_part(candidate, candidate->variant)) == 0)
        return VARIANT_EQUAL;
    /* Plain tags beside those of a base are many: no word need be looked up for them.
     */
    if ((has_nothing(running) && has_words(candidate)) ||
        (has_nothing(candidate) && has_words(running)))
        return VARIANT_OTHER;
    struct walk of_running = walk_start(reader, running);
    struct walk of_candidate = walk_start(reader, candidate);
    enum variant_fit fit = VARIANT_EQUAL;
    for (;;) {
        struct item a = next_item(&of_running);
        struct item b = next_item(&of_candidate);
        if (a.is_end || b.is_end)
            return a.is_end && b.is_end ? fit : VARIANT_OTHER;
        enum variant_fit one = fit_of(&a, &b);
        if (one == VARIANT_OTHER)
            return VARIANT_OTHER;
        if (one == VARIANT_GROWN)
            fit = VARIANT_GROWN;
    }
}
