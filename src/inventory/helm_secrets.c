/* Reads a list of the secrets in which Helm keeps its releases. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/helm_secrets.h"

#include "base/json_scan.h"
#include "inventory/helm_release.h"

#include <stdlib.h>
#include <string.h>

enum field {
    FIELD_DOCUMENT,
    FIELD_KIND,
    FIELD_MESSAGE,
    FIELD_REASON,
    FIELD_LIST_METADATA,
    FIELD_CONTINUE,
    FIELD_ITEM,
    FIELD_TYPE,
    FIELD_METADATA,
    FIELD_NAME,
    FIELD_NAMESPACE,
    FIELD_DATA,
    FIELD_RELEASE,
};

static const struct json_row data_rows[] = {
    {"release", JSON_WANT_TEXT, FIELD_RELEASE, NULL},
};
static const struct json_shape data_shape = {data_rows, COUNT_OF(data_rows)};
static const struct json_row metadata_rows[] = {
    {"name", JSON_WANT_TEXT, FIELD_NAME, NULL},
    {"namespace", JSON_WANT_TEXT, FIELD_NAMESPACE, NULL},
};
static const struct json_shape metadata_shape = {metadata_rows,
                                                 COUNT_OF(metadata_rows)};
static const struct json_row item_rows[] = {
    {"type", JSON_WANT_TEXT, FIELD_TYPE, NULL},
    {"metadata", JSON_WANT_OBJECT, FIELD_METADATA, &metadata_shape},
    {"data", JSON_WANT_OBJECT, FIELD_DATA, &data_shape},
};
static const struct json_shape item_shape = {item_rows, COUNT_OF(item_rows)};
static const struct json_row list_metadata_rows[] = {
    {"continue", JSON_WANT_TEXT, FIELD_CONTINUE, NULL},
};
static const struct json_shape list_metadata_shape = {list_metadata_rows,
                                                      COUNT_OF(list_metadata_rows)};
static const struct json_row list_rows[] = {
    {"kind", JSON_WANT_TEXT, FIELD_KIND, NULL},
    {"message", JSON_WANT_TEXT, FIELD_MESSAGE, NULL},
    {"reason", JSON_WANT_TEXT, FIELD_REASON, NULL},
    {"metadata", JSON_WANT_OBJECT, FIELD_LIST_METADATA, &list_metadata_shape},
    {"items", JSON_WANT_LIST, FIELD_ITEM, &item_shape},
};
static const struct json_shape list_shape = {list_rows, COUNT_OF(list_rows)};
static const struct json_row list_row = {"list", JSON_WANT_OBJECT, FIELD_DOCUMENT,
                                         &list_shape};

/* The secret that is being read. */
struct secret {
    const char *type;
    const char *name;
    const char *namespace;
    bool has_release;
    bool is_readable;
    struct helm_release release;
    struct error problem;
};

struct helm_secrets {
    part_sink *sink;
    void *context;
    struct json_scan *scan;
    struct arena *arena; /* of the list */
    struct arena *item;  /* of the secret */
    struct secret secret;
    struct pod_list_end end;
};

/* Its name is sh.helm.release.v1.NAME.vREVISION. */
static const char *release_name(const struct secret *secret, struct arena *arena)
{
    static const char prefix[] = "sh.helm.release.v1.";
    if (secret->release.name != NULL)
        return secret->release.name;
    if (secret->name == NULL)
        return "?";
    struct slice name = slice_of(secret->name);
    if (!slice_starts_with(name, prefix))
        return secret->name;
    name.at += strlen(prefix);
    name.length -= strlen(prefix);
    size_t dot = name.length;
    while (dot > 0 && name.at[dot - 1] != '.')
        dot--;
    if (dot > 1)
        name.length = dot - 1;
    return arena_copy_slice(arena, name);
}

/* Helm's own filter is a label, which anybody can set: the type and status decide. */
static bool is_release(const struct secret *secret)
{
    bool is_type =
        secret->type != NULL && strcmp(secret->type, "helm.sh/release.v1") == 0;
    bool is_other = secret->is_readable && secret->release.status != NULL &&
                    strcmp(secret->release.status, "deployed") != 0;
    return is_type && !is_other;
}

static bool secret_end(struct helm_secrets *secrets, struct error *err)
{
    struct secret *secret = &secrets->secret;
    if (!is_release(secret))
        return true;
    const char *name = release_name(secret, secrets->item);
    struct part_record record = {
        .kind = SUBJECT_CHART,
        .name = secret->release.chart,
        .version = secret->release.version,
        .app_version = secret->release.app_version,
        .is_deprecated = secret->release.is_deprecated,
        .sources = secret->release.sources,
        .namespace = secret->namespace,
        .workload = arena_format(secrets->item, "Release/%s", name),
    };
    if (!secret->is_readable) {
        record.name = name;
        record.failure = arena_format(secrets->item, "its secret cannot be read: %s",
                                      secret->has_release ? secret->problem.text
                                                          : "no data.release");
    }
    return secrets->sink(&record, secrets->context, err);
}

static void take_text(struct helm_secrets *secrets, const struct json_event *event)
{
    struct secret *secret = &secrets->secret;
    struct arena *arena = secrets->arena;
    switch (event->row->field) {
    case FIELD_KIND:
        secrets->end.kind = pod_text(arena, event->text);
        break;
    case FIELD_MESSAGE:
        secrets->end.message = pod_text(arena, event->text);
        break;
    case FIELD_REASON:
        secrets->end.reason = pod_text(arena, event->text);
        break;
    case FIELD_CONTINUE:
        if (event->text.length != 0)
            secrets->end.continue_token = arena_copy_slice(arena, event->text);
        break;
    case FIELD_TYPE:
        secret->type = pod_text(secrets->item, event->text);
        break;
    case FIELD_NAME:
        secret->name = pod_text(secrets->item, event->text);
        break;
    case FIELD_NAMESPACE:
        secret->namespace = pod_text(secrets->item, event->text);
        break;
    case FIELD_RELEASE:
        secret->has_release = true;
        secret->is_readable = helm_release_read(event->text, secrets->item,
                                                &secret->release, &secret->problem);
        break;
    }
}

static bool take(const struct json_event *event, void *context, struct error *err)
{
    struct helm_secrets *secrets = context;
    if (event->kind == JSON_MISFIT)
        return error_set(err, ERROR_FORMAT, "the list's '%s' is of a wrong type",
                         event->row->key);
    if (event->kind == JSON_LIST)
        secrets->end.has_items = true;
    else if (event->kind == JSON_TEXT)
        take_text(secrets, event);
    else if (event->kind == JSON_ENTER && event->row->field == FIELD_ITEM) {
        arena_reset(secrets->item);
        secrets->secret = (struct secret){0};
    } else if (event->kind == JSON_LEAVE && event->row->field == FIELD_ITEM) {
        return secret_end(secrets, err);
    }
    return true;
}

struct helm_secrets *helm_secrets_new(part_sink *sink, void *context)
{
    struct helm_secrets *secrets = calloc(1, sizeof *secrets);
    if (secrets == NULL)
        arena_out_of_memory();
    secrets->sink = sink;
    secrets->context = context;
    secrets->arena = arena_new();
    secrets->item = arena_new();
    secrets->scan = json_scan_new(&list_row, false, take, secrets);
    return secrets;
}

void helm_secrets_free(struct helm_secrets *secrets)
{
    if (secrets == NULL)
        return;
    json_scan_free(secrets->scan);
    arena_free(secrets->arena);
    arena_free(secrets->item);
    free(secrets);
}

bool helm_secrets_feed(struct helm_secrets *secrets, const void *bytes, size_t count,
                       struct error *err)
{
    return json_scan_feed(secrets->scan, bytes, count, err);
}

bool helm_secrets_finish(struct helm_secrets *secrets, struct pod_list_end *ret_end,
                         struct error *err)
{
    if (!json_scan_finish(secrets->scan, err))
        return false;
    *ret_end = secrets->end;
    return true;
}
