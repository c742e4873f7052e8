/* Tests of policies as files: one file a complaint, and what is shown. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/policy.h"

#include "base/yaml.h"
#include "case_files.h"
#include "policy_world.h"

#include <string.h>

static void each_case_file_gets_the_complaint_of_its_first_line(void **state)
{
    struct world *world = *state;
    struct text_list files = case_files(CASES, world->arena);
    size_t wrong = 0;
    assert_true(files.count > 100);
    for (size_t i = 0; i < files.count; i++) {
        const char *const paths[] = {files.items[i], NULL};
        struct policy policy = {0};
        bool is_good = load_files(world, paths, &policy);
        case_check(files.items[i], CASES, is_good ? NULL : world->err.text,
                   world->arena, &wrong);
        assert_true(is_good || world->err.code == ERROR_USAGE);
    }
    assert_int_equal(wrong, 0);
}

/* The file with the bytes at a place (from 1:1) replaced. */
static const char *with_change(const char *text, int line, int column, size_t bytes,
                               const char *instead, struct arena *arena)
{
    const char *at = text;
    for (int i = 1; i < line; i++)
        at = strchr(at, '\n') + 1;
    at += column - 1;
    return arena_format(arena, "%.*s%s%s", (int)(at - text), text, instead, at + bytes);
}

/* What must be complained of at a place, once the file is changed there. */
struct change {
    const struct yaml_node *node; /* a map, or its value */
    const struct yaml_pair *pair;
};
LIST(change_list, struct change);

static void collect(const struct yaml_node *node, struct arena *arena,
                    struct change_list *changes)
{
    for (size_t i = 0; node->kind == YAML_LIST && i < node->count; i++)
        collect(node->items[i], arena, changes);
    for (size_t i = 0; node->kind == YAML_MAP && i < node->count; i++) {
        *LIST_ADD(arena, changes) = (struct change){node, &node->pairs[i]};
        collect(node->pairs[i].value, arena, changes);
    }
}

/* Hosts and prefixes are free words: a misspelt one is another one. */
static bool has_free_keys(const struct yaml_node *root, const struct yaml_node *map)
{
    return map == yaml_get(root, "mirrors") || map == yaml_get(root, "endpoints") ||
           map == yaml_get(root, "registries");
}

static const struct yaml_node *full_policy(struct arena *arena, const char **ret_text,
                                           struct change_list *changes)
{
    AUTO_TEXT content;
    struct error err = {0};
    const struct yaml_node *root = NULL;
    text_init(&content, 1 << 20);
    assert_true(file_read(CASES "full.yaml", &content, &err));
    *ret_text = arena_copy(arena, content.bytes);
    if (!yaml_read("full.yaml", *ret_text, strlen(*ret_text), NULL, arena, &root, &err))
        fail_msg("%s", err.text);
    collect(root, arena, changes);
    assert_true(changes->count > 100);
    return root;
}

static void changed_is_refused(struct world *world, const char *text, int line,
                               int column, const char *what)
{
    struct policy policy = {0};
    const char *const texts[] = {text, NULL};
    const char *place =
        arena_format(world->arena, "/a.yaml:%d:%d: %s", line, column, what);
    if (load_texts(world, texts, &policy))
        fail_msg("accepted, though changed at %d:%d", line, column);
    if (strstr(world->err.text, place) == NULL)
        fail_msg("'%s' does not say '%s'", world->err.text, place);
}

static void every_misspelt_key_is_told_at_its_place(void **state)
{
    struct world *world = *state;
    const char *text;
    struct change_list changes = {0};
    const struct yaml_node *root = full_policy(world->arena, &text, &changes);
    for (size_t i = 0; i < changes.count; i++) {
        const struct yaml_pair *pair = changes.items[i].pair;
        if (has_free_keys(root, changes.items[i].node))
            continue;
        const char *misspelt = arena_format(world->arena, "%sx", pair->key);
        const char *changed = with_change(text, pair->line, pair->column,
                                          strlen(pair->key), misspelt, world->arena);
        changed_is_refused(world, changed, pair->line, pair->column, "unknown ");
        const char *hint = arena_format(world->arena, "'%s', did you mean '", misspelt);
        if (strlen(pair->key) > 2 && strstr(world->err.text, hint) == NULL)
            fail_msg("no hint: %s", world->err.text);
    }
}

static void every_value_of_another_type_is_told_at_its_place(void **state)
{
    struct world *world = *state;
    const char *text;
    struct change_list changes = {0};
    full_policy(world->arena, &text, &changes);
    for (size_t i = 0; i < changes.count; i++) {
        const struct yaml_node *value = changes.items[i].pair->value;
        if (value->kind != YAML_SCALAR)
            continue;
        size_t bytes = value->text_bytes + (value->is_plain ? 0 : 2);
        const char *changed = with_change(text, value->line, value->column, bytes,
                                          "[{zz: 1}]", world->arena);
        changed_is_refused(world, changed, value->line, value->column, "'");
    }
}

/* What is shown, without comments and origins. */
static const char *shown_values(const struct policy *policy, struct arena *arena)
{
    AUTO_TEXT shown;
    AUTO_TEXT values;
    text_init(&shown, 1 << 20);
    text_init(&values, 1 << 20);
    policy_show(policy, &shown);
    struct slice rest = {shown.bytes, shown.length};
    while (rest.at != NULL) {
        struct slice line = slice_cut(&rest, '\n');
        if (!slice_starts_with(line, "#") && line.length != 0) {
            text_addf(&values, "%s\n",
                      arena_copy_slice(arena, slice_trim(slice_cut(&line, '#'))));
        }
    }
    return arena_copy(arena, values.bytes);
}

static void what_is_shown_is_a_policy_with_the_same_effect(void **state)
{
    struct world *world = *state;
    const char *const files[] = {CASES "full.yaml",
                                 SOURCE_FOLDER "/policies/example.yaml", NULL};
    struct policy policy = {0};
    AUTO_TEXT shown;
    text_init(&shown, 1 << 20);
    if (!load_files(world, files, &policy))
        fail_msg("%s", world->err.text);
    policy_show(&policy, &shown);
    struct policy again = loaded(world, shown.bytes);
    assert_string_equal(shown_values(&policy, world->arena),
                        shown_values(&again, world->arena));
    assert_int_equal(again.files.count, 1);
}

static void each_shown_line_has_its_origin(void **state)
{
    struct world *world = *state;
    const char *const files[] = {SOURCE_FOLDER "/policies/example.yaml", NULL};
    struct policy policy = {0};
    AUTO_TEXT shown;
    text_init(&shown, 1 << 20);
    assert_true(load_files(world, files, &policy));
    policy_show(&policy, &shown);
    const char *wanted = arena_format(
        world->arena, "      days: 14                                  # %s:%d\n",
        POLICY_DEFAULT_NAME, policy.tiers[TIER_EDGE][STEP_PATCH].days_origin.line);
    if (strstr(shown.bytes, wanted) == NULL)
        fail_msg("no line '%s' in:\n%s", wanted, shown.bytes);
    assert_non_null(strstr(shown.bytes, "\nrebuild: off "));
    assert_non_null(strstr(shown.bytes, "# built in\n"));
    assert_non_null(strstr(shown.bytes, "  - product: rabbitmq "));
    static const char *const explained[] = {"mirrors", "own",           "undated",
                                            "lts",     "rebuild",       "line_end",
                                            "gate",    "max_exception", "annotations"};
    for (size_t i = 0; i < COUNT_OF(explained); i++) {
        const char *key = arena_format(world->arena, "\n%s:", explained[i]);
        const char *at = strstr(shown.bytes, key);
        assert_non_null(at);
        while (at > shown.bytes && at[-1] != '\n')
            at--;
        if (at[0] != '#')
            fail_msg("%s is not explained", explained[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case_file_gets_the_complaint_of_its_first_line),
        cmocka_unit_test(every_misspelt_key_is_told_at_its_place),
        cmocka_unit_test(every_value_of_another_type_is_told_at_its_place),
        cmocka_unit_test(what_is_shown_is_a_policy_with_the_same_effect),
        cmocka_unit_test(each_shown_line_has_its_origin),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
