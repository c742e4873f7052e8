/* Reads challenges as tests/cases/challenge.cases says. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/challenge.h"

#include "base/file.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static void add_part(struct text *text, const char *name, const char *value)
{
    if (value != NULL)
        text_addf(text, " %s=%s", name, value);
}

/* The headers of one case, and what they come to, written as the case writes it. */
static void read_headers(const char *headers, struct text *got)
{
    static const char *const schemes[] = {[CHALLENGE_NONE] = "none",
                                          [CHALLENGE_BASIC] = "basic",
                                          [CHALLENGE_BEARER] = "bearer"};
    AUTO_ARENA *arena = arena_new();
    struct challenge challenge = {0};
    while (headers != NULL) {
        const char *next = strstr(headers, " & ");
        size_t length = next != NULL ? (size_t)(next - headers) : strlen(headers);
        challenge_read(arena_copy_slice(arena, (struct slice){headers, length}), arena,
                       &challenge);
        headers = next != NULL ? next + 3 : NULL;
    }
    text_add(got, schemes[challenge.scheme]);
    add_part(got, "realm", challenge.realm);
    add_part(got, "service", challenge.service);
    add_part(got, "scope", challenge.scope);
}

static void challenges_are_read_as_the_cases_say(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    AUTO_TEXT content = {0};
    struct error err = {0};
    size_t count = 0;
    text_init(&content, 1 << 20);
    assert_true(
        file_read(SOURCE_FOLDER "/tests/cases/challenge.cases", &content, &err));
    struct slice rest = {content.bytes, content.length};
    while (rest.at != NULL) {
        const char *line = arena_copy_slice(arena, slice_cut(&rest, '\n'));
        const char *arrow = strstr(line, " => ");
        if (line[0] == '#' || arrow == NULL)
            continue;
        AUTO_TEXT got = {0};
        text_init(&got, 4096);
        read_headers(
            arena_copy_slice(arena, (struct slice){line, (size_t)(arrow - line)}),
            &got);
        if (strcmp(got.bytes, arrow + 4) != 0)
            fail_msg("%s\n  got %s", line, got.bytes);
        count++;
    }
    assert_true(count > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(challenges_are_read_as_the_cases_say),
    };
    return RUN_TESTS(tests);
}
