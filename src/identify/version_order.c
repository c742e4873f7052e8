/* Orders versions, and tells their lines and prefixes apart. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/version.h"

#include "identify/version_reader.h"

#include <string.h>

#include "base/map.h"

static struct slice without_leading_zeros(struct slice digits)
{
    while (digits.length > 1 && digits.at[0] == '0') {
        digits.at++;
        digits.length--;
    }
    return digits;
}

int digits_compare(struct slice a, struct slice b)
{
    a = without_leading_zeros(a);
    b = without_leading_zeros(b);
    if (a.length != b.length)
        return a.length < b.length ? -1 : 1;
    return memcmp(a.at, b.at, a.length);
}

/* Missing numbers are zero before a prerelease word: 4.0-rc2 is 4.0.0 rc 2. */
static bool fills_with_zeros(const struct version *version)
{
    return version->prerelease < PRERELEASE_NONE;
}

static struct slice number_at(const struct version *version, unsigned index)
{
    return index < version->number_count
               ? version_part(version, version->numbers[index])
               : (struct slice){"0", 1};
}

static bool are_packed(const struct version *a, const struct version *b)
{
    return a->packed_numbers != 0 && b->packed_numbers != 0;
}

static int compare_packed(const struct version *a, const struct version *b)
{
    return (a->packed_numbers > b->packed_numbers) -
           (a->packed_numbers < b->packed_numbers);
}

uint64_t version_pack_numbers(const struct version *version)
{
    static const unsigned bits[PACKED_MAX] = {PACKED_FIRST_BITS, PACKED_SECOND_BITS,
                                              PACKED_THIRD_BITS};
    uint64_t values[PACKED_MAX] = {0}; /* a missing number stands before zero */
    unsigned count = version->number_count;
    /* A prerelease stands before all that its zeros could lead to: 4.0, 4.0.0 */
    while (fills_with_zeros(version) && count > 1 &&
           digits_compare(number_at(version, count - 1), (struct slice){"0", 1}) == 0)
        count--;
    if (count > PACKED_MAX)
        return 0;
    uint64_t packed = version->has_later_scheme ? 1 : 0;
    for (unsigned i = 0; i < PACKED_MAX; i++) {
        uint64_t most = ((uint64_t)1 << bits[i]) - 2;
        if (i < count && !slice_number(number_at(version, i), most, &values[i]))
            return 0;
        packed = packed << bits[i] | (i < count ? values[i] + 1 : 0);
    }
    return packed;
}

int version_compare_numbers(const struct version *a, const struct version *b)
{
    if (are_packed(a, b) && !fills_with_zeros(a) && !fills_with_zeros(b))
        return compare_packed(a, b);
    if (a->has_later_scheme != b->has_later_scheme)
        return a->has_later_scheme ? 1 : -1;
    bool fills = fills_with_zeros(a) || fills_with_zeros(b);
    unsigned most =
        a->number_count > b->number_count ? a->number_count : b->number_count;
    for (unsigned i = 0; i < most; i++) {
        if (!fills && i >= a->number_count)
            return -1;
        if (!fills && i >= b->number_count)
            return 1;
        int order = digits_compare(number_at(a, i), number_at(b, i));
        if (order != 0)
            return order;
    }
    return 0;
}

/* The parts of "rc.2-dev", in order: words before the end, the end before numbers. */
enum item_kind { ITEM_WORD, ITEM_END, ITEM_NUMBER };

struct item {
    enum item_kind kind;
    int rank; /* of a known prerelease word; others come behind all of them */
    struct slice text;
};

static bool is_one_item(char first, char next)
{
    return is_decimal(first) ? is_decimal(next) : is_letter(next);
}

/* Cuts the next run of digits or letters off; hashes do not count. */
static struct item next_item(struct slice *rest)
{
    for (;;) {
        while (rest->length != 0 && is_separator(rest->at[0])) {
            rest->at++;
            rest->length--;
        }
        if (rest->length == 0)
            return (struct item){.kind = ITEM_END};
        size_t length = token_end(*rest, 0);
        bool is_hash = is_commit_hash((struct slice){rest->at, length});
        for (size_t i = 1; !is_hash && i < length; i++)
            if (!is_one_item(rest->at[0], rest->at[i]))
                length = i;
        struct slice text = {rest->at, length};
        rest->at += length;
        rest->length -= length;
        if (is_hash)
            continue;
        if (is_decimal(text.at[0]))
            return (struct item){.kind = ITEM_NUMBER, .text = text};
        const struct word *word = word_find(text);
        bool is_known = word != NULL && (word->flags & WORD_PRERELEASE) != 0;
        return (struct item){.kind = ITEM_WORD,
                             .rank = is_known ? word->value : PRERELEASE_NONE,
                             .text = text};
    }
}

static int item_compare(const struct item *a, const struct item *b, bool by_rank)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->kind == ITEM_NUMBER)
        return digits_compare(a->text, b->text);
    if (a->kind == ITEM_END)
        return 0;
    if (by_rank)
        return (a->rank > b->rank) - (a->rank < b->rank);
    return slice_compare(a->text, b->text);
}

static int compare_items(struct slice a, struct slice b, bool by_rank)
{
    for (;;) {
        struct item of_a = next_item(&a);
        struct item of_b = next_item(&b);
        int order = item_compare(&of_a, &of_b, by_rank);
        if (order != 0 || of_a.kind == ITEM_END)
            return order;
    }
}

int version_compare_release_parts(const struct version *a, const struct version *b)
{
    int order = are_packed(a, b) ? compare_packed(a, b) : version_compare_numbers(a, b);
    if (order != 0)
        return order;
    if (a->prerelease != b->prerelease)
        return a->prerelease < b->prerelease ? -1 : 1;
    if (a->prerelease == PRERELEASE_NONE)
        return 0;
    return compare_items(version_part(a, a->prerelease_text),
                         version_part(b, b->prerelease_text), true);
}

/* Of two words; nobody outside knows the seed. */
static uint64_t mix(uint64_t word, uint64_t seed)
{
    word = (word ^ seed) * 0x9e3779b97f4a7c15u;
    word = (word ^ word >> 32) * (seed | 1);
    return word ^ word >> 29;
}

/* Of a number by its value, however long. */
static uint64_t hash_digits(struct slice digits)
{
    uint64_t value;
    digits = without_leading_zeros(digits);
    return slice_number(digits, UINT64_MAX, &value)
               ? value
               : map_hash(digits.at, digits.length);
}

/* Without zeros at the end: before a prerelease word they are none. */
static uint64_t hash_numbers(const struct version *version, uint64_t seed)
{
    uint64_t hash = seed;
    unsigned count = version->number_count;
    while (count != 0 &&
           digits_compare(number_at(version, count - 1), (struct slice){"0", 1}) == 0)
        count--;
    for (unsigned i = 0; i < count; i++)
        hash = mix(hash ^ hash_digits(number_at(version, i)), seed);
    return hash;
}

/*
 * "rc.2", "beta3": a word, at most one separator and a number, which is told; each too
 * short for a hash. Most prereleases are like that.
 */
static bool is_numbered_word(struct slice text, struct slice *ret_number)
{
    enum { SHORT_MAX = 6 };
    size_t word = 0;
    while (word < text.length && is_letter(text.at[word]))
        word++;
    size_t at = word + (word < text.length && is_separator(text.at[word]) ? 1 : 0);
    *ret_number = (struct slice){text.at + at, text.length - at};
    return word != 0 && word + ret_number->length <= SHORT_MAX &&
           is_all_digits(*ret_number);
}

/* Of the items but a first word: which it is, the kind of the prerelease tells. */
static uint64_t hash_items(struct slice text, uint64_t hash, uint64_t seed)
{
    struct slice number;
    if (is_numbered_word(text, &number))
        return mix(hash ^ hash_digits(number), seed);
    struct item item = next_item(&text);
    if (item.kind == ITEM_WORD)
        item = next_item(&text);
    for (; item.kind != ITEM_END; item = next_item(&text))
        hash = mix(hash ^ (item.kind == ITEM_NUMBER ? hash_digits(item.text)
                                                    : ~(uint64_t)item.rank),
                   seed);
    return hash;
}

uint64_t version_hash_release(const struct version *version, uint64_t seed)
{
    uint64_t hash = version->packed_numbers != 0 ? mix(version->packed_numbers, seed)
                                                 : hash_numbers(version, seed);
    if (version->prerelease == PRERELEASE_NONE)
        return hash;
    hash = mix(hash ^ (uint64_t)version->prerelease, seed);
    return hash_items(version_part(version, version->prerelease_text), hash, seed);
}

static int compare_builds(const struct version *a, const struct version *b)
{
    if (a->build.length == 0 || b->build.length == 0)
        return (a->build.length != 0) - (b->build.length != 0);
    int order =
        slice_compare(version_part(a, a->build_word), version_part(b, b->build_word));
    if (order != 0)
        return order;
    struct slice of_a = version_part(a, a->build);
    struct slice of_b = version_part(b, b->build);
    of_a.at += a->build_word.length;
    of_a.length -= a->build_word.length;
    of_b.at += b->build_word.length;
    of_b.length -= b->build_word.length;
    return compare_items(of_a, of_b, false);
}

int version_compare(const struct version *a, const struct version *b)
{
    if (are_packed(a, b) && a->packed_numbers != b->packed_numbers)
        return a->packed_numbers < b->packed_numbers ? -1 : 1;
    int order = version_compare_release(a, b);
    return order != 0 ? order : compare_builds(a, b);
}

bool version_same_build_word(const struct version *a, const struct version *b)
{
    return a->build.length == 0 || b->build.length == 0 ||
           slice_compare(version_part(a, a->build_word),
                         version_part(b, b->build_word)) == 0;
}

/* What of the prefix counts: a "v" at its end does not, nor does what is declared. */
static struct slice counted_prefix(const struct version *version)
{
    struct slice prefix = version_part(version, version->prefix);
    if (version->has_declared_prefix)
        return (struct slice){prefix.at, 0};
    size_t length = prefix.length;
    if (length >= 2 && prefix.at[length - 1] == '.')
        length--;
    bool has_v =
        length != 0 && (prefix.at[length - 1] == 'v' || prefix.at[length - 1] == 'V');
    if (has_v && (length == 1 || is_separator(prefix.at[length - 2])))
        prefix.length = length - 1;
    return prefix;
}

bool version_same_counted_prefix(const struct version *a, const struct version *b)
{
    return slice_compare(counted_prefix(a), counted_prefix(b)) == 0;
}
