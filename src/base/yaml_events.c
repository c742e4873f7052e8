/* Hands on libyaml's events one by one, within limits. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/yaml_events.h"

#include "base/yaml_tree.h"

#include <stdlib.h>

#include <yaml.h>

struct yaml_events {
    yaml_parser_t parser;
    yaml_event_t event; /* the last one: pieces point into it */
    const char *name;
    size_t bytes;
    struct yaml_limits limits; /* defaults filled in */
    size_t nodes;
    unsigned depth;
    bool has_begun; /* a document did */
    bool has_ended; /* that document did */
};

struct yaml_events *yaml_events_open(const char *name, const char *bytes, size_t count,
                                     const struct yaml_limits *limits)
{
    struct yaml_events *events = calloc(1, sizeof *events);
    if (events == NULL || !yaml_parser_initialize(&events->parser))
        arena_out_of_memory();
    events->name = name;
    events->bytes = count;
    events->limits = yaml_limits_filled(limits);
    yaml_parser_set_input_string(&events->parser, (const unsigned char *)bytes, count);
    return events;
}

void yaml_events_close(struct yaml_events *events)
{
    if (events == NULL)
        return;
    yaml_event_delete(&events->event);
    yaml_parser_delete(&events->parser);
    free(events);
}

bool yaml_events_complain(const struct yaml_events *events, const char *what,
                          struct error *err)
{
    yaml_mark_t mark = events->event.start_mark;
    return error_set(err, ERROR_FORMAT, "%s:%zu:%zu: %s", events->name, mark.line + 1,
                     mark.column + 1, what);
}

static bool complain_for_parser(const struct yaml_events *events, struct error *err)
{
    const yaml_parser_t *parser = &events->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        arena_out_of_memory();
    if (parser->error == YAML_READER_ERROR)
        return error_set(err, ERROR_FORMAT, "%s: byte %zu: %s", events->name,
                         parser->problem_offset, parser->problem);
    return error_set(err, ERROR_FORMAT, "%s:%zu:%zu: %s", events->name,
                     parser->problem_mark.line + 1, parser->problem_mark.column + 1,
                     parser->problem);
}

static bool read_event(struct yaml_events *events, struct error *err)
{
    yaml_event_delete(&events->event);
    if (yaml_parser_parse(&events->parser, &events->event))
        return true;
    events->event = (yaml_event_t){0};
    return complain_for_parser(events, err);
}

static bool count_node(struct yaml_events *events, struct error *err)
{
    if (events->nodes++ >= events->limits.nodes_max)
        return yaml_events_complain(events, "too many nodes", err);
    return true;
}

static bool enter(struct yaml_events *events, struct error *err)
{
    if (events->depth >= events->limits.depth_max)
        return yaml_events_complain(events, "nested too deeply", err);
    events->depth++;
    return count_node(events, err);
}

/* Whether the event is a piece of the document. False with err set: it is refused. */
static bool take_event(struct yaml_events *events, struct yaml_piece *ret_piece,
                       bool *ret_is_piece, struct error *err)
{
    const yaml_event_t *event = &events->event;
    *ret_is_piece = true;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        *ret_piece = (struct yaml_piece){
            .kind = YAML_PIECE_TEXT,
            .text = {(const char *)event->data.scalar.value, event->data.scalar.length},
            .is_plain = event->data.scalar.plain_implicit != 0};
        return count_node(events, err);
    case YAML_SEQUENCE_START_EVENT:
        *ret_piece = (struct yaml_piece){.kind = YAML_PIECE_LIST};
        return enter(events, err);
    case YAML_MAPPING_START_EVENT:
        *ret_piece = (struct yaml_piece){.kind = YAML_PIECE_MAP};
        return enter(events, err);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        *ret_piece = (struct yaml_piece){.kind = YAML_PIECE_END};
        events->depth--;
        return true;
    case YAML_ALIAS_EVENT:
        return yaml_events_complain(events, "aliases are not allowed here", err);
    case YAML_DOCUMENT_START_EVENT:
        if (events->has_begun)
            return yaml_events_complain(events, "a second document", err);
        events->has_begun = true;
        break;
    case YAML_STREAM_END_EVENT:
        events->has_ended = true;
        break;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    *ret_is_piece = false;
    return true;
}

bool yaml_events_next(struct yaml_events *events, struct yaml_piece *ret_piece,
                      struct error *err)
{
    if (events->bytes > events->limits.bytes_max)
        return error_set(err, ERROR_FORMAT,
                         "%s: %zu bytes are more than the %zu allowed", events->name,
                         events->bytes, events->limits.bytes_max);
    bool is_piece = false;
    while (!is_piece && !events->has_ended)
        if (!read_event(events, err) || !take_event(events, ret_piece, &is_piece, err))
            return false;
    if (!is_piece)
        *ret_piece = (struct yaml_piece){.kind = YAML_PIECE_LAST};
    return true;
}

bool yaml_events_skip(struct yaml_events *events, const struct yaml_piece *begun,
                      struct error *err)
{
    if (begun->kind != YAML_PIECE_LIST && begun->kind != YAML_PIECE_MAP)
        return true;
    unsigned outside = events->depth - 1;
    while (events->depth > outside) {
        struct yaml_piece piece;
        if (!yaml_events_next(events, &piece, err))
            return false;
    }
    return true;
}
