/* Hands on what expat reads, within limits. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xml.h"

#include "base/arena.h"

#include <limits.h>

#include <expat.h>

enum { DEPTH_MAX = 64, ATTRIBUTES_MAX = 64, TEXT_BYTES_MAX = 1024 * 1024 };

struct reader {
    XML_Parser parser;
    const struct xml_sink *sink;
    void *context;
    struct error *err;
    unsigned depth;
    size_t text_bytes; /* since the last tag */
    bool has_stopped;  /* err is set */
};

static void complain(struct reader *reader, const char *what)
{
    error_set(reader->err, ERROR_FORMAT, "line %lu, column %lu: %s",
              (unsigned long)XML_GetCurrentLineNumber(reader->parser),
              (unsigned long)XML_GetCurrentColumnNumber(reader->parser) + 1, what);
}

static void stop(struct reader *reader)
{
    reader->has_stopped = true;
    XML_StopParser(reader->parser, XML_FALSE);
}

static void refuse(struct reader *reader, const char *what)
{
    if (reader->has_stopped)
        return;
    complain(reader, what);
    stop(reader);
}

static void on_begin(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct reader *reader = context;
    size_t count = 0;
    while (attributes[count] != NULL)
        count++;
    if (++reader->depth > DEPTH_MAX)
        refuse(reader, "nested deeper than 64 levels");
    else if (count > 2 * ATTRIBUTES_MAX)
        refuse(reader, "more than 64 attributes");
    reader->text_bytes = 0;
    if (!reader->has_stopped &&
        !reader->sink->begin(reader->context, name, (const char *const *)attributes,
                             reader->err))
        stop(reader);
}

static void on_text(void *context, const XML_Char *bytes, int count)
{
    struct reader *reader = context;
    reader->text_bytes += (size_t)count;
    if (reader->text_bytes > TEXT_BYTES_MAX)
        refuse(reader, "a text of more than 1 MiB");
    if (!reader->has_stopped)
        reader->sink->text(reader->context, (struct slice){bytes, (size_t)count});
}

static void on_end(void *context, const XML_Char *name)
{
    struct reader *reader = context;
    reader->depth--;
    reader->text_bytes = 0;
    if (!reader->has_stopped)
        reader->sink->end(reader->context, name);
}

/* Entities could make a small document huge, and name files and hosts. */
static void on_doctype(void *context, const XML_Char *name, const XML_Char *system_id,
                       const XML_Char *public_id, int has_internal_subset)
{
    bool is_html = slice_equals_ignoring_case(slice_of(name), "html");
    (void)system_id;
    (void)public_id;
    (void)has_internal_subset;
    refuse(context, is_html ? "it is a web page"
                            : "a document type declaration, which is not allowed");
}

/*
 * expat knows UTF-8, UTF-16, ASCII and Latin 1. Of the others windows-1252 is met; it
 * is Latin 1 with letters where that has control characters (-1: none).
 */
static int on_encoding(void *context, const XML_Char *name, XML_Encoding *ret_encoding)
{
    enum { LETTERS_BEGIN = 0x80, LETTERS = 32, BYTES = 256 };
    static const int letters[LETTERS] = {
        0x20ac, -1,     0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
        0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, -1,     0x017d, -1,
        -1,     0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
        0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, -1,     0x017e, 0x0178};
    (void)context;
    if (!slice_equals_ignoring_case(slice_of(name), "windows-1252"))
        return XML_STATUS_ERROR;
    for (int i = 0; i < BYTES; i++)
        ret_encoding->map[i] = i;
    for (int i = 0; i < LETTERS; i++)
        ret_encoding->map[LETTERS_BEGIN + i] = letters[i];
    ret_encoding->data = NULL;
    ret_encoding->convert = NULL;
    ret_encoding->release = NULL;
    return XML_STATUS_OK;
}

static void reader_close(struct reader *reader)
{
    XML_ParserFree(reader->parser);
}

bool xml_read(const char *bytes, size_t count, const struct xml_sink *sink,
              void *context, struct error *err)
{
    if (count > INT_MAX)
        return error_set(err, ERROR_FORMAT, "%zu bytes are too many", count);
    CLEANUP(reader_close)
    struct reader reader = {.parser = XML_ParserCreateNS(NULL, ' '),
                            .sink = sink,
                            .context = context,
                            .err = err};
    if (reader.parser == NULL)
        arena_out_of_memory();
    XML_SetUserData(reader.parser, &reader);
    XML_SetElementHandler(reader.parser, on_begin, on_end);
    XML_SetCharacterDataHandler(reader.parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader.parser, on_doctype);
    XML_SetUnknownEncodingHandler(reader.parser, on_encoding, NULL);
    if (XML_Parse(reader.parser, bytes, (int)count, 1) == XML_STATUS_OK)
        return true;
    if (!reader.has_stopped)
        complain(&reader, XML_ErrorString(XML_GetErrorCode(reader.parser)));
    return false;
}
