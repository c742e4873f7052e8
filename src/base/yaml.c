/* YAML: libyaml's events made into a tree, within limits. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/yaml.h"

#include "base/slice.h"
#include "base/yaml_tree.h"

#include <string.h>

#include <yaml.h>

enum { SHOWN_MAX = 60 };

/* A finished node with what it costs to walk it, aliases expanded. */
struct built {
    const struct yaml_node *node;
    size_t nodes;
    unsigned height;
};

struct anchor {
    const char *name;
    struct built built; /* node is NULL while it is being read */
};
LIST(anchor_list, struct anchor);
LIST(item_list, const struct yaml_node *);

struct reader {
    yaml_parser_t parser;
    const char *file;
    const char *bytes;
    size_t count;
    struct yaml_limits limits;  /* defaults filled in */
    struct arena *arena;        /* of nodes and lists */
    struct arena *texts;        /* of texts, keys and the file's name */
    struct anchor_list anchors; /* of this document */
    size_t nodes;
    size_t aliases;
    struct error *err;
};

static bool read_node(struct reader *reader, const yaml_event_t *event, unsigned depth,
                      struct built *ret_built);

static bool complain(struct reader *reader, yaml_mark_t mark, const char *what)
{
    return error_set(reader->err, ERROR_FORMAT, "%s:%zu:%zu: %s", reader->file,
                     mark.line + 1, mark.column + 1, what);
}

/*
 * libyaml's mark for bytes that are no text is the start of the file: the offset is
 * all that it tells.
 */
static bool complain_about_bytes(struct reader *reader)
{
    size_t end = reader->parser.problem_offset;
    yaml_mark_t mark = {.line = reader->limits.first_line - 1};
    for (size_t i = 0; i < end && i < reader->count; i++) {
        unsigned char byte = (unsigned char)reader->bytes[i];
        if (byte == '\n') {
            mark.line++;
            mark.column = 0;
        } else if ((byte & 0xC0) != 0x80) {
            mark.column++;
        }
    }
    return complain(reader, mark, reader->parser.problem);
}

static bool complain_for_parser(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        arena_out_of_memory();
    if (parser->error == YAML_READER_ERROR)
        return complain_about_bytes(reader);
    return error_set(reader->err, ERROR_FORMAT, "%s:%zu:%zu: %s%s%s", reader->file,
                     parser->problem_mark.line + 1, parser->problem_mark.column + 1,
                     parser->problem, parser->context == NULL ? "" : " ",
                     parser->context == NULL ? "" : parser->context);
}

static void event_clear(yaml_event_t *event)
{
    yaml_event_delete(event);
}
#define AUTO_EVENT CLEANUP(event_clear) yaml_event_t

/* On failure event is empty and may be cleared all the same. */
static bool next_event(struct reader *reader, yaml_event_t *ret_event)
{
    if (yaml_parser_parse(&reader->parser, ret_event))
        return true;
    *ret_event = (yaml_event_t){0};
    return complain_for_parser(reader);
}

/* Counts nodes over the whole stream; shared ones as often as they are named. */
static bool count_nodes(struct reader *reader, size_t nodes, yaml_mark_t mark)
{
    if (nodes > reader->limits.nodes_max - reader->nodes)
        return error_set(reader->err, ERROR_FORMAT, "%s:%zu:%zu: more than %zu nodes",
                         reader->file, mark.line + 1, mark.column + 1,
                         reader->limits.nodes_max);
    reader->nodes += nodes;
    return true;
}

static bool check_depth(struct reader *reader, unsigned depth, yaml_mark_t mark)
{
    if (depth <= reader->limits.depth_max)
        return true;
    return error_set(reader->err, ERROR_FORMAT,
                     "%s:%zu:%zu: nested deeper than %u levels", reader->file,
                     mark.line + 1, mark.column + 1, reader->limits.depth_max);
}

static struct yaml_node *node_new(struct reader *reader, enum yaml_kind kind,
                                  yaml_mark_t mark)
{
    struct yaml_node *node = arena_alloc(reader->arena, sizeof *node);
    node->kind = kind;
    node->file = reader->file;
    node->line = (int)mark.line + 1;
    node->column = (int)mark.column + 1;
    return node;
}

/* The place of an anchor in the list; 0 stands for none. */
static size_t anchor_add(struct reader *reader, const yaml_char_t *name)
{
    if (name == NULL || reader->limits.aliases_max == 0)
        return 0;
    *LIST_ADD(reader->arena, &reader->anchors) =
        (struct anchor){.name = arena_copy(reader->arena, (const char *)name)};
    return reader->anchors.count;
}

static void anchor_finish(struct reader *reader, size_t place,
                          const struct built *built)
{
    if (place != 0)
        reader->anchors.items[place - 1].built = *built;
}

/* The last anchor of that name counts, as YAML says. */
static const struct anchor *anchor_find(const struct reader *reader, const char *name)
{
    for (size_t i = reader->anchors.count; i > 0; i--)
        if (strcmp(reader->anchors.items[i - 1].name, name) == 0)
            return &reader->anchors.items[i - 1];
    return NULL;
}

static bool read_alias(struct reader *reader, const yaml_event_t *event, unsigned depth,
                       struct built *ret_built)
{
    if (reader->limits.aliases_max == 0)
        return complain(reader, event->start_mark, "aliases are not allowed here");
    if (++reader->aliases > reader->limits.aliases_max)
        return complain(reader, event->start_mark, "too many aliases");
    const struct anchor *anchor =
        anchor_find(reader, (const char *)event->data.alias.anchor);
    if (anchor == NULL)
        return complain(reader, event->start_mark, "alias of an unknown anchor");
    if (anchor->built.node == NULL)
        return complain(reader, event->start_mark, "an alias within its own anchor");
    if (!check_depth(reader, depth + anchor->built.height - 1, event->start_mark) ||
        !count_nodes(reader, anchor->built.nodes, event->start_mark))
        return false;
    *ret_built = anchor->built;
    return true;
}

static bool read_scalar(struct reader *reader, const yaml_event_t *event,
                        struct built *ret_built)
{
    struct yaml_node *node = node_new(reader, YAML_SCALAR, event->start_mark);
    struct slice text = {(const char *)event->data.scalar.value,
                         event->data.scalar.length};
    node->text = arena_copy_slice(reader->texts, text);
    node->text_bytes = text.length;
    node->is_plain = event->data.scalar.plain_implicit != 0;
    *ret_built = (struct built){node, 1, 1};
    anchor_finish(reader, anchor_add(reader, event->data.scalar.anchor), ret_built);
    return true;
}

static void built_add(struct built *whole, const struct built *part)
{
    whole->nodes += part->nodes;
    if (part->height >= whole->height)
        whole->height = part->height + 1;
}

static bool read_list(struct reader *reader, const yaml_event_t *start, unsigned depth,
                      struct built *ret_built)
{
    struct yaml_node *node = node_new(reader, YAML_LIST, start->start_mark);
    struct built built = {node, 1, 1};
    struct item_list items = {0};
    size_t anchor = anchor_add(reader, start->data.sequence_start.anchor);
    for (;;) {
        AUTO_EVENT event;
        if (!next_event(reader, &event))
            return false;
        if (event.type == YAML_SEQUENCE_END_EVENT)
            break;
        struct built item;
        if (!read_node(reader, &event, depth + 1, &item))
            return false;
        *LIST_ADD(reader->arena, &items) = item.node;
        built_add(&built, &item);
    }
    node->items = items.items;
    node->count = items.count;
    *ret_built = built;
    anchor_finish(reader, anchor, ret_built);
    return true;
}

static bool is_merge_key(const yaml_event_t *key)
{
    return key->type == YAML_SCALAR_EVENT && key->data.scalar.plain_implicit &&
           strcmp((const char *)key->data.scalar.value, "<<") == 0;
}

static bool read_key(struct reader *reader, const yaml_event_t *event,
                     struct yaml_pair *ret_pair)
{
    if (event->type != YAML_SCALAR_EVENT)
        return complain(reader, event->start_mark, "a key must be plain text");
    struct slice key = {(const char *)event->data.scalar.value,
                        event->data.scalar.length};
    if (memchr(key.at, '\0', key.length) != NULL)
        return complain(reader, event->start_mark, "a key with a NUL byte");
    struct built unused;
    ret_pair->key = arena_copy_slice(reader->texts, key);
    ret_pair->line = (int)event->start_mark.line + 1;
    ret_pair->column = (int)event->start_mark.column + 1;
    return event->data.scalar.anchor == NULL || read_scalar(reader, event, &unused);
}

/* Adds one pair, or keeps the value of "<<" for the end of the map. */
static bool read_pair(struct reader *reader, const yaml_event_t *key, unsigned depth,
                      struct yaml_pairs *pairs, struct built *whole,
                      const struct yaml_node **merged)
{
    bool is_merge = is_merge_key(key);
    struct yaml_pair pair = {0};
    if (is_merge && reader->limits.aliases_max == 0)
        return complain(reader, key->start_mark, "the merge key << is not allowed");
    if (is_merge && *merged != NULL)
        return complain(reader, key->start_mark, "key '<<' is there twice in one map");
    if (!read_key(reader, key, &pair) || !count_nodes(reader, 1, key->start_mark))
        return false;
    AUTO_EVENT event;
    struct built value;
    if (!next_event(reader, &event) || !read_node(reader, &event, depth + 1, &value))
        return false;
    built_add(whole, &value);
    whole->nodes++;
    if (is_merge) {
        *merged = value.node;
        return true;
    }
    pair.value = value.node;
    *LIST_ADD(reader->arena, pairs) = pair;
    return true;
}

static bool read_map(struct reader *reader, const yaml_event_t *start, unsigned depth,
                     struct built *ret_built)
{
    struct yaml_node *node = node_new(reader, YAML_MAP, start->start_mark);
    struct built built = {node, 1, 1};
    struct yaml_pairs pairs = {0};
    const struct yaml_node *merged = NULL;
    size_t anchor = anchor_add(reader, start->data.mapping_start.anchor);
    for (;;) {
        AUTO_EVENT key;
        if (!next_event(reader, &key))
            return false;
        if (key.type == YAML_MAPPING_END_EVENT)
            break;
        if (!read_pair(reader, &key, depth, &pairs, &built, &merged))
            return false;
    }
    const struct yaml_pair *doubled = yaml_pairs_doubled(&pairs, reader->arena);
    if (doubled != NULL)
        return error_set(reader->err, ERROR_FORMAT,
                         "%s:%d:%d: key '%.*s' is there twice in one map", reader->file,
                         doubled->line, doubled->column, SHOWN_MAX, doubled->key);
    if (merged != NULL && !yaml_pairs_merge(&pairs, merged, reader->arena))
        return complain(reader, start->start_mark,
                        "'<<' merges maps only, of at most 1000 keys");
    node->pairs = pairs.items;
    node->count = pairs.count;
    *ret_built = built;
    anchor_finish(reader, anchor, ret_built);
    return true;
}

static bool read_node(struct reader *reader, const yaml_event_t *event, unsigned depth,
                      struct built *ret_built)
{
    if (event->type == YAML_ALIAS_EVENT)
        return read_alias(reader, event, depth, ret_built);
    if (!check_depth(reader, depth, event->start_mark) ||
        !count_nodes(reader, 1, event->start_mark))
        return false;
    if (event->type == YAML_SEQUENCE_START_EVENT)
        return read_list(reader, event, depth, ret_built);
    if (event->type == YAML_MAPPING_START_EVENT)
        return read_map(reader, event, depth, ret_built);
    return read_scalar(reader, event, ret_built);
}

static bool read_document(struct reader *reader, struct yaml_documents *documents)
{
    AUTO_EVENT event;
    struct built root;
    reader->anchors.count = 0;
    if (!next_event(reader, &event) || !read_node(reader, &event, 1, &root))
        return false;
    if (!yaml_is_nothing(root.node))
        *LIST_ADD(reader->arena, documents) = root.node;
    AUTO_EVENT end;
    return next_event(reader, &end);
}

static bool read_documents(struct reader *reader, struct yaml_documents *documents)
{
    for (;;) {
        AUTO_EVENT event;
        if (!next_event(reader, &event))
            return false;
        if (event.type == YAML_STREAM_END_EVENT)
            return true;
        if (event.type == YAML_DOCUMENT_START_EVENT &&
            !read_document(reader, documents))
            return false;
    }
}

static bool read_stream(const char *file, const char *bytes, size_t count,
                        const struct yaml_limits *limits, struct arena *arena,
                        struct arena *texts, struct yaml_documents *ret_documents,
                        struct error *err)
{
    struct reader reader = {
        .file = arena_copy(texts, file),
        .bytes = bytes,
        .count = count,
        .limits = yaml_limits_filled(limits),
        .arena = arena,
        .texts = texts,
        .err = err,
    };
    struct yaml_documents documents = {0};
    if (count > reader.limits.bytes_max)
        return error_set(err, ERROR_FORMAT,
                         "%s:1:1: %zu bytes are more than the %zu allowed", file, count,
                         reader.limits.bytes_max);
    if (!yaml_parser_initialize(&reader.parser))
        arena_out_of_memory();
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)bytes, count);
    reader.parser.mark.line = reader.limits.first_line - 1;
    bool done = read_documents(&reader, &documents);
    yaml_parser_delete(&reader.parser);
    if (done)
        *ret_documents = documents;
    return done;
}

bool yaml_read_stream(const char *file, const char *bytes, size_t count,
                      const struct yaml_limits *limits, struct arena *arena,
                      struct yaml_documents *ret_documents, struct error *err)
{
    return read_stream(file, bytes, count, limits, arena, arena, ret_documents, err);
}

bool yaml_read(const char *file, const char *bytes, size_t count,
               const struct yaml_limits *limits, struct arena *arena,
               const struct yaml_node **ret_root, struct error *err)
{
    return yaml_read_apart(file, bytes, count, limits, arena, arena, ret_root, err);
}

bool yaml_read_apart(const char *file, const char *bytes, size_t count,
                     const struct yaml_limits *limits, struct arena *arena,
                     struct arena *texts, const struct yaml_node **ret_root,
                     struct error *err)
{
    struct yaml_documents documents = {0};
    if (!read_stream(file, bytes, count, limits, arena, texts, &documents, err))
        return false;
    if (documents.count > 1)
        return error_set(err, ERROR_FORMAT, "%s:%d:%d: a second document", file,
                         documents.items[1]->line, documents.items[1]->column);
    *ret_root = documents.count == 0 ? NULL : documents.items[0];
    return true;
}
