/* Reads a tag: what kind it is, its prefix and its numbers. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/version.h"

#include "identify/version_front.h"
#include "identify/version_reader.h"

#include <string.h>

bool version_reader_new(const struct version_rules *rules, struct arena *arena,
                        const struct version_reader **ret_reader, struct error *err)
{
    struct version_reader *reader = arena_alloc(arena, sizeof *reader);
    if (rules != NULL)
        reader->rules = *rules;
    reader->has_words = reader->rules.variants.count != 0 ||
                        reader->rules.builds.count != 0 ||
                        reader->rules.platforms.count != 0;
    if (reader->rules.pattern != NULL) {
        if (!pattern_compile(reader->rules.pattern, arena, &reader->pattern, err))
            return false;
        if (!pattern_has_group(reader->pattern, "numbers"))
            return error_set(err, ERROR_USAGE,
                             "pattern '%s' has no group (?<numbers>...)",
                             reader->rules.pattern);
    }
    *ret_reader = reader;
    return true;
}

static bool is_hexadecimal(struct slice slice)
{
    for (size_t i = 0; i < slice.length; i++)
        if (!is_decimal(slice.at[i]) && (slice.at[i] < 'a' || slice.at[i] > 'f'))
            return false;
    return true;
}

bool is_commit_hash(struct slice token)
{
    enum { HASH_MIN = 7, HASH_MAX = 40 };
    bool has_g = token.length != 0 && token.at[0] == 'g';
    if (has_g) {
        token.at++;
        token.length--;
    }
    return token.length >= HASH_MIN && token.length <= HASH_MAX &&
           is_hexadecimal(token) && (has_g || !is_all_digits(token));
}

/* "sha-4f1c2d9" and the like. */
static bool is_named_by_commit(struct slice tag)
{
    static const char *const prefixes[] = {"sha-", "sha_", "git-", "commit-"};
    enum { HASH_MIN = 7 };
    for (size_t i = 0; i < COUNT_OF(prefixes); i++) {
        if (!slice_starts_with(tag, prefixes[i]))
            continue;
        size_t length = strlen(prefixes[i]);
        struct slice rest = {tag.at + length, tag.length - length};
        rest.length = token_end(rest, 0);
        return is_commit_hash(rest) || (rest.length >= HASH_MIN && is_all_digits(rest));
    }
    return false;
}

/* Signatures and the like beside an image, and images named by their commit. */
static bool is_artifact(struct slice tag)
{
    enum { SHA256_DIGITS = 64 };
    char first = tag.at[0];
    char last = tag.at[tag.length - 1];
    if ((first == 's' || first == 'g' || first == 'c') &&
        (slice_starts_with(tag, "sha256-") || slice_starts_with(tag, "sha512-") ||
         is_named_by_commit(tag)))
        return true;
    if ((last == 'g' || last == 't' || last == 'm') &&
        (slice_ends_with(tag, ".sig") || slice_ends_with(tag, ".att") ||
         slice_ends_with(tag, ".sbom")))
        return true;
    struct slice word = {tag.at, token_end(tag, 0)};
    bool is_named = word.length == tag.length || tag.at[word.length] != '.';
    return (is_named && is_commit_hash(word)) ||
           (tag.length == SHA256_DIGITS && is_hexadecimal(tag) && !is_all_digits(tag));
}

/* The tag grammar, with the "+" of versions in feeds. */
static bool is_tag(struct slice tag)
{
    if (tag.length == 0 ||
        (!is_letter(tag.at[0]) && !is_decimal(tag.at[0]) && tag.at[0] != '_'))
        return false;
    for (size_t i = 1; i < tag.length; i++)
        if (!is_letter(tag.at[i]) && !is_decimal(tag.at[i]) && !is_separator(tag.at[i]))
            return false;
    return true;
}

/* A number of four digits, 1990 to 2099. */
static bool is_year(struct slice digits)
{
    uint64_t year;
    return digits.length == 4 && slice_number(digits, 2099, &year) && year >= 1990;
}

static enum number_kind kind_of(struct slice digits)
{
    enum { LARGE_DIGITS = 6, DATE_DIGITS = 8 };
    if (is_year(digits))
        return NUMBER_YEAR;
    uint64_t month = 0;
    uint64_t day = 0;
    if (digits.length == DATE_DIGITS && is_year((struct slice){digits.at, 4}) &&
        slice_number((struct slice){digits.at + 4, 2}, 12, &month) && month >= 1 &&
        slice_number((struct slice){digits.at + 6, 2}, 31, &day) && day >= 1)
        return NUMBER_DATE;
    return digits.length >= LARGE_DIGITS ? NUMBER_LARGE : NUMBER_OTHER;
}

/* Whether a renumbered project's later releases look like this (version: then:). */
static bool has_later_scheme(const struct version_reader *reader,
                             const struct version *version, bool has_matched)
{
    const struct version_rules *rules = &reader->rules;
    if (!rules->has_then)
        return false;
    if (rules->scheme == SCHEME_PATTERN)
        return !has_matched;
    switch (rules->then) {
    case SCHEME_PATTERN:
        return has_matched;
    case SCHEME_CALVER:
        return version->number_kind == NUMBER_YEAR;
    case SCHEME_NUMERIC:
        return version->number_count == 1 && version->number_kind != NUMBER_OTHER;
    case SCHEME_SEMVER:
        return version->number_kind == NUMBER_OTHER;
    }
    return false;
}

/* Splits the group at . - _ T into numbers; the Z of a time may end it. */
static bool read_pattern_numbers(struct version *version, struct slice group)
{
    size_t at = (size_t)(group.at - version->text);
    size_t end = at + group.length;
    for (;;) {
        size_t stop = digits_end((struct slice){version->text, end}, at);
        if (stop == at || version->number_count == VERSION_NUMBERS_MAX)
            return false;
        version->numbers[version->number_count++] = part_between(at, stop);
        if (stop == end)
            return true;
        char c = version->text[stop];
        if (c == 'Z' && stop + 1 == end)
            return true;
        if (c != '.' && c != '-' && c != '_' && c != 'T')
            return false;
        at = stop + 1;
    }
}

static struct version_part part_of(const struct version *version, struct slice slice)
{
    if (slice.at == NULL)
        return (struct version_part){0, 0};
    size_t at = (size_t)(slice.at - version->text);
    return part_between(at, at + slice.length);
}

/* The word of the build: the "r" of "r4", none of "20240115". */
static struct version_part build_word_of(const struct version_reader *reader,
                                         const struct version *version)
{
    struct slice token = version_part(version, version->build);
    if (token.length == 0 || is_decimal(token.at[0]))
        return (struct version_part){0, 0};
    token.length = token_end(token, 0);
    return part_of(version, reader_meaning(reader, token).stem);
}

static enum prerelease prerelease_of(const struct version_reader *reader,
                                     struct slice text)
{
    text.length = token_end(text, 0);
    struct meaning meaning = reader_meaning(reader, text);
    return (meaning.flags & WORD_PRERELEASE) != 0 ? (enum prerelease)meaning.value
                                                  : PRERELEASE_PRE;
}

static bool read_by_pattern(const struct version_reader *reader,
                            struct version *version)
{
    struct pattern *pattern = reader->pattern;
    struct slice tag = {version->text, version->text_length};
    enum pattern_match match = pattern_match(pattern, tag);
    version->is_undecided = match == PATTERN_UNDECIDED;
    if (match != PATTERN_MATCHES)
        return false;
    struct slice numbers = pattern_group(pattern, "numbers");
    struct slice prerelease = pattern_group(pattern, "prerelease");
    if (numbers.length == 0 || !read_pattern_numbers(version, numbers))
        return false;
    version->prefix = part_of(version, pattern_group(pattern, "prefix"));
    version->variant = part_of(version, pattern_group(pattern, "variant"));
    version->build = part_of(version, pattern_group(pattern, "build"));
    version->build_word = build_word_of(reader, version);
    if (prerelease.length != 0) {
        version->prerelease_text = part_of(version, prerelease);
        version->prerelease = prerelease_of(reader, prerelease);
    }
    return true;
}

static struct version blank(const char *text, size_t length)
{
    return (struct version){
        .text = text,
        .text_length = (uint8_t)length,
        .kind = TAG_NOT_A_VERSION,
        .prerelease = PRERELEASE_NONE,
    };
}

/* By the catalogue's pattern where there is one, else by the built-in grammar. */
static bool read_version(const struct version_reader *reader, struct version_memo *memo,
                         struct version *version)
{
    const struct version start = *version;
    bool has_matched = reader->pattern != NULL && read_by_pattern(reader, version);
    if (version->is_undecided)
        return false;
    if (!has_matched) {
        if (reader->rules.scheme == SCHEME_PATTERN && !reader->rules.has_then)
            return false;
        *version = start;
        if (!version_read_front(reader, memo, version) ||
            version->kind == TAG_FLOATING_WORD)
            return false;
        if (reader->rules.scheme == SCHEME_NUMERIC && !reader->rules.has_then &&
            version->number_count != 1)
            return false;
    }
    version->kind = TAG_VERSION;
    version->number_kind = kind_of(version_part(version, version->numbers[0]));
    version->has_later_scheme = has_later_scheme(reader, version, has_matched);
    version->packed_numbers = version_pack_numbers(version);
    return true;
}

static struct version read_tag(const struct version_reader *reader,
                               struct version_memo *memo, const char *text)
{
    size_t length = strnlen(text, TAG_BYTES_MAX + 1);
    struct version version = blank(text, length > TAG_BYTES_MAX ? 0 : length);
    if (length == 0 || length > TAG_BYTES_MAX)
        return version;
    struct slice tag = {text, length};
    if (is_artifact(tag)) {
        version.kind = TAG_ARTIFACT;
        return version;
    }
    size_t declared = version_declared_prefix(reader, tag);
    if (!is_tag((struct slice){text + declared, length - declared}))
        return version;
    if (read_version(reader, memo, &version))
        return version;
    enum tag_kind kind = version.kind;
    bool is_undecided = version.is_undecided;
    version = blank(text, length);
    version.kind = kind;
    version.is_undecided = is_undecided;
    if (is_undecided)
        return version;
    version_read_words(reader, &version);
    return version;
}

struct version version_read(const struct version_reader *reader, const char *text)
{
    return read_tag(reader, NULL, text);
}

void version_read_list(const struct version_reader *reader, const char *const *texts,
                       size_t count, struct version *ret_versions)
{
    struct version_memo memo = {0};
    for (size_t i = 0; i < count; i++)
        ret_versions[i] = read_tag(reader, &memo, texts[i]);
}
