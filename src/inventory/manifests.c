/* Manifests: JSON goes through as it comes, YAML is cut into its documents first. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/manifests.h"

#include "base/text.h"
#include "base/yaml.h"
#include "inventory/pod_json.h"
#include "inventory/pod_reader.h"
#include "inventory/pod_shape.h"
#include "inventory/yaml_events.h"

#include <stdlib.h>
#include <string.h>

/* Aliases are resolved in manifests; all counts are for one document. */
static const struct yaml_limits document_limits = {
    .bytes_max = MANIFEST_DOCUMENT_BYTES_MAX,
    .nodes_max = 200000,
    .aliases_max = 100,
    .depth_max = 64,
};

struct manifests {
    const char *name;
    struct pod_json *json;     /* once it is known to be JSON */
    struct pod_reader *reader; /* once it is known to be YAML */
    pod_sink *sink;
    pod_end_sink *end_sink;
    void *context;
    struct text head;     /* what came before it was known */
    struct text document; /* YAML: what came of the document so far */
    size_t line_at;       /* where in it the unfinished last line begins */
    bool has_content;     /* more than comments and directives */
    size_t first_line;    /* of the document in the file */
    size_t lines;         /* whole ones in the document so far */
    struct arena *arena;  /* of one document */
};

struct manifests *manifests_new(const char *name, pod_sink *sink,
                                pod_end_sink *end_sink, void *context)
{
    struct manifests *manifests = calloc(1, sizeof *manifests);
    if (manifests == NULL)
        arena_out_of_memory();
    manifests->name = name;
    manifests->sink = sink;
    manifests->end_sink = end_sink;
    manifests->context = context;
    manifests->first_line = 1;
    manifests->arena = arena_new();
    text_init(&manifests->head, MANIFEST_DOCUMENT_BYTES_MAX);
    text_init(&manifests->document, MANIFEST_DOCUMENT_BYTES_MAX);
    return manifests;
}

void manifests_free(struct manifests *manifests)
{
    if (manifests == NULL)
        return;
    pod_json_free(manifests->json);
    pod_reader_free(manifests->reader);
    text_clear(&manifests->head);
    text_clear(&manifests->document);
    arena_free(manifests->arena);
    free(manifests);
}

static bool read_object(struct manifests *manifests, const struct yaml_node *root,
                        struct error *err)
{
    if (root->kind != YAML_MAP)
        return error_set(err, ERROR_FORMAT,
                         "%s:%d:%d: not a Kubernetes object: a map was expected",
                         manifests->name, root->line, root->column);
    if (yaml_events(root, &pod_document_row, pod_reader_event, manifests->reader, err))
        return true;
    return error_within(err, "%s:%d:%d", manifests->name, root->line, root->column);
}

/* Reads the document that was put together and begins the next one. */
static bool end_document(struct manifests *manifests, struct error *err)
{
    struct yaml_limits limits = document_limits;
    struct yaml_documents documents = {0};
    limits.first_line = manifests->first_line;
    if (!yaml_read_stream(manifests->name, manifests->document.bytes,
                          manifests->document.length, &limits, manifests->arena,
                          &documents, err))
        return false;
    for (size_t i = 0; i < documents.count; i++)
        if (!read_object(manifests, documents.items[i], err))
            return false;
    arena_reset(manifests->arena);
    text_reset(&manifests->document);
    manifests->first_line += manifests->lines;
    manifests->lines = 0;
    manifests->line_at = 0;
    manifests->has_content = false;
    return true;
}

static bool is_marker(struct slice line)
{
    return slice_starts_with(line, "---") &&
           (line.length == 3 || strchr(" \t\r", line.at[3]) != NULL);
}

/* Takes a whole line that stands at the end of the document; a marker after content
 * ends the document before it. */
static bool end_line(struct manifests *manifests, struct error *err)
{
    struct text *document = &manifests->document;
    struct slice line = {document->bytes + manifests->line_at,
                         document->length - manifests->line_at};
    if (is_marker(line) && manifests->has_content) {
        AUTO_TEXT marker;
        text_init(&marker, MANIFEST_DOCUMENT_BYTES_MAX);
        text_add_slice(&marker, line);
        document->length = manifests->line_at;
        if (!end_document(manifests, err))
            return false;
        text_add_slice(document, (struct slice){marker.bytes, marker.length});
        line = (struct slice){document->bytes, document->length};
    }
    struct slice content =
        is_marker(line) ? (struct slice){line.at + 3, line.length - 3} : line;
    content = slice_trim(content);
    if (content.length != 0 && content.at[0] != '#' && content.at[0] != '%')
        manifests->has_content = true;
    return true;
}

static bool feed_yaml(struct manifests *manifests, struct slice bytes,
                      struct error *err)
{
    struct text *document = &manifests->document;
    while (bytes.length != 0) {
        const char *newline = memchr(bytes.at, '\n', bytes.length);
        size_t length = newline == NULL ? bytes.length : (size_t)(newline - bytes.at);
        text_add_bytes(document, bytes.at, length);
        bytes.at += length;
        bytes.length -= length;
        if (newline != NULL) {
            if (!end_line(manifests, err))
                return false;
            text_add_char(document, '\n');
            manifests->lines++;
            manifests->line_at = document->length;
            bytes.at++;
            bytes.length--;
        }
        if (text_overflowed(document))
            return error_set(err, ERROR_FORMAT,
                             "%s:%zu: a YAML document of more than %d MiB: save it as "
                             "JSON, which is read as it comes",
                             manifests->name, manifests->first_line,
                             MANIFEST_DOCUMENT_BYTES_MAX / (1024 * 1024));
    }
    return true;
}

static bool feed_json(struct manifests *manifests, struct slice bytes,
                      struct error *err)
{
    if (pod_json_feed(manifests->json, bytes.at, bytes.length, err))
        return true;
    return error_within(err, "%s", manifests->name);
}

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static struct slice without_byte_order_mark(struct slice bytes)
{
    size_t length = strlen(BYTE_ORDER_MARK);
    if (slice_starts_with(bytes, BYTE_ORDER_MARK))
        return (struct slice){bytes.at + length, bytes.length - length};
    return bytes;
}

/* Whether more bytes could make a byte order mark of the first ones. */
static bool may_be_mark(struct slice bytes)
{
    return bytes.length < strlen(BYTE_ORDER_MARK) &&
           memcmp(bytes.at, BYTE_ORDER_MARK, bytes.length) == 0;
}

/* Decides between JSON and YAML by all that came so far; white space tells nothing. */
static bool decide(struct manifests *manifests, struct slice head)
{
    struct slice content = slice_trim(without_byte_order_mark(head));
    if (may_be_mark(head) || content.length == 0)
        return false;
    if (content.at[0] == '{') {
        manifests->json = pod_json_new_stream(manifests->sink, manifests->end_sink,
                                              manifests->context);
    } else {
        manifests->reader = pod_reader_new(manifests->sink, manifests->context);
        pod_reader_on_end(manifests->reader, manifests->end_sink);
    }
    return true;
}

static bool feed_decided(struct manifests *manifests, struct slice bytes,
                         struct error *err)
{
    return manifests->json != NULL ? feed_json(manifests, bytes, err)
                                   : feed_yaml(manifests, bytes, err);
}

bool manifests_feed(struct manifests *manifests, const void *bytes, size_t count,
                    struct error *err)
{
    if (manifests->json != NULL || manifests->reader != NULL)
        return feed_decided(manifests, (struct slice){bytes, count}, err);
    text_add_bytes(&manifests->head, bytes, count);
    struct slice head = {manifests->head.bytes, manifests->head.length};
    if (text_overflowed(&manifests->head))
        return error_set(err, ERROR_FORMAT, "%s: nothing but white space in it",
                         manifests->name);
    if (!decide(manifests, head))
        return true;
    bool done = feed_decided(manifests, without_byte_order_mark(head), err);
    text_clear(&manifests->head);
    return done;
}

bool manifests_are_yaml(const struct manifests *manifests)
{
    return manifests->reader != NULL;
}

bool manifests_finish(struct manifests *manifests, struct error *err)
{
    struct pod_list_end end;
    if (manifests->json != NULL)
        return pod_json_finish(manifests->json, &end, err) ||
               error_within(err, "%s", manifests->name);
    return manifests->reader == NULL ||
           (end_line(manifests, err) && end_document(manifests, err));
}
