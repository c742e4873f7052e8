/* Packet lines, the framing of git's protocols (gitprotocol-common). */
/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/slice.h"

enum packet_kind {
    PACKET_DATA,
    PACKET_FLUSH,     /* 0000 */
    PACKET_DELIMITER, /* 0001 */
    PACKET_END,       /* 0002: of the response */
    PACKET_NONE,      /* the bytes are used up */
    PACKET_BROKEN,    /* no length, a length of 3, or more than there is */
};

/*
 * Cuts one packet off the front of rest. Payloads lose the line feed at their end and
 * may hold any byte; empty ones (0004) are skipped.
 */
enum packet_kind packet_cut(struct slice *rest, struct slice *ret_payload);
