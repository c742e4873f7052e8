/* Reads manifests and image configurations (OCI image-spec, Docker's schema 2). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/manifest_json.h"

#include <string.h>

#include "base/json.h"
#include "base/slice.h"
#include "net/index_json.h"

enum { MANIFEST_DEPTH_MAX = 32, YEAR_LEAST = 2013 };

/* The predecessor of OCI's annotations is still seen. */
static const char *const created_keys[] = {"org.opencontainers.image.created",
                                           "org.label-schema.build-date"};

static int day_in(const char *text)
{
    int day;
    if (text == NULL || !day_parse_time(slice_of(text), &day) ||
        day < day_of(YEAR_LEAST, 1, 1))
        return DAY_NONE;
    return day;
}

static int day_among(const json_t *marks)
{
    int day = DAY_NONE;
    for (size_t i = 0; day == DAY_NONE && i < COUNT_OF(created_keys); i++)
        day = day_in(json_text(marks, created_keys[i]));
    return day;
}

static bool is_real(const json_t *platform)
{
    const char *os = json_text(platform, "os");
    return os == NULL || strcmp(os, "unknown") != 0;
}

/* All platforms are of one release: that of linux on amd64, else the first. */
static const char *choose_platform(const json_t *manifests)
{
    const char *chosen = NULL;
    size_t i;
    json_t *entry;
    json_array_foreach (manifests, i, entry) {
        const json_t *platform = json_object_get(entry, "platform");
        const char *digest = json_text(entry, "digest");
        const char *architecture = json_text(platform, "architecture");
        if (i >= INDEX_MANIFESTS_MAX || !digest_is_valid(digest) || !is_real(platform))
            continue;
        if (chosen == NULL)
            chosen = digest;
        if (architecture != NULL && strcmp(architecture, "amd64") == 0)
            return digest;
    }
    return chosen;
}

/* The configuration of a chart is its Chart.yaml, which has no day (helm/helm). */
static bool is_of_chart(const json_t *config)
{
    const char *type = json_text(config, "mediaType");
    return type != NULL &&
           strcmp(type, "application/vnd.cncf.helm.config.v1+json") == 0;
}

/* A configuration has neither a list of manifests nor one of layers. */
static bool read_config(const json_t *root, struct manifest_facts *facts,
                        struct error *err)
{
    if (!json_is_object(json_object_get(root, "rootfs")) &&
        json_text(root, "architecture") == NULL)
        return error_set(err, ERROR_FORMAT,
                         "neither a manifest nor an image's configuration");
    const json_t *config = json_object_get(root, "config");
    facts->created_day = day_in(json_text(root, "created"));
    if (facts->created_day == DAY_NONE)
        facts->created_day = day_among(json_object_get(config, "Labels"));
    return true;
}

static bool read_document(const json_t *root, struct arena *arena,
                          struct manifest_facts *facts, struct error *err)
{
    const json_t *manifests = json_object_get(root, "manifests");
    const json_t *described = json_object_get(root, "config");
    const char *config = json_text(described, "digest");
    const char *digest = NULL;
    facts->media_type = arena_copy(arena, json_text(root, "mediaType"));
    if (json_number(root, "schemaVersion", 2) == 1)
        return error_set(err, ERROR_FORMAT,
                         "an unsupported legacy manifest (schema 1)");
    facts->created_day = day_among(json_object_get(root, "annotations"));
    if (json_is_array(manifests)) {
        digest = choose_platform(manifests);
        facts->next = MANIFEST_NEXT_MANIFEST;
    } else if (json_is_array(json_object_get(root, "layers")) || config != NULL) {
        digest = digest_is_valid(config) && !is_of_chart(described) ? config : NULL;
        facts->next = MANIFEST_NEXT_CONFIG;
    } else {
        return read_config(root, facts, err);
    }
    if (digest == NULL)
        facts->next = MANIFEST_NEXT_NONE;
    facts->digest = arena_copy(arena, digest);
    return true;
}

bool manifest_json_read(const char *bytes, size_t count, struct arena *arena,
                        struct manifest_facts *ret_facts, struct error *err)
{
    json_auto_t *root = json_read(bytes, count, MANIFEST_DEPTH_MAX, err);
    struct manifest_facts facts = {.created_day = DAY_NONE};
    if (root == NULL)
        return error_within(err, "reading a manifest");
    if (!json_is_object(root))
        return error_set(err, ERROR_FORMAT, "a manifest that is no JSON object");
    if (!read_document(root, arena, &facts, err))
        return false;
    *ret_facts = facts;
    return true;
}
