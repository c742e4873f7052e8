/* Runs the cases of the judge, and sees that every rule has one. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "judge_expect.h"

enum { COMPLAINT_BYTES_MAX = 1024 * 1024 };

/* The numbered rules of the specification of judging. */
static const char *const rule_numbers[] = {
    "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "2.1", "2.2",
    "2.3", "2.4", "2.5", "2.6", "3.1", "3.2", "3.3", "3.4", "4.1", "4.2",
    "4.3", "4.4", "4.5", "4.6", "4.7", "5",   "6",   "7.1", "7.2", "7.3",
    "7.4", "7.5", "8.1", "8.2", "8.3", "8.4", "8.5", "8.6", "9",   "10"};

static void read_all(struct arena *arena, struct judge_case_list *cases)
{
    struct text_list names = {0};
    judge_case_files(arena, &names);
    for (size_t i = 0; i < names.count; i++)
        judge_cases_read(names.items[i], arena, cases);
}

/* "refused:" expects that the policy or the catalogue is not accepted, and why. */
static bool check_refused(const struct judge_case *test, const struct error *err,
                          bool is_accepted, struct text *complaints)
{
    const char *expected = judge_case_value(test, "refused", NULL);
    if (!is_accepted && expected != NULL && strstr(err->text, expected) != NULL)
        return true;
    text_addf(complaints, "%s:%d: %s: %s\n", test->file, test->number, test->title,
              is_accepted ? "the policy was accepted" : err->text);
    return false;
}

static bool run_case(const struct judge_case *test, struct text *complaints)
{
    AUTO_ARENA *arena = arena_new();
    struct judge_world world;
    bool is_accepted = judge_world_make(test, arena, &world);
    if (!is_accepted || judge_case_find(test, "refused") != NULL)
        return check_refused(test, &world.err, is_accepted, complaints);
    judge_world_judge(&world, arena);
    return judge_expect(test, &world, arena, complaints);
}

static void every_case_gets_its_verdict(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT complaints;
    text_init(&complaints, COMPLAINT_BYTES_MAX);
    struct judge_case_list cases = {0};
    read_all(arena, &cases);
    size_t wrong = 0;
    for (size_t i = 0; i < cases.count; i++)
        wrong += run_case(&cases.items[i], &complaints) ? 0 : 1;
    fputs(complaints.bytes, stderr);
    assert_int_equal(wrong, 0);
    assert_true(cases.count > COUNT_OF(rule_numbers));
}

static bool names_rule(const struct judge_case *test, const char *rule,
                       struct arena *arena)
{
    struct text_list words = {0};
    split_words(test->rules, arena, &words);
    for (size_t i = 0; i < words.count; i++) {
        if (strcmp(words.items[i], rule) == 0)
            return true;
    }
    return false;
}

static void every_rule_of_judging_has_a_case(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct judge_case_list cases = {0};
    read_all(arena, &cases);
    for (size_t i = 0; i < COUNT_OF(rule_numbers); i++) {
        bool has_case = false;
        for (size_t j = 0; j < cases.count; j++)
            has_case = has_case || names_rule(&cases.items[j], rule_numbers[i], arena);
        if (!has_case)
            fail_msg("no case names rule %s", rule_numbers[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_gets_its_verdict),
        cmocka_unit_test(every_rule_of_judging_has_a_case),
    };
    return RUN_TESTS(tests);
}
