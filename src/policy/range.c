/* Ranges: alternatives of comparators, held against dotted numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/range.h"

#include "base/list.h"
#include "base/slice.h"

#include <string.h>

enum { RANGE_BYTES_MAX = 256, NUMBERS_MAX = 6 };

enum operator{
    OPERATOR_LESS,
    OPERATOR_AT_MOST,
    OPERATOR_MORE,
    OPERATOR_AT_LEAST,
    OPERATOR_EQUAL
};

/* Digits of any length without leading zeros, so that nothing overflows. */
struct numbers {
    struct slice parts[NUMBERS_MAX];
    size_t count;
};

struct comparator {
    enum operator operator;
    struct numbers numbers;
    bool starts_alternative; /* the first one behind || */
};
LIST(comparator_list, struct comparator);

struct range {
    const char *text;
    struct comparator_list comparators;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_at(struct slice text)
{
    size_t count = 0;
    while (count < text.length && is_digit(text.at[count]))
        count++;
    return count;
}

static struct slice slice_from(struct slice text, size_t at)
{
    return (struct slice){text.at + at, text.length - at};
}

static struct slice without_leading_zeros(struct slice digits)
{
    while (digits.length > 1 && digits.at[0] == '0')
        digits = slice_from(digits, 1);
    return digits;
}

/* Takes dotted numbers off the front of text; false when there are none. */
static bool numbers_take(struct slice *text, struct numbers *ret_numbers)
{
    *ret_numbers = (struct numbers){0};
    while (ret_numbers->count < NUMBERS_MAX) {
        size_t length = digits_at(*text);
        if (length == 0)
            return false;
        ret_numbers->parts[ret_numbers->count++] =
            without_leading_zeros((struct slice){text->at, length});
        *text = slice_from(*text, length);
        if (text->length < 2 || text->at[0] != '.' || !is_digit(text->at[1]))
            return true;
        *text = slice_from(*text, 1);
    }
    return false;
}

static int digits_compare(struct slice a, struct slice b)
{
    if (a.length != b.length)
        return a.length < b.length ? -1 : 1;
    return slice_compare(a, b);
}

/* Only as many numbers as the bound has count; a missing number is zero. */
static int numbers_compare(const struct numbers *version, const struct numbers *bound)
{
    for (size_t i = 0; i < bound->count; i++) {
        struct slice part = i < version->count ? version->parts[i] : slice_of("0");
        int order = digits_compare(part, bound->parts[i]);
        if (order != 0)
            return order;
    }
    return 0;
}

static bool operator_take(struct slice *text, enum operator* ret_operator)
{
    static const struct {
        const char *text;
        enum operator operator;
    } operators[] = {
        {"<=", OPERATOR_AT_MOST}, {">=", OPERATOR_AT_LEAST}, {"<", OPERATOR_LESS},
        {">", OPERATOR_MORE},     {"=", OPERATOR_EQUAL},
    };
    for (size_t i = 0; i < COUNT_OF(operators); i++) {
        if (slice_starts_with(*text, operators[i].text)) {
            *text = slice_trim(slice_from(*text, strlen(operators[i].text)));
            *ret_operator = operators[i].operator;
            return true;
        }
    }
    return false;
}

static bool take_comparator(struct slice *rest, const char *text,
                            struct comparator *ret_comparator, struct error *err)
{
    if (!operator_take(rest, &ret_comparator->operator))
        return error_set(err, ERROR_USAGE,
                         "range '%s': expected < <= > >= or = before '%.*s'", text,
                         (int)rest->length, rest->at);
    if (!numbers_take(rest, &ret_comparator->numbers))
        return error_set(err, ERROR_USAGE,
                         "range '%s': expected one to %d numbers with dots at '%.*s'",
                         text, NUMBERS_MAX, (int)rest->length, rest->at);
    bool is_end = rest->length == 0 || rest->at[0] == ' ' || rest->at[0] == '|';
    if (!is_end)
        return error_set(err, ERROR_USAGE, "range '%s': '%.*s' is no number", text,
                         (int)rest->length, rest->at);
    *rest = slice_trim(*rest);
    return true;
}

bool range_parse(const char *text, struct arena *arena, const struct range **ret_range,
                 struct error *err)
{
    struct range *range = arena_alloc(arena, sizeof *range);
    range->text = arena_copy(arena, text);
    struct slice rest = slice_trim(slice_of(range->text));
    if (rest.length > RANGE_BYTES_MAX)
        return error_set(err, ERROR_USAGE, "a range has at most %d characters",
                         RANGE_BYTES_MAX);
    bool starts_alternative = true;
    do {
        struct comparator comparator = {.starts_alternative = starts_alternative};
        if (!take_comparator(&rest, text, &comparator, err))
            return false;
        *LIST_ADD(arena, &range->comparators) = comparator;
        starts_alternative = slice_starts_with(rest, "||");
        if (starts_alternative)
            rest = slice_trim(slice_from(rest, 2));
    } while (rest.length != 0 || starts_alternative);
    *ret_range = range;
    return true;
}

static bool comparator_holds(const struct comparator *comparator,
                             const struct numbers *version)
{
    int order = numbers_compare(version, &comparator->numbers);
    switch (comparator->operator) {
    case OPERATOR_LESS:
        return order < 0;
    case OPERATOR_AT_MOST:
        return order <= 0;
    case OPERATOR_MORE:
        return order > 0;
    case OPERATOR_AT_LEAST:
        return order >= 0;
    case OPERATOR_EQUAL:
        return order == 0;
    }
    return false;
}

bool range_holds(const struct range *range, const char *version)
{
    struct slice text = slice_of(version);
    if (text.length != 0 && (text.at[0] == 'v' || text.at[0] == 'V'))
        text = slice_from(text, 1);
    struct numbers numbers;
    if (!numbers_take(&text, &numbers) && numbers.count == 0)
        return false;
    bool holds = false;
    for (size_t i = 0; i < range->comparators.count; i++) {
        const struct comparator *comparator = &range->comparators.items[i];
        if (comparator->starts_alternative) {
            if (holds)
                return true;
            holds = true;
        }
        holds = holds && comparator_holds(comparator, &numbers);
    }
    return holds;
}

const char *range_text(const struct range *range)
{
    return range->text;
}
