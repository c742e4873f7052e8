/* Gzip by zlib. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/gzip.h"

#include "base/arena.h"

#include <limits.h>
#include <string.h>

/* Input is read, not written to. */
#define ZLIB_CONST
#include <zlib.h>

/* zlib's words for the largest window and for a gzip header. */
enum { GZIP_WINDOW_BITS = 15 + 16, MEMORY_LEVEL = 9, CHUNK_BYTES = 64 * 1024 };

/* zlib counts its input in an unsigned int. */
static bool check_size(struct slice bytes, struct error *err)
{
    return bytes.length <= UINT_MAX ||
           error_set(err, ERROR_FORMAT, "more than %u bytes", UINT_MAX);
}

static bool check_growth(const z_stream *stream, const struct text *text,
                         struct error *err)
{
    if (text_overflowed(text))
        return error_set(err, ERROR_FORMAT, "inflated it is larger than %zu bytes",
                         text->max);
    if (stream->total_out > GZIP_RATIO_FREE_BYTES &&
        stream->total_out / GZIP_RATIO_MAX > stream->total_in)
        return error_set(err, ERROR_FORMAT,
                         "it inflates to more than %d times its size", GZIP_RATIO_MAX);
    return true;
}

static bool inflate_all(z_stream *stream, struct text *ret_text, struct error *err)
{
    unsigned char chunk[CHUNK_BYTES];
    for (;;) {
        stream->next_out = chunk;
        stream->avail_out = sizeof chunk;
        int code = inflate(stream, Z_NO_FLUSH);
        if (code == Z_MEM_ERROR)
            arena_out_of_memory();
        if (code == Z_BUF_ERROR)
            return error_set(err, ERROR_FORMAT, "the gzip file is cut short");
        if (code != Z_OK && code != Z_STREAM_END)
            return error_set(err, ERROR_FORMAT, "not a gzip file: %s",
                             stream->msg != NULL ? stream->msg : "it cannot be read");
        text_add_bytes(ret_text, chunk, sizeof chunk - stream->avail_out);
        if (!check_growth(stream, ret_text, err))
            return false;
        if (code == Z_STREAM_END)
            return true;
    }
}

bool gzip_inflate(struct slice compressed, struct text *ret_text, struct error *err)
{
    z_stream stream = {0};
    if (!check_size(compressed, err))
        return false;
    stream.next_in = (const Bytef *)compressed.at;
    stream.avail_in = (uInt)compressed.length;
    if (inflateInit2(&stream, GZIP_WINDOW_BITS) != Z_OK)
        arena_out_of_memory();
    bool inflated = inflate_all(&stream, ret_text, err);
    if (inflated && stream.avail_in != 0)
        inflated = error_set(err, ERROR_FORMAT, "%u bytes follow the end of the file",
                             stream.avail_in);
    inflateEnd(&stream);
    return inflated;
}

bool gzip_deflate(struct slice bytes, struct text *ret_compressed, struct error *err)
{
    z_stream stream = {0};
    unsigned char chunk[CHUNK_BYTES];
    if (!check_size(bytes, err))
        return false;
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW_BITS,
                     MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        arena_out_of_memory();
    stream.next_in = (const Bytef *)bytes.at;
    stream.avail_in = (uInt)bytes.length;
    do {
        stream.next_out = chunk;
        stream.avail_out = sizeof chunk;
        deflate(&stream, Z_FINISH);
        text_add_bytes(ret_compressed, chunk, sizeof chunk - stream.avail_out);
    } while (stream.avail_out == 0);
    deflateEnd(&stream);
    return !text_overflowed(ret_compressed) ||
           error_set(err, ERROR_OUTSIDE, "compressed it is larger than %zu bytes",
                     ret_compressed->max);
}
