/* The body of an answer: unpacked, counted, handed on. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "net/fetch_body.h"

#include <string.h>
#include <strings.h>

enum {
    RATIO_MAX = 100, /* of a body that is kept; a reader bounds its memory itself */
    RATIO_FREE_BYTES = 1024 * 1024,
};

const char *const fetch_packing_header = "Accept-Encoding: gzip";

static bool unpacks_too_far(const struct transfer *transfer)
{
    return transfer->on_body == NULL && transfer->received > RATIO_FREE_BYTES &&
           transfer->received / RATIO_MAX > transfer->packed;
}

/* False stops the transfer; why is in stop. */
static bool take_unpacked(const char *bytes, size_t length, void *context)
{
    struct transfer *transfer = context;
    bool is_wanted = transfer->status >= 200 && transfer->status < 300;
    transfer->received += length;
    if (transfer->received > transfer->body_max_bytes)
        transfer->stop = STOP_BODY_TOO_LONG;
    else if (unpacks_too_far(transfer))
        transfer->stop = STOP_BODY_UNPACKS;
    else if (!is_wanted && transfer->answer.length + length > ERROR_BODY_BYTES_MAX)
        return true; /* of an error page the beginning is enough */
    else if (transfer->on_body == NULL || !is_wanted)
        text_add_bytes(&transfer->answer, bytes, length);
    else {
        transfer->body_was_given = true;
        if (!transfer->on_body(bytes, length, transfer->body_context))
            transfer->stop = STOP_READER;
    }
    return transfer->stop == STOP_NONE;
}

/* Whether a header says nothing but what all its values may be. */
static bool says_only(const struct transfer *transfer, const char *name,
                      const char *plain)
{
    const char *value = headers_find(&transfer->headers, name, 0);
    return value == NULL || ((value[0] == '\0' || strcasecmp(value, plain) == 0) &&
                             headers_find(&transfer->headers, name, 1) == NULL);
}

/* How the body is packed, once its headers have come: by gzip, once, or not at all. */
static bool begin_body(struct transfer *transfer)
{
    transfer->is_body_begun = true;
    if (transfer->no_compression)
        return true; /* as it is, for who wants these bytes */
    if (!says_only(transfer, "transfer-encoding", "chunked"))
        transfer->stop = STOP_PACKING;
    else if (says_only(transfer, "content-encoding", "gzip") ||
             says_only(transfer, "content-encoding", "x-gzip")) {
        const char *value = headers_find(&transfer->headers, "content-encoding", 0);
        if (value != NULL && value[0] != '\0')
            transfer->gunzip = gunzip_new();
    } else if (!says_only(transfer, "content-encoding", "identity"))
        transfer->stop = STOP_PACKING;
    return transfer->stop == STOP_NONE;
}

size_t fetch_take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    const struct slice piece = {bytes, size * count};
    transfer->packed += piece.length;
    if (!transfer->is_body_begun && !begin_body(transfer))
        return 0;
    if (transfer->gunzip == NULL)
        return take_unpacked(piece.at, piece.length, transfer) ? piece.length : 0;
    enum gunzip_result result =
        gunzip_push(transfer->gunzip, piece, take_unpacked, transfer);
    if (result == GUNZIP_BROKEN)
        transfer->stop = STOP_PACKING;
    return result == GUNZIP_MORE ? piece.length : 0;
}

bool fetch_body_is_whole(const struct transfer *transfer)
{
    return transfer->gunzip == NULL || gunzip_is_whole(transfer->gunzip);
}
