/* The protobuf pod reader: a field at a time, with a stack of the open messages. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "inventory/pod_protobuf.h"

#include "base/day.h"
#include "base/text.h"
#include "inventory/pod_reader.h"
#include "inventory/pod_shape.h"
#include "inventory/protobuf_shape.h"
#include "inventory/protobuf_wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAGIC_BYTES = 4,
    FRAMES_MAX = 16, /* deeper than the tables lead */
    TEXT_BYTES_MAX = 4 * 1024 * 1024,
};

/* An open message. */
struct frame {
    const struct protobuf_shape *shape;
    const struct protobuf_row *row; /* NULL: the envelope */
    uint64_t end;                   /* offset in the body; UINT64_MAX: not known */
};

struct pod_protobuf {
    struct pod_reader *reader;
    struct text pending; /* less than a field, from the bytes before */
    uint64_t offset;     /* of the bytes at hand in the body */
    uint64_t skip;       /* bytes to jump over first */
    bool has_magic;
    bool has_content;
    bool is_compressed; /* contentEncoding was set */
    bool has_failed;
    size_t depth;
    struct frame frames[FRAMES_MAX];
};

/* Where in the bytes at hand the reading is. */
struct cursor {
    const unsigned char *start;
    const unsigned char *at;
    const unsigned char *end;
    struct error *err;
};

struct pod_protobuf *pod_protobuf_new(pod_sink *sink, void *context)
{
    struct pod_protobuf *protobuf = calloc(1, sizeof *protobuf);
    if (protobuf == NULL)
        arena_out_of_memory();
    protobuf->reader = pod_reader_new(sink, context);
    protobuf->frames[0] = (struct frame){&protobuf_envelope_shape, NULL, UINT64_MAX};
    protobuf->depth = 1;
    text_init(&protobuf->pending, SIZE_MAX - 1);
    return protobuf;
}

void pod_protobuf_free(struct pod_protobuf *protobuf)
{
    if (protobuf == NULL)
        return;
    pod_reader_free(protobuf->reader);
    text_clear(&protobuf->pending);
    free(protobuf);
}

static bool wrong(struct pod_protobuf *protobuf, const struct cursor *cursor,
                  const char *what)
{
    return error_set(cursor->err, ERROR_FORMAT,
                     "not Kubernetes protobuf: byte %llu: %s",
                     (unsigned long long)protobuf->offset +
                         (unsigned long long)(cursor->at - cursor->start),
                     what);
}

static bool hand_over(struct pod_protobuf *protobuf, const struct cursor *cursor,
                      enum json_event_kind kind, const struct json_row *row)
{
    struct json_event event = {.kind = kind, .row = row};
    return pod_reader_event(&event, protobuf->reader, cursor->err);
}

static struct frame *top(struct pod_protobuf *protobuf)
{
    return &protobuf->frames[protobuf->depth - 1];
}

static const struct protobuf_row *row_of(const struct protobuf_shape *shape,
                                         uint64_t number)
{
    for (size_t i = 0; i < shape->count; i++)
        if (shape->rows[i].number == number)
            return &shape->rows[i];
    return NULL;
}

/* Hands a label or annotation over when its key is wanted. */
static bool take_map_entry(struct pod_protobuf *protobuf, const struct cursor *cursor,
                           const struct protobuf_row *row, struct slice content)
{
    struct json_event event = {.kind = JSON_TEXT};
    struct protobuf_member member;
    while (protobuf_cut_member(&content, &member)) {
        if (member.number == PROTOBUF_MAP_KEY)
            event.key = member.text;
        else if (member.number == PROTOBUF_MAP_VALUE)
            event.text = member.text;
    }
    if (content.length != 0)
        return wrong(protobuf, cursor, "a malformed map");
    for (size_t i = 0; i < row->row.shape->count; i++) {
        event.row = &row->row.shape->rows[i];
        if (json_row_takes(event.row, event.key))
            return pod_reader_event(&event, protobuf->reader, cursor->err);
    }
    return true;
}

static bool take_time(struct pod_protobuf *protobuf, const struct cursor *cursor,
                      const struct protobuf_row *row, struct slice content)
{
    char buffer[TIME_TEXT_BYTES];
    struct protobuf_member member;
    int64_t seconds = 0;
    while (protobuf_cut_member(&content, &member))
        if (member.number == PROTOBUF_TIME_SECONDS)
            seconds = (int64_t)member.value;
    if (content.length != 0)
        return wrong(protobuf, cursor, "a malformed time");
    if (seconds <= 0 || seconds > INT64_C(253402300799)) /* the end of year 9999 */
        return true;
    struct json_event event = {.kind = JSON_TEXT, .row = &row->row};
    event.text = slice_of(time_format(seconds, buffer));
    return pod_reader_event(&event, protobuf->reader, cursor->err);
}

/* The fields of content that are taken whole. */
static bool take_content(struct pod_protobuf *protobuf, const struct cursor *cursor,
                         const struct protobuf_row *row, struct slice content)
{
    if (row->want == PROTOBUF_MAP)
        return take_map_entry(protobuf, cursor, row, content);
    if (row->want == PROTOBUF_TIME)
        return take_time(protobuf, cursor, row, content);
    /* What JSON leaves out when it is empty is written here all the same. */
    if (content.length == 0)
        return true;
    if (row->row.field == FIELD_ENVELOPE_ENCODING) {
        protobuf->is_compressed = true;
        return true;
    }
    struct json_event event = {.kind = JSON_TEXT, .row = &row->row, .text = content};
    return pod_reader_event(&event, protobuf->reader, cursor->err);
}

/* The shape of the envelope's content, by the kind that stands before it. */
static const struct protobuf_shape *content_shape(const struct pod_protobuf *protobuf)
{
    const char *kind = pod_reader_end(protobuf->reader)->kind;
    if (kind == NULL)
        return NULL;
    if (strcmp(kind, "Status") == 0)
        return &protobuf_status_shape;
    if (strcmp(kind, "NodeList") == 0)
        return &protobuf_node_list_shape;
    bool is_list =
        strcmp(kind, "PodList") == 0 || strcmp(kind, "PartialObjectMetadataList") == 0;
    return is_list ? &protobuf_list_shape : NULL;
}

static bool open_message(struct pod_protobuf *protobuf, const struct cursor *cursor,
                         const struct protobuf_row *row, uint64_t end)
{
    struct frame frame = {row->shape, row, end};
    if (row->want == PROTOBUF_RAW) {
        frame.shape = content_shape(protobuf);
        if (frame.shape == NULL || protobuf->has_content)
            return wrong(protobuf, cursor, "no list of pods, nodes or metadata");
        protobuf->has_content = true;
        static const struct json_row items = {"items", JSON_WANT_LIST, FIELD_ITEM,
                                              NULL};
        if (frame.shape != &protobuf_status_shape &&
            !hand_over(protobuf, cursor, JSON_LIST, &items))
            return false;
    }
    if (protobuf->depth == FRAMES_MAX)
        return wrong(protobuf, cursor, "nested too deep");
    protobuf->frames[protobuf->depth++] = frame;
    return row->want != PROTOBUF_MESSAGE ||
           hand_over(protobuf, cursor, JSON_ENTER, &row->row);
}

/* Leaves the messages that end here. */
static bool close_messages(struct pod_protobuf *protobuf, const struct cursor *cursor)
{
    uint64_t offset = protobuf->offset + (uint64_t)(cursor->at - cursor->start);
    while (protobuf->depth > 1 && top(protobuf)->end == offset) {
        const struct protobuf_row *row = top(protobuf)->row;
        protobuf->depth--;
        if (row->want == PROTOBUF_MESSAGE &&
            !hand_over(protobuf, cursor, JSON_LEAVE, &row->row))
            return false;
    }
    return true;
}

static bool take_number(struct pod_protobuf *protobuf, const struct cursor *cursor,
                        const struct protobuf_row *row, uint64_t number)
{
    char digits[24];
    struct json_event event = {.row = &row->row, .flag = number != 0};
    if (row->want == PROTOBUF_FLAG) {
        event.kind = JSON_FLAG;
    } else if (row->want == PROTOBUF_NUMBER) {
        int length =
            snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
        event.kind = JSON_NUMBER;
        event.text = (struct slice){digits, (size_t)length};
    } else {
        return wrong(protobuf, cursor, "a number where none belongs");
    }
    return pod_reader_event(&event, protobuf->reader, cursor->err);
}

static bool takes_content(const struct protobuf_row *row)
{
    return row->want == PROTOBUF_TEXT || row->want == PROTOBUF_MAP ||
           row->want == PROTOBUF_TIME;
}

/*
 * Takes a field with a length, at is behind it. *ret_cut: the content is wanted whole
 * and is not all there yet.
 */
static bool take_length(struct pod_protobuf *protobuf, struct cursor *cursor,
                        const unsigned char *at, uint64_t length,
                        const struct protobuf_row *row, bool *ret_cut)
{
    uint64_t offset = protobuf->offset + (uint64_t)(at - cursor->start);
    if (length > top(protobuf)->end - offset)
        return wrong(protobuf, cursor, "a field longer than what it is in");
    if (row == NULL) {
        cursor->at = at;
        protobuf->skip = length;
        return true;
    }
    if (!takes_content(row)) {
        if (row->want == PROTOBUF_FLAG || row->want == PROTOBUF_NUMBER)
            return wrong(protobuf, cursor, "no number where one belongs");
        cursor->at = at;
        return open_message(protobuf, cursor, row, offset + length);
    }
    if (length > TEXT_BYTES_MAX)
        return wrong(protobuf, cursor, "a text is too long");
    *ret_cut = length > (uint64_t)(cursor->end - at);
    if (*ret_cut)
        return true;
    struct slice content = {(const char *)at, (size_t)length};
    cursor->at = at + length;
    return take_content(protobuf, cursor, row, content);
}

/* Takes the field at the cursor; *ret_cut: it is not all there yet. */
static bool take_field(struct pod_protobuf *protobuf, struct cursor *cursor,
                       bool *ret_cut)
{
    const unsigned char *at = cursor->at;
    uint64_t tag = 0;
    uint64_t number = 0;
    enum protobuf_varint result = protobuf_varint(&at, cursor->end, &tag);
    bool has_number = (tag & 7) == WIRE_VARINT || (tag & 7) == WIRE_LENGTH;
    if (result == VARINT_READ && has_number)
        result = protobuf_varint(&at, cursor->end, &number);
    *ret_cut = result == VARINT_CUT;
    if (result == VARINT_WRONG)
        return wrong(protobuf, cursor, "a number that does not end");
    if (*ret_cut)
        return true;
    uint64_t offset = protobuf->offset + (uint64_t)(at - cursor->start);
    if (tag >> 3 == 0 || offset > top(protobuf)->end)
        return wrong(protobuf, cursor, "a field that ends behind its message");
    const struct protobuf_row *row = row_of(top(protobuf)->shape, tag >> 3);
    switch (tag & 7) {
    case WIRE_LENGTH:
        return take_length(protobuf, cursor, at, number, row, ret_cut);
    case WIRE_VARINT:
        cursor->at = at;
        return row == NULL || take_number(protobuf, cursor, row, number);
    case WIRE_EIGHT:
    case WIRE_FOUR:
        cursor->at = at;
        protobuf->skip = (tag & 7) == WIRE_EIGHT ? 8 : 4;
        return (row == NULL && protobuf->skip <= top(protobuf)->end - offset) ||
               wrong(protobuf, cursor, "a field of a wrong type");
    default:
        return wrong(protobuf, cursor, "an unknown wire type");
    }
}

static bool take_magic(struct pod_protobuf *protobuf, struct cursor *cursor,
                       bool *ret_cut)
{
    static const struct json_row document = {"document", JSON_WANT_OBJECT,
                                             FIELD_DOCUMENT, NULL};
    size_t left = (size_t)(cursor->end - cursor->at);
    *ret_cut = left < MAGIC_BYTES;
    if (*ret_cut)
        return true;
    if (memcmp(cursor->at, "k8s", MAGIC_BYTES) != 0)
        return wrong(protobuf, cursor, "it does not begin with k8s and a NUL");
    cursor->at += MAGIC_BYTES;
    protobuf->has_magic = true;
    return hand_over(protobuf, cursor, JSON_ENTER, &document);
}

/* Reads the bytes up to their end or to a field that is cut there. */
static bool read_fields(struct pod_protobuf *protobuf, struct cursor *cursor)
{
    bool is_cut = false;
    while (!is_cut) {
        size_t left = (size_t)(cursor->end - cursor->at);
        size_t skipped = protobuf->skip < left ? (size_t)protobuf->skip : left;
        cursor->at += skipped;
        protobuf->skip -= skipped;
        if (protobuf->skip != 0 || !close_messages(protobuf, cursor))
            return protobuf->skip != 0;
        if (cursor->at == cursor->end)
            return true;
        if (!(protobuf->has_magic ? take_field(protobuf, cursor, &is_cut)
                                  : take_magic(protobuf, cursor, &is_cut)))
            return false;
    }
    return true;
}

static bool read_bytes(struct pod_protobuf *protobuf, const void *bytes, size_t count,
                       size_t *ret_taken, struct error *err)
{
    struct cursor cursor = {bytes, bytes, (const unsigned char *)bytes + count, err};
    if (!read_fields(protobuf, &cursor)) {
        protobuf->has_failed = true;
        return false;
    }
    *ret_taken = (size_t)(cursor.at - cursor.start);
    protobuf->offset += *ret_taken;
    return true;
}

bool pod_protobuf_feed(struct pod_protobuf *protobuf, const void *bytes, size_t count,
                       struct error *err)
{
    size_t taken = 0;
    if (protobuf->has_failed)
        return error_set(err, ERROR_FORMAT, "not Kubernetes protobuf");
    if (protobuf->pending.length == 0) {
        if (!read_bytes(protobuf, bytes, count, &taken, err))
            return false;
        text_add_bytes(&protobuf->pending, (const char *)bytes + taken, count - taken);
        return true;
    }
    struct text *pending = &protobuf->pending;
    text_add_bytes(pending, bytes, count);
    if (!read_bytes(protobuf, pending->bytes, pending->length, &taken, err))
        return false;
    pending->length -= taken;
    memmove(pending->bytes, pending->bytes + taken, pending->length);
    return true;
}

bool pod_protobuf_finish(struct pod_protobuf *protobuf, struct pod_list_end *ret_end,
                         struct error *err)
{
    bool is_whole = !protobuf->has_failed && protobuf->has_content &&
                    protobuf->depth == 1 && protobuf->skip == 0 &&
                    protobuf->pending.length == 0;
    if (!is_whole)
        return error_set(
            err, ERROR_FORMAT, "not Kubernetes protobuf: cut off after %llu bytes",
            (unsigned long long)protobuf->offset + protobuf->pending.length);
    if (protobuf->is_compressed)
        return error_set(err, ERROR_FORMAT,
                         "Kubernetes protobuf with an encoding that is not known");
    *ret_end = *pod_reader_end(protobuf->reader);
    return true;
}
