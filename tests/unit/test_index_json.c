/* Tests of reading image indexes. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "base/text.h"
#include "net/index_json.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct read {
    struct arena *arena;
    struct text_list digests;
    struct error err;
};

static bool read_index(struct read *read, const char *json)
{
    *read = (struct read){.arena = read->arena};
    return index_json_read(json, strlen(json), read->arena, &read->digests, &read->err);
}

static void the_digests_of_all_platforms_are_told(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct read read = {.arena = arena};
    assert_true(read_index(&read, "{\"manifests\": [{\"digest\": \"sha256:" HEX "\"},"
                                  "{\"digest\": \"sha512:" HEX HEX "\"}]}"));
    assert_int_equal(read.digests.count, 2);
    assert_string_equal(read.digests.items[0], "sha256:" HEX);
    assert_string_equal(read.digests.items[1], "sha512:" HEX HEX);
}

static void entries_without_a_digest_are_left_out(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct read read = {.arena = arena};
    assert_true(read_index(&read, "{\"manifests\": [7, {}, {\"digest\": 1},"
                                  "{\"digest\": \"sha256:short\"},"
                                  "{\"digest\": \"md5:" HEX "\"}]}"));
    assert_int_equal(read.digests.count, 0);
}

static void what_is_no_index_is_refused(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct read read = {.arena = arena};
    static const char *const others[] = {"", "[]", "{}", "{\"manifests\": {}}",
                                         "{\"man"};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        assert_false(read_index(&read, others[i]));
        assert_int_equal(read.err.code, ERROR_FORMAT);
    }
}

static void no_more_entries_are_read_than_are_allowed(void **state)
{
    (void)state;
    AUTO_ARENA *arena = arena_new();
    struct read read = {.arena = arena};
    AUTO_TEXT json;
    text_init(&json, 1024 * 1024);
    text_add(&json, "{\"manifests\": [");
    for (int i = 0; i <= INDEX_MANIFESTS_MAX; i++)
        text_addf(&json, "%s{\"digest\": \"sha256:" HEX "\"}", i == 0 ? "" : ",");
    text_add(&json, "]}");
    assert_true(read_index(&read, json.bytes));
    assert_int_equal(read.digests.count, INDEX_MANIFESTS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_digests_of_all_platforms_are_told),
        cmocka_unit_test(entries_without_a_digest_are_left_out),
        cmocka_unit_test(what_is_no_index_is_refused),
        cmocka_unit_test(no_more_entries_are_read_than_are_allowed),
    };
    return RUN_TESTS(tests);
}
