/* Reads what follows the numbers of a tag: prerelease, build, variant. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/version_reader.h"

#include <string.h>

/* What the last token was: parts only grow while their tokens stand side by side. */
enum last { LAST_NUMBERS, LAST_PRERELEASE, LAST_BUILD, LAST_VARIANT, LAST_DROPPED };

struct suffix {
    const struct version_reader *reader;
    struct version *version;
    struct slice tag;
    size_t at;      /* behind the token under work */
    size_t start;   /* of that token */
    char separator; /* before it; 0: it follows the numbers at once */
    enum last last;
    bool takes_number; /* the last variant word has a number of its own */
};

static bool find_listed(const struct text_list *list, struct slice word, int *ret_index)
{
    for (size_t i = 0; i < list->count; i++) {
        if (!slice_equals_ignoring_case(word, list->items[i]))
            continue;
        *ret_index = (int)i;
        return true;
    }
    return false;
}

/* A word that the catalogue adds; bases that are built in stay what they are. */
static bool find_added(const struct version_reader *reader, struct slice word,
                       struct meaning *meaning)
{
    const struct version_rules *rules = &reader->rules;
    int index = 0;
    if (find_listed(&rules->builds, word, &index))
        meaning->flags = WORD_BUILD;
    else if (find_listed(&rules->platforms, word, &index))
        meaning->flags = WORD_PLATFORM;
    else if ((meaning->flags & (WORD_FAMILY | WORD_CODE_NAME)) == 0 &&
             find_listed(&rules->variants, word, &index))
        meaning->flags = WORD_FAMILY;
    else
        return false;
    meaning->value = FAMILY_COUNT + index;
    meaning->number = NULL;
    return true;
}

static bool find_word(const struct version_reader *reader, struct slice word,
                      struct meaning *meaning)
{
    const struct word *found = word_find(word);
    if (found != NULL) {
        meaning->flags = found->flags;
        meaning->value = found->value;
        meaning->number = found->number;
    }
    return (reader->has_words && find_added(reader, word, meaning)) || found != NULL;
}

struct meaning reader_meaning(const struct version_reader *reader, struct slice token)
{
    struct meaning meaning = {.stem = token, .digits = {token.at + token.length, 0}};
    if (find_word(reader, token, &meaning))
        return meaning;
    size_t stem = token.length;
    while (stem > 0 && is_decimal(token.at[stem - 1]))
        stem--;
    if (stem == 0 || stem == token.length)
        return meaning;
    meaning.stem.length = stem;
    meaning.digits = (struct slice){token.at + stem, token.length - stem};
    if (find_word(reader, meaning.stem, &meaning) && meaning.number != NULL)
        meaning.flags = 0; /* a code name has no digits of its own */
    return meaning;
}

static struct slice token_of(const struct suffix *suffix)
{
    return (struct slice){suffix->tag.at + suffix->start, suffix->at - suffix->start};
}

static void extend(struct version_part *part, size_t end)
{
    part->length = (uint8_t)(end - part->at);
}

/* Two pieces at most: a third makes the second one longer, with what stands between. */
static void add_variant(struct suffix *suffix)
{
    struct version *version = suffix->version;
    if (version->variant.length == 0)
        version->variant = part_between(suffix->start, suffix->at);
    else if (version->variant_more.length != 0)
        extend(&version->variant_more, suffix->at);
    else if (suffix->last == LAST_VARIANT)
        extend(&version->variant, suffix->at);
    else
        version->variant_more = part_between(suffix->start, suffix->at);
    suffix->last = LAST_VARIANT;
    suffix->takes_number = true;
}

/* Takes ".4" and its like: a separator of the set with digits up to the next one. */
static bool take_digits(struct suffix *suffix, const char *separators)
{
    size_t start = suffix->at + 1;
    if (start >= suffix->tag.length ||
        strchr(separators, suffix->tag.at[suffix->at]) == NULL)
        return false;
    size_t end = digits_end(suffix->tag, start);
    if (end == start || end != token_end(suffix->tag, start))
        return false;
    suffix->at = end;
    return true;
}

/* Takes the "-gabc123f" behind the "5" of git describe. */
static bool take_describe_hash(struct suffix *suffix)
{
    size_t start = suffix->at + 1;
    if (start >= suffix->tag.length || suffix->tag.at[suffix->at] != '-' ||
        suffix->tag.at[start] != 'g')
        return false;
    size_t end = token_end(suffix->tag, start);
    if (!is_commit_hash((struct slice){suffix->tag.at + start, end - start}))
        return false;
    suffix->at = end;
    return true;
}

static bool add_described(struct suffix *suffix)
{
    struct version *version = suffix->version;
    bool is_on_release = version->prerelease == PRERELEASE_NONE;
    if ((!is_on_release && suffix->last != LAST_PRERELEASE) ||
        !take_describe_hash(suffix))
        return false;
    if (is_on_release) {
        version->prerelease = PRERELEASE_DESCRIBED;
        version->prerelease_text = part_between(suffix->start, suffix->at);
    } else {
        extend(&version->prerelease_text, suffix->at);
    }
    suffix->last = LAST_PRERELEASE;
    return true;
}

/* False when a build stands elsewhere already. */
static bool add_build(struct suffix *suffix)
{
    struct version *version = suffix->version;
    if (version->build.length == 0)
        version->build = part_between(suffix->start, suffix->at);
    else if (suffix->last == LAST_BUILD)
        extend(&version->build, suffix->at);
    else
        return false;
    suffix->last = LAST_BUILD;
    return true;
}

/* A number alone: a build, or that of the base before it ("debian-12"). */
static void add_number(struct suffix *suffix)
{
    enum { LONG_DIGITS = 6 };
    bool is_long = suffix->at - suffix->start >= LONG_DIGITS;
    bool is_of_variant =
        suffix->last == LAST_VARIANT &&
        (suffix->separator == '.' || (suffix->takes_number && !is_long));
    if (is_of_variant) {
        add_variant(suffix);
        return;
    }
    while (take_digits(suffix, "."))
        ;
    if (!add_build(suffix))
        add_variant(suffix);
}

static bool add_prerelease(struct suffix *suffix, const struct meaning *meaning)
{
    struct version *version = suffix->version;
    bool has_digits = meaning->digits.length != 0;
    if (!has_digits)
        has_digits = take_digits(
            suffix, (meaning->flags & WORD_NEEDS_DIGITS) != 0 ? "." : ".-_");
    if (!has_digits && (meaning->flags & WORD_NEEDS_DIGITS) != 0)
        return false;
    while (take_digits(suffix, "."))
        ;
    if (version->prerelease == PRERELEASE_NONE) {
        version->prerelease = (enum prerelease)meaning->value;
        version->prerelease_text = part_between(suffix->start, suffix->at);
    } else if (suffix->last == LAST_PRERELEASE) {
        extend(&version->prerelease_text, suffix->at);
    } else {
        return false;
    }
    suffix->last = LAST_PRERELEASE;
    return true;
}

static bool add_build_word(struct suffix *suffix, const struct meaning *meaning)
{
    bool is_first = suffix->version->build.length == 0;
    if (meaning->digits.length == 0 && !take_digits(suffix, ".-_"))
        return false;
    while (take_digits(suffix, "."))
        ;
    if (!add_build(suffix))
        return false;
    if (is_first)
        suffix->version->build_word =
            part_between(suffix->start, suffix->start + meaning->stem.length);
    return true;
}

/* The "b06" of 8u402-b06 is a build, as Java counts them. */
static bool is_java_build(const struct suffix *suffix, const struct meaning *meaning)
{
    const struct version *version = suffix->version;
    return suffix->last == LAST_NUMBERS && meaning->digits.length != 0 &&
           slice_equals(meaning->stem, "b") && version->number_count > 1 &&
           version->text[version->numbers[version->number_count - 1].at - 1] == 'u';
}

static bool is_moving(const struct meaning *meaning)
{
    return (meaning->flags & (WORD_FLOATING | WORD_BRANCH | WORD_PRERELEASE)) ==
               (WORD_FLOATING | WORD_BRANCH) ||
           ((meaning->flags & WORD_FLOATING) != 0 &&
            slice_equals_ignoring_case(meaning->stem, "edge"));
}

static void add_word(struct suffix *suffix, const struct meaning *meaning)
{
    struct version *version = suffix->version;
    if ((meaning->flags & WORD_PRERELEASE) != 0 && !is_java_build(suffix, meaning) &&
        add_prerelease(suffix, meaning))
        return;
    if (((meaning->flags & WORD_BUILD) != 0 || is_java_build(suffix, meaning)) &&
        add_build_word(suffix, meaning))
        return;
    if ((meaning->flags & WORD_DROPPED) != 0 && meaning->digits.length == 0 &&
        suffix->last == LAST_NUMBERS) {
        suffix->last = LAST_DROPPED;
        return;
    }
    if (meaning->digits.length == 0 && is_moving(meaning))
        version->kind = TAG_FLOATING_WORD;
    if ((meaning->flags & WORD_PLATFORM) != 0 && !version->is_platform) {
        version->is_platform = true;
        version->platform = part_between(suffix->start, suffix->at);
    }
    add_variant(suffix);
    suffix->takes_number = (meaning->flags & WORD_CODE_NAME) == 0;
}

/* Letters that follow the numbers at once: only a few words may do so. */
static bool may_be_joined(const struct meaning *meaning)
{
    if ((meaning->flags & WORD_PRERELEASE) != 0)
        return meaning->digits.length != 0 || (meaning->flags & WORD_NEEDS_DIGITS) == 0;
    return (meaning->flags & WORD_ATTACHED) != 0 && meaning->digits.length != 0;
}

static bool read_token(struct suffix *suffix)
{
    struct slice token = token_of(suffix);
    bool is_linux_386 = suffix->last == LAST_VARIANT && slice_equals(token, "386");
    if (is_all_digits(token) && !is_linux_386) {
        if (!add_described(suffix))
            add_number(suffix);
        return true;
    }
    if (suffix->separator != 0 && is_commit_hash(token)) {
        suffix->last = LAST_DROPPED;
        return true;
    }
    if (suffix->separator == '.' && suffix->last == LAST_NUMBERS &&
        slice_equals_ignoring_case(token, "x")) {
        suffix->version->kind = TAG_FLOATING_WORD;
        return true;
    }
    struct meaning meaning = reader_meaning(suffix->reader, token);
    if (suffix->separator == 0 && !may_be_joined(&meaning))
        return false;
    add_word(suffix, &meaning);
    return true;
}

bool version_read_suffix(const struct version_reader *reader, struct version *version,
                         size_t at)
{
    struct suffix suffix = {
        .reader = reader,
        .version = version,
        .tag = {version->text, version->text_length},
        .at = at,
    };
    while (suffix.at < suffix.tag.length) {
        suffix.separator = 0;
        while (suffix.at < suffix.tag.length && is_separator(suffix.tag.at[suffix.at]))
            suffix.separator = suffix.tag.at[suffix.at++];
        if (suffix.at == suffix.tag.length)
            break;
        suffix.start = suffix.at;
        suffix.at = token_end(suffix.tag, suffix.at);
        if (!read_token(&suffix))
            return false;
    }
    return true;
}
