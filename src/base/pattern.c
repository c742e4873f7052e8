/* Regular expressions with limits, over PCRE2. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* What (a+)+$ may try over a tag before it is given up; sane ones need far less. */
enum {
    MATCH_STEPS_MAX = 100000,
    MATCH_DEPTH_MAX = 1000,
    MATCH_HEAP_MAX_KIB = 256,
    EXPRESSION_BYTES_MAX = 1000,
};

struct pattern {
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *limits;
    const char *text; /* the last one that matched */
};

static void *allocate(size_t bytes, void *arena)
{
    return arena_alloc(arena, bytes);
}

/* The arena frees everything at once. */
static void forget(void *pointer, void *arena)
{
    (void)pointer;
    (void)arena;
}

bool pattern_compile(const char *expression, struct arena *arena,
                     struct pattern **ret_pattern, struct error *err)
{
    struct slice whole = slice_of(expression);
    if (whole.length > EXPRESSION_BYTES_MAX)
        return error_set(err, ERROR_USAGE, "a pattern has at most %d characters",
                         EXPRESSION_BYTES_MAX);
    pcre2_general_context *memory =
        pcre2_general_context_create(allocate, forget, arena);
    pcre2_compile_context *options = pcre2_compile_context_create(memory);
    struct pattern *pattern = arena_alloc(arena, sizeof *pattern);
    int code;
    PCRE2_SIZE at;
    pattern->code =
        pcre2_compile((PCRE2_SPTR)whole.at, whole.length,
                      PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_DOLLAR_ENDONLY |
                          PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UTF,
                      &code, &at, options);
    if (pattern->code == NULL) {
        PCRE2_UCHAR why[128] = "";
        pcre2_get_error_message(code, why, sizeof why);
        return error_set(err, ERROR_USAGE, "bad pattern: %s at character %zu",
                         (const char *)why, (size_t)at + 1);
    }
    pattern->match = pcre2_match_data_create_from_pattern(pattern->code, memory);
    pattern->limits = pcre2_match_context_create(memory);
    pcre2_set_match_limit(pattern->limits, MATCH_STEPS_MAX);
    pcre2_set_depth_limit(pattern->limits, MATCH_DEPTH_MAX);
    pcre2_set_heap_limit(pattern->limits, MATCH_HEAP_MAX_KIB);
    *ret_pattern = pattern;
    return true;
}

bool pattern_has_group(const struct pattern *pattern, const char *name)
{
    return pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)name) > 0;
}

enum pattern_match pattern_match(struct pattern *pattern, struct slice text)
{
    PCRE2_SPTR subject = (PCRE2_SPTR)(text.at == NULL ? "" : text.at);
    int count = pcre2_match(pattern->code, subject, text.length, 0, 0, pattern->match,
                            pattern->limits);
    pattern->text = count > 0 ? (const char *)subject : NULL;
    if (count > 0)
        return PATTERN_MATCHES;
    return count == PCRE2_ERROR_NOMATCH ? PATTERN_DIFFERS : PATTERN_UNDECIDED;
}

struct slice pattern_group(const struct pattern *pattern, const char *name)
{
    struct slice none = {NULL, 0};
    int number = pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)name);
    if (pattern->text == NULL || number < 0)
        return none;
    if ((uint32_t)number >= pcre2_get_ovector_count(pattern->match))
        return none;
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(pattern->match);
    PCRE2_SIZE start = ends[2 * number];
    if (start == PCRE2_UNSET)
        return none;
    return (struct slice){pattern->text + start, ends[2 * number + 1] - start};
}
