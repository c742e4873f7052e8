/* Gzip, unpacked piece by piece as it arrives. */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/compiler.h"
#include "base/slice.h"

#include <stdbool.h>

/*
 * One gzip file: a member, or several one behind the other (RFC 1952, 2.2), each with
 * its checksum and length, and nothing else. Takes any bytes, and keeps of them what
 * unpacking needs alone: some 40 KiB.
 */
struct gunzip;

struct gunzip *gunzip_new(void);
void gunzip_free(struct gunzip *gunzip);

/* What takes the unpacked bytes; false ends the unpacking. */
typedef bool gunzip_take(const char *bytes, size_t count, void *context);

enum gunzip_result {
    GUNZIP_MORE,    /* all was taken; see gunzip_is_whole */
    GUNZIP_BROKEN,  /* this is no gzip file, or a checksum is wrong */
    GUNZIP_STOPPED, /* take said so */
};

/* The next piece. After another result than GUNZIP_MORE nothing more is to come. */
enum gunzip_result gunzip_push(struct gunzip *gunzip, struct slice packed,
                               gunzip_take *take, void *context) NODISCARD;

/* Whether what has come ends where a member ends: it may be all. */
bool gunzip_is_whole(const struct gunzip *gunzip);
