/* Reads, orders and compares versions as tests/cases/version.cases says. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/version.h"

#include "case_lines.h"
#include "unit.h"
#include "version_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The reader of the cases: the built-in rules, or those of the last "rules" line. */
struct setting {
    struct arena *arena;
    const struct version_reader *reader;
};

static const struct version_reader *make_reader(struct arena *arena,
                                                const struct version_rules *rules)
{
    const struct version_reader *reader = NULL;
    struct error err = {0};
    if (!version_reader_new(rules, arena, &reader, &err))
        fail_msg("%s", err.text);
    return reader;
}

static const char *kind_name(enum tag_kind kind)
{
    switch (kind) {
    case TAG_VERSION:
        return "version";
    case TAG_FLOATING_WORD:
        return "floating";
    case TAG_ARTIFACT:
        return "artifact";
    case TAG_NOT_A_VERSION:
        return "not-a-version";
    }
    return "?";
}

static void add_part(struct text *text, const char *name, struct slice part)
{
    if (part.length != 0)
        text_addf(text, " %s=%.*s", name, (int)part.length, part.at);
}

/* The reading in the words of the cases; what is empty is left out. */
static void describe(const struct version *version, struct text *text)
{
    static const char *const kinds[] = {"", " kind=year", " kind=date", " kind=large"};
    if (version->kind != TAG_VERSION) {
        text_add(text, kind_name(version->kind));
        if (version->is_platform)
            text_add(text, " platform");
        if (version->is_undecided)
            text_add(text, " undecided");
        return;
    }
    text_add(text, "numbers=");
    for (unsigned i = 0; i < version->number_count; i++) {
        text_add(text, i == 0 ? "" : ".");
        text_add_slice(text, version_part(version, version->numbers[i]));
    }
    add_part(text, "prerelease", version_part(version, version->prerelease_text));
    add_part(text, "build", version_part(version, version->build));
    char variant[VERSION_TEXT_BYTES];
    add_part(text, "variant", slice_of(version_variant_text(version, variant)));
    add_part(text, "prefix", version_part(version, version->prefix));
    text_add(text, kinds[version->number_kind]);
    if (version->is_platform)
        text_add(text, " platform");
    if (version->has_later_scheme)
        text_add(text, " later");
}

static void expect_text(const struct case_line *line, size_t from, const char *got)
{
    AUTO_TEXT wanted = {0};
    text_init(&wanted, 4096);
    for (size_t i = from; i < line->count; i++)
        text_addf(&wanted, "%s%s", i == from ? "" : " ", line->words[i]);
    if (strcmp(wanted.bytes, got) != 0)
        fail_msg("%s:%d: %s: wanted '%s', got '%s'", line->file, line->number,
                 line->words[1], wanted.bytes, got);
}

/* "read TAG => numbers=1.7.30 variant=alpine", or a kind of tag that has no numbers. */
static void check_read(const struct setting *setting, const struct case_line *line)
{
    struct version version = version_read(setting->reader, line->words[1]);
    AUTO_TEXT got = {0};
    text_init(&got, 4096);
    describe(&version, &got);
    expect_text(line, 3, got.bytes);
}

/* "order A < B < C = D": each against all that follow, both ways. */
static void check_order(const struct setting *setting, const struct case_line *line)
{
    for (size_t i = 1; i < line->count; i += 2) {
        int wanted = 0;
        for (size_t j = i; j < line->count; j += 2) {
            if (j > i && strcmp(line->words[j - 1], "<") == 0)
                wanted = -1;
            struct version a = version_read(setting->reader, line->words[i]);
            struct version b = version_read(setting->reader, line->words[j]);
            int got = version_compare(&a, &b);
            int back = version_compare(&b, &a);
            if ((got < 0) != (wanted < 0) || (got > 0) || (back < 0) ||
                (back > 0) != (wanted < 0))
                fail_msg("%s:%d: %s against %s: got %d and %d", line->file,
                         line->number, line->words[i], line->words[j], got, back);
        }
    }
}

/* "fit RUNNING CANDIDATE => equal | grown | other" */
static void check_fit(const struct setting *setting, const struct case_line *line)
{
    static const char *const names[] = {"equal", "grown", "other"};
    struct version a = version_read(setting->reader, line->words[1]);
    struct version b = version_read(setting->reader, line->words[2]);
    expect_text(line, 4, names[version_variant_fit(setting->reader, &a, &b)]);
}

/* "prefix A B => same | other" */
static void check_prefix(const struct setting *setting, const struct case_line *line)
{
    struct version a = version_read(setting->reader, line->words[1]);
    struct version b = version_read(setting->reader, line->words[2]);
    expect_text(line, 4, version_same_prefix(&a, &b) ? "same" : "other");
}

/* "step A B => line | major | none": what the two still share. */
static void check_step(const struct setting *setting, const struct case_line *line)
{
    struct version a = version_read(setting->reader, line->words[1]);
    struct version b = version_read(setting->reader, line->words[2]);
    bool is_line = version_same_line(setting->reader, &a, &b);
    bool is_major = version_same_major(setting->reader, &a, &b);
    expect_text(line, 4, is_line ? "line" : is_major ? "major" : "none");
}

/* "line TAG => 1.7", "on-line TAG 1.7 => yes", "text TAG => 2.0.0-rc3" */
static void check_shown(const struct setting *setting, const struct case_line *line)
{
    char buffer[VERSION_TEXT_BYTES];
    struct version version = version_read(setting->reader, line->words[1]);
    if (strcmp(line->words[0], "line") == 0)
        expect_text(line, 3, version_line(setting->reader, &version, buffer));
    else if (strcmp(line->words[0], "text") == 0)
        expect_text(line, 3, version_text(&version, buffer));
    else
        expect_text(line, 4, version_on_line(&version, line->words[2]) ? "yes" : "no");
}

static void every_case_reads_as_its_rule_says(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct setting setting = {arena, make_reader(arena, NULL)};
    struct case_lines lines;
    case_lines_open(&lines, "version.cases");
    struct case_line line;
    while (case_lines_next(&lines, &line)) {
        const char *verb = line.words[0];
        if (strcmp(verb, "rules") == 0)
            setting.reader = version_rules_read(&line, arena);
        else if (strcmp(verb, "read") == 0)
            check_read(&setting, &line);
        else if (strcmp(verb, "order") == 0)
            check_order(&setting, &line);
        else if (strcmp(verb, "fit") == 0)
            check_fit(&setting, &line);
        else if (strcmp(verb, "prefix") == 0)
            check_prefix(&setting, &line);
        else if (strcmp(verb, "step") == 0)
            check_step(&setting, &line);
        else if (strcmp(verb, "line") == 0 || strcmp(verb, "on-line") == 0 ||
                 strcmp(verb, "text") == 0)
            check_shown(&setting, &line);
        else
            fail_msg("%s:%d: what is %s?", line.file, line.number, verb);
    }
    case_lines_close(&lines);
}

/* A small generator with a fixed seed, so that a failure can be repeated. */
static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Tags of one scheme and variant, made of the pieces that the order knows. */
static void random_tag(unsigned *seed, char *ret_tag, size_t room)
{
    static const char *const fronts[] = {"", "v", "V"};
    static const char *const numbers[] = {
        "0", "1", "2", "9", "10", "010", "18446744073709551616"};
    static const char *const tails[] = {
        "",     "-rc1",      "-rc.2",   "rc10",           "-alpha", "-beta.1",
        "-dev", "-r1",       "-r10",    "-k3s1",          "+k3s1",  "-1",
        "-2.3", "-M2",       "-rc-3",   "-5-gabc123f",    ".Final", "-ea.1",
        "-b1",  "-rc.1-dev", "-rc1-r2", "-rc1-4-g1234567"};
    size_t at = (size_t)snprintf(ret_tag, room, "%s",
                                 fronts[next_random(seed) % COUNT_OF(fronts)]);
    unsigned count = 1 + next_random(seed) % 4;
    for (unsigned i = 0; i < count; i++)
        at += (size_t)snprintf(ret_tag + at, room - at, "%s%s", i == 0 ? "" : ".",
                               numbers[next_random(seed) % COUNT_OF(numbers)]);
    snprintf(ret_tag + at, room - at, "%s", tails[next_random(seed) % COUNT_OF(tails)]);
}

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

static void the_order_is_total_antisymmetric_and_transitive(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const struct version_reader *reader = make_reader(arena, NULL);
    unsigned seed = 20210412;
    for (int round = 0; round < 200000; round++) {
        char tags[3][TAG_BYTES_MAX + 1];
        struct version v[3];
        for (int i = 0; i < 3; i++) {
            random_tag(&seed, tags[i], sizeof tags[i]);
            v[i] = version_read(reader, tags[i]);
            if (v[i].kind != TAG_VERSION)
                fail_msg("%s is no version", tags[i]);
        }
        int ab = sign(version_compare(&v[0], &v[1]));
        int bc = sign(version_compare(&v[1], &v[2]));
        int ac = sign(version_compare(&v[0], &v[2]));
        bool is_whole = ab == -sign(version_compare(&v[1], &v[0])) &&
                        version_compare(&v[0], &v[0]) == 0;
        bool is_transitive = ab != bc || ac == ab;
        bool is_congruent = ab != 0 || ac == bc;
        if (!is_whole || !is_transitive || !is_congruent)
            fail_msg("%s %s %s: %d %d %d", tags[0], tags[1], tags[2], ab, bc, ac);
    }
}

/* Numbers about the limits of what is compared at once, against one by one. */
static void numbers_are_compared_one_by_one_whatever_their_size(void **state)
{
    (void)state;
    static const unsigned long values[] = {
        0,      1,      2,      9,        10,       131071,   131072,
        262141, 262142, 262143, 524285,   524286,   524287,   524288,
        999999, 202401, 999997, 67108861, 67108862, 67108863, 67108864};
    AUTO_ARENA *arena = arena_new();
    const struct version_reader *reader = make_reader(arena, NULL);
    unsigned seed = 26;
    for (int round = 0; round < 200000; round++) {
        unsigned long numbers[2][3];
        char tags[2][TAG_BYTES_MAX + 1];
        int wanted = 0;
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 3; j++)
                numbers[i][j] = values[next_random(&seed) % COUNT_OF(values)];
        for (int j = 0; j < 3 && wanted == 0; j++)
            wanted = (numbers[0][j] > numbers[1][j]) - (numbers[0][j] < numbers[1][j]);
        for (int i = 0; i < 2; i++)
            snprintf(tags[i], sizeof tags[i], "%lu.%lu.%lu", numbers[i][0],
                     numbers[i][1], numbers[i][2]);
        struct version a = version_read(reader, tags[0]);
        struct version b = version_read(reader, tags[1]);
        if (sign(version_compare(&a, &b)) != wanted)
            fail_msg("%s against %s: not %d", tags[0], tags[1], wanted);
        bool has_major = numbers[0][0] == numbers[1][0];
        bool has_line = has_major && numbers[0][1] == numbers[1][1];
        if (version_same_major(reader, &a, &b) != has_major ||
            version_same_line(reader, &a, &b) != has_line)
            fail_msg("%s and %s: not on line or major", tags[0], tags[1]);
    }
}

static void a_version_printed_and_read_again_is_the_same(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const struct version_reader *reader = make_reader(arena, NULL);
    unsigned seed = 1;
    for (int round = 0; round < 100000; round++) {
        char tag[TAG_BYTES_MAX + 1];
        char shown[VERSION_TEXT_BYTES];
        char again[VERSION_TEXT_BYTES];
        random_tag(&seed, tag, sizeof tag);
        struct version version = version_read(reader, tag);
        struct version reread = version_read(reader, version_text(&version, shown));
        assert_string_equal(version_text(&reread, again), shown);
        if (version_compare_release(&version, &reread) != 0)
            fail_msg("%s was shown as %s", tag, shown);
        struct slice in_tag = version_text_in_tag(&reread);
        if (in_tag.at != shown || in_tag.length != strlen(shown))
            fail_msg("%s is not found in itself", shown);
    }
}

static void any_bytes_are_read_without_harm(void **state)
{
    (void)state;
    static const char alphabet[] = "0123456789..--__vabrcxgTuZ+/ \xc3\xff\n\t";
    AUTO_ARENA *arena = arena_new();
    const struct version_reader *reader = make_reader(arena, NULL);
    unsigned seed = 7;
    for (int round = 0; round < 200000; round++) {
        size_t length = next_random(&seed) % (TAG_BYTES_MAX + 3);
        char *tag = malloc(length + 1); /* its own block: overreads are seen */
        for (size_t i = 0; i < length; i++)
            tag[i] = alphabet[next_random(&seed) % (sizeof alphabet - 1)];
        tag[length] = '\0';
        struct version version = version_read(reader, tag);
        assert_true((version.number_count != 0) == (version.kind == TAG_VERSION));
        char shown[VERSION_TEXT_BYTES];
        struct slice in_tag = version_text_in_tag(&version);
        if (in_tag.at != NULL && !slice_equals(in_tag, version_text(&version, shown)))
            fail_msg("%s: %.*s is not %s", tag, (int)in_tag.length, in_tag.at, shown);
        free(tag);
    }
}

static void a_tag_of_129_bytes_is_no_version(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const struct version_reader *reader = make_reader(arena, NULL);
    char tag[TAG_BYTES_MAX + 2];
    memset(tag, '1', sizeof tag);
    tag[TAG_BYTES_MAX + 1] = '\0';
    assert_int_equal(version_read(reader, tag).kind, TAG_NOT_A_VERSION);
    tag[TAG_BYTES_MAX] = '\0';
    assert_int_equal(version_read(reader, tag).kind, TAG_VERSION);
}

static void a_wrong_pattern_is_told_with_its_place(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const struct version_reader *reader = NULL;
    struct error err = {0};
    struct version_rules rules = {.scheme = SCHEME_PATTERN, .pattern = "v(?<numbers>"};
    assert_false(version_reader_new(&rules, arena, &reader, &err));
    assert_int_equal(err.code, ERROR_USAGE);
    assert_non_null(strstr(err.text, "character 13"));
    err = (struct error){0};
    rules.pattern = "v(\\d+)";
    assert_false(version_reader_new(&rules, arena, &reader, &err));
    assert_non_null(strstr(err.text, "(?<numbers>...)"));
}

static void a_pattern_that_never_ends_stops_at_its_limit(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct version_rules rules = {.scheme = SCHEME_PATTERN,
                                  .pattern = "(?<numbers>(\\d+)*)+(?:a|b|ab)*c"};
    const struct version_reader *reader = make_reader(arena, &rules);
    const char *tag = "11111111111111111111111111111111111111111ababababababababab";
    assert_int_equal(version_read(reader, tag).kind, TAG_NOT_A_VERSION);
}

static void assert_same_part(const struct version *a, struct version_part of_a,
                             const struct version *b, struct version_part of_b)
{
    assert_int_equal(slice_compare(version_part(a, of_a), version_part(b, of_b)), 0);
    assert_true(of_a.length == 0 || of_a.at == of_b.at);
}

static void assert_same_reading(const struct version *a, const struct version *b)
{
    assert_string_equal(a->text, b->text);
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->number_kind, b->number_kind);
    assert_int_equal(a->prerelease, b->prerelease);
    assert_int_equal(a->number_count, b->number_count);
    assert_int_equal(a->is_platform, b->is_platform);
    assert_true(a->packed_numbers == b->packed_numbers);
    for (unsigned i = 0; i < a->number_count; i++)
        assert_same_part(a, a->numbers[i], b, b->numbers[i]);
    assert_same_part(a, a->prefix, b, b->prefix);
    assert_same_part(a, a->prerelease_text, b, b->prerelease_text);
    assert_same_part(a, a->build_word, b, b->build_word);
    assert_same_part(a, a->build, b, b->build);
    assert_same_part(a, a->variant, b, b->variant);
    assert_same_part(a, a->variant_more, b, b->variant_more);
    assert_same_part(a, a->platform, b, b->platform);
}

/* Fronts and suffixes in all pairs: what a list remembers must not show. */
static void a_list_reads_as_its_tags_alone(void **state)
{
    static const char *const fronts[] = {"1",
                                         "v1",
                                         "1.2",
                                         "v1.20.3",
                                         "V1.2.3",
                                         "10.2.3.4.5.6",
                                         "1.2.3.4.5.6.7",
                                         "1.2u3",
                                         "20240115",
                                         "v20240115",
                                         "2024",
                                         "alpine-1.2",
                                         "bookworm-20240115",
                                         "amd64-1.2",
                                         "REL_1_2",
                                         "1.2.x",
                                         "go1.2",
                                         "latest"};
    static const char *const suffixes[] = {"",
                                           "-alpine",
                                           "-alpine3.19",
                                           "-rc.1",
                                           "-rc1",
                                           "-b06",
                                           "-amd64",
                                           "-arm64v8",
                                           "-r22",
                                           "-debian-12-r22",
                                           "-5-gabc1234",
                                           "-01-16",
                                           "-beta.2-alpine",
                                           "-20240115",
                                           "-abc1234",
                                           "-windowsservercore-ltsc2022",
                                           "_1",
                                           "+k3s1",
                                           "-",
                                           "-x",
                                           "-latest",
                                           "-edge",
                                           "-1.2"};
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct text_list tags = {0};
    for (size_t round = 0; round < 2; round++)
        for (size_t i = 0; i < COUNT_OF(fronts); i++)
            for (size_t k = 0; k < COUNT_OF(suffixes); k++)
                *LIST_ADD(arena, &tags) =
                    arena_format(arena, "%s%s", fronts[i], suffixes[k]);
    const struct version_reader *reader = make_reader(arena, NULL);
    struct version *versions = arena_alloc_many(arena, tags.count, sizeof *versions);
    version_read_list(reader, tags.items, tags.count, versions);
    for (size_t i = 0; i < tags.count; i++) {
        struct version alone = version_read(reader, tags.items[i]);
        assert_same_reading(&alone, &versions[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_reads_as_its_tags_alone),
        cmocka_unit_test(every_case_reads_as_its_rule_says),
        cmocka_unit_test(the_order_is_total_antisymmetric_and_transitive),
        cmocka_unit_test(numbers_are_compared_one_by_one_whatever_their_size),
        cmocka_unit_test(a_version_printed_and_read_again_is_the_same),
        cmocka_unit_test(any_bytes_are_read_without_harm),
        cmocka_unit_test(a_tag_of_129_bytes_is_no_version),
        cmocka_unit_test(a_wrong_pattern_is_told_with_its_place),
        cmocka_unit_test(a_pattern_that_never_ends_stops_at_its_limit),
    };
    return RUN_TESTS(tests);
}
