/* Reads what an earlier run found, out of the JSON that it wrote. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"
#include "report/changes.h"
#include "report/changes_key.h"

#include <string.h>

enum { JSON_DEPTH_MAX = 32 };

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static void read_reasons(const json_t *finding, bool ret_reasons[REASON_COUNT])
{
    size_t i;
    json_t *entry;
    json_array_foreach (json_object_get(finding, "reasons"), i, entry) {
        enum reason reason;
        /* A later version may know more of them: those count for nothing here. */
        if (json_is_string(entry) && reason_parse(json_string_value(entry), &reason))
            ret_reasons[reason] = true;
    }
}

static void add_use(struct past *past, const struct past_use *common,
                    const char *product, const char *image, const json_t *use,
                    struct arena *arena)
{
    const char *namespace = or_empty(json_text(use, "namespace"));
    const char *workload = or_empty(json_text(use, "workload"));
    struct past_use *added = LIST_ADD(arena, &past->uses);
    *added = *common;
    added->cluster = arena_copy(arena, or_empty(json_text(use, "cluster")));
    added->place = change_place(arena, namespace, workload);
    added->key = change_key(arena, added->cluster, namespace, workload,
                            or_empty(json_text(use, "container")), product, image);
}

/* A part has the name that stands in for an image. */
static bool want_image(const json_t *finding, struct arena *arena,
                       const char **ret_image, struct error *err)
{
    const json_t *part = json_object_get(finding, "chart");
    const char *name;
    const char *subject;
    if (part == NULL)
        part = json_object_get(finding, "component");
    if (part == NULL)
        return json_want_text(finding, "image", ret_image, err);
    if (!json_want_text(part, "name", &name, err) ||
        !json_want_text(finding, "subject", &subject, err))
        return false;
    *ret_image = arena_format(arena, "%s/%s", subject, name);
    return true;
}

/* Reports of versions that knew images alone do not say. */
static enum subject_kind kind_of(const json_t *finding)
{
    const char *subject = json_text(finding, "subject");
    for (enum subject_kind kind = SUBJECT_IMAGE; kind < SUBJECT_KIND_COUNT; kind++)
        if (subject != NULL && strcmp(subject, subject_kind_name(kind)) == 0)
            return kind;
    return SUBJECT_IMAGE;
}

static bool add_finding(struct past *past, const json_t *finding, struct arena *arena,
                        struct error *err)
{
    const char *status;
    const char *image;
    struct past_use common = {0};
    if (!json_want_text(finding, "status", &status, err) ||
        !want_image(finding, arena, &image, err))
        return false;
    if (!status_parse(status, &common.status))
        return error_set(err, ERROR_FORMAT, "no such status: '%s'", status);
    common.kind = kind_of(finding);
    const char *product = json_text(finding, "product");
    common.component =
        product != NULL ? arena_copy(arena, product) : change_repository(arena, image);
    common.version = arena_copy(arena, json_text(finding, "version"));
    read_reasons(finding, common.reasons);
    size_t i;
    json_t *use;
    json_array_foreach (json_object_get(finding, "uses"), i, use)
        add_use(past, &common, product, image, use, arena);
    return true;
}

bool past_add_finding(struct past *past, const char *json, struct arena *arena,
                      struct error *err)
{
    json_auto_t *finding = json_read(json, strlen(json), JSON_DEPTH_MAX, err);
    return finding != NULL && add_finding(past, finding, arena, err);
}

bool past_read_report(const char *bytes, size_t count, struct arena *arena,
                      struct past *ret_past, struct error *err)
{
    json_auto_t *report = json_read(bytes, count, JSON_DEPTH_MAX, err);
    const json_t *findings = json_object_get(report, "findings");
    const char *as_of;
    struct past past = {0};
    if (report == NULL)
        return false;
    if (!json_is_array(findings))
        return error_set(err, ERROR_FORMAT, "this is no JSON report of stalemark");
    if (!json_want_text(report, "as_of", &as_of, err))
        return false;
    if (!day_parse(slice_of(as_of), &past.as_of_day))
        return error_set(err, ERROR_FORMAT, "as_of is no day: '%s'", as_of);
    size_t i;
    json_t *finding;
    json_array_foreach (findings, i, finding)
        if (!add_finding(&past, finding, arena, err))
            return error_within(err, "finding %zu", i + 1);
    *ret_past = past;
    return true;
}
