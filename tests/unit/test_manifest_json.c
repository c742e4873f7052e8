/* Tests of reading manifests for the day on which an image was made. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "unit.h"

#include <string.h>

#include "net/manifest_json.h"

#define HEX     "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER   "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define CREATED "\"org.opencontainers.image.created\":\"2024-05-01T12:00:00Z\""

static const struct {
    const char *json;
    const char *day; /* "-": none */
    enum manifest_next next;
    const char *digest;
} cases[] = {
    {"{\"manifests\":[{\"digest\":\"sha256:" HEX "\"}],\"annotations\":{" CREATED "}}",
     "2024-05-01", MANIFEST_NEXT_MANIFEST, "sha256:" HEX},
    {"{\"manifests\":[{\"digest\":\"sha256:" HEX "\",\"platform\":{\"os\":\"linux\","
     "\"architecture\":\"arm64\"}},{\"digest\":\"sha256:" OTHER "\",\"platform\":"
     "{\"os\":\"linux\",\"architecture\":\"amd64\"}}]}",
     "-", MANIFEST_NEXT_MANIFEST, "sha256:" OTHER},
    /* an attestation is no platform */
    {"{\"manifests\":[{\"digest\":\"sha256:" HEX "\",\"platform\":{\"os\":\"unknown\","
     "\"architecture\":\"unknown\"}},{\"digest\":\"sha256:" OTHER "\"}]}",
     "-", MANIFEST_NEXT_MANIFEST, "sha256:" OTHER},
    {"{\"manifests\":[]}", "-", MANIFEST_NEXT_NONE, NULL},
    {"{\"layers\":[],\"config\":{\"digest\":\"sha256:" HEX "\"}}", "-",
     MANIFEST_NEXT_CONFIG, "sha256:" HEX},
    {"{\"layers\":[],\"config\":{\"digest\":\"../x\"}}", "-", MANIFEST_NEXT_NONE, NULL},
    {"{\"layers\":[],\"config\":{\"digest\":\"sha256:" HEX "\"},\"annotations\":{"
     "\"org.label-schema.build-date\":\"2020-01-02\"}}",
     "2020-01-02", MANIFEST_NEXT_CONFIG, "sha256:" HEX},
    /* a chart, whose configuration has no day */
    {"{\"layers\":[],\"config\":{\"digest\":\"sha256:" HEX "\",\"mediaType\":"
     "\"application/vnd.cncf.helm.config.v1+json\"}}",
     "-", MANIFEST_NEXT_NONE, NULL},
    {"{\"layers\":[],\"config\":{\"digest\":\"sha256:" HEX "\",\"mediaType\":"
     "\"application/vnd.cncf.helm.config.v1+json\"},\"annotations\":{" CREATED "}}",
     "2024-05-01", MANIFEST_NEXT_NONE, NULL},
    {"{\"created\":\"2024-05-01T23:59:59.123456789-02:00\",\"rootfs\":{}}",
     "2024-05-02", MANIFEST_NEXT_NONE, NULL},
    {"{\"created\":\"1970-01-01T00:00:00Z\",\"rootfs\":{}}", "-", MANIFEST_NEXT_NONE,
     NULL},
    {"{\"created\":\"0001-01-01T00:00:00Z\",\"rootfs\":{}}", "-", MANIFEST_NEXT_NONE,
     NULL},
    {"{\"created\":\"2012-12-31T00:00:00Z\",\"rootfs\":{}}", "-", MANIFEST_NEXT_NONE,
     NULL},
    {"{\"created\":\"soon\",\"rootfs\":{}}", "-", MANIFEST_NEXT_NONE, NULL},
    {"{\"architecture\":\"amd64\",\"config\":{\"Labels\":{" CREATED "}}}", "2024-05-01",
     MANIFEST_NEXT_NONE, NULL},
};

static void the_day_and_where_to_go_on_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        AUTO_ARENA *arena = arena_new();
        struct manifest_facts facts;
        struct error err = {0};
        char day[DAY_TEXT_BYTES];
        if (!manifest_json_read(cases[i].json, strlen(cases[i].json), arena, &facts,
                                &err))
            fail_msg("%s: %s", cases[i].json, err.text);
        assert_string_equal(day_format(facts.created_day, day), cases[i].day);
        assert_int_equal(facts.next, cases[i].next);
        assert_true((facts.digest == NULL) == (cases[i].digest == NULL));
        if (facts.digest != NULL)
            assert_string_equal(facts.digest, cases[i].digest);
    }
}

static void what_is_no_manifest_is_refused(void **state)
{
    static const char *const refused[][2] = {
        {"{\"schemaVersion\":1,\"fsLayers\":[]}",
         "an unsupported legacy manifest (schema 1)"},
        {"{}", "neither a manifest nor an image's configuration"},
        {"[]", "a manifest that is no JSON object"},
        {"{\"errors\":[]}", "neither a manifest nor an image's configuration"},
        {"<html>", "reading a manifest: "},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        AUTO_ARENA *arena = arena_new();
        struct manifest_facts facts;
        struct error err = {0};
        assert_false(manifest_json_read(refused[i][0], strlen(refused[i][0]), arena,
                                        &facts, &err));
        assert_non_null(strstr(err.text, refused[i][1]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_day_and_where_to_go_on_are_told),
        cmocka_unit_test(what_is_no_manifest_is_refused),
    };
    return RUN_TESTS(tests);
}
