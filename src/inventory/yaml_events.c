/* The walk over a YAML tree: as deep as the shape, whatever the document holds. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/yaml_events.h"

#include <string.h>

struct walk {
    json_handler *handler;
    void *context;
    struct error *err;
};

static bool hand_over(const struct walk *walk, const struct json_event *event)
{
    return walk->handler(event, walk->context, walk->err);
}

static bool simple_event(const struct walk *walk, enum json_event_kind kind,
                         const struct json_row *row)
{
    struct json_event event = {.kind = kind, .row = row};
    return hand_over(walk, &event);
}

static bool walk_map(const struct walk *walk, const struct yaml_node *map,
                     const struct json_row *row);

static bool walk_item(const struct walk *walk, const struct yaml_node *item,
                      const struct json_row *row)
{
    struct json_event event = {.kind = JSON_TEXT, .row = row};
    if (row->want == JSON_WANT_LIST && item->kind == YAML_MAP)
        return walk_map(walk, item, row);
    if (row->want != JSON_WANT_TEXTS || item->kind != YAML_SCALAR)
        return simple_event(walk, JSON_MISFIT, row);
    event.text = (struct slice){item->text, item->text_bytes};
    return hand_over(walk, &event);
}

static bool walk_list(const struct walk *walk, const struct yaml_node *list,
                      const struct json_row *row)
{
    if (!simple_event(walk, JSON_LIST, row))
        return false;
    for (size_t i = 0; i < list->count; i++)
        if (!walk_item(walk, list->items[i], row))
            return false;
    return true;
}

static bool walk_flag(const struct walk *walk, const struct yaml_node *node,
                      const struct json_row *row)
{
    struct json_event event = {.kind = JSON_FLAG, .row = row};
    event.flag = strcmp(node->text, "true") == 0;
    if (!node->is_plain || (!event.flag && strcmp(node->text, "false") != 0))
        event.kind = JSON_MISFIT;
    return hand_over(walk, &event);
}

static bool walk_scalar(const struct walk *walk, const struct yaml_pair *pair,
                        const struct json_row *row)
{
    const struct yaml_node *node = pair->value;
    struct json_event event = {
        .row = row, .key = slice_of(pair->key), .text = {node->text, node->text_bytes}};
    switch (row->want) {
    case JSON_WANT_TEXT:
        event.kind = JSON_TEXT;
        return hand_over(walk, &event);
    case JSON_WANT_NUMBER:
        event.kind = JSON_NUMBER;
        return hand_over(walk, &event);
    case JSON_WANT_FLAG:
        return walk_flag(walk, node, row);
    case JSON_WANT_OBJECT:
    case JSON_WANT_LIST:
    case JSON_WANT_TEXTS:
        return simple_event(walk, JSON_MISFIT, row);
    }
    return true;
}

static bool wants_list(const struct json_row *row)
{
    return row->want == JSON_WANT_LIST || row->want == JSON_WANT_TEXTS;
}

static bool walk_pair(const struct walk *walk, const struct yaml_pair *pair,
                      const struct json_row *row)
{
    const struct yaml_node *node = pair->value;
    if (yaml_is_nothing(node))
        return !wants_list(row) || simple_event(walk, JSON_LIST, row);
    if (node->kind == YAML_SCALAR)
        return walk_scalar(walk, pair, row);
    if (node->kind == YAML_MAP && row->want == JSON_WANT_OBJECT)
        return walk_map(walk, node, row);
    if (node->kind == YAML_LIST && wants_list(row))
        return walk_list(walk, node, row);
    return simple_event(walk, JSON_MISFIT, row);
}

static const struct json_row *row_of(const struct json_shape *shape, const char *key)
{
    for (size_t i = 0; i < shape->count; i++)
        if (json_row_takes(&shape->rows[i], slice_of(key)))
            return &shape->rows[i];
    return NULL;
}

static bool walk_map(const struct walk *walk, const struct yaml_node *map,
                     const struct json_row *row)
{
    if (!simple_event(walk, JSON_ENTER, row))
        return false;
    for (size_t i = 0; i < map->count; i++) {
        const struct json_row *wanted = row_of(row->shape, map->pairs[i].key);
        if (wanted != NULL && !walk_pair(walk, &map->pairs[i], wanted))
            return false;
    }
    return simple_event(walk, JSON_LEAVE, row);
}

bool yaml_events(const struct yaml_node *map, const struct json_row *root,
                 json_handler *handler, void *context, struct error *err)
{
    struct walk walk = {handler, context, err};
    return walk_map(&walk, map, root);
}
