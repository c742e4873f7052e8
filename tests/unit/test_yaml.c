/* Tests of the YAML reader: places, limits, aliases, doubled keys. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/yaml.h"

#include "base/text.h"

#include "unit.h"

#include <string.h>
#include <time.h>

static const struct yaml_node *
root_of(const char *text, const struct yaml_limits *limits, struct arena *arena)
{
    struct error err = {0};
    const struct yaml_node *root = NULL;
    if (!yaml_read("a.yaml", text, strlen(text), limits, arena, &root, &err))
        fail_msg("%s", err.text);
    return root;
}

static void refused(const char *bytes, size_t count, const struct yaml_limits *limits,
                    const char *complaint)
{
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    const struct yaml_node *root = NULL;
    if (yaml_read("a.yaml", bytes, count, limits, arena, &root, &err))
        fail_msg("accepted, though it should say: %s", complaint);
    assert_string_equal(err.text, complaint);
}

static void refused_text(const char *text, const char *complaint)
{
    refused(text, strlen(text), NULL, complaint);
}

static void every_node_knows_its_line_and_column(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const struct yaml_node *root =
        root_of("# first\na: 1\nb:\n  - x\n  - {c: \"y\"}\n", NULL, arena);
    assert_int_equal(root->kind, YAML_MAP);
    assert_int_equal(root->count, 2);
    assert_int_equal(root->pairs[1].line, 3);
    assert_int_equal(root->pairs[1].column, 1);
    const struct yaml_node *list = yaml_get(root, "b");
    assert_int_equal(list->kind, YAML_LIST);
    assert_int_equal(list->items[0]->line, 4);
    assert_int_equal(list->items[0]->column, 5);
    const struct yaml_node *text = yaml_get(list->items[1], "c");
    assert_string_equal(text->text, "y");
    assert_false(text->is_plain);
    assert_int_equal(text->line, 5);
    assert_int_equal(text->column, 9);
    assert_string_equal(text->file, "a.yaml");
}

static void scalars_stay_the_text_that_was_written(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const struct yaml_node *root =
        root_of("a: 1.10\nb: 0x1f\nc: yes\nd: 2021-04-12\ne: 'it''s'\n", NULL, arena);
    assert_string_equal(yaml_get_text(root, "a"), "1.10");
    assert_string_equal(yaml_get_text(root, "b"), "0x1f");
    assert_string_equal(yaml_get_text(root, "c"), "yes");
    assert_string_equal(yaml_get_text(root, "d"), "2021-04-12");
    assert_string_equal(yaml_get_text(root, "e"), "it's");
}

static void plain_null_is_absent_and_quoted_null_is_text(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const struct yaml_node *root =
        root_of("a: null\nb: ~\nc:\nd: 'null'\ne: !!str null\nf: [x]\n", NULL, arena);
    assert_null(yaml_get_text(root, "a"));
    assert_null(yaml_get_text(root, "b"));
    assert_null(yaml_get_text(root, "c"));
    assert_string_equal(yaml_get_text(root, "d"), "null");
    assert_string_equal(yaml_get_text(root, "e"), "null");
    assert_null(yaml_get_text(root, "f"));
    assert_null(yaml_get_text(root, "missing"));
    assert_null(yaml_get_text(NULL, "a"));
}

static void a_nul_byte_in_a_scalar_is_counted(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const struct yaml_node *root = root_of("a: \"x\\0y\"\n", NULL, arena);
    assert_int_equal(yaml_get(root, "a")->text_bytes, 3);
}

static void empty_documents_are_left_out_of_a_stream(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    struct yaml_documents documents = {0};
    const char *text = "---\n# nothing\n---\na: 1\n---\nnull\n---\nb: 2\n...\n";
    assert_true(
        yaml_read_stream("a.yaml", text, strlen(text), NULL, arena, &documents, &err));
    assert_int_equal(documents.count, 2);
    assert_string_equal(yaml_get_text(documents.items[1], "b"), "2");
    assert_null(root_of("# only a comment\n", NULL, arena));
    refused_text(text, "a.yaml:8:1: a second document");
}

static void doubled_keys_are_refused_at_the_second(void **state)
{
    (void)state;
    refused_text("a: 1\nb: 2\na: 3\nb: 4\n",
                 "a.yaml:3:1: key 'a' is there twice in one map");
    refused_text("x: {a: 1, 'a': 2}\n",
                 "a.yaml:1:11: key 'a' is there twice in one map");
}

static void keys_must_be_text(void **state)
{
    (void)state;
    refused_text("? [a]\n: 1\n", "a.yaml:1:3: a key must be plain text");
    refused_text("\"a\\0b\": 1\n", "a.yaml:1:1: a key with a NUL byte");
}

static void aliases_and_merge_keys_are_refused_unless_allowed(void **state)
{
    (void)state;
    refused_text("a: &x 1\nb: *x\n", "a.yaml:2:4: aliases are not allowed here");
    refused_text("a:\n  <<: {b: 1}\n", "a.yaml:2:3: the merge key << is not allowed");
}

static void aliases_are_resolved_where_allowed(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    const char *text = "a: &x {k: 1, l: 2}\n"
                       "b: *x\n"
                       "c: {<<: *x, l: 3}\n"
                       "d: {<<: [{m: 4}, *x], k: 0}\n"
                       "e: &x 5\n"
                       "f: *x\n"
                       "g: {'<<': plain}\n";
    const struct yaml_node *root = root_of(text, &yaml_limits_kubernetes, arena);
    assert_string_equal(yaml_get_text(yaml_get(root, "b"), "l"), "2");
    assert_string_equal(yaml_get_text(yaml_get(root, "c"), "l"), "3");
    assert_string_equal(yaml_get_text(yaml_get(root, "c"), "k"), "1");
    assert_string_equal(yaml_get_text(yaml_get(root, "d"), "k"), "0");
    assert_string_equal(yaml_get_text(yaml_get(root, "d"), "m"), "4");
    assert_string_equal(yaml_get_text(yaml_get(root, "d"), "l"), "2");
    assert_string_equal(yaml_get_text(root, "f"), "5");
    assert_string_equal(yaml_get_text(yaml_get(root, "g"), "<<"), "plain");
}

static void broken_aliases_are_refused(void **state)
{
    (void)state;
    const struct yaml_limits limits = {.aliases_max = 2};
    const char *unknown = "a: *x\n";
    refused(unknown, strlen(unknown), &limits,
            "a.yaml:1:4: alias of an unknown anchor");
    const char *within = "a: &x [*x]\n";
    refused(within, strlen(within), &limits,
            "a.yaml:1:8: an alias within its own anchor");
    const char *three = "a: &x 1\nb: [*x, *x, *x]\n";
    refused(three, strlen(three), &limits, "a.yaml:2:13: too many aliases");
    const char *other_document = "a: &x 1\n---\nb: *x\n";
    refused(other_document, strlen(other_document), &limits,
            "a.yaml:3:4: alias of an unknown anchor");
    const char *scalar = "a: &x 1\nb: {<<: *x}\n";
    refused(scalar, strlen(scalar), &limits,
            "a.yaml:2:4: '<<' merges maps only, of at most 1000 keys");
}

static void nodes_are_counted_after_expansion(void **state)
{
    (void)state;
    AUTO_TEXT bomb;
    text_init(&bomb, 4096);
    text_add(&bomb, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++)
        text_addf(&bomb, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i,
                  i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    refused(bomb.bytes, bomb.length, &yaml_limits_kubernetes,
            "a.yaml:6:40: more than 200000 nodes");
}

static void depth_is_counted_after_expansion(void **state)
{
    (void)state;
    const struct yaml_limits limits = {.aliases_max = 9, .depth_max = 4};
    const char *text = "a: &x [[1]]\nb: [*x]\n";
    refused(text, strlen(text), &limits, "a.yaml:2:5: nested deeper than 4 levels");
    AUTO_ARENA *arena = arena_new();
    assert_non_null(root_of("a: &x [[1]]\nb: *x\n", &limits, arena));
}

static void deep_nesting_is_refused_before_it_costs_time(void **state)
{
    (void)state;
    AUTO_TEXT deep;
    text_init(&deep, 1 << 20);
    for (int i = 0; i < 100000; i++)
        text_add(&deep, "{a: ");
    clock_t start = clock();
    refused(deep.bytes, deep.length, NULL,
            "a.yaml:1:129: nested deeper than 32 levels");
    assert_true(clock() - start < CLOCKS_PER_SEC);
    AUTO_ARENA *arena = arena_new();
    text_reset(&deep);
    for (int i = 0; i < 31; i++)
        text_add_char(&deep, '[');
    text_add_char(&deep, 'x');
    for (int i = 0; i < 31; i++)
        text_add_char(&deep, ']');
    assert_non_null(root_of(deep.bytes, NULL, arena));
}

static void a_large_map_takes_no_quadratic_time(void **state)
{
    (void)state;
    AUTO_TEXT large;
    text_init(&large, 1 << 20);
    for (int i = 0; i < 49000; i++)
        text_addf(&large, "k%d: %d\n", i, i);
    AUTO_ARENA *arena = arena_new();
    assert_int_equal(root_of(large.bytes, NULL, arena)->count, 49000);
    text_add(&large, "k7: again\n");
    refused(large.bytes, large.length, NULL,
            "a.yaml:49001:1: key 'k7' is there twice in one map");
}

static void too_many_bytes_are_refused(void **state)
{
    (void)state;
    const struct yaml_limits limits = {.bytes_max = 5};
    refused("a: 123", 6, &limits, "a.yaml:1:1: 6 bytes are more than the 5 allowed");
}

static void syntax_errors_have_their_place(void **state)
{
    (void)state;
    refused_text("a: 1\nb: [1, 2\nc: 3\n",
                 "a.yaml:3:2: did not find expected ',' or ']' while parsing a flow "
                 "sequence");
    refused_text("a: @b\n", "a.yaml:1:4: found character that cannot start any token "
                            "while scanning for the next token");
}

static void bad_bytes_have_their_place(void **state)
{
    (void)state;
    refused("a: 1\nb: x\xffy\n", 10, NULL, "a.yaml:2:5: invalid leading UTF-8 octet");
    refused("a: \xc3\xa9\x01\n", 7, NULL,
            "a.yaml:1:5: control characters are not allowed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_node_knows_its_line_and_column),
        cmocka_unit_test(scalars_stay_the_text_that_was_written),
        cmocka_unit_test(plain_null_is_absent_and_quoted_null_is_text),
        cmocka_unit_test(a_nul_byte_in_a_scalar_is_counted),
        cmocka_unit_test(empty_documents_are_left_out_of_a_stream),
        cmocka_unit_test(doubled_keys_are_refused_at_the_second),
        cmocka_unit_test(keys_must_be_text),
        cmocka_unit_test(aliases_and_merge_keys_are_refused_unless_allowed),
        cmocka_unit_test(aliases_are_resolved_where_allowed),
        cmocka_unit_test(broken_aliases_are_refused),
        cmocka_unit_test(nodes_are_counted_after_expansion),
        cmocka_unit_test(depth_is_counted_after_expansion),
        cmocka_unit_test(deep_nesting_is_refused_before_it_costs_time),
        cmocka_unit_test(a_large_map_takes_no_quadratic_time),
        cmocka_unit_test(too_many_bytes_are_refused),
        cmocka_unit_test(syntax_errors_have_their_place),
        cmocka_unit_test(bad_bytes_have_their_place),
    };
    return RUN_TESTS(tests);
}
