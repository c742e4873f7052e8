/* Lines and majors of versions, and versions as they are shown. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/version.h"

#include "identify/version_reader.h"

#include <stdio.h>
#include <string.h>

/* Versions that are dates have no majors, nor has the scheme calver. */
static bool has_no_majors(const struct version_reader *reader,
                          const struct version *version)
{
    const struct version_rules *rules = &reader->rules;
    enum scheme scheme = version->has_later_scheme ? rules->then : rules->scheme;
    return scheme == SCHEME_CALVER || version->number_kind == NUMBER_YEAR ||
           version->number_kind == NUMBER_DATE;
}

/* Number by number; before a prerelease word zeros fill. */
static bool digits_begin_alike(const struct version *a, const struct version *b,
                               unsigned count)
{
    if (a->has_later_scheme != b->has_later_scheme)
        return false;
    bool fills = a->prerelease < PRERELEASE_NONE || b->prerelease < PRERELEASE_NONE;
    for (unsigned i = 0; i < count; i++) {
        bool is_in_a = i < a->number_count;
        bool is_in_b = i < b->number_count;
        if (!fills && is_in_a != is_in_b)
            return false;
        struct slice zero = {"0", 1};
        struct slice of_a = is_in_a ? version_part(a, a->numbers[i]) : zero;
        struct slice of_b = is_in_b ? version_part(b, b->numbers[i]) : zero;
        if (digits_compare(of_a, of_b) != 0)
            return false;
    }
    return true;
}

/* Whether the first one or two numbers are the same: mostly one word each tells. */
static inline bool begins_alike(const struct version *a, const struct version *b,
                                unsigned count)
{
    return is_packed_release(a) && is_packed_release(b)
               ? packed_first(a, count) == packed_first(b, count)
               : digits_begin_alike(a, b, count);
}

bool version_same_line(const struct version_reader *reader, const struct version *a,
                       const struct version *b)
{
    switch (reader->rules.line) {
    case LINE_MINOR:
        return begins_alike(a, b, 2);
    case LINE_MAJOR:
        return begins_alike(a, b, 1);
    case LINE_NONE:
        return true;
    }
    return false;
}

bool version_same_major(const struct version_reader *reader, const struct version *a,
                        const struct version *b)
{
    if (has_no_majors(reader, a) && has_no_majors(reader, b))
        return a->has_later_scheme == b->has_later_scheme;
    return reader->rules.line == LINE_NONE || begins_alike(a, b, 1);
}

/* Adds "." and the digits, or the digits alone at the start; length is moved on. */
static void add_number(char buffer[VERSION_TEXT_BYTES], size_t *length,
                       struct slice digits)
{
    if (*length + digits.length + 2 > VERSION_TEXT_BYTES)
        return;
    if (*length != 0)
        buffer[(*length)++] = '.';
    memcpy(buffer + *length, digits.at, digits.length);
    *length += digits.length;
    buffer[*length] = '\0';
}

const char *version_line(const struct version_reader *reader,
                         const struct version *version, char buffer[VERSION_TEXT_BYTES])
{
    unsigned count = 0;
    switch (reader->rules.line) {
    case LINE_MINOR:
        count = 2;
        break;
    case LINE_MAJOR:
        count = 1;
        break;
    case LINE_NONE:
        break;
    }
    buffer[0] = '\0';
    size_t length = 0;
    for (unsigned i = 0; i < count; i++) {
        if (i < version->number_count)
            add_number(buffer, &length, version_part(version, version->numbers[i]));
        else if (version->prerelease < PRERELEASE_NONE)
            add_number(buffer, &length, (struct slice){"0", 1});
    }
    return buffer;
}

bool version_on_line(const struct version *version, const char *line)
{
    struct slice rest = slice_of(line);
    if (rest.length != 0 && (rest.at[0] == 'v' || rest.at[0] == 'V')) {
        rest.at++;
        rest.length--;
    }
    if (rest.length == 0)
        return false;
    for (unsigned i = 0; rest.at != NULL; i++) {
        struct slice digits = slice_cut(&rest, '.');
        if (!is_all_digits(digits))
            return false;
        struct slice own = {"0", 1};
        if (i < version->number_count)
            own = version_part(version, version->numbers[i]);
        else if (version->prerelease >= PRERELEASE_NONE)
            return false;
        if (digits_compare(digits, own) != 0)
            return false;
    }
    return version->number_count != 0;
}

const char *version_number_text(const struct version *version,
                                char buffer[VERSION_TEXT_BYTES])
{
    buffer[0] = '\0';
    if (version->number_count == 0)
        return buffer;
    struct version_part first = version->numbers[0];
    struct version_part last = version->numbers[version->number_count - 1];
    size_t length = (size_t)(last.at + last.length - first.at);
    memcpy(buffer, version->text + first.at, length);
    buffer[length] = '\0';
    for (size_t i = 0; i < length; i++)
        if (buffer[i] == '_')
            buffer[i] = '.';
    return buffer;
}

const char *version_text(const struct version *version, char buffer[VERSION_TEXT_BYTES])
{
    version_number_text(version, buffer);
    struct slice word = version_part(version, version->prerelease_text);
    size_t length = strlen(buffer);
    if (word.length != 0 && length + word.length + 2 <= VERSION_TEXT_BYTES) {
        buffer[length] = '-';
        memcpy(buffer + length + 1, word.at, word.length);
        buffer[length + 1 + word.length] = '\0';
    }
    return buffer;
}

struct slice version_text_in_tag(const struct version *version)
{
    static const struct slice none = {NULL, 0};
    if (version->number_count == 0)
        return none;
    struct version_part first = version->numbers[0];
    struct version_part last = version->numbers[version->number_count - 1];
    struct version_part word = version->prerelease_text;
    size_t end = (size_t)last.at + last.length;
    for (size_t i = first.at; i < end; i++)
        if (version->text[i] == '_')
            return none; /* it is shown as a point */
    if (word.length != 0) {
        if (version->text[end] != '-' || word.at != end + 1)
            return none;
        end = (size_t)word.at + word.length;
    }
    return (struct slice){version->text + first.at, end - first.at};
}

const char *version_variant_text(const struct version *version,
                                 char buffer[VERSION_TEXT_BYTES])
{
    struct slice first = version_part(version, version->variant);
    struct slice more = version_part(version, version->variant_more);
    snprintf(buffer, VERSION_TEXT_BYTES, "%.*s%s%.*s", (int)first.length, first.at,
             more.length != 0 ? "-" : "", (int)more.length, more.at);
    return buffer;
}
