/* Relates tags to the running one as tests/cases/tags.cases says. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "identify/tags.h"

#include "case_lines.h"
#include "unit.h"
#include "version_rules.h"

#include <stdio.h>
#include <string.h>

enum { BLOCK_TAGS_MAX = 256 };

/* One expectation of a block. */
struct expectation {
    const char *tag;
    const char *wanted;
    int line;
};

/* From one "running" line to the next. */
struct block {
    const struct version_reader *reader;
    struct version running;
    int numbers;
    const char *floats; /* "yes", "no", or NULL: not asked */
    struct version tags[BLOCK_TAGS_MAX];
    size_t tag_count;
    struct version feed[BLOCK_TAGS_MAX];
    size_t feed_count;
    struct expectation expected[BLOCK_TAGS_MAX];
    size_t expected_count;
    int line;
};

static const char *relation_text(struct tag_relation relation, char buffer[64])
{
    const char *more = relation.relation == RELATION_NEWER
                           ? tag_step_name(relation.step)
                           : tag_reason_name(relation.reason);
    snprintf(buffer, 64, "%s%s%s", relation_name(relation.relation),
             more != NULL ? " " : "", more != NULL ? more : "");
    return buffer;
}

static void check_block(const struct block *block, struct arena *arena)
{
    const struct tag_view *view =
        tag_view_new(block->reader, &block->running, block->numbers, block->tags,
                     block->tag_count, block->feed, block->feed_count, arena);
    const char *floats = tag_view_running_is_floating(view) ? "yes" : "no";
    if (block->floats != NULL && strcmp(block->floats, floats) != 0)
        fail_msg("tags.cases:%d: %s floats: %s", block->line, block->running.text,
                 floats);
    for (size_t i = 0; i < block->expected_count; i++) {
        const struct expectation *one = &block->expected[i];
        struct version candidate = version_read(block->reader, one->tag);
        char got[64];
        relation_text(tag_relate(view, &candidate), got);
        if (strcmp(got, one->wanted) != 0)
            fail_msg("tags.cases:%d: %s to %s: wanted '%s', got '%s'", one->line,
                     one->tag, block->running.text, one->wanted, got);
    }
}

static void add_tags(const struct block *block, const struct case_line *line,
                     struct version *list, size_t *count, struct arena *arena)
{
    for (size_t i = 1; i < line->count; i++) {
        assert_true(*count < BLOCK_TAGS_MAX);
        list[(*count)++] =
            version_read(block->reader, arena_copy(arena, line->words[i]));
    }
}

static void add_expectation(struct block *block, const struct case_line *line,
                            struct arena *arena)
{
    const char *tag = arena_copy(arena, line->words[1]);
    const char *more = line->count > 4 ? line->words[4] : "";
    assert_true(block->tag_count < BLOCK_TAGS_MAX);
    block->tags[block->tag_count++] = version_read(block->reader, tag);
    block->expected[block->expected_count++] = (struct expectation){
        .tag = tag,
        .wanted = arena_format(arena, "%s%s%s", line->words[3],
                               more[0] != '\0' ? " " : "", more),
        .line = line->number,
    };
}

static void start_block(struct block *block, const struct case_line *line,
                        struct arena *arena)
{
    const char *running = arena_copy(arena, line->words[1]);
    block->running = version_read(block->reader, running);
    block->tags[0] = block->running;
    block->tag_count = 1;
    block->feed_count = 0;
    block->expected_count = 0;
    block->numbers = 0;
    block->floats = NULL;
    block->line = line->number;
}

static void take_line(struct block *block, const struct case_line *line,
                      struct arena *arena)
{
    const char *verb = line->words[0];
    if (strcmp(verb, "beside") == 0) {
        add_tags(block, line, block->tags, &block->tag_count, arena);
    } else if (strcmp(verb, "feed") == 0) {
        add_tags(block, line, block->feed, &block->feed_count, arena);
    } else if (strcmp(verb, "numbers") == 0) {
        block->numbers = line->words[1][0] - '0';
    } else if (strcmp(verb, "floats") == 0) {
        block->floats = arena_copy(arena, line->words[1]);
    } else if (strcmp(verb, "is") == 0) {
        add_expectation(block, line, arena);
    } else {
        fail_msg("%s:%d: what is %s?", line->file, line->number, verb);
    }
}

static void every_tag_relates_as_its_rule_says(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct block *block = arena_alloc(arena, sizeof *block);
    const struct version_reader *next_reader = NULL;
    struct case_lines lines;
    struct case_line line;
    size_t blocks = 0;
    case_lines_open(&lines, "tags.cases");
    while (case_lines_next(&lines, &line)) {
        if (strcmp(line.words[0], "rules") == 0) {
            next_reader = version_rules_read(&line, arena);
        } else if (strcmp(line.words[0], "running") == 0) {
            if (blocks++ > 0)
                check_block(block, arena);
            block->reader = next_reader;
            start_block(block, &line, arena);
        } else {
            take_line(block, &line, arena);
        }
    }
    check_block(block, arena);
    case_lines_close(&lines);
}

static void without_a_running_tag_there_is_no_relation(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const struct version_reader *reader = NULL;
    struct error err = {0};
    assert_true(version_reader_new(NULL, arena, &reader, &err));
    struct version tag = version_read(reader, "1.2.3");
    struct tag_view *view = tag_view_new(reader, NULL, 0, &tag, 1, NULL, 0, arena);
    struct tag_relation relation = tag_relate(view, &tag);
    assert_int_equal(relation.relation, RELATION_INCOMPARABLE);
    assert_null(tag_reason_name(relation.reason));
    assert_null(tag_step_name(relation.step));
    assert_false(tag_view_running_is_floating(view));
}

static void the_view_tells_how_many_numbers_a_release_has(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const struct version_reader *reader = NULL;
    struct error err = {0};
    assert_true(version_reader_new(NULL, arena, &reader, &err));
    struct version running = version_read(reader, "1.7");
    struct version tags[] = {version_read(reader, "1.7.1"),
                             version_read(reader, "1.7.2")};
    struct version feed[] = {version_read(reader, "1.7"), version_read(reader, "1.8")};
    struct tag_view *view = tag_view_new(reader, &running, 0, tags, 2, NULL, 0, arena);
    assert_int_equal(tag_view_numbers(view), 3);
    view = tag_view_new(reader, &running, 0, tags, 0, NULL, 0, arena);
    assert_int_equal(tag_view_numbers(view), 2);
    view = tag_view_new(reader, &running, 0, tags, 2, feed, 2, arena);
    assert_int_equal(tag_view_numbers(view), 2);
    view = tag_view_new(reader, &running, 4, tags, 2, feed, 2, arena);
    assert_int_equal(tag_view_numbers(view), 4);
}

static void an_entry_of_a_release_feed_never_floats(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const struct version_reader *reader = NULL;
    struct error err = {0};
    assert_true(version_reader_new(NULL, arena, &reader, &err));
    struct version running = version_read(reader, "1.20.1");
    struct version feed[] = {version_read(reader, "1.20.1"),
                             version_read(reader, "1.21"),
                             version_read(reader, "1.21.1")};
    struct tag_view *view =
        tag_view_new(reader, &running, 0, &running, 1, feed, COUNT_OF(feed), arena);
    struct version tag = version_read(reader, "1.21");
    assert_int_equal(tag_relate(view, &tag).reason, TAG_REASON_FLOATING);
    tag.is_from_feed = true;
    assert_int_equal(tag_relate(view, &tag).relation, RELATION_NEWER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tag_relates_as_its_rule_says),
        cmocka_unit_test(without_a_running_tag_there_is_no_relation),
        cmocka_unit_test(the_view_tells_how_many_numbers_a_release_has),
        cmocka_unit_test(an_entry_of_a_release_feed_never_floats),
    };
    return RUN_TESTS(tests);
}
