/* The excerpt of an index tells of its charts what the whole index tells. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "feeds/helm_excerpt.h"

#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include <dirent.h>

#include "base/file.h"
#include "feeds/feed.h"

#define CASES SOURCE_FOLDER "/tests/cases/feeds/helm"

enum { TEXT_BYTES_MAX = 1024 * 1024, PIECE_MAX = 5000 };

static const size_t pieces[] = {1, 7, PIECE_MAX};

/* What the reader of indexes tells of chart thing; positions in the text left out. */
static void tell(struct slice body, struct text *ret_told)
{
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct feed_next next = {0};
    struct answer answer = {.covers = helm_feed.covers, .state = ANSWER_COMPLETE};
    const struct feed_subject subject = {.argument = "https://x.example#thing"};
    const struct feed_page page = {
        .body = arena_copy_slice(arena, body), .body_bytes = body.length, .url = ""};
    text_init(ret_told, TEXT_BYTES_MAX);
    if (!helm_feed.parse(&page, &subject, arena, &answer, &next, &err)) {
        text_add(ret_told, "failed");
        return;
    }
    text_add(ret_told, answer.state == ANSWER_COMPLETE ? "whole" : "partial");
    for (size_t i = 0; i < answer.releases.count; i++) {
        const struct feed_release *release = &answer.releases.items[i];
        text_addf(ret_told, " %s/%s/%d%s", release->version,
                  release->app_version != NULL ? release->app_version : "-",
                  release->day, release->is_withdrawn ? "/withdrawn" : "");
    }
    for (size_t i = 0; i < answer.lines.count; i++)
        text_addf(ret_told, " end of %s", answer.lines.items[i].name);
}

/* The excerpt of an index that arrives in pieces; false: it is refused. */
static bool take(struct slice index, size_t piece, struct arena *arena,
                 struct slice *ret_body, struct error *err)
{
    const char *charts[] = {"other", "thing"};
    const struct text_list list = {charts, 2, 2};
    struct helm_excerpt *excerpt = helm_excerpt_new(&list);
    bool is_taken = true;
    for (size_t at = 0; is_taken && at < index.length; at += piece) {
        size_t count = index.length - at < piece ? index.length - at : piece;
        is_taken = helm_excerpt_take(excerpt, index.at + at, count, err);
    }
    struct slice body;
    is_taken = helm_excerpt_end(excerpt, &body, err) && is_taken;
    if (is_taken)
        *ret_body = (struct slice){arena_copy_slice(arena, body), body.length};
    helm_excerpt_free(excerpt);
    return is_taken;
}

static void tell_excerpt(struct slice index, size_t piece, struct text *ret_told)
{
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct slice body;
    if (take(index, piece, arena, &body, &err)) {
        tell(body, ret_told);
        return;
    }
    assert_int_not_equal(err.code, ERROR_NONE);
    text_init(ret_told, TEXT_BYTES_MAX);
    text_add(ret_told, "failed");
}

static void check_same(const char *name, struct slice index)
{
    AUTO_TEXT whole;
    tell(index, &whole);
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        AUTO_TEXT told;
        tell_excerpt(index, pieces[i], &told);
        if (strcmp(told.bytes, whole.bytes) != 0)
            fail_msg("%s in pieces of %zu: %s, not %s", name, pieces[i], told.bytes,
                     whole.bytes);
    }
}

/* As different programs write them. */
static const char *const indexes[] = {
    /* Helm */
    "apiVersion: v1\nentries:\n  another:\n  - annotations:\n      a: b\n"
    "    apiVersion: v2\n    version: 9.0.0\n  thing:\n  - annotations:\n"
    "      category: x\n    apiVersion: v2\n    appVersion: 2.0.1\n"
    "    created: \"2026-01-02T08:05:00.49Z\"\n    dependencies:\n"
    "    - name: common\n      version: 2.x.x\n    deprecated: true\n"
    "    description: |-\n      many lines\n\n      # no remark\n      version: 5.0.0\n"
    "    maintainers:\n    - name: x\n    version: 1.0.0\n"
    "  - appVersion: 1.9.0\n    created: \"2025-01-02T08:05:00Z\"\n"
    "    keywords: [a,\n      b\n    ]\n    version: 0.9.0\n    removed: true\n"
    "  thing2:\n  - version: 7.0.0\ngenerated: \"2026-01-02T08:05:00Z\"\n",
    /* lists further right, other quotes, remarks, line ends of Windows */
    "---\r\napiVersion: 'v1'\r\n\"entries\":\r\n# a remark\r\n    'thing': # here\r\n"
    "      -   name: thing\r\n          version: '1.0.0'\r\n\r\n"
    "          created: 2026-01-02T08:05:00Z\r\n      -\r\n"
    "          \"version\": 1.1.0 # newest\r\n"
    "    last:\r\n      - {version: 3.0.0}\r\ngenerated: x\r\n",
    /* versions on one line, on several, and none */
    "entries:\n  thing:\n  - {version: 1.0.0,\n     created: 2026-01-02}\n"
    "  - null\n  - ~\n  - {version: 1.1.0}\n  empty: []\nx: y\n",
    "entries:\n  thing: [{version: 1.0.0},\n    {version: 1.1.0}\n  ]\n"
    "  other: [\n    {version: 8.0.0}\n  ]\nx: y\n",
    /* all of it on one line */
    "entries: {thing: [{version: 1.0.0}], other: []}\nx: y\n",
    "{entries: {thing: [{version: 1.0.0}]}, x: y}",
    /* a version of which nothing is wanted is no version that is not there */
    "entries:\n  thing:\n  - name: a\n    urls: []\n  - version: 1.0.0\nx: y\n",
    "entries:\n  thing:\n  -\n    name: a\n  - version: 1.0.0\nx: y\n",
    "entries:\n  thing:\n  -\n  - version: 1.0.0\nx: y\n",
    /* quotes and brackets that end further down, and those that open nothing */
    "entries:\n  thing:\n  - description: \"a\n      # b\n    version: 3.0.0\"\n"
    "    version: 1.0.0\n    x: it's \"so\n  - y: 'it''s\n\n      {'\n"
    "    version: 1.1.0\n  - {version: 1.2.0, z: it's}\n  - z: [\"]\", 'a,\n      b']\n"
    "    version: 1.3.0\n  - w: |\n      \"open\n      [\n    version: 1.4.0\n"
    "  other: []\nx: y\n",
    /* twice, and wrong */
    "entries:\n  thing:\n  - version: 1.0.0\n  other:\n  thing:\n  - version: "
    "2.0.0\nx: y\n",
    "entries:\n  thing:\n  - version: 1.0.0\nentries:\n  thing: []\n",
    "entries:\n  thing:\n  - version: 1.0.0\n    version: 1.1.0\nx: y\n",
    "entries:\n  thing:\n  - version: [1]\nx: y\n",
    "entries:\n  thing:\n    version: 1.0.0\nx: y\n",
    "entries:\n- thing\nx: y\n",
    "entries:\n  thing:\n    - version: 1.0.0\n   - version: 2.0.0\nx: y\n",
    "entries:\n    thing:\n    - version: 1.0.0\n  other:\n  - version: 2.0.0\nx: y\n",
    "entries:\n  thing:\n  - version: 1.0.0\n...\n---\nentries:\n",
    "entries:\n  thing: &t\n  - version: 1.0.0\n  other: *t\nx: y\n",
    "base: &b {thing: [{version: 1.0.0}]}\nentries:\n  <<: *b\nx: y\n",
    "entries:\n  thing:\n  - &v\n    version: 1.0.0\nx: y\n",
    "entries:\n  ? thing\n  :\n  - version: 1.0.0\nx: y\n",
    "entries:\n  a: []\n  ? thing\n  : - version: 1.0.0\n    - version: 1.1.0\n"
    "  ? other\n  : - version: 2.0.0\nx: y\n",
    "entries:\n  thing:\n  - version: 1.0.0\n  ? last\n  :\n  - version: 2.0.0\nx: y\n",
    "entries:\n",
    "entries:\nx: y\n",
    "entries: null\nx: y\n",
    "",
    "<html>\n<title>Log in</title>\n",
    "a\0b: c",
    /* no end of the last line */
    "entries:\n  thing:\n  - version: 1.0.0\nx: y",
    "entries:\n  thing:\n  - version: 1.0.0",
    /* JSON */
    "{\"apiVersion\":\"v1\",\"entries\":{\"another\":[{\"version\":\"9.0.0\"}],"
    "\"thing\":[{\"name\":\"thing\",\"urls\":[\"a\"],\"version\":\"1.0.0\","
    "\"appVersion\":\"2.\\u0030\",\"created\":\"2026-01-02T08:05:00Z\"},"
    "{\"version\":\"1.1.0\",\"deprecated\":true}],\"x\":[]},\"generated\":\"x\"}",
    "{\"entries\":{\"thing\":[{\"version\":1}]},\"x\":1}",
    "{\"entries\":{\"thing\":[{\"version\":\"1.0.0\"},[]]},\"x\":1}",
    "{\"entries\":{\"thing\":[{\"version\":\"1.0.0\"}]},\"x\":1",
    "{\"entries\":[],\"x\":1}",
    "{\"entries\":{\"thing\":[{}]},\"x\":1}",
    "{}",
};

/* Of these the excerpt is told alone. */
struct own_word {
    const char *index;
    const char *told;
};

static const struct own_word own_words[] = {
    /* JSON has an end of its own */
    {"{\"entries\":{\"thing\":[{\"version\":\"1.0.0\"}]}}",
     "whole 1.0.0/-/-2147483648"},
    /* what is not asked is not looked at */
    {"entries:\n  third: *a\n  thing:\n  - version: 1.0.0\nx: y\n",
     "whole 1.0.0/-/-2147483648"},
    {"entries:\n  thing: &t\n  - version: 1.0.0\n  other: *t\nx: y\n",
     "whole 1.0.0/-/-2147483648"},
    /* what YAML forbids, and its parser does not mind, would cut the list */
    {"entries:\n  thing:\n  - {version:\n  0.1, a: b}\n  - version: 1.0.0\n"
     "x: y\n",
     "failed"},
    {"entries:\n  thing:\n  - version: 1.0.0\n    d: \"a\n  b: c\"\n"
     "  - version: 2.0.0\nx: y\n",
     "failed"},
    /* what is written in JSON's brackets is JSON, where a version is text */
    {"{\"entries\":{\"thing\":[{\"version\":1}]},\"x\":1}", "failed"},
    {"{entries: {thing: [{version: 1.0.0}]}, x: y}", "failed"},
};

static const struct own_word *own_word_of(const char *index)
{
    for (size_t i = 0; i < COUNT_OF(own_words); i++)
        if (strcmp(own_words[i].index, index) == 0)
            return &own_words[i];
    return NULL;
}

static void an_excerpt_tells_what_the_index_tells(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(indexes); i++)
        if (own_word_of(indexes[i]) == NULL)
            check_same(indexes[i], slice_of(indexes[i]));
    check_same("a NUL",
               (struct slice){"entries:\n  thing:\n  - version: \"1\0\"\n", 32});
    for (size_t i = 0; i < COUNT_OF(own_words); i++) {
        AUTO_TEXT told;
        tell_excerpt(slice_of(own_words[i].index), PIECE_MAX, &told);
        assert_string_equal(told.bytes, own_words[i].told);
    }
}

/* The cases of the reader: what it refuses of others' charts is not looked at. */
static void the_cases_of_the_reader_hold_for_excerpts(void **state)
{
    (void)state;
    size_t count = 0;
    DIR *folder = opendir(CASES);
    assert_non_null(folder);
    for (struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder)) {
        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "aliases") == 0 ||
            strcmp(entry->d_name, "too-deep") == 0)
            continue;
        char path[1024];
        AUTO_TEXT content;
        struct error err = {0};
        snprintf(path, sizeof path, CASES "/%.200s/input", entry->d_name);
        text_init(&content, TEXT_BYTES_MAX);
        assert_true(file_read(path, &content, &err));
        const char *body = strstr(content.bytes, "\n\n");
        if (body == NULL)
            continue;
        check_same(entry->d_name, slice_of(body + 2));
        count++;
    }
    closedir(folder);
    assert_true(count > 10);
}

/* A cut index is never a shorter list that is whole. */
static void a_cut_index_is_never_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(indexes); i++) {
        struct slice index = slice_of(indexes[i]);
        AUTO_TEXT whole;
        tell_excerpt(index, PIECE_MAX, &whole);
        for (size_t bytes = 0; bytes < index.length; bytes++) {
            AUTO_TEXT cut;
            AUTO_TEXT direct;
            tell_excerpt((struct slice){index.at, bytes}, PIECE_MAX, &cut);
            tell((struct slice){index.at, bytes}, &direct);
            bool is_same = strcmp(cut.bytes, whole.bytes) == 0 ||
                           strcmp(cut.bytes, direct.bytes) == 0;
            if (strncmp(cut.bytes, "whole", 5) == 0 && !is_same)
                fail_msg("%s after %zu bytes: %s", index.at, bytes, cut.bytes);
        }
    }
}

static void add_chart(struct text *index, unsigned chart)
{
    text_addf(index, "  chart-%u:\n", chart);
    for (unsigned version = 0; version < 20; version++)
        text_addf(index,
                  "  - annotations:\n      x: %4000s\n    name: chart-%u\n"
                  "    version: 1.%u.0\n",
                  "y", chart, version);
}

static void what_is_held_does_not_depend_on_the_index(void **state)
{
    (void)state;
    enum { INDEX_BYTES_MAX = 16 * 1024 * 1024 };
    AUTO_TEXT index;
    AUTO_TEXT told;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct slice body;
    struct text_list charts;
    text_init(&index, INDEX_BYTES_MAX);
    text_add(&index, "entries:\n");
    for (unsigned i = 0; i < 100; i++)
        add_chart(&index, i);
    text_addf(&index, "  thing:\n  - icon: %10000s\n    version: 1.0.0\n", "z");
    text_add(&index, "generated: x\n");
    assert_false(text_overflowed(&index));
    assert_true(index.length > 8000000);
    assert_true(
        take((struct slice){index.bytes, index.length}, 16384, arena, &body, &err));
    assert_true(body.length < 300);
    tell(body, &told);
    assert_string_equal(told.bytes, "whole 1.0.0/-/-2147483648");
    assert_true(helm_excerpt_charts(body, arena, &charts));
    assert_int_equal(charts.count, 2);
    assert_string_equal(charts.items[1], "thing");
    assert_false(helm_excerpt_charts(slice_of("entries:\n"), arena, &charts));
}

static void an_answer_may_begin_again(void **state)
{
    (void)state;
    const char *charts[] = {"thing"};
    const struct text_list list = {charts, 1, 1};
    struct helm_excerpt *excerpt = helm_excerpt_new(&list);
    struct error err = {0};
    struct slice body;
    AUTO_TEXT told;
    assert_true(helm_excerpt_take(excerpt, "entries:\n  ab", 13, &err));
    helm_excerpt_again(excerpt);
    assert_true(helm_excerpt_take(excerpt, "{\"entries\":{\"th", 15, &err));
    helm_excerpt_again(excerpt);
    static const char index[] = "entries:\n  thing:\n  - version: 1.0.0\nx: y\n";
    assert_true(helm_excerpt_take(excerpt, index, sizeof index - 1, &err));
    assert_true(helm_excerpt_end(excerpt, &body, &err));
    tell(body, &told);
    assert_string_equal(told.bytes, "whole 1.0.0/-/-2147483648");
    helm_excerpt_free(excerpt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_excerpt_tells_what_the_index_tells),
        cmocka_unit_test(the_cases_of_the_reader_hold_for_excerpts),
        cmocka_unit_test(a_cut_index_is_never_whole),
        cmocka_unit_test(what_is_held_does_not_depend_on_the_index),
        cmocka_unit_test(an_answer_may_begin_again),
    };
    return RUN_TESTS(tests);
}
