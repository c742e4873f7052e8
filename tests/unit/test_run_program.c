/* Tests of running other programs: real ones, with limits that really strike. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/run_program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static bool run(const struct program *program, size_t output_max, struct text *output,
                int *status, struct error *err)
{
    text_init(output, output_max);
    return program_run(program, output, status, err);
}

static bool run_script(const char *script, struct program program, struct text *output,
                       int *status, struct error *err)
{
    const char *const arguments[] = {"sh", "-c", script, NULL};
    program.arguments = arguments;
    return run(&program, 1000, output, status, err);
}

static void input_reaches_the_program_and_output_comes_back(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_TEXT output = {0};
    int status = -1;
    struct program program = {.input = "registry.example", .input_bytes = 16};
    assert_true(run_script("cat; echo ' end'", program, &output, &status, &err));
    assert_string_equal(output.bytes, "registry.example end\n");
    assert_int_equal(status, 0);
}

static void a_program_that_does_not_read_its_input_is_no_failure(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_TEXT output = {0};
    int status = -1;
    static char much[300000];
    struct program program = {.input = much, .input_bytes = sizeof much};
    assert_true(run_script("exit 0", program, &output, &status, &err));
    assert_int_equal(status, 0);
}

static void the_exit_status_and_standard_error_are_told(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_TEXT output = {0};
    AUTO_TEXT problems = {0};
    int status = -1;
    text_init(&problems, 5);
    struct program program = {.problems = &problems};
    assert_true(run_script("echo out; echo log in first >&2; exit 7", program, &output,
                           &status, &err));
    assert_int_equal(status, 7);
    assert_string_equal(output.bytes, "out\n");
    assert_string_equal(problems.bytes, "log i");
}

static void additions_replace_variables_of_the_environment(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_TEXT output = {0};
    int status = -1;
    setenv("STALEMARK_TEST_OLD", "old", 1);
    setenv("STALEMARK_TEST_KEPT", "kept", 1);
    const char *const environment[] = {"STALEMARK_TEST_OLD=new", "STALEMARK_TEST=x y",
                                       NULL};
    struct program program = {.environment = environment};
    assert_true(
        run_script("echo $STALEMARK_TEST_OLD,$STALEMARK_TEST_KEPT,$STALEMARK_TEST",
                   program, &output, &status, &err));
    assert_string_equal(output.bytes, "new,kept,x y\n");
}

/* Neither gone nor a zombie that nobody has reaped yet. */
static bool is_running(uint64_t process)
{
    char path[64];
    char first = '\0';
    snprintf(path, sizeof path, "/proc/%llu/cmdline", (unsigned long long)process);
    FILE *file = fopen(path, "r");
    size_t count = file != NULL ? fread(&first, 1, 1, file) : 0;
    if (file != NULL)
        fclose(file);
    return count == 1;
}

static void a_program_that_hangs_is_killed_with_its_children(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_TEXT output = {0};
    int status = -1;
    struct program program = {.timeout_ms = 1000};
    time_t began = time(NULL);
    assert_false(
        run_script("sleep 60 & echo $!; sleep 60", program, &output, &status, &err));
    assert_string_equal(err.text, "running sh: did not finish within 1 s");
    assert_true(time(NULL) - began < 20);
    uint64_t child = 0;
    assert_true(slice_number(slice_trim(slice_of(output.bytes)), 1u << 30, &child));
    for (int i = 0; i < 200 && is_running(child); i++)
        usleep(10000);
    assert_false(is_running(child));
}

static void a_child_that_keeps_the_output_open_does_not_hold_us(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_TEXT output = {0};
    int status = -1;
    struct program program = {.timeout_ms = 30000};
    time_t began = time(NULL);
    assert_true(run_script("sleep 60 & echo done", program, &output, &status, &err));
    assert_string_equal(output.bytes, "done\n");
    assert_true(time(NULL) - began < 20);
}

static void endless_output_is_stopped_at_the_limit(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_TEXT output = {0};
    int status = -1;
    assert_false(run_script("yes", (struct program){0}, &output, &status, &err));
    assert_string_equal(err.text, "running sh: wrote more than 1000 bytes");
}

static void a_program_that_is_not_there_is_named(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_TEXT output = {0};
    int status = -1;
    const char *const arguments[] = {"stalemark-no-such-helper", NULL};
    assert_false(
        run(&(struct program){.arguments = arguments}, 10, &output, &status, &err));
    assert_string_equal(err.text, "stalemark-no-such-helper: no such program in PATH");
}

static void a_script_without_an_interpreter_line_is_not_given_to_a_shell(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_TEXT output = {0};
    int status = -1;
    char path[] = "/tmp/stalemark-test-XXXXXX";
    int descriptor = mkstemp(path);
    assert_int_equal(write(descriptor, "echo no\n", 8), 8);
    fchmod(descriptor, 0700);
    close(descriptor);
    const char *const arguments[] = {path, NULL};
    assert_false(
        run(&(struct program){.arguments = arguments}, 10, &output, &status, &err));
    assert_non_null(strstr(err.text, "Exec format error"));
    unlink(path);
}

static void a_program_that_a_signal_ends_is_an_error(void **state)
{
    (void)state;
    struct error err = {0};
    AUTO_TEXT output = {0};
    int status = -1;
    assert_false(run_script("kill -9 $$", (struct program){0}, &output, &status, &err));
    assert_string_equal(err.text, "running sh: was ended by signal 9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(input_reaches_the_program_and_output_comes_back),
        cmocka_unit_test(a_program_that_does_not_read_its_input_is_no_failure),
        cmocka_unit_test(the_exit_status_and_standard_error_are_told),
        cmocka_unit_test(additions_replace_variables_of_the_environment),
        cmocka_unit_test(a_program_that_hangs_is_killed_with_its_children),
        cmocka_unit_test(a_child_that_keeps_the_output_open_does_not_hold_us),
        cmocka_unit_test(endless_output_is_stopped_at_the_limit),
        cmocka_unit_test(a_program_that_is_not_there_is_named),
        cmocka_unit_test(a_script_without_an_interpreter_line_is_not_given_to_a_shell),
        cmocka_unit_test(a_program_that_a_signal_ends_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
