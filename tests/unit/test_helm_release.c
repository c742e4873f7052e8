/* Tests of what is read of Helm's secrets. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/helm_release.h"
#include "inventory/helm_secrets.h"

#include "base/digest.h"
#include "base/gzip.h"
#include "base/text.h"

#include "unit.h"

#include <stdlib.h>
#include <string.h>

enum { MEGABYTE = 1024 * 1024 };

static void add_base64(struct text *text, const void *bytes, size_t count)
{
    char *encoded = malloc(base64_room(count));
    assert_non_null(encoded);
    base64_encode(bytes, count, encoded);
    text_add(text, encoded);
    free(encoded);
}

/* As data.release has it. */
static void pack(const char *json, bool is_compressed, struct text *ret_data)
{
    struct error err = {0};
    AUTO_TEXT packed, inner;
    text_init(&packed, 64 * MEGABYTE);
    text_init(&inner, 64 * MEGABYTE);
    if (is_compressed)
        assert_true(gzip_deflate(slice_of(json), &packed, &err));
    else
        text_add(&packed, json);
    add_base64(&inner, packed.bytes, packed.length);
    add_base64(ret_data, inner.bytes, inner.length);
}

static bool read(const char *json, bool is_compressed, struct arena *arena,
                 struct helm_release *ret_release, struct error *err)
{
    AUTO_TEXT data;
    text_init(&data, 64 * MEGABYTE);
    pack(json, is_compressed, &data);
    return helm_release_read(slice_of(data.bytes), arena, ret_release, err);
}

static void refused(const char *json, const char *complaint)
{
    AUTO_ARENA *arena = arena_new();
    struct helm_release release;
    struct error err = {0};
    assert_false(read(json, true, arena, &release, &err));
    if (strstr(err.text, complaint) == NULL)
        fail_msg("%s: %s", json, err.text);
}

#define RELEASE                                                                        \
    "{\"name\":\"web\",\"info\":{\"notes\":\"n\",\"status\":\"deployed\"},"            \
    "\"chart\":{\"metadata\":{\"sources\":[\"https://b\",\"https://c\"],"              \
    "\"name\":\"thing\",\"version\":\"1.2.3\",\"appVersion\":\"v9\","                  \
    "\"home\":\"https://a\",\"deprecated\":true},\"values\":{\"name\":\"x\"}},"        \
    "\"config\":{\"name\":\"y\"},\"version\":7,\"namespace\":\"prod\"}"

static void members_are_read_wherever_they_stand(void **state)
{
    (void)state;
    for (int is_compressed = 0; is_compressed <= 1; is_compressed++) {
        AUTO_ARENA *arena = arena_new();
        struct helm_release release;
        struct error err = {0};
        if (!read(RELEASE, is_compressed != 0, arena, &release, &err))
            fail_msg("%s", err.text);
        assert_string_equal(release.name, "web");
        assert_string_equal(release.namespace, "prod");
        assert_string_equal(release.status, "deployed");
        assert_string_equal(release.chart, "thing");
        assert_string_equal(release.version, "1.2.3");
        assert_string_equal(release.app_version, "v9");
        assert_true(release.is_deprecated);
        assert_int_equal(release.sources.count, 3);
        assert_string_equal(release.sources.items[0], "https://a");
        assert_string_equal(release.sources.items[2], "https://c");
    }
}

static void what_is_no_release_is_refused(void **state)
{
    (void)state;
    refused("[]", "not JSON");
    refused("{\"name\":\"web\"}", "no release of a chart");
    refused("{\"name\":\"web\",\"chart\":{\"metadata\":{\"name\":\"thing\"}}}",
            "no release of a chart");
    refused("{\"name\":1,\"chart\":{}}", "'name' is of a wrong type");
    refused("{\"name\":\"a\",\"name\":\"b\"}", "stands twice");
    AUTO_ARENA *arena = arena_new();
    struct helm_release release;
    struct error err = {0};
    assert_false(helm_release_read(slice_of("%%%"), arena, &release, &err));
    assert_false(helm_release_read(slice_of(""), arena, &release, &err));
    /* The first layer alone. */
    assert_false(helm_release_read(slice_of("e30="), arena, &release, &err));
}

static void a_release_cut_at_any_byte_is_an_error(void **state)
{
    (void)state;
    AUTO_TEXT packed;
    struct error err = {0};
    text_init(&packed, MEGABYTE);
    assert_true(gzip_deflate(slice_of(RELEASE), &packed, &err));
    for (size_t cut = 0; cut < packed.length; cut++) {
        AUTO_ARENA *arena = arena_new();
        AUTO_TEXT inner, data;
        struct helm_release release;
        text_init(&inner, MEGABYTE);
        text_init(&data, MEGABYTE);
        add_base64(&inner, packed.bytes, cut);
        add_base64(&data, inner.bytes, inner.length);
        assert_false(helm_release_read(slice_of(data.bytes), arena, &release, &err));
    }
}

static void a_bomb_is_refused(void **state)
{
    (void)state;
    AUTO_TEXT json;
    text_init(&json, 64 * MEGABYTE);
    text_add(&json, "{\"manifest\":\"");
    for (size_t i = 0; i < HELM_RELEASE_BYTES_MAX; i += 16)
        text_add(&json, "xxxxxxxxxxxxxxxx");
    text_add(&json, "\"}");
    refused(json.bytes, "more than");
}

static bool count(const struct part_record *record, void *context, struct error *err)
{
    (void)err;
    struct text *told = context;
    text_addf(told, "%s %s %s%s; ", record->name,
              record->version == NULL ? "-" : record->version, record->workload,
              record->failure == NULL ? "" : " !");
    return true;
}

static void secrets_of_other_types_and_states_are_passed_over(void **state)
{
    (void)state;
    AUTO_TEXT data, list, told;
    text_init(&data, MEGABYTE);
    text_init(&list, MEGABYTE);
    pack(RELEASE, true, &data);
    text_addf(
        &list,
        "{\"kind\":\"SecretList\",\"metadata\":{\"continue\":\"more\"},\"items\":["
        "{\"metadata\":{\"name\":\"sh.helm.release.v1.web.v7\"},"
        "\"data\":{\"release\":\"%s\"},\"type\":\"helm.sh/release.v1\"},"
        "{\"type\":\"Opaque\",\"metadata\":{\"name\":\"x\"},"
        "\"data\":{\"release\":\"%s\"}},"
        "{\"type\":\"helm.sh/release.v1\","
        "\"metadata\":{\"name\":\"sh.helm.release.v1.a.b.v12\"}},"
        "{\"type\":\"helm.sh/release.v1\",\"metadata\":{\"name\":\"odd\"},"
        "\"data\":{\"release\":\"!\"}}]}",
        data.bytes, data.bytes);
    for (size_t step = 1; step <= list.length; step += step < 8 ? 1 : 97) {
        struct error err = {0};
        struct pod_list_end end = {0};
        text_init(&told, MEGABYTE);
        struct helm_secrets *secrets = helm_secrets_new(count, &told);
        for (size_t at = 0; at < list.length; at += step)
            assert_true(helm_secrets_feed(
                secrets, list.bytes + at,
                list.length - at < step ? list.length - at : step, &err));
        assert_true(helm_secrets_finish(secrets, &end, &err));
        assert_string_equal(told.bytes, "thing 1.2.3 Release/web; a.b - Release/a.b !; "
                                        "odd - Release/odd !; ");
        assert_string_equal(end.continue_token, "more");
        assert_true(end.has_items);
        helm_secrets_free(secrets);
        text_clear(&told);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_read_wherever_they_stand),
        cmocka_unit_test(what_is_no_release_is_refused),
        cmocka_unit_test(a_release_cut_at_any_byte_is_an_error),
        cmocka_unit_test(a_bomb_is_refused),
        cmocka_unit_test(secrets_of_other_types_and_states_are_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
