/* Gzip, unpacked piece by piece by zlib. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "base/gunzip.h"

#include "base/arena.h"

#include <stdlib.h>

/* Input is read, not written to. */
#define ZLIB_CONST
#include <zlib.h>

/* zlib's words for the largest window and for a gzip header. */
enum { GZIP_WINDOW_BITS = 15 + 16, CHUNK_BYTES = 64 * 1024, PIECE_BYTES_MAX = 1 << 30 };

struct gunzip {
    z_stream stream;
    bool has_ended; /* the last member has, with its checksum */
};

struct gunzip *gunzip_new(void)
{
    struct gunzip *gunzip = calloc(1, sizeof *gunzip);
    if (gunzip == NULL || inflateInit2(&gunzip->stream, GZIP_WINDOW_BITS) != Z_OK)
        arena_out_of_memory();
    return gunzip;
}

void gunzip_free(struct gunzip *gunzip)
{
    if (gunzip == NULL)
        return;
    inflateEnd(&gunzip->stream);
    free(gunzip);
}

static enum gunzip_result unpack(struct gunzip *gunzip, gunzip_take *take,
                                 void *context)
{
    z_stream *stream = &gunzip->stream;
    char chunk[CHUNK_BYTES];
    do {
        if (gunzip->has_ended && stream->avail_in == 0)
            break;
        if (gunzip->has_ended)
            inflateReset(stream);
        stream->next_out = (Bytef *)chunk;
        stream->avail_out = sizeof chunk;
        int code = inflate(stream, Z_NO_FLUSH);
        gunzip->has_ended = code == Z_STREAM_END;
        if (code == Z_MEM_ERROR)
            arena_out_of_memory();
        /* Z_BUF_ERROR: what there is was all taken before. */
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
            return GUNZIP_BROKEN;
        size_t count = sizeof chunk - stream->avail_out;
        if (count != 0 && !take(chunk, count, context))
            return GUNZIP_STOPPED;
    } while (stream->avail_in != 0 || stream->avail_out == 0);
    return GUNZIP_MORE;
}

enum gunzip_result gunzip_push(struct gunzip *gunzip, struct slice packed,
                               gunzip_take *take, void *context)
{
    enum gunzip_result result = GUNZIP_MORE;
    while (packed.length != 0 && result == GUNZIP_MORE) {
        struct slice piece = packed; /* zlib counts in an unsigned int */
        if (piece.length > PIECE_BYTES_MAX)
            piece.length = PIECE_BYTES_MAX;
        gunzip->stream.next_in = (const Bytef *)piece.at;
        gunzip->stream.avail_in = (uInt)piece.length;
        result = unpack(gunzip, take, context);
        packed.at += piece.length;
        packed.length -= piece.length;
    }
    return result;
}

bool gunzip_is_whole(const struct gunzip *gunzip)
{
    return gunzip->has_ended;
}
