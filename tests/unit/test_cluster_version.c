/* Tests of Kubernetes versions, from tests/cases/cluster_version.cases. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/cluster_version.h"

#include "base/file.h"
#include "base/slice.h"

#include "unit.h"

#include <string.h>

#define CASES SOURCE_FOLDER "/tests/cases/cluster_version.cases"

static void check_line(struct slice line, struct arena *arena)
{
    const char *text = arena_copy_slice(arena, line);
    const char *arrow = strstr(text, " => ");
    assert_non_null(arrow);
    const char *said =
        arena_copy_slice(arena, (struct slice){text, (size_t)(arrow - text)});
    const char *plain = cluster_version_plain(said, arena);
    if (strcmp(plain == NULL ? "-" : plain, arrow + 4) != 0)
        fail_msg("%s gives %s", text, plain == NULL ? "-" : plain);
}

static void suffixes_of_vendors_go_and_prereleases_stay(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT cases;
    struct error err = {0};
    text_init(&cases, 100000);
    assert_true(file_read(CASES, &cases, &err));
    size_t count = 0;
    struct slice rest = {cases.bytes, cases.length};
    while (rest.length != 0) {
        struct slice line = slice_cut(&rest, '\n');
        if (line.length == 0 || line.at[0] == '#')
            continue;
        check_line(line, arena);
        count++;
    }
    assert_in_range(count, 15, 1000);
}

static bool read(const char *body, const char **ret_plain, const char **ret_full,
                 struct arena *arena, struct error *err)
{
    return cluster_version_read(body, strlen(body), arena, ret_plain, ret_full, err);
}

static void the_answer_of_version_is_read(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    const char *plain = NULL;
    const char *full = NULL;
    assert_true(
        read("{\"major\":\"1\",\"minor\":\"24\",\"gitVersion\":\"v1.24.9-gke.3200\"}",
             &plain, &full, arena, &err));
    assert_string_equal(plain, "1.24.9");
    assert_string_equal(full, "v1.24.9-gke.3200");
}

static void a_build_without_a_version_is_told_by_its_parts(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct error err = {0};
    const char *plain = NULL;
    const char *full = NULL;
    assert_true(read("{\"major\":\"1\",\"minor\":\"34+\","
                     "\"gitVersion\":\"v0.0.0-master+$Format:%H$\"}",
                     &plain, &full, arena, &err));
    assert_string_equal(plain, "1.34");
}

static void what_has_no_version_is_an_error(void **state)
{
    (void)state;
    static const char *const bodies[] = {"",
                                         "{}",
                                         "[]",
                                         "<html>",
                                         "{\"gitVersion\":7}",
                                         "{\"gitVersion\":\"main\",\"major\":\"1\"}"};
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        AUTO_ARENA *arena = arena_new();
        struct error err = {0};
        const char *plain = NULL;
        const char *full = NULL;
        if (read(bodies[i], &plain, &full, arena, &err))
            fail_msg("%s gives %s", bodies[i], plain);
        assert_true(err.text[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(suffixes_of_vendors_go_and_prereleases_stay),
        cmocka_unit_test(the_answer_of_version_is_read),
        cmocka_unit_test(a_build_without_a_version_is_told_by_its_parts),
        cmocka_unit_test(what_has_no_version_is_an_error),
    };
    return RUN_TESTS(tests);
}
