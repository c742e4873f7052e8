/* Reads what an earlier run found, out of the JSON that it wrote. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_scan.h"
#include "report/changes.h"
#include "report/changes_key.h"

#include <string.h>

enum field {
    FIELD_REPORT,
    FIELD_AS_OF,
    FIELD_FINDING,
    FIELD_STATUS,
    FIELD_IMAGE,
    FIELD_PART,
    FIELD_PART_NAME,
    FIELD_SUBJECT,
    FIELD_PRODUCT,
    FIELD_VERSION,
    FIELD_REASON,
    FIELD_USE,
    FIELD_CLUSTER,
    FIELD_NAMESPACE,
    FIELD_WORKLOAD,
    FIELD_CONTAINER,
    FIELD_COUNT
};

static const struct json_row use_rows[] = {
    {"cluster", JSON_WANT_TEXT, FIELD_CLUSTER, NULL},
    {"container", JSON_WANT_TEXT, FIELD_CONTAINER, NULL},
    {"namespace", JSON_WANT_TEXT, FIELD_NAMESPACE, NULL},
    {"workload", JSON_WANT_TEXT, FIELD_WORKLOAD, NULL},
};
static const struct json_shape use_shape = JSON_SHAPE(use_rows);

static const struct json_row part_rows[] = {
    {"name", JSON_WANT_TEXT, FIELD_PART_NAME, NULL},
};
static const struct json_shape part_shape = JSON_SHAPE(part_rows);

static const struct json_row finding_rows[] = {
    {"chart", JSON_WANT_OBJECT, FIELD_PART, &part_shape},
    {"component", JSON_WANT_OBJECT, FIELD_PART, &part_shape},
    {"image", JSON_WANT_TEXT, FIELD_IMAGE, NULL},
    {"product", JSON_WANT_TEXT, FIELD_PRODUCT, NULL},
    {"reasons", JSON_WANT_TEXTS, FIELD_REASON, NULL},
    {"status", JSON_WANT_TEXT, FIELD_STATUS, NULL},
    {"subject", JSON_WANT_TEXT, FIELD_SUBJECT, NULL},
    {"uses", JSON_WANT_LIST, FIELD_USE, &use_shape},
    {"version", JSON_WANT_TEXT, FIELD_VERSION, NULL},
};
static const struct json_shape finding_shape = JSON_SHAPE(finding_rows);
static const struct json_row finding_row = {"finding", JSON_WANT_OBJECT, FIELD_FINDING,
                                            &finding_shape};

static const struct json_row report_rows[] = {
    {"as_of", JSON_WANT_TEXT, FIELD_AS_OF, NULL},
    {"findings", JSON_WANT_LIST, FIELD_FINDING, &finding_shape},
};
static const struct json_shape report_shape = JSON_SHAPE(report_rows);
static const struct json_row report_row = {"report", JSON_WANT_OBJECT, FIELD_REPORT,
                                           &report_shape};

/* A use as it is written. */
struct told_use {
    const char *cluster;
    const char *namespace;
    const char *workload;
    const char *container;
};
LIST(told_use_list, struct told_use);

/* What was read so far, of the finding that the scan stands in among it. */
struct reading {
    struct past *past;
    struct arena *arena;
    const char *texts[FIELD_COUNT]; /* NULL: not there */
    bool reasons[REASON_COUNT];
    bool has_part;
    struct told_use_list uses;
    size_t findings; /* begun so far */
    bool has_findings;
    bool is_refused; /* the last of them */
};

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static void forget(struct reading *reading, const struct json_shape *shape)
{
    for (size_t i = 0; i < shape->count; i++)
        reading->texts[shape->rows[i].field] = NULL;
}

static void begin_finding(struct reading *reading)
{
    forget(reading, &finding_shape);
    forget(reading, &part_shape);
    memset(reading->reasons, 0, sizeof reading->reasons);
    reading->has_part = false;
    reading->uses.count = 0;
    reading->findings++;
}

static void end_use(struct reading *reading)
{
    *LIST_ADD(reading->arena, &reading->uses) = (struct told_use){
        .cluster = or_empty(reading->texts[FIELD_CLUSTER]),
        .namespace = or_empty(reading->texts[FIELD_NAMESPACE]),
        .workload = or_empty(reading->texts[FIELD_WORKLOAD]),
        .container = or_empty(reading->texts[FIELD_CONTAINER]),
    };
}

/* A part has the name that stands in for an image. NULL: it is not told. */
static const char *image_of(const struct reading *reading, const char **ret_missing)
{
    const char *const *texts = reading->texts;
    *ret_missing = !reading->has_part               ? "image"
                   : texts[FIELD_PART_NAME] == NULL ? "name"
                                                    : "subject";
    if (!reading->has_part)
        return texts[FIELD_IMAGE];
    if (texts[FIELD_PART_NAME] == NULL || texts[FIELD_SUBJECT] == NULL)
        return NULL;
    return arena_format(reading->arena, "%s/%s", texts[FIELD_SUBJECT],
                        texts[FIELD_PART_NAME]);
}

static void add_use(const struct reading *reading, const struct past_use *common,
                    const char *image, const struct told_use *use)
{
    struct arena *arena = reading->arena;
    struct past_use *added = LIST_ADD(arena, &reading->past->uses);
    *added = *common;
    added->cluster = use->cluster;
    added->place = change_place(arena, use->namespace, use->workload);
    added->key = change_key(arena, use->cluster, use->namespace, use->workload,
                            use->container, reading->texts[FIELD_PRODUCT], image);
}

/* Reports of versions that knew images alone do not say. */
static enum subject_kind kind_of(const char *subject)
{
    for (enum subject_kind kind = SUBJECT_IMAGE; kind < SUBJECT_KIND_COUNT; kind++)
        if (subject != NULL && strcmp(subject, subject_kind_name(kind)) == 0)
            return kind;
    return SUBJECT_IMAGE;
}

/* Members come in any order: only at its end it is known what a finding is about. */
static bool end_finding(struct reading *reading, struct error *err)
{
    const char *status = reading->texts[FIELD_STATUS];
    const char *product = reading->texts[FIELD_PRODUCT];
    const char *missing = "status";
    const char *image = status == NULL ? NULL : image_of(reading, &missing);
    struct past_use common = {.version = reading->texts[FIELD_VERSION]};
    if (image == NULL)
        return error_set(err, ERROR_FORMAT, "'%s' is missing", missing);
    if (!status_parse(status, &common.status))
        return error_set(err, ERROR_FORMAT, "no such status: '%s'", status);
    common.kind = kind_of(reading->texts[FIELD_SUBJECT]);
    common.component =
        product != NULL ? product : change_repository(reading->arena, image);
    memcpy(common.reasons, reading->reasons, sizeof common.reasons);
    for (size_t i = 0; i < reading->uses.count; i++)
        add_use(reading, &common, image, &reading->uses.items[i]);
    return true;
}

static void take_text(struct reading *reading, const struct json_event *event)
{
    const char *text = arena_copy_slice(reading->arena, event->text);
    enum reason reason;
    if (event->row->field != FIELD_REASON)
        reading->texts[event->row->field] = text;
    /* A later version may know more of them: those count for nothing here. */
    else if (reason_parse(text, &reason))
        reading->reasons[reason] = true;
}

static bool on_event(const struct json_event *event, void *context, struct error *err)
{
    struct reading *reading = context;
    int field = event->row->field;
    switch (event->kind) {
    case JSON_TEXT:
        take_text(reading, event);
        return true;
    case JSON_LIST:
        reading->has_findings |= field == FIELD_FINDING;
        return true;
    case JSON_ENTER:
        if (field == FIELD_FINDING)
            begin_finding(reading);
        else if (field == FIELD_USE)
            forget(reading, &use_shape);
        reading->has_part |= field == FIELD_PART;
        return true;
    case JSON_LEAVE:
        if (field == FIELD_USE)
            end_use(reading);
        reading->is_refused = field == FIELD_FINDING && !end_finding(reading, err);
        return !reading->is_refused;
    case JSON_FLAG:
    case JSON_NUMBER:
    case JSON_MISFIT:
        break;
    }
    return true;
}

static bool scan(const struct json_row *root, const char *bytes, size_t count,
                 struct reading *reading, struct error *err)
{
    struct json_scan *scan = json_scan_new(root, false, on_event, reading);
    bool is_ok = json_scan_feed(scan, bytes, count, err) && json_scan_finish(scan, err);
    json_scan_free(scan);
    return is_ok;
}

bool past_add_finding(struct past *past, const char *json, struct arena *arena,
                      struct error *err)
{
    struct reading reading = {.past = past, .arena = arena};
    return scan(&finding_row, json, strlen(json), &reading, err);
}

bool past_read_report(const char *bytes, size_t count, struct arena *arena,
                      struct past *ret_past, struct error *err)
{
    struct past past = {0};
    struct reading reading = {.past = &past, .arena = arena};
    bool is_read = scan(&report_row, bytes, count, &reading, err);
    const char *as_of = reading.texts[FIELD_AS_OF];
    if (reading.is_refused)
        return error_within(err, "finding %zu", reading.findings);
    if (!is_read)
        return error_within(err, "this is no JSON report of stalemark");
    if (!reading.has_findings)
        return error_set(err, ERROR_FORMAT, "this is no JSON report of stalemark");
    if (as_of == NULL)
        return error_set(err, ERROR_FORMAT, "'as_of' is missing");
    if (!day_parse(slice_of(as_of), &past.as_of_day))
        return error_set(err, ERROR_FORMAT, "as_of is no day: '%s'", as_of);
    *ret_past = past;
    return true;
}
