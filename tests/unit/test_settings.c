/* Tests of where policy and catalogue are found, and of the policy commands. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "commands/settings.h"

#include "base/day.h"
#include "base/file.h"
#include "commands/command.h"
#include "commands/data_folder.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct command policy_check_command;
extern const struct command policy_show_command;

enum { FOLDER_BYTES_MAX = 1024 };

/* A home without policies, and the shipped files of the source folder. */
static int fresh_home(void **state)
{
    char *folder = calloc(1, FOLDER_BYTES_MAX);
    assert_non_null(getcwd(folder, FOLDER_BYTES_MAX - 32));
    memcpy(folder + strlen(folder), "/settings.XXXXXX", 17);
    assert_non_null(mkdtemp(folder));
    setenv("STALEMARK_DATA", SOURCE_FOLDER, 1);
    setenv("XDG_CONFIG_HOME", folder, 1);
    setenv("HOME", folder, 1);
    unsetenv("STALEMARK_POLICY");
    *state = folder;
    return 0;
}

static int remove_home(void **state)
{
    char *folder = *state;
    static const char *const parts[] = {"/stalemark/policy.yaml",
                                        "/stalemark",
                                        "/.config/stalemark/policy.yaml",
                                        "/.config/stalemark",
                                        "/.config",
                                        "/a.yaml",
                                        "/b.yaml",
                                        "/stalemark.data",
                                        ""};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        char path[FOLDER_BYTES_MAX + 64];
        snprintf(path, sizeof path, "%s%s", folder, parts[i]);
        remove(path);
    }
    free(folder);
    return 0;
}

static const char *write_file(const char *folder, const char *name, const char *text,
                              struct arena *arena)
{
    struct error err = {0};
    const char *path = arena_format(arena, "%s/%s", folder, name);
    char *parent = strdup(path);
    *strrchr(parent, '/') = '\0';
    assert_true(folder_make(parent, &err));
    free(parent);
    assert_true(file_replace(path, text, strlen(text), &err));
    return path;
}

static struct settings loaded(const struct settings_options *options,
                              struct arena *arena)
{
    struct settings settings = {0};
    struct error err = {0};
    if (!settings_load(options, arena, &settings, &err))
        fail_msg("%s", err.text);
    return settings;
}

static void without_any_policy_the_default_holds(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct settings_options options = {0};
    struct settings settings = loaded(&options, arena);
    assert_int_equal(settings.policy.files.count, 1);
    assert_string_equal(settings.policy.files.items[0].path, POLICY_DEFAULT_NAME);
    assert_non_null(catalog_by_name(&settings.catalog, "traefik"));
}

static void
the_users_policy_gives_way_to_the_variable_and_that_to_the_option(void **state)
{
    AUTO_ARENA *arena = arena_new();
    const char *folder = *state;
    struct settings_options options = {0};
    write_file(folder, ".config/stalemark/policy.yaml", "soak: 2d\n", arena);
    assert_int_equal(loaded(&options, arena).policy.soak_days, 3);
    unsetenv("XDG_CONFIG_HOME");
    assert_int_equal(loaded(&options, arena).policy.soak_days, 2);
    setenv("XDG_CONFIG_HOME", "relative", 1);
    assert_int_equal(loaded(&options, arena).policy.soak_days, 2);
    setenv("XDG_CONFIG_HOME", folder, 1);
    write_file(folder, "stalemark/policy.yaml", "soak: 4d\n", arena);
    assert_int_equal(loaded(&options, arena).policy.soak_days, 4);
    setenv("STALEMARK_POLICY", write_file(folder, "a.yaml", "soak: 5d\n", arena), 1);
    assert_int_equal(loaded(&options, arena).policy.soak_days, 5);
    *LIST_ADD(arena, &options.policies) =
        write_file(folder, "b.yaml", "soak: 6d\n", arena);
    struct settings settings = loaded(&options, arena);
    assert_int_equal(settings.policy.soak_days, 6);
    assert_int_equal(settings.policy.files.count, 2);
}

static void a_policy_of_the_working_directory_is_not_read(void **state)
{
    AUTO_ARENA *arena = arena_new();
    const char *folder = *state;
    struct settings_options options = {0};
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    write_file(folder, "a.yaml", "soak: 9d\n", arena);
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(rename("a.yaml", "policy.yaml"), 0);
    setenv("XDG_CONFIG_HOME", "", 1);
    int soak_days = loaded(&options, arena).policy.soak_days;
    assert_int_equal(remove("policy.yaml"), 0);
    assert_int_equal(chdir(before), 0);
    assert_int_equal(soak_days, 3);
}

static void a_named_policy_that_is_missing_is_an_error(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct settings_options options = {0};
    struct settings settings = {0};
    struct error err = {0};
    setenv("STALEMARK_POLICY", "/nowhere/policy.yaml", 1);
    assert_false(settings_load(&options, arena, &settings, &err));
    assert_int_equal(err.code, ERROR_USAGE);
    assert_non_null(strstr(err.text, "/nowhere/policy.yaml"));
}

static void products_of_ones_own_are_added_to_the_shipped_ones(void **state)
{
    AUTO_ARENA *arena = arena_new();
    struct settings_options options = {0};
    *LIST_ADD(arena, &options.catalogs) = write_file(
        *state, "a.yaml",
        "products: {inhouse: {role: dns, images: [registry.corp.example/dns]}}\n",
        arena);
    *LIST_ADD(arena, &options.policies) =
        write_file(*state, "b.yaml", "products: {inhouse: {tier: edge}}\n", arena);
    struct settings settings = loaded(&options, arena);
    assert_non_null(catalog_by_name(&settings.catalog, "traefik"));
    assert_int_equal(
        policy_tier(&settings.policy, catalog_by_name(&settings.catalog, "inhouse")),
        TIER_EDGE);
}

static void the_data_folder_must_be_absolute_and_hold_the_default(void **state)
{
    AUTO_ARENA *arena = arena_new();
    static const char *const wrong[] = {"policies", ".", "/nowhere"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct error err = {0};
        const char *folder = NULL;
        setenv("STALEMARK_DATA", wrong[i], 1);
        assert_false(data_folder_find(arena, &folder, &err));
        assert_non_null(strstr(err.text, "STALEMARK_DATA"));
    }
    (void)state;
}

/* Runs a command over streams in memory; what it wrote is in the texts. */
struct ran {
    int status;
    char normal[64 * 1024];
    char problems[4096];
};

static void run(const struct command *command, const char *const *arguments,
                struct ran *ret_ran)
{
    char words[8][FOLDER_BYTES_MAX + 64] = {"command"};
    char *argv[8] = {words[0]};
    int argc = 1;
    for (; arguments[argc - 1] != NULL; argc++) {
        assert_true(argc < 7);
        snprintf(words[argc], sizeof words[argc], "%s", arguments[argc - 1]);
        argv[argc] = words[argc];
    }
    *ret_ran = (struct ran){0};
    FILE *normal = fmemopen(ret_ran->normal, sizeof ret_ran->normal - 1, "w");
    FILE *problems = fmemopen(ret_ran->problems, sizeof ret_ran->problems - 1, "w");
    struct out out;
    out_init(&out, normal, problems);
    struct command_context context = {.out = &out,
                                      .now = (long long)day_of(2027, 3, 1) * 86400};
    struct error err = {0};
    ret_ran->status = command->run(command, argc, argv, &context, &err);
    if (ret_ran->status < 0)
        fputs(err.text, problems);
    fclose(normal);
    fclose(problems);
}

static void check_tells_what_is_wrong_with_each_file(void **state)
{
    AUTO_ARENA *arena = arena_new();
    const char *good = write_file(*state, "a.yaml", "soak: 2d\n", arena);
    const char *bad = write_file(*state, "b.yaml", "soaks: 2d\n", arena);
    const char *const arguments[] = {bad, good, NULL};
    struct ran ran;
    run(&policy_check_command, arguments, &ran);
    assert_int_equal(ran.status, 2);
    assert_string_equal(ran.normal, arena_format(arena, "%s: good\n", good));
    assert_string_equal(
        ran.problems,
        arena_format(arena, "%s:1:1: unknown key 'soaks', did you mean 'soak'?\n",
                     bad));
}

static void check_without_a_file_looks_at_the_policy_in_use(void **state)
{
    AUTO_ARENA *arena = arena_new();
    const char *const arguments[] = {NULL};
    struct ran ran;
    run(&policy_check_command, arguments, &ran);
    assert_int_equal(ran.status, 0);
    assert_string_equal(ran.normal, POLICY_DEFAULT_NAME ": good\n");
    write_file(*state, "stalemark/policy.yaml", "soak: 3\n", arena);
    run(&policy_check_command, arguments, &ran);
    assert_int_equal(ran.status, -1);
    assert_non_null(strstr(ran.problems, "/policy.yaml:1:7: 'soak' needs a unit"));
}

static void check_names_pins_and_exceptions_that_have_ended(void **state)
{
    (void)state;
    const char *const arguments[] = {SOURCE_FOLDER "/policies/example.yaml", NULL};
    struct ran ran;
    run(&policy_check_command, arguments, &ran);
    assert_int_equal(ran.status, 0);
    assert_non_null(strstr(ran.problems, "example.yaml:17:5: the pin ended on "
                                         "2027-01-31"));
    assert_non_null(strstr(ran.problems, ": the exception ended on 2027-01-31"));
}

static void show_prints_the_policy_in_effect(void **state)
{
    AUTO_ARENA *arena = arena_new();
    const char *file = write_file(*state, "a.yaml", "soak: 2d\n", arena);
    const char *const arguments[] = {"--policy", file, NULL};
    struct ran ran;
    run(&policy_show_command, arguments, &ran);
    assert_int_equal(ran.status, 0);
    const char *soak = strstr(ran.normal, "\nsoak: 2d ");
    assert_non_null(soak);
    assert_int_equal(strncmp(strstr(soak, "# ") + 2, file, strlen(file)), 0);
    const char *const operand[] = {file, NULL};
    run(&policy_show_command, operand, &ran);
    assert_int_equal(ran.status, -1);
}

#define TEST(function)                                                                 \
    cmocka_unit_test_setup_teardown(function, fresh_home, remove_home)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_any_policy_the_default_holds),
        TEST(the_users_policy_gives_way_to_the_variable_and_that_to_the_option),
        TEST(a_policy_of_the_working_directory_is_not_read),
        TEST(a_named_policy_that_is_missing_is_an_error),
        TEST(products_of_ones_own_are_added_to_the_shipped_ones),
        TEST(the_data_folder_must_be_absolute_and_hold_the_default),
        TEST(check_tells_what_is_wrong_with_each_file),
        TEST(check_without_a_file_looks_at_the_policy_in_use),
        TEST(check_names_pins_and_exceptions_that_have_ended),
        TEST(show_prints_the_policy_in_effect),
    };
    return RUN_TESTS(tests);
}
