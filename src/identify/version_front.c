/* Finds the prefix of a tag and reads its numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/version_front.h"

#include <string.h>

/* A tag being read from the front. */
struct front {
    const struct version_reader *reader;
    struct version *version;
    struct slice tag;
    size_t numbers_at; /* where the numbers start, once found */
};

static bool is_v(char c)
{
    return c == 'v' || c == 'V';
}

static bool digit_at(struct slice tag, size_t at)
{
    return at < tag.length && is_decimal(tag.at[at]);
}

/* Where numbers start in a token that begins with them: "1", "v1", "v.1". */
static bool starts_numbers(struct slice tag, size_t at, size_t *ret_numbers_at)
{
    size_t digits = at;
    if (at < tag.length && is_v(tag.at[at]))
        digits += at + 1 < tag.length && tag.at[at + 1] == '.' ? 2 : 1;
    if (!digit_at(tag, digits))
        return false;
    *ret_numbers_at = digits;
    return true;
}

size_t version_declared_prefix(const struct version_reader *reader, struct slice tag)
{
    const struct text_list *prefixes = &reader->rules.prefixes;
    size_t longest = 0;
    for (size_t i = 0; i < prefixes->count; i++) {
        size_t length = strlen(prefixes->items[i]);
        size_t ignored;
        if (length > longest && slice_starts_with(tag, prefixes->items[i]) &&
            starts_numbers(tag, length, &ignored))
            longest = length;
    }
    return longest;
}

static struct slice token_at(struct slice tag, size_t at)
{
    return (struct slice){tag.at + at, token_end(tag, at) - at};
}

/* The end of numbers that belong to the word before them: the 3.18 of alpine-3.18. */
static size_t family_number_end(struct slice tag, size_t at)
{
    size_t end = digits_end(tag, at);
    while (end + 1 < tag.length && tag.at[end] == '.' && is_decimal(tag.at[end + 1]))
        end = digits_end(tag, end + 1);
    return end;
}

/* Whether the token before at is a base whose own number would stand at. */
static bool takes_number(const struct front *front, struct slice word)
{
    return (reader_meaning(front->reader, word).flags & WORD_FAMILY) != 0 ||
           slice_equals_ignoring_case(word, "windowsservercore") ||
           slice_equals_ignoring_case(word, "nanoserver");
}

static bool is_date_at(struct slice tag, size_t at)
{
    enum { DATE_DIGITS = 8 };
    return digits_end(tag, at) == at + DATE_DIGITS &&
           (tag.at[at] == '1' || tag.at[at] == '2');
}

/* Looks for the numbers behind a word: "controller-v1.9.4", "RELEASE.2024-01-16". */
static bool find_behind_words(struct front *front)
{
    struct slice tag = front->tag;
    struct slice word = token_at(tag, 0);
    size_t at = word.length;
    while (at < tag.length) {
        char separator = tag.at[at];
        while (at < tag.length && is_separator(tag.at[at]))
            at++;
        bool has_digits = word.length != 0 && digit_at(word, word.length - 1);
        bool may_start = separator != '.' || !has_digits;
        size_t found;
        if (may_start && starts_numbers(tag, at, &found)) {
            bool is_base = found == at && takes_number(front, word);
            if (!is_base || is_date_at(tag, found)) {
                front->numbers_at = found;
                return true;
            }
            at = family_number_end(tag, found);
        }
        word = token_at(tag, at);
        at += word.length;
    }
    return false;
}

/* Looks for numbers joined to a word: "go1.21.5". One number alone is not enough. */
static bool find_joined(struct front *front)
{
    struct slice tag = front->tag;
    size_t at = 0;
    while (at < tag.length && is_letter(tag.at[at]))
        at++;
    size_t end = digits_end(tag, at);
    if (at == 0 || end == at || end + 1 >= tag.length || tag.at[end] != '.' ||
        !is_decimal(tag.at[end + 1]) ||
        reader_meaning(front->reader, (struct slice){tag.at, at}).flags != 0)
        return false;
    front->numbers_at = at;
    return true;
}

static bool find_numbers(struct front *front)
{
    size_t declared = version_declared_prefix(front->reader, front->tag);
    front->version->has_declared_prefix = declared != 0;
    if (starts_numbers(front->tag, declared, &front->numbers_at))
        return true;
    return find_behind_words(front) || find_joined(front);
}

/* Whether "_" joins numbers here: REL_16_2, v1_2_3, but not 17.0.9_9. */
static bool is_joined_by_underscore(const struct front *front)
{
    struct slice tag = front->tag;
    size_t at = front->numbers_at;
    if (at != 0 && tag.at[at - 1] == '_')
        return true;
    unsigned joints = 0;
    size_t end = digits_end(tag, at);
    while (end + 1 < tag.length && tag.at[end] == '_' && is_decimal(tag.at[end + 1])) {
        end = digits_end(tag, end + 1);
        joints++;
    }
    return joints >= 2 &&
           (end == tag.length || (tag.at[end] != '.' && is_separator(tag.at[end])));
}

static bool add_number(struct version *version, size_t at, size_t end)
{
    if (version->number_count == VERSION_NUMBERS_MAX)
        return false;
    version->numbers[version->number_count++] = part_between(at, end);
    return true;
}

static bool is_two_digits(struct slice tag, size_t at, unsigned least, unsigned most)
{
    uint64_t number;
    return digits_end(tag, at) == at + 2 &&
           slice_number((struct slice){tag.at + at, 2}, most, &number) &&
           number >= least;
}

/* "-01-16" behind a year, at the end, a separator or a "T". */
static bool is_month_and_day(struct slice tag, size_t at)
{
    enum { LENGTH = 6 };
    if (at + LENGTH > tag.length || tag.at[at] != '-' || tag.at[at + 3] != '-' ||
        !is_two_digits(tag, at + 1, 1, 12) || !is_two_digits(tag, at + 4, 1, 31))
        return false;
    size_t end = at + LENGTH;
    return end == tag.length || is_separator(tag.at[end]) || tag.at[end] == 'T';
}

/* Reads the time of a date: "T16-07-38Z", "T160738Z". Returns where it ends. */
static size_t read_time(struct front *front, size_t at)
{
    struct slice tag = front->tag;
    if (at >= tag.length || tag.at[at] != 'T' || !digit_at(tag, at + 1))
        return at;
    struct version *version = front->version;
    size_t start = at + 1;
    for (;;) {
        size_t end = digits_end(tag, start);
        if (!add_number(version, start, end))
            return at;
        at = end;
        if (at >= tag.length || tag.at[at] != '-' || !digit_at(tag, at + 1) ||
            version->number_count == VERSION_NUMBERS_MAX)
            break;
        start = at + 1;
    }
    return at < tag.length && tag.at[at] == 'Z' ? at + 1 : at;
}

/* The update of a Java release: "8u402", "11.0u5". Returns where it ends. */
static size_t read_update(struct front *front, size_t at)
{
    struct slice tag = front->tag;
    if (at >= tag.length || tag.at[at] != 'u' || !digit_at(tag, at + 1))
        return at;
    size_t end = digits_end(tag, at + 1);
    return add_number(front->version, at + 1, end) ? end : at;
}

/* Whether the digits at are the start of a hash rather than a number. */
static bool is_hash_at(struct slice tag, size_t at)
{
    return is_commit_hash(token_at(tag, at));
}

/* Reads the numbers; ret_end is where the rest starts. */
static bool read_numbers(struct front *front, size_t *ret_end)
{
    struct slice tag = front->tag;
    struct version *version = front->version;
    bool has_underscores = is_joined_by_underscore(front);
    size_t at = front->numbers_at;
    for (;;) {
        size_t end = digits_end(tag, at);
        if (!add_number(version, at, end))
            return false;
        at = end;
        bool is_joint = at + 1 < tag.length &&
                        (tag.at[at] == '.' || (has_underscores && tag.at[at] == '_'));
        if (!is_joint || !is_decimal(tag.at[at + 1]) || is_hash_at(tag, at + 1))
            break;
        at++;
    }
    size_t first_digits = version->numbers[0].length;
    if (version->number_count == 1 && first_digits == 4 && is_month_and_day(tag, at)) {
        add_number(version, at + 1, at + 3);
        add_number(version, at + 4, at + 6);
        at = read_time(front, at + 6);
    } else if (first_digits == 8) {
        at = read_time(front, at);
    } else {
        at = read_update(front, at);
    }
    *ret_end = at;
    return true;
}

/* "main-20240115" is a build of a branch; "stable-2.14.8" is a version of a channel. */
static bool is_branch_build(const struct front *front)
{
    struct slice word = token_at(front->tag, 0);
    if (front->version->has_declared_prefix || word.length >= front->numbers_at)
        return false;
    struct meaning meaning = reader_meaning(front->reader, word);
    if ((meaning.flags & WORD_BRANCH) == 0 || meaning.digits.length != 0)
        return false;
    bool is_dated = front->version->numbers[0].length >= 4;
    return front->version->number_count == 1 || is_dated;
}

/* The words before the numbers: a prefix, or the base's code name before a date. */
static void read_prefix(struct front *front)
{
    struct version *version = front->version;
    struct slice tag = front->tag;
    version->prefix = part_between(0, front->numbers_at);
    if (version->has_declared_prefix || front->numbers_at < 2)
        return;
    struct slice word = token_at(tag, 0);
    unsigned flags = reader_meaning(front->reader, word).flags;
    if (version->number_count == 1 && version->numbers[0].length == 8 &&
        (flags & (WORD_CODE_NAME | WORD_FAMILY)) != 0) {
        version->prefix = part_between(0, 0);
        version->variant = part_between(0, front->numbers_at - 1);
    }
    for (size_t at = 0; at < front->numbers_at; at += word.length + 1) {
        word = token_at(tag, at);
        if ((reader_meaning(front->reader, word).flags & WORD_PLATFORM) == 0)
            continue;
        version->is_platform = true;
        version->platform = part_between(at, at + word.length);
        return;
    }
}

/*
 * What most tags are: "v" or nothing, numbers with dots, the end or "-". Of these the
 * rest of this file has nothing to ask, and lists hold hundreds of thousands of them.
 */
static bool read_usual_numbers(struct front *front, size_t *ret_end)
{
    struct slice tag = front->tag;
    struct version *version = front->version;
    size_t start = tag.at[0] == 'v' ? 1 : 0;
    size_t at = start;
    size_t end;
    while ((end = digits_end(tag, at)) != at && end < tag.length &&
           tag.at[end] == '.' && add_number(version, at, end))
        at = end + 1;
    bool is_usual = end != at && (end == tag.length || tag.at[end] == '-') &&
                    add_number(version, at, end) &&
                    (version->number_count > 1 || end == tag.length);
    if (!is_usual)
        version->number_count = 0;
    version->prefix = part_between(0, is_usual ? start : 0);
    *ret_end = end;
    return is_usual;
}

bool version_read_front(const struct version_reader *reader, struct version_memo *memo,
                        struct version *version)
{
    struct front front = {
        .reader = reader,
        .version = version,
        .tag = {version->text, version->text_length},
    };
    size_t end;
    if (reader->rules.prefixes.count == 0 && read_usual_numbers(&front, &end))
        return version_memo_suffix(reader, memo, version, end);
    if (!find_numbers(&front) || !read_numbers(&front, &end) || is_branch_build(&front))
        return false;
    read_prefix(&front);
    return version_read_suffix(reader, version, end);
}

/* "main-4f1c2d9" and "main-20240115" stay where they are, as "main-alpine" does not. */
static bool is_fixed(struct front *front)
{
    struct slice tag = front->tag;
    for (size_t at = 0; at < tag.length; at = token_end(tag, at) + 1)
        if (is_commit_hash(token_at(tag, at)))
            return true;
    return find_numbers(front);
}

static void read_word(const struct version_reader *reader, struct version *version,
                      size_t at, size_t end)
{
    struct slice word = {version->text + at, end - at};
    struct meaning meaning = reader_meaning(reader, word);
    /* "latest-alpine" and "alpine-edge"; of words with two senses only themselves */
    bool is_outer = at == 0 || end == version->text_length;
    bool is_alone = word.length == version->text_length;
    bool is_plain = (meaning.flags & WORD_DROPPED) == 0;
    if ((meaning.flags & WORD_FLOATING) != 0 && meaning.digits.length == 0 &&
        (is_plain ? is_outer : is_alone))
        version->kind = TAG_FLOATING_WORD;
    if ((meaning.flags & WORD_PLATFORM) != 0 && !version->is_platform) {
        version->is_platform = true;
        version->platform = part_between(at, end);
    }
}

void version_read_words(const struct version_reader *reader, struct version *version)
{
    struct front front = {
        .reader = reader,
        .version = version,
        .tag = {version->text, version->text_length},
    };
    size_t at = 0;
    while (at < front.tag.length) {
        size_t end = token_end(front.tag, at);
        read_word(reader, version, at, end);
        at = end + 1;
    }
    unsigned first = reader_meaning(reader, token_at(front.tag, 0)).flags;
    if ((first & WORD_BRANCH) != 0 && is_fixed(&front))
        version->kind = TAG_NOT_A_VERSION;
}
