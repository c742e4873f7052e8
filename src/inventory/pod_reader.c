/* Records out of events: each is filled as its members come. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/pod_reader.h"

#include "base/day.h"
#include "base/slice.h"
#include "inventory/pod_shape.h"

#include <stdlib.h>
#include <string.h>

/* An object being read: the document itself, or an item of it. */
struct object {
    struct arena *arena;
    struct pod_record record;
    struct pod_container *container; /* being read */
    struct pod_status *status;
    struct pod_container spare_container; /* for volumes, those beyond the limit */
    struct pod_status spare_status;
    const char *owner_kind; /* of the reference being read */
    const char *owner_name;
    const char *owner_uid;
    bool owner_is_controller;
    bool in_template;
    bool has_nested_items;
    const char *misfit; /* the first member of a wrong type */
};

struct pod_reader {
    pod_sink *sink;
    pod_end_sink *end_sink; /* NULL: none */
    void *context;
    bool in_item;
    const char *list_kind; /* without "List"; NULL: not known (yet) */
    struct object document;
    struct object item;
    struct pod_list_end end;
};

static void object_begin(struct object *object)
{
    struct arena *arena = object->arena;
    arena_reset(arena);
    *object = (struct object){.arena = arena, .record = {.replicas = 1}};
}

static const char *keep(struct object *object, const struct json_event *event)
{
    return pod_text(object->arena, event->text);
}

/* Whether a list of that many items takes another; when not, that is noted. */
static bool has_room(struct object *object, size_t count)
{
    if (count < POD_CONTAINERS_MAX)
        return true;
    object->record.is_cut = true;
    return false;
}

static void annotation_add(struct object *object, const struct json_event *event)
{
    struct slice key = event->key;
    if (!has_room(object, object->record.annotations.count))
        return;
    key.at += strlen(ANNOTATION_PREFIX);
    key.length -= strlen(ANNOTATION_PREFIX);
    *LIST_ADD(object->arena, &object->record.annotations) =
        (struct annotation){pod_text(object->arena, key), keep(object, event)};
}

static void pull_secret_add(struct object *object, const struct json_event *event)
{
    if (has_room(object, object->record.pull_secrets.count))
        *LIST_ADD(object->arena, &object->record.pull_secrets) = keep(object, event);
}

static void owner_end(struct object *object)
{
    if (object->owner_is_controller) {
        object->record.owner_kind = object->owner_kind;
        object->record.owner_name = object->owner_name;
        object->record.owner_uid = object->owner_uid;
    }
    object->owner_kind = object->owner_name = object->owner_uid = NULL;
    object->owner_is_controller = false;
}

static void container_begin(struct object *object, enum container_kind kind)
{
    object->container = has_room(object, object->record.containers.count)
                            ? LIST_ADD(object->arena, &object->record.containers)
                            : &object->spare_container;
    object->container->kind = kind;
    object->container->is_template = object->in_template;
}

static void volume_begin(struct object *object)
{
    object->container = &object->spare_container;
    *object->container = (struct pod_container){.kind = CONTAINER_VOLUME,
                                                .is_template = object->in_template};
}

/* Few volumes are images: only those are kept. */
static void volume_end(struct object *object)
{
    const struct pod_container *volume = &object->spare_container;
    if (volume->image != NULL && has_room(object, object->record.containers.count))
        *LIST_ADD(object->arena, &object->record.containers) = *volume;
}

static void status_begin(struct object *object, enum container_kind kind)
{
    object->status = has_room(object, object->record.statuses.count)
                         ? LIST_ADD(object->arena, &object->record.statuses)
                         : &object->spare_status;
    object->status->kind = kind;
}

static void take_metadata(struct pod_reader *reader, struct object *object,
                          const struct json_event *event)
{
    struct pod_record *record = &object->record;
    switch (event->row->field) {
    case FIELD_NAME:
        record->name = keep(object, event);
        break;
    case FIELD_NAMESPACE:
        record->namespace = keep(object, event);
        break;
    case FIELD_UID:
        record->uid = keep(object, event);
        break;
    case FIELD_CREATED:
        seconds_parse_time(event->text, &record->created_at);
        break;
    case FIELD_TEMPLATE_HASH:
        record->template_hash = keep(object, event);
        break;
    case FIELD_ROLLOUT_TEMPLATE_HASH:
        record->rollout_template_hash = keep(object, event);
        break;
    case FIELD_ANNOTATION:
        annotation_add(object, event);
        break;
    case FIELD_MIRROR:
        record->is_mirror = true;
        break;
    case FIELD_CONFIG_SOURCE:
        record->is_mirror |= !slice_equals(event->text, "api");
        break;
    case FIELD_CONTINUE:
        if (!reader->in_item && event->text.length != 0)
            reader->end.continue_token = arena_copy_slice(object->arena, event->text);
        break;
    }
}

/* Sets the list's kind without its "List", for items that do not say theirs. */
static void take_list_kind(struct pod_reader *reader, const char *kind)
{
    struct slice name = slice_of(kind);
    reader->end.kind = kind;
    if (!slice_ends_with(name, "List") || name.length == strlen("List"))
        return;
    name.length -= strlen("List");
    reader->list_kind = arena_copy_slice(reader->document.arena, name);
}

static void take_text(struct pod_reader *reader, struct object *object,
                      const struct json_event *event)
{
    struct pod_record *record = &object->record;
    switch (event->row->field) {
    case FIELD_KIND:
        record->kind = keep(object, event);
        if (!reader->in_item)
            take_list_kind(reader, record->kind);
        break;
    case FIELD_MESSAGE:
        reader->end.message = keep(object, event);
        break;
    case FIELD_REASON:
        reader->end.reason = keep(object, event);
        break;
    case FIELD_OWNER_KIND:
        object->owner_kind = keep(object, event);
        break;
    case FIELD_OWNER_NAME:
        object->owner_name = keep(object, event);
        break;
    case FIELD_OWNER_UID:
        object->owner_uid = keep(object, event);
        break;
    case FIELD_NODE_NAME:
        record->node_name = keep(object, event);
        break;
    case FIELD_CONTAINER_NAME:
        object->container->name = keep(object, event);
        break;
    case FIELD_CONTAINER_IMAGE:
        object->container->image = keep(object, event);
        break;
    case FIELD_PULL_SECRET_NAME:
        pull_secret_add(object, event);
        break;
    case FIELD_PHASE:
        record->phase = keep(object, event);
        break;
    case FIELD_STATUS_NAME:
        object->status->name = keep(object, event);
        break;
    case FIELD_STATUS_IMAGE_ID:
        object->status->image_id = keep(object, event);
        break;
    case FIELD_NODE_KUBELET:
        record->node.kubelet = keep(object, event);
        break;
    case FIELD_NODE_PROXY:
        record->node.proxy = keep(object, event);
        break;
    case FIELD_NODE_RUNTIME:
        record->node.runtime = keep(object, event);
        break;
    case FIELD_NODE_OS:
        record->node.os = keep(object, event);
        break;
    default:
        take_metadata(reader, object, event);
        break;
    }
}

static void take_number(struct pod_reader *reader, struct object *object,
                        const struct json_event *event)
{
    uint64_t number;
    if (!slice_number(event->text, INT32_MAX, &number))
        object->misfit = event->row->key;
    else if (event->row->field == FIELD_CODE)
        reader->end.code = (int)number;
    else
        object->record.replicas = (size_t)number;
}

static void take_enter(struct object *object, const struct json_event *event)
{
    switch (event->row->field) {
    case FIELD_TEMPLATE:
        object->in_template = true;
        break;
    case FIELD_CONTAINER:
        container_begin(object, CONTAINER_MAIN);
        break;
    case FIELD_INIT_CONTAINER:
        container_begin(object, CONTAINER_INIT);
        break;
    case FIELD_EPHEMERAL_CONTAINER:
        container_begin(object, CONTAINER_EPHEMERAL);
        break;
    case FIELD_VOLUME:
        volume_begin(object);
        break;
    case FIELD_CONTAINER_STATUS:
        status_begin(object, CONTAINER_MAIN);
        break;
    case FIELD_INIT_CONTAINER_STATUS:
        status_begin(object, CONTAINER_INIT);
        break;
    case FIELD_EPHEMERAL_CONTAINER_STATUS:
        status_begin(object, CONTAINER_EPHEMERAL);
        break;
    }
}

static bool has_template(const struct pod_record *record)
{
    for (size_t i = 0; i < record->containers.count; i++)
        if (record->containers.items[i].is_template)
            return true;
    return false;
}

static bool object_end(struct pod_reader *reader, struct object *object,
                       struct error *err)
{
    struct pod_record *record = &object->record;
    if (record->kind == NULL)
        record->kind = reader->list_kind;
    const char *name = record->name == NULL ? "without a name" : record->name;
    const char *kind = record->kind == NULL ? "object" : record->kind;
    if (object->has_nested_items && slice_ends_with(slice_of(kind), "List"))
        return error_set(err, ERROR_FORMAT, "a %s stands inside a list", kind);
    if (object->misfit != NULL && (record->kind == NULL || pod_kind_is_known(kind)))
        return error_set(err, ERROR_FORMAT, "%s %s: '%s' is of a wrong type", kind,
                         name, object->misfit);
    if (record->kind == NULL && has_template(record))
        return error_set(err, ERROR_FORMAT,
                         "object %s has a pod template, but no 'kind'", name);
    return reader->sink(record, reader->context, err);
}

static bool document_end(struct pod_reader *reader, struct error *err)
{
    const char *kind = reader->document.record.kind;
    if (reader->end.has_items) {
        const char *misfit = reader->document.misfit;
        return misfit == NULL ||
               error_set(err, ERROR_FORMAT, "the list's '%s' is of a wrong type",
                         misfit);
    }
    if (kind != NULL && strcmp(kind, "Status") == 0)
        return true;
    if (kind != NULL && (strcmp(kind, "List") == 0 || strcmp(kind, "PodList") == 0))
        return error_set(err, ERROR_FORMAT, "a %s without 'items'", kind);
    return object_end(reader, &reader->document, err);
}

static bool take_leave(struct pod_reader *reader, struct object *object,
                       const struct json_event *event, struct error *err)
{
    switch (event->row->field) {
    case FIELD_TEMPLATE:
        object->in_template = false;
        return true;
    case FIELD_OWNER:
        owner_end(object);
        return true;
    case FIELD_VOLUME:
        volume_end(object);
        return true;
    case FIELD_ITEM:
        reader->in_item = false;
        return object_end(reader, object, err);
    case FIELD_DOCUMENT:
        return document_end(reader, err) &&
               (reader->end_sink == NULL ||
                reader->end_sink(&reader->end, reader->context, err));
    }
    return true;
}

static void take_misfit(struct object *object, const struct json_event *event)
{
    if (event->row->field == FIELD_NESTED)
        object->has_nested_items = true;
    else if (object->misfit == NULL)
        object->misfit = event->row->key;
}

bool pod_reader_event(const struct json_event *event, void *context, struct error *err)
{
    struct pod_reader *reader = context;
    if (event->kind == JSON_ENTER && event->row->field == FIELD_DOCUMENT) {
        object_begin(&reader->document);
        reader->end = (struct pod_list_end){0};
        reader->list_kind = NULL;
    }
    if (event->kind == JSON_ENTER && event->row->field == FIELD_ITEM) {
        reader->in_item = true;
        object_begin(&reader->item);
    }
    struct object *object = reader->in_item ? &reader->item : &reader->document;
    switch (event->kind) {
    case JSON_TEXT:
        take_text(reader, object, event);
        return true;
    case JSON_FLAG:
        object->owner_is_controller = event->flag;
        return true;
    case JSON_NUMBER:
        take_number(reader, object, event);
        return true;
    case JSON_LIST:
        reader->end.has_items |= event->row->field == FIELD_ITEM;
        return true;
    case JSON_ENTER:
        take_enter(object, event);
        return true;
    case JSON_LEAVE:
        return take_leave(reader, object, event, err);
    case JSON_MISFIT:
        take_misfit(object, event);
        return true;
    }
    return true;
}

struct pod_reader *pod_reader_new(pod_sink *sink, void *context)
{
    struct pod_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        arena_out_of_memory();
    reader->sink = sink;
    reader->context = context;
    reader->document.arena = arena_new();
    reader->item.arena = arena_new();
    return reader;
}

void pod_reader_on_end(struct pod_reader *reader, pod_end_sink *sink)
{
    reader->end_sink = sink;
}

void pod_reader_free(struct pod_reader *reader)
{
    if (reader == NULL)
        return;
    arena_free(reader->document.arena);
    arena_free(reader->item.arena);
    free(reader);
}

const struct pod_list_end *pod_reader_end(const struct pod_reader *reader)
{
    return &reader->end;
}
